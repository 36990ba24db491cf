"""One reader a format: the bytes of a file in, a ``Source`` out."""

from corpus.readers.plain import read_markdown, read_plain_text

__all__ = ["read_markdown", "read_plain_text"]
