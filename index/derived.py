"""What derives from the record store: the loaded documents, and the indexes over them on disk."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from corpus import Document, Measure
from index.dense import DenseIndex
from index.lexical import LexicalIndex
from index.passages import Role, body_end
from index.records import RecordStore, StoredPassage

ROLES: tuple[Role, ...] = ("measure", "clause")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that is loaded of one revision; ``folder`` holds its indexes."""

    revision: str
    folder: Path
    documents: Mapping[str, Document]
    measures: Mapping[str, Measure]
    passages: Mapping[int, StoredPassage]
    clauses_of: Mapping[str, Sequence[StoredPassage]]
    dense: Mapping[Role, DenseIndex]
    lexical: LexicalIndex


def load_snapshot(folder: Path, records: RecordStore) -> Snapshot:
    """The record store as it is now, with indexes that fit; they are built when there are none."""
    with records.reading():
        revision = records.revision
        documents = {document.id: document for document in records.documents()}
        passages = {passage.row: passage for passage in records.passages()}
        derived = folder / f"derived-{revision}"
        if not derived.exists():
            # One builder at a time; who waited finds the work done.
            with FileLock(folder / ".building.lock"):
                if not derived.exists():
                    _build(derived, documents, records)
        # Opened while nobody can replace them.
        dense = {role: DenseIndex.load(derived / f"{role}.faiss") for role in ROLES}
        lexical = LexicalIndex.load(derived / "lexical")
    clauses_of: dict[str, list[StoredPassage]] = {}
    for passage in passages.values():
        if passage.role == "clause":
            clauses_of.setdefault(passage.measure_id, []).append(passage)
    measures = {m.id: m for document in documents.values() for m in document.measures}
    return Snapshot(revision, derived, documents, measures, passages, clauses_of, dense, lexical)


def _build(folder: Path, documents: Mapping[str, Document], records: RecordStore) -> None:
    """Builds the indexes of a revision beside the old ones, then takes their place."""
    building = folder.with_name("building")
    shutil.rmtree(building, ignore_errors=True)  # of a process that was killed
    building.mkdir()
    passages = records.passages()
    for role in ROLES:
        rows = [passage.row for passage in passages if passage.role == role]
        DenseIndex.build(rows, records.vectors(role)).save(building / f"{role}.faiss")
    texts = (
        (measure.id, document.id, _lexical_text(document, measure))
        for document in documents.values()
        for measure in document.measures
    )
    LexicalIndex.build(texts, building / "lexical")
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
