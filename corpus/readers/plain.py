"""Plain text and Markdown, in whatever encoding they are."""

import re

from charset_normalizer import from_bytes

from corpus.errors import CewenError
from corpus.source import Source

_BLOCK_MARK = re.compile(r"^\s*(?:#{1,6}\s+|>\s?|[-*+]\s+)+")
_EMPHASIS = re.compile(r"(\*\*|__|`)(.+?)\1")


def read_plain_text(data: bytes, name: str) -> Source:
    """The text of a plain text file; line ends become ``\\n``.

    Raises:
        CewenError: the bytes are no text.
    """
    text = decode(data)
    if text is None:
        raise CewenError(f"{name}：不是文本文件（内容像图片或程序），请提供方案的文本。")
    return Source(text.replace("\r\n", "\n").replace("\r", "\n"))


def read_markdown(data: bytes, name: str) -> Source:
    """The text of a Markdown file, line for line, without the marks of headings and emphasis.

    Raises:
        CewenError: the bytes are no text.
    """
    lines = read_plain_text(data, name).text.split("\n")
    return Source("\n".join(_EMPHASIS.sub(r"\2", _BLOCK_MARK.sub("", line)) for line in lines))


def decode(data: bytes) -> str | None:
    """Text in whatever encoding it is in, or None for binary data."""
    is_utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\0" in data and not is_utf16:
        return None
    try:
        return data.decode("utf-16" if is_utf16 else "utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        # GB18030 before guessing: it is what Chinese offices use, and it rejects Big5 text mostly.
        best = from_bytes(data, cp_isolation=["gb18030", "big5hkscs", "big5"]).best()
    except (ValueError, UnicodeError):
        return None
    return None if best is None else str(best)
