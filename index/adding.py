"""A document into the record store: which one it replaces, whose copy it is, what is embedded."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus import Document, with_id
from corpus.correct import correct
from corpus.duplicates import SAME_SHARE, sentence_keys, shared
from corpus.version import parser_version
from index.models import HALF_DONE
from index.passages import Passage, measure_passages
from index.records import RecordStore, StoredSource, Vectors, text_hash
from index.topics import assign_topics, measure_vectors, topic_vectors

Change = Literal["新增", "更新", "重读", "更正", "未变"]


class TextEncoder(Protocol):
    """What a library needs of a model: ``index.encoder.Encoder``, or a toy in tests."""

    name: str
    dimension: int
    max_tokens: int

    def encode_query(self, text: str) -> NDArray[np.float32]: ...

    def encode_passages(
        self, texts: Sequence[str], on_progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]: ...

    def count_tokens(self, text: str) -> int: ...


def holding(records: RecordStore, source_hash: str) -> StoredSource | None:
    """The stored source of a file of this SHA-256, when this version of the parser read it."""
    for source in records.sources():
        if source.sha256 == source_hash and source.parser == parser_version():
            return source
    return None


def place(
    records: RecordStore, stored: Mapping[str, Document], document: Document
) -> tuple[Change, Document]:
    """The document under the id that it gets, linked to the one that it is a copy of.

    A later state of a document that is stored keeps its id, so that addresses outlive a
    correction. An id that another file holds gets the first characters of this file's hash.
    """
    sources = records.sources()
    same_file = [s.doc_id for s in sources if s.sha256 == document.source_hash]
    earlier = [s.doc_id for s in sources if _is_earlier(s, document, stored)]
    if same_file or earlier:
        document = with_id(document, (same_file or earlier)[0])
    elif any(source.doc_id == document.id for source in sources):
        document = with_id(document, f"{document.id}-{document.source_hash[:4]}")
    others = [d for d in stored.values() if d.id != document.id and d.duplicate_of != document.id]
    document = replace(document, duplicate_of=_original_of(document, others))
    return ("重读" if same_file else "更新" if earlier else "新增"), document


def write(
    records: RecordStore,
    encoder: TextEncoder,
    document: Document,
    on_progress: Callable[[int, int], None] | None = None,
    parser: str = "",
    half_done: bool = False,
) -> None:
    """Writes a document and the vectors of its passages; known passages keep their vectors.

    ``parser`` is the version that read it, by default this one. ``half_done`` says that the
    library is being encoded anew: no vector is kept, and the store is marked as of no model.
    """
    shown = correct(document, records.corrections(document.id))
    passages = [
        passage
        for measure in shown.measures
        for passage in measure_passages(shown, measure, encoder.count_tokens, encoder.max_tokens)
    ]
    kept = () if half_done else (document.id, document.duplicate_of)
    known = records.known_vectors(kept)
    vectors = _vectors(encoder, known, passages, on_progress)
    document = _with_topics(document, encoder, passages, vectors)
    model = f"{encoder.name}{HALF_DONE}" if half_done else encoder.name
    records.put(document, passages, vectors, model, parser or parser_version())


def encode_anew(
    records: RecordStore,
    encoder: TextEncoder,
    on_progress: Callable[[str, int, int], None] | None = None,
) -> None:
    """Computes the vectors of all documents by this model; nothing else changes.

    Interrupted, it leaves a library that is not searched until this has been done again.
    ``on_progress`` receives a document's source, documents done and all.
    """
    sources = records.sources()
    for done, source in enumerate(sources):
        if on_progress:
            on_progress(source.name, done, len(sources))
        document = records.parsed(source.doc_id)
        write(records, encoder, document, parser=source.parser, half_done=True)
    records.built_with(encoder.name)


def _with_topics(
    document: Document, encoder: TextEncoder, passages: Sequence[Passage], vectors: Vectors
) -> Document:
    """The document with the topics of its measures, by rule and by the vectors they have anyway."""
    if not document.measures:
        return document
    whole = [row for row, passage in enumerate(passages) if passage.role == "measure"]
    own = measure_vectors(
        [measure.id for measure in document.measures],
        [passages[row].measure_id for row in whole],
        vectors[whole],
    )
    topics = assign_topics(document.measures, own, topic_vectors(encoder))
    measures = zip(document.measures, topics, strict=True)
    return replace(document, measures=tuple(replace(m, topics=t) for m, t in measures))


def _vectors(
    encoder: TextEncoder,
    known: dict[str, NDArray[np.float32]],
    passages: Sequence[Passage],
    on_progress: Callable[[int, int], None] | None,
) -> Vectors:
    new = {text_hash(p.text): p.text for p in passages if text_hash(p.text) not in known}
    if new:
        computed = encoder.encode_passages(
            list(new.values()), on_progress and (lambda done: on_progress(done, len(new)))
        )
        known |= dict(zip(new, computed, strict=True))
    return np.array([known[text_hash(p.text)] for p in passages], dtype=np.float32)


def _original_of(document: Document, others: Sequence[Document]) -> str:
    """The document of which this is another copy; a draft is no copy of what became of it."""
    keys = sentence_keys(document)
    for other in others:
        alike = (other.status, other.duplicate_of) == (document.status, "")
        if alike and shared(keys, sentence_keys(other)) >= SAME_SHARE:
            return other.id
    return ""


def _is_earlier(source: StoredSource, parsed: Document, stored: Mapping[str, Document]) -> bool:
    """Whether a stored document is the same plan from the same file before it was changed."""
    if (source.name, source.title) != (parsed.source, parsed.title):
        return False
    same_id = re.fullmatch(re.escape(parsed.id) + r"(?:-[0-9a-f]{4})?", source.doc_id)
    issued_on = parsed.issued_on.isoformat() if parsed.issued_on else ""
    if same_id and source.issued_on == issued_on:
        return True
    # Its date itself may be what was corrected.
    before = stored.get(source.doc_id)
    return before is not None and shared(sentence_keys(before), sentence_keys(parsed)) >= SAME_SHARE
