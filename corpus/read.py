"""From a file to its text: one reader a format, chosen by the file's ending."""

import errno
import hashlib
import os
import stat
from collections.abc import Callable
from pathlib import Path, PurePath

from corpus.clean import printable
from corpus.errors import CewenError
from corpus.readers import read_markdown, read_plain_text
from corpus.readers.html import read_html, read_mhtml
from corpus.readers.ofd import read_ofd
from corpus.readers.office import read_office
from corpus.readers.pdf import read_pdf
from corpus.readers.word import read_docx
from corpus.source import Source

MAX_BYTES = 50 * 1024 * 1024  # a plan is some 50 KB; beyond this it is not one document

_OS_REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ELOOP: "链接首尾相接",
    errno.ENAMETOOLONG: "名称太长",
    errno.EISDIR: "是文件夹",
    errno.ENOTDIR: "路径中有一级不是文件夹",
    errno.EIO: "磁盘读取出错",
}

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
        known = "、".join(sorted((*READERS, ".zip")))
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
    return read_bytes(load_file(path), file_name(path))


def load_file(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        CewenError: the file is missing, unreadable, too large, or a pipe or device.
    """
    name = file_name(path)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise CewenError(f"{name}：不是普通文件（是管道、设备或文件夹），请提供文件本身。")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise CewenError(f"找不到 {printable(str(path))}，请检查路径。") from None
    except OSError as error:
        reason = _OS_REASONS.get(error.errno or 0, "系统不允许")
        raise CewenError(f"{name}：无法读取（{reason}），请检查文件和权限。") from None
    if len(data) > MAX_BYTES:
        raise CewenError(f"{name}：文件超过 {MAX_BYTES >> 20} MB，请拆分后再加入。")
    return data


def file_name(path: Path) -> str:
    """A file's name as it can be shown: names in GBK decoded, control characters gone."""
    name = os.fsencode(path.name)
    try:
        return printable(name.decode("utf-8"))
    except UnicodeDecodeError:
        return printable(name.decode("gb18030", "replace"))


def hash_bytes(data: bytes) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def hash_file(path: Path) -> str:
    """The SHA-256 of a file on disk, in hexadecimal.

    Raises:
        CewenError: as ``load_file``.
    """
    return hash_bytes(load_file(path))
