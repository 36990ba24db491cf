"""Turns measures into a searchable library on disk: dense, lexical and records."""

from index.adding import Change, TextEncoder
from index.lexical import Field, pair_tokens, split_words, tagged_words, word_tokens
from index.library import Library, Match
from index.passages import body_end

__all__ = [
    "Change",
    "Field",
    "Library",
    "Match",
    "TextEncoder",
    "body_end",
    "pair_tokens",
    "split_words",
    "tagged_words",
    "word_tokens",
]
