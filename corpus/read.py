"""From a file to its text: one reader per format, chosen by the file's ending."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

from charset_normalizer import from_bytes

from corpus.errors import CewenError

MAX_BYTES = 20 * 1024 * 1024  # a plan is some 50 KB; beyond this it is not one document

_BLOCK_MARK = re.compile(r"^\s*(?:#{1,6}\s+|>\s?|[-*+]\s+)+")
_EMPHASIS = re.compile(r"(\*\*|__|`)(.+?)\1")

Reader = Callable[[bytes, str], str]


def read_plain_text(data: bytes, name: str) -> str:
    """The text of a plain text file in any encoding; line ends become ``\\n``.

    Raises:
        CewenError: the bytes are no text.
    """
    text = _decode(data)
    if text is None:
        raise CewenError(f"{name}：不是文本文件（内容像图片或程序），请提供方案的文本。")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_markdown(data: bytes, name: str) -> str:
    """The text of a Markdown file, line for line, without the marks of headings and emphasis.

    Raises:
        CewenError: the bytes are no text.
    """
    lines = read_plain_text(data, name).split("\n")
    return "\n".join(_EMPHASIS.sub(r"\2", _BLOCK_MARK.sub("", line)) for line in lines)


#: File ending → reader. A new format is one function and one line here.
READERS: dict[str, Reader] = {
    ".txt": read_plain_text,
    ".md": read_markdown,
}


def read_file(path: Path) -> str:
    """The text of a file.

    Raises:
        CewenError: the file is missing, unreadable, empty, too large, of an unknown format,
            or not what its ending says.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None and path.exists():
        known = "、".join(sorted(READERS))
        kind = path.suffix or "没有扩展名的文件"
        raise CewenError(f"{path.name}：还不能读取 {kind}，目前支持 {known}。")
    data = _read_bytes(path)
    if not data.strip():
        raise CewenError(f"{path.name}：文件是空的，没有可加入的内容。")
    return READERS[path.suffix.lower()](data, path.name)


def hash_file(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal.

    Raises:
        CewenError: the file is missing, unreadable or too large.
    """
    return hashlib.sha256(_read_bytes(path)).hexdigest()


def _read_bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise CewenError(f"{path.name}：文件超过 {MAX_BYTES >> 20} MB，请拆分后再加入。")
        return path.read_bytes()
    except FileNotFoundError:
        raise CewenError(f"找不到 {path}，请检查路径。") from None
    except OSError as error:
        raise CewenError(f"{path.name}：无法读取（{error.strerror}），请检查权限。") from None


def _decode(data: bytes) -> str | None:
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
