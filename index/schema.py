"""The tables of the record store, and how an older store becomes one of this version."""

import secrets
import sqlite3

SCHEMA_VERSION = "2"

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE documents (
    id TEXT PRIMARY KEY, source TEXT NOT NULL, source_hash TEXT NOT NULL,
    record TEXT NOT NULL, text TEXT NOT NULL, original TEXT NOT NULL,
    parser TEXT NOT NULL DEFAULT ''
);
CREATE TABLE measures (
    id TEXT PRIMARY KEY, position INTEGER NOT NULL,
    doc_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    record TEXT NOT NULL
);
CREATE INDEX measures_by_document ON measures(doc_id, position);
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, role TEXT NOT NULL,
    measure_id TEXT NOT NULL REFERENCES measures(id) ON DELETE CASCADE,
    start INTEGER NOT NULL, end INTEGER NOT NULL, vector BLOB NOT NULL,
    text_hash TEXT NOT NULL DEFAULT ''
);
CREATE INDEX passages_by_measure ON passages(measure_id);
"""
#: Kept apart from the documents, so that a correction outlives removing and adding again.
_CORRECTIONS = """
CREATE TABLE corrections (
    doc_id TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (doc_id, field)
)
"""
_FROM_VERSION_1 = (
    "ALTER TABLE documents ADD COLUMN parser TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE passages ADD COLUMN text_hash TEXT NOT NULL DEFAULT ''",
    _CORRECTIONS,
)


def prepare(db: sqlite3.Connection) -> str:
    """Creates the tables of an empty store, brings an older one up to date; its version then."""
    if not _has_tables(db):
        with db:
            db.execute("BEGIN IMMEDIATE")
            if not _has_tables(db):  # another process may have been first
                for statement in (*filter(str.strip, _SCHEMA.split(";")), _CORRECTIONS):
                    db.execute(statement)
                set_meta(db, "schema", SCHEMA_VERSION)
                set_meta(db, "revision", secrets.token_hex(8))
    elif get_meta(db, "schema") == "1":
        with db:
            db.execute("BEGIN IMMEDIATE")
            if get_meta(db, "schema") == "1":
                for statement in _FROM_VERSION_1:
                    db.execute(statement)
                set_meta(db, "schema", SCHEMA_VERSION)
    return get_meta(db, "schema")


def get_meta(db: sqlite3.Connection, key: str) -> str:
    """A value of the store's own, empty when it was never set."""
    row = db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return str(row[0]) if row else ""


def set_meta(db: sqlite3.Connection, key: str, value: str) -> None:
    """Sets a value of the store's own, within the caller's transaction."""
    db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


def _has_tables(db: sqlite3.Connection) -> bool:
    return bool(db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone())
