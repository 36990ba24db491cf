"""What people say and what plans write: 太阳能板 is 光伏, PUE is 电能利用效率.

``synonyms.tsv`` holds what is said, the words that plans use for it, and why they are the same.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from corpus import fold_query


@dataclass(frozen=True, slots=True)
class Synonym:
    """A word of a question and the words that plans use for it."""

    said: str
    words: tuple[str, ...]


def synonyms_in(query: str) -> tuple[Synonym, ...]:
    """The words of a folded query that plans put otherwise, the longest first, each place once."""
    found = []
    rest = query
    for synonym in _table():
        if _occurs(synonym.said, rest):
            found.append(synonym)
            rest = rest.replace(synonym.said, " ")
    return tuple(found)


def _occurs(said: str, query: str) -> bool:
    """Whether a query says it; Latin letters only as a word of their own."""
    if not said[0].isascii():
        return said in query
    return bool(re.search(rf"(?<![a-z0-9]){re.escape(said)}(?![a-z0-9])", query))


@cache
def _table() -> tuple[Synonym, ...]:
    text = (files("qa") / "synonyms.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line)
    entries = [
        Synonym(fold_query(said), tuple(fold_query(words).split())) for said, words, _ in rows
    ]
    return tuple(sorted(entries, key=lambda entry: -len(entry.said)))
