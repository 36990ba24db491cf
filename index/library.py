"""A searchable library on disk: the record store, and the indexes that derive from it."""

import contextlib
import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from corpus import CewenError, Document, Measure
from corpus.correct import correct
from index.adding import Change, TextEncoder, encode_anew, holding, place, write
from index.background import OFF_TOPIC_QUESTIONS
from index.derived import Catalog, Indexes, load_catalog, load_indexes
from index.lexical import Field
from index.passages import Role
from index.records import RecordStore
from index.sounds import Sounds

#: A library beyond this many measures is searched this deep by each retriever.
DEPTH = 2_000
_PASSAGES_PER_MEASURE = 6


@dataclass(frozen=True, slots=True)
class Match:
    """A measure found by one retriever: its score (higher is better) and the span that matched."""

    measure_id: str
    score: float
    start: int
    end: int


class Library:
    """Documents that can be added, removed and searched; safe to read from several threads."""

    def __init__(self, folder: Path, open_encoder: Callable[[], TextEncoder]) -> None:
        """Opens a library, creating an empty one; the encoder is opened when first needed.

        Raises:
            CewenError: the folder cannot be used, or holds something else.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CewenError(f"无法使用文库目录 {folder}（{error.strerror}）。") from None
        self.folder = folder
        self._open_encoder = open_encoder
        self._encoder: TextEncoder | None = None
        self._records = RecordStore(folder / "records.sqlite3")
        self._lock = threading.RLock()
        self._adding = FileLock(folder / ".adding.lock")
        self._catalog: Catalog | None = None
        self._indexes: Indexes | None = None
        self._held = threading.local()

    # --- what is in it ------------------------------------------------------------------------

    @property
    def documents(self) -> Mapping[str, Document]:
        """Documents by id, in the order of their ids."""
        return self._current_catalog().documents

    @property
    def measures(self) -> Mapping[str, Measure]:
        """Measures by address, in document order."""
        return self._current_catalog().measures

    def document(self, doc_id: str) -> Document:
        """One document.

        Raises:
            CewenError: there is none of this id.
        """
        try:
            return self.documents[doc_id]
        except KeyError:
            known = "、".join(self.documents) or "（文库是空的）"
            raise CewenError(f"文库中没有 {doc_id}，现有：{known}。") from None

    def holding(self, source_hash: str) -> Document | None:
        """The document that a file of this SHA-256 became, if this parser read it."""
        source = holding(self._records, source_hash)
        return self.documents.get(source.doc_id) if source else None

    # --- changes ------------------------------------------------------------------------------

    def add(
        self,
        document: Document,
        on_progress: Callable[[int, int], None] | None = None,
        corrections: Mapping[str, str] | None = None,
    ) -> tuple[Change, Document]:
        """Adds a document, or replaces the one that came from the same file before.

        A file whose content is in the library already costs nothing; one that an older parser
        read is read anew, and what its text has in common with before keeps its vectors.
        ``corrections`` are kept with the document, see ``correct``. ``on_progress`` receives
        passages done and all. Returns what happened, and the document as it is shown.

        Raises:
            CewenError: the library was built with another model, or a correction is none.
        """
        # One addition at a time: the id that is free now must be free when it is written.
        with self._adding:
            known = self.holding(document.source_hash)
            if known and corrections:
                return "更正", self.correct(known.id, corrections)
            if known:
                return "未变", known
            correct(document, corrections or {})  # what is no correction changes nothing
            change, document = place(self._records, self.documents, document)
            encoder = self._checked_encoder()
            if corrections:
                self._records.correct(document.id, corrections)
            write(self._records, encoder, document, on_progress)
        return change, self.document(document.id)

    def correct(self, doc_id: str, corrections: Mapping[str, str]) -> Document:
        """Corrects a document's metadata by hand, see ``corpus.correct``; it outlives re-adding.

        An empty value takes a correction back. The address of a document never changes.

        Raises:
            CewenError: there is none of this id, or a value is none for its field.
        """
        with self._adding:
            shown = self.document(doc_id)
            parsed = self._records.parsed(doc_id)
            correct(parsed, {**self._records.corrections(doc_id), **corrections})
            self._records.correct(doc_id, corrections)
            if self.document(doc_id).region != shown.region:
                # The region stands before every passage that is embedded.
                parser = self._records.source(doc_id).parser
                write(self._records, self._checked_encoder(), parsed, parser=parser)
        return self.document(doc_id)

    @property
    def model(self) -> str:
        """The model that its vectors are of; empty where there are none."""
        return self._records.meta("model")

    @property
    def needs_encoding(self) -> bool:
        """Whether its vectors are another model's, or were left half done."""
        return bool(self.model) and self.model != self._opened_encoder().name

    def encode_anew(self, on_progress: Callable[[str, int, int], None] | None = None) -> None:
        """Computes all vectors with the configured model, see ``index.adding.encode_anew``."""
        with self._adding:
            encode_anew(self._records, self._opened_encoder(), on_progress)

    def remove(self, doc_id: str) -> Document:
        """Removes a document and all that was computed of it; returns it, or raises CewenError."""
        document = self.document(doc_id)
        self._records.remove(doc_id)
        return document

    # --- search -------------------------------------------------------------------------------

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """The query's vector (d,), by the model that the library was built with.

        Raises:
            CewenError: the configured model is another one.
        """
        return self._checked_encoder().encode_query(text)

    def nearest(
        self, role: Role, vector: NDArray[np.float32], doc_ids: Sequence[str] | None = None
    ) -> list[Match]:
        """Measures by their nearest passage of a role, best first; the score is a cosine.

        ``vector`` is (d,); with ``doc_ids`` only measures of these documents are searched.
        """
        catalog, indexes = self._current()
        allowed = None
        if doc_ids is not None:
            allowed = [
                row
                for row, passage in indexes.passages.items()
                if passage.role == role and catalog.measures[passage.measure_id].doc_id in doc_ids
            ]
        best: dict[str, Match] = {}
        for row, score in indexes.dense[role].search(
            vector, DEPTH * _PASSAGES_PER_MEASURE, allowed
        ):
            passage = indexes.passages[row]
            if passage.measure_id not in best:
                best[passage.measure_id] = Match(
                    passage.measure_id, score, passage.start, passage.end
                )
        return list(best.values())

    def lexical(
        self, field: Field, question: str, doc_ids: Sequence[str] | None = None
    ) -> list[Match]:
        """Measures by BM25 over one field, best first; the span is the whole measure."""
        catalog, indexes = self._current()
        hits = indexes.lexical.search(field, question, DEPTH, doc_ids)
        return [
            Match(measure_id, score, 0, len(catalog.measures[measure_id].text))
            for measure_id, score in hits
        ]

    def background(self) -> tuple[float, float]:
        """Mean and standard deviation of the best clause cosine of off-topic questions."""
        _, indexes = self._current()
        if not len(indexes.dense["clause"]):
            return 0.0, 1.0
        kept = indexes.folder / "background.json"
        try:
            mean, deviation = json.loads(kept.read_text())
        except (OSError, ValueError):
            best = [
                indexes.dense["clause"].search(self.encode_query(question), 1)[0][1]
                for question in OFF_TOPIC_QUESTIONS
            ]
            mean, deviation = float(np.mean(best)), float(np.std(best))
            with contextlib.suppress(OSError):  # kept to save 0.2 s, not needed
                kept.write_text(json.dumps([mean, deviation]))
        return mean, max(deviation, 1e-6)

    def clause_scores(
        self, measure_id: str, vector: NDArray[np.float32]
    ) -> list[tuple[int, int, float]]:
        """(start, end, cosine) of each clause of a measure, in its order."""
        _, indexes = self._current()
        clauses = indexes.clauses_of.get(measure_id, ())
        index = indexes.dense["clause"]
        return [(c.start, c.end, index.score(c.row, vector)) for c in clauses]

    def document_frequency(self, field: Field, token: str) -> int:
        """In how many measures a token occurs."""
        return self._current()[1].lexical.document_frequency(field, token)

    @property
    def sounds(self) -> Sounds:
        """What the words of the library sound like."""
        return self._current()[1].sounds

    # --- loaded state -------------------------------------------------------------------------

    def _opened_encoder(self) -> TextEncoder:
        with self._lock:
            if self._encoder is None:
                self._encoder = self._open_encoder()
            return self._encoder

    def _checked_encoder(self) -> TextEncoder:
        if self.needs_encoding:
            raise CewenError(
                f"这个文库由模型 {self.model} 建立，"
                f"当前模型是 {self._opened_encoder().name}：请运行 cewen encode --library "
                f"{self.folder} 用当前模型重新编码，或把 CEWEN_MODEL 设回原来的模型。"
            )
        return self._opened_encoder()

    @contextmanager
    def steady(self) -> Iterator[None]:
        """All reads of this thread inside see one revision, whatever other processes change."""
        outermost = getattr(self._held, "state", None) is None
        if outermost:
            self._held.state = self._current()
        try:
            yield
        finally:
            if outermost:
                self._held.state = None

    def _current_catalog(self) -> Catalog:
        """The documents, brought up to the store's revision; no index is needed for them."""
        held: tuple[Catalog, Indexes] | None = getattr(self._held, "state", None)
        if held:
            return held[0]
        with self._lock:
            if self._catalog is None or self._catalog.revision != self._records.revision:
                self._catalog, self._indexes = load_catalog(self._records), None
            return self._catalog

    def _current(self) -> tuple[Catalog, Indexes]:
        """The documents and the indexes over them, of one revision."""
        held: tuple[Catalog, Indexes] | None = getattr(self._held, "state", None)
        if held:
            return held
        with self._lock:
            while True:
                catalog = self._current_catalog()
                self._indexes = self._indexes or load_indexes(self.folder, self._records, catalog)
                if self._indexes:
                    return catalog, self._indexes
                self._catalog = None  # it changed in between
