"""Turns measures into a searchable library on disk: dense, lexical and records."""

from index.lexical import pair_tokens, word_tokens
from index.library import Library, Match, TextEncoder

__all__ = ["Library", "Match", "TextEncoder", "pair_tokens", "word_tokens"]
