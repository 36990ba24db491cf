"""The record store: documents, measures, passages and vectors in one SQLite file, the one truth.

Everything else in a library derives from it. Each change is one transaction and moves the
revision on, so that a derived index knows whether it still fits.
"""

import json
import secrets
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus import CewenError, Document, LeftOut, Measure, Region, Spot, Target
from corpus.correct import correct
from index.passages import Passage, Role
from index.schema import SCHEMA_VERSION, get_meta, prepare, set_meta

Vectors = NDArray[np.float32]
_MEASURE_TUPLES = ("path", "lead", "responsible", "topics")


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage without its text and vector; ``row`` is its id in the vector indexes."""

    row: int
    role: Role
    measure_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class StoredSource:
    """The file that a document came from, by name and SHA-256, and what it said of itself."""

    doc_id: str
    name: str
    sha256: str
    title: str
    issued_on: str
    parser: str


class RecordStore:
    """Documents and what was computed of them, on disk."""

    def __init__(self, path: Path) -> None:
        """Opens the store, creating an empty one.

        Raises:
            CewenError: the file is no record store, or of another version.
        """
        try:
            self._db = sqlite3.connect(path, timeout=30, check_same_thread=False)
            self._db.execute("PRAGMA foreign_keys = ON")
            version = prepare(self._db)
        except sqlite3.DatabaseError as error:
            if "locked" in str(error):
                raise CewenError(f"文库 {path.parent} 正被占用，请稍后再试。") from None
            if "unable to open" in str(error) or "readonly" in str(error):
                raise CewenError(f"无法打开文库 {path.parent}，请检查目录和权限。") from None
            raise CewenError(f"{path} 不是策问文库，请换一个 --library 目录。") from None
        if version != SCHEMA_VERSION:
            raise CewenError(
                f"文库版本为 {version}，需要 {SCHEMA_VERSION}：请换一个 --library 目录重新加入。"
            )

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """One state of the store for several reads; a writer waits for them."""
        self._db.execute("BEGIN")
        try:
            yield
        finally:
            self._db.execute("COMMIT")

    def meta(self, key: str) -> str:
        """A value of the store's own, empty when it was never set."""
        return get_meta(self._db, key)

    @property
    def revision(self) -> str:
        """A token that every change replaces; two stores never share one."""
        return self.meta("revision")

    def put(
        self,
        document: Document,
        passages: Sequence[Passage],
        vectors: Vectors,
        model: str,
        parser: str,
    ) -> None:
        """Writes a document with its passages, replacing one of the same id.

        ``vectors`` is (len(passages), d), in the passages' order; ``parser`` is the version of
        the parser that read the document.
        """
        with self._db:
            self._db.execute("DELETE FROM documents WHERE id = ?", (document.id,))
            self._db.execute(
                "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    document.id,
                    document.source,
                    document.source_hash,
                    _document_json(document),
                    document.text,
                    document.original,
                    parser,
                ),
            )
            self._db.executemany(
                "INSERT INTO measures VALUES (?, ?, ?, ?)",
                (
                    (
                        measure.id,
                        position,
                        document.id,
                        json.dumps(asdict(measure), ensure_ascii=False),
                    )
                    for position, measure in enumerate(document.measures)
                ),
            )
            self._db.executemany(
                "INSERT INTO passages (role, measure_id, start, end, vector, text_hash)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (
                    (p.role, p.measure_id, p.start, p.end, vector.tobytes(), text_hash(p.text))
                    for p, vector in zip(passages, vectors, strict=True)
                ),
            )
            set_meta(self._db, "model", model)
            self._move_on()

    def built_with(self, model: str) -> None:
        """Says which model all vectors are of."""
        with self._db:
            set_meta(self._db, "model", model)
            self._move_on()

    def remove(self, doc_id: str) -> None:
        """Deletes a document and all that was computed of it."""
        with self._db:
            self._db.execute("DELETE FROM documents WHERE id = ?", (doc_id,))
            self._move_on()

    def correct(self, doc_id: str, corrections: Mapping[str, str]) -> None:
        """Keeps corrections of a document's metadata; an empty value takes one back."""
        with self._db:
            for field, value in corrections.items():
                self._db.execute(
                    "DELETE FROM corrections WHERE doc_id = ? AND field = ?", (doc_id, field)
                )
                if value:
                    self._db.execute(
                        "INSERT INTO corrections VALUES (?, ?, ?)", (doc_id, field, value)
                    )
            self._move_on()

    def corrections(self, doc_id: str) -> dict[str, str]:
        """The corrections of a document's metadata, by field."""
        return dict(
            self._db.execute(
                "SELECT field, value FROM corrections WHERE doc_id = ? ORDER BY field", (doc_id,)
            ).fetchall()
        )

    def documents(self) -> list[Document]:
        """All documents with their measures, as corrected, ordered by id."""
        rows = self._db.execute("SELECT record, text, original FROM documents ORDER BY id")
        return [self._document(*row) for row in rows.fetchall()]

    def parsed(self, doc_id: str) -> Document:
        """A document as it was read, without corrections."""
        row = self._db.execute(
            "SELECT record, text, original FROM documents WHERE id = ?", (doc_id,)
        ).fetchone()
        return self._document(row[0], row[1], row[2], as_read=True)

    def sources(self) -> list[StoredSource]:
        """Where each document came from."""
        rows = self._db.execute(
            "SELECT id, source, source_hash, json_extract(record, '$.title'),"
            " json_extract(record, '$.issued_on'), parser FROM documents ORDER BY id"
        )
        return [StoredSource(*row) for row in rows]

    def source(self, doc_id: str) -> StoredSource:
        """Where one document came from."""
        return next(source for source in self.sources() if source.doc_id == doc_id)

    def passages(self) -> list[StoredPassage]:
        """Every passage, ordered by row."""
        rows = self._db.execute(
            "SELECT row, role, measure_id, start, end FROM passages ORDER BY row"
        )
        return [StoredPassage(*row) for row in rows]

    def vectors(self, role: Role) -> Vectors:
        """(number of passages of a role, d), ordered by row; (0, 0) when there are none."""
        rows = self._db.execute("SELECT vector FROM passages WHERE role = ? ORDER BY row", (role,))
        blobs = [blob for (blob,) in rows]
        if not blobs:
            return np.zeros((0, 0), dtype=np.float32)
        return np.frombuffer(b"".join(blobs), dtype=np.float32).reshape(len(blobs), -1)

    def known_vectors(self, doc_ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors (d,) of documents' passages, by the hash of the text they stand for."""
        rows = self._db.execute(
            "SELECT text_hash, vector FROM passages JOIN measures ON measure_id = measures.id"
            f" WHERE doc_id IN ({', '.join('?' * len(doc_ids))}) AND text_hash <> ''",
            tuple(doc_ids),
        )
        return {key: np.frombuffer(blob, dtype=np.float32) for key, blob in rows}

    def _document(self, record: str, text: str, original: str, as_read: bool = False) -> Document:
        fields: dict[str, Any] = json.loads(record)
        rows = self._db.execute(
            "SELECT record FROM measures WHERE doc_id = ? ORDER BY position", (fields["id"],)
        )
        tuples = ("warnings", "implements", "inferred", "corrected")
        document = Document(
            **fields
            | {name: tuple(fields.get(name, ())) for name in tuples}
            | {
                "issued_on": date.fromisoformat(fields["issued_on"])
                if fields["issued_on"]
                else None,
                "region": Region(**fields["region"]),
                "left_out": tuple(LeftOut(**item) for item in fields["left_out"]),
                "spots": tuple(Spot(**item) for item in fields.get("spots", ())),
            },
            text=text,
            original=original,
            measures=tuple(_measure(json.loads(row)) for (row,) in rows),
        )
        return document if as_read else _corrected(document, self.corrections(document.id))

    def _move_on(self) -> None:
        set_meta(self._db, "revision", secrets.token_hex(8))


def text_hash(text: str) -> str:
    """What two passages with the same vector share."""
    return blake2b(text.encode(), digest_size=16).hexdigest()


def _corrected(document: Document, corrections: Mapping[str, str]) -> Document:
    """The document as corrected; what this version takes for no correction is left out and said."""
    valid: dict[str, str] = {}
    refused: list[str] = []
    for field, value in corrections.items():
        try:
            correct(document, {field: value})
            valid[field] = value
        except CewenError as error:
            refused.append(f"人工更正没有采用：{error}")
    return replace(correct(document, valid), warnings=(*document.warnings, *refused))


def _document_json(document: Document) -> str:
    fields = asdict(document)
    for kept_elsewhere in ("text", "original", "measures"):
        del fields[kept_elsewhere]
    fields["issued_on"] = document.issued_on.isoformat() if document.issued_on else ""
    return json.dumps(fields, ensure_ascii=False)


def _measure(fields: dict[str, Any]) -> Measure:
    tuples = {key: tuple(fields.get(key, ())) for key in _MEASURE_TUPLES}
    targets = tuple(Target(**target) for target in fields["targets"])
    return Measure(**{**fields, **tuples, "targets": targets})
