"""What derives from the record store: the loaded documents, and the indexes over them on disk."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock

from corpus import Document, Measure
from corpus.gazetteer import short_name
from index.dense import DenseIndex
from index.lexical import LexicalIndex
from index.passages import Role, body_end
from index.records import RecordStore, StoredPassage, Vectors
from index.sounds import Sounds

#: To be raised when what is kept of a revision changes: older folders are then built anew.
_LAYOUT = 2
ROLES: tuple[Role, ...] = ("measure", "clause")


@dataclass(frozen=True, slots=True)
class Catalog:
    """The documents and measures of one revision of the store."""

    revision: str
    documents: Mapping[str, Document]
    measures: Mapping[str, Measure]


@dataclass(frozen=True, slots=True)
class Indexes:
    """What searches one revision; ``folder`` holds it on disk."""

    folder: Path
    passages: Mapping[int, StoredPassage]
    clauses_of: Mapping[str, Sequence[StoredPassage]]
    dense: Mapping[Role, DenseIndex]
    lexical: LexicalIndex
    sounds: Sounds


def load_catalog(records: RecordStore) -> Catalog:
    """The store as it is now."""
    with records.reading():
        revision = records.revision
        documents = {document.id: document for document in records.documents()}
    for id_, document in documents.items():
        if document.duplicate_of not in documents:
            documents[id_] = replace(document, duplicate_of="")  # its original was removed
    measures = {m.id: m for document in documents.values() for m in document.measures}
    return Catalog(revision, documents, measures)


def load_indexes(folder: Path, records: RecordStore, catalog: Catalog) -> Indexes | None:
    """The indexes of a catalog's revision, built when there are none; None when it is gone."""
    with records.reading():
        if records.revision != catalog.revision:
            return None
        stored = records.passages()
        derived = folder / f"derived-{_LAYOUT}-{catalog.revision}"
        vectors = {} if derived.exists() else {role: records.vectors(role) for role in ROLES}
    # One at a time builds or opens; who waited finds the work done.
    with FileLock(folder / ".building.lock"):
        if not derived.exists():
            if not vectors:
                return None  # a later revision has taken its place
            _build(derived, catalog, stored, vectors)
        dense = {role: DenseIndex.load(derived / f"{role}.faiss") for role in ROLES}
        lexical = LexicalIndex.load(derived / "lexical")
        sounds = Sounds.load(derived / "sounds.json")
    clauses_of: dict[str, list[StoredPassage]] = {}
    for passage in stored:
        if passage.role == "clause":
            clauses_of.setdefault(passage.measure_id, []).append(passage)
    return Indexes(derived, {p.row: p for p in stored}, clauses_of, dense, lexical, sounds)


def _build(
    folder: Path,
    catalog: Catalog,
    stored: Sequence[StoredPassage],
    vectors: Mapping[Role, Vectors],
) -> None:
    """Builds the indexes of a revision beside the old ones, then takes their place."""
    building = folder.with_name("building")
    shutil.rmtree(building, ignore_errors=True)  # of a process that was killed
    building.mkdir()
    for role in ROLES:
        rows = [passage.row for passage in stored if passage.role == role]
        DenseIndex.build(rows, vectors[role]).save(building / f"{role}.faiss")
    texts = (
        (measure.id, document.id, _lexical_text(document, measure))
        for document in catalog.documents.values()
        for measure in document.measures
    )
    LexicalIndex.build(texts, building / "lexical")
    regions = (document.region for document in catalog.documents.values())
    names = {name: None for r in regions for name in (r.name, short_name(r.name)) if name}
    said = (f"{' '.join(m.path)} {m.text}" for m in catalog.measures.values())
    Sounds.build(said, names).save(building / "sounds.json")
    for stale in folder.parent.glob("derived-*"):
        shutil.rmtree(stale, ignore_errors=True)
    building.rename(folder)


def _lexical_text(document: Document, measure: Measure) -> str:
    """Document title, region, headings and text; the list of bodies is matched on its own.

    With the title in, a word that the whole library is about (碳达峰) weighs next to nothing.
    """
    above = " ".join(measure.path[:-1])
    own = f"{measure.title} {measure.text[: body_end(measure)]}"
    return f"{document.title} {document.region.name} {above} {own}"
