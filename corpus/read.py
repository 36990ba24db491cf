"""From a file to its text: one reader a format, chosen by the file's ending."""

import hashlib
from collections.abc import Callable
from pathlib import Path, PurePath

from corpus.errors import CewenError
from corpus.readers import read_markdown, read_plain_text
from corpus.readers.html import read_html, read_mhtml
from corpus.readers.ofd import read_ofd
from corpus.readers.office import read_office
from corpus.readers.pdf import read_pdf
from corpus.readers.word import read_docx
from corpus.source import Source

MAX_BYTES = 50 * 1024 * 1024  # a plan is some 50 KB; beyond this it is not one document

Reader = Callable[[bytes, str], Source]

#: File ending → reader. A new format is one module in ``readers`` and one line here.
READERS: dict[str, Reader] = {
    ".txt": read_plain_text,
    ".md": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".mht": read_mhtml,
    ".mhtml": read_mhtml,
    ".pdf": read_pdf,
    ".ofd": read_ofd,
    ".docx": read_docx,
    ".doc": read_office,
    ".wps": read_office,
    ".rtf": read_office,
}
#: How files begin, and what they then are: a wrong ending is named, not guessed around.
_MAGIC = (
    (b"%PDF-", "PDF 文件", (".pdf",)),
    (b"\xd0\xcf\x11\xe0", "旧版 Word 或 WPS 文件", (".doc", ".wps", ".docx")),
    (b"PK\x03\x04", "压缩包类文件（如 Word、OFD）", (".docx", ".ofd", ".zip", ".doc", ".wps")),
    (b"\x89PNG", "图片", ()),
    (b"\xff\xd8\xff", "图片", ()),
    (b"GIF8", "图片", ()),
    (b"Rar!", "RAR 压缩包", ()),
    (b"7z\xbc\xaf", "7z 压缩包", ()),
)


def read_bytes(data: bytes, name: str) -> Source:
    """The text of a file's bytes; ``name`` is its file name, whose ending says the format.

    Raises:
        CewenError: the file is empty, too large, of an unknown format, broken, or not what its
            ending says.
    """
    ending = PurePath(name).suffix.lower()
    reader = READERS.get(ending)
    if reader is None:
        known = "、".join(sorted(READERS))
        kind = ending or "没有扩展名的文件"
        raise CewenError(f"{name}：还不能读取 {kind}，目前支持 {known}。")
    if len(data) > MAX_BYTES:
        raise CewenError(f"{name}：文件超过 {MAX_BYTES >> 20} MB，请拆分后再加入。")
    if not data.strip(b"\0 \t\r\n"):
        raise CewenError(f"{name}：文件是空的，没有可加入的内容。")
    for magic, content, endings in _MAGIC:
        if data.startswith(magic) and ending not in endings:
            hint = f"请把扩展名改为 {' 或 '.join(endings[:2])}" if endings else "请提供方案的文本"
            raise CewenError(f"{name}：扩展名是 {ending}，内容却是{content}，{hint}。")
    return reader(data, name)


def read_file(path: Path) -> Source:
    """The text of a file on disk.

    Raises:
        CewenError: as ``load_file`` and ``read_bytes``.
    """
    return read_bytes(load_file(path), path.name)


def load_file(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        CewenError: the file is missing, unreadable or too large.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise CewenError(f"{path.name}：文件超过 {MAX_BYTES >> 20} MB，请拆分后再加入。")
        return path.read_bytes()
    except FileNotFoundError:
        raise CewenError(f"找不到 {path}，请检查路径。") from None
    except OSError as error:
        raise CewenError(f"{path.name}：无法读取（{error.strerror}），请检查权限。") from None


def hash_bytes(data: bytes) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def hash_file(path: Path) -> str:
    """The SHA-256 of a file on disk, in hexadecimal.

    Raises:
        CewenError: as ``load_file``.
    """
    return hash_bytes(load_file(path))
