"""What people say and what plans write: 太阳能板 is 光伏, PUE is 电能利用效率.

``synonyms.tsv`` holds what is said, the words that plans use for it, and why they are the same.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate

from corpus import fold_query
from index import split_words


@dataclass(frozen=True, slots=True)
class Synonym:
    """A word of a question and the words that plans use for it."""

    said: str
    words: tuple[str, ...]


def synonyms_in(query: str) -> tuple[Synonym, ...]:
    """The words of a folded query that plans put otherwise, the longest first, each place once."""
    found = []
    rest = query
    ends = {0, *accumulate(map(len, split_words(query)))}
    for synonym in _table():
        if _occurs(synonym.said, rest, ends):
            found.append(synonym)
            rest = rest.replace(synonym.said, " " * len(synonym.said))
    return tuple(found)


def _occurs(said: str, query: str, ends: set[int]) -> bool:
    """Whether a query whose words end at ``ends`` says it; Latin letters only as a whole word."""
    if said[0].isascii():
        return bool(re.search(rf"(?<![a-z0-9]){re.escape(said)}(?![a-z0-9])", query))
    places = [found.start() for found in re.finditer(re.escape(said), query)]
    if len(said) == 2:  # 能评 is not said in 不能|评定
        places = [p for p in places if p + 1 not in ends or {p, p + 2} <= ends]
    return bool(places)


@cache
def _table() -> tuple[Synonym, ...]:
    text = (files("qa") / "synonyms.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line)
    entries = [
        Synonym(fold_query(said), tuple(fold_query(words).split())) for said, words, _ in rows
    ]
    return tuple(sorted(entries, key=lambda entry: -len(entry.said)))
