"""Turns measures into a searchable library on disk: dense, lexical and records."""

from index.lexical import Field, pair_tokens, split_words, tagged_words, word_tokens
from index.library import Library, Match, TextEncoder
from index.passages import body_end

__all__ = [
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
