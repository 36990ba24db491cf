"""A Unigram tokenizer kept on disk, for processes that answer one question.

The tokenizers library takes 0.65 s to load the 250,002 pieces of the bundled model, and a question
needs some hundred of them: looked up in SQLite, opening and tokenizing take 0.002 s together.
"""

import contextlib
import json
import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer
from tokenizers.models import Unigram

_FIND = "SELECT piece, id, score FROM pieces WHERE piece = ?"


@dataclass(frozen=True, slots=True)
class _Settings:
    """What is known of the tokenizer beside its pieces.

    ``frame`` is its JSON without the vocabulary, ``unknown`` the id of the unknown piece,
    ``lowest`` the worst score, ``longest`` the longest piece in characters, ``added`` the special
    tokens.
    """

    frame: str
    unknown: int
    lowest: float
    longest: int
    added: Sequence[str]


class PieceTable:
    """Tokenizes with only those pieces that the text can contain.

    No other piece can lie on a path through the text, so the result is the whole tokenizer's.
    Safe to use from several threads.
    """

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._table = sqlite3.connect(address, uri=True, check_same_thread=False)
        (settings,) = self._table.execute("SELECT value FROM settings").fetchone()
        self._settings = _Settings(**json.loads(settings))
        self._frame = Tokenizer.from_str(self._settings.frame)

    def ids(self, text: str) -> list[int] | None:
        """Piece ids of a text without special tokens; None if the text spells a special token."""
        settings = self._settings
        if any(token in text for token in settings.added):
            return None
        if self._frame.normalizer is not None:
            text = self._frame.normalizer.normalize_str(text)
        words = [text]
        if self._frame.pre_tokenizer is not None:
            words = [word for word, _ in self._frame.pre_tokenizer.pre_tokenize_str(text)]
        spans = {
            word[start:end]
            for word in words
            for start in range(len(word))
            for end in range(start + 1, min(start + settings.longest, len(word)) + 1)
        }
        with self._lock:
            found = [row for span in spans for row in self._table.execute(_FIND, (span,))]
        # The library scores an unknown character 10 below the worst piece of the vocabulary. The
        # unknown piece, which never matches a text, brings that worst score in.
        vocabulary = [("<unknown>", settings.lowest)]
        vocabulary += [(piece, score) for piece, _, score in found]
        ids = [settings.unknown] + [index for _, index, _ in found]
        model = Unigram(vocabulary, unk_id=0, byte_fallback=False)
        return [ids[token.id] for word in words for token in model.tokenize(word)]


def write_pieces(tokenizer: dict[str, Any], path: Path) -> None:
    """Writes the table of a tokenizer, given as its JSON; nothing if it is not a plain Unigram."""
    model = tokenizer["model"]
    if model["type"] != "Unigram" or model.get("byte_fallback") or model["unk_id"] is None:
        return
    vocabulary: list[tuple[str, float]] = model["vocab"]
    unknown = vocabulary[model["unk_id"]]
    added = {token["content"] for token in tokenizer["added_tokens"]} | {unknown[0]}
    frame = tokenizer | {
        "model": model | {"vocab": [unknown], "unk_id": 0},
        "added_tokens": [],
        "post_processor": None,
    }
    settings = _Settings(
        frame=json.dumps(frame),
        unknown=model["unk_id"],
        lowest=min(score for _, score in vocabulary),
        longest=max(len(piece) for piece, _ in vocabulary),
        added=sorted(added),
    )
    with contextlib.closing(sqlite3.connect(path)) as table, table:
        table.execute(
            "CREATE TABLE pieces (piece TEXT PRIMARY KEY, id INTEGER, score REAL) WITHOUT ROWID"
        )
        table.executemany(
            "INSERT INTO pieces VALUES (?, ?, ?)",
            ((piece, index, score) for index, (piece, score) in enumerate(vocabulary)),
        )
        table.execute("CREATE TABLE settings (value TEXT)")
        table.execute("INSERT INTO settings VALUES (?)", (json.dumps(asdict(settings)),))
