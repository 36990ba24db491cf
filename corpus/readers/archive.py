"""The documents in a .zip, read in memory; nothing is ever written to the disk."""

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from corpus.read import MAX_BYTES, READERS
from corpus.readers.plain import decode

MAX_TOTAL = 500 * 1024 * 1024  # bytes unpacked from one archive, nested ones included
MAX_ENTRIES = 2000
MAX_RATIO = 200  # unpacked to packed; text compresses to a twentieth at best
_SMALL = 1024 * 1024  # bytes: below this the ratio says nothing
_CHUNK = 1 << 16
_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1
_UNICODE_PATH = 0x7075  # the extra field in which some programs put the name in UTF-8
#: What systems put beside documents; no one means to add these, so they have no line.
_SYSTEM = re.compile(
    r"(?:^|/)(?:__MACOSX/|\.DS_Store$|\._[^/]*$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE
)
_BAD_BYTES = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, struct.error)


@dataclass(frozen=True, slots=True)
class Member:
    """A document in an archive: its path there, with ``/`` between folders, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Refused:
    """An entry that is left out, or a whole archive, and the line in Chinese that says why."""

    name: str
    reason: str


class _Budget:
    """What may still be unpacked; nested archives draw on the same."""

    def __init__(self) -> None:
        self.bytes_left = MAX_TOTAL
        self.entries_left = MAX_ENTRIES


def expand_zip(data: bytes, name: str) -> Iterator[Member | Refused]:
    """The documents in a .zip and what is left out of it, in the archive's order.

    One broken entry stops no other. A .zip inside is opened, one inside that is not; the names
    of its members begin with its own. Entries made by the system (``__MACOSX``, ``.DS_Store``,
    ``Thumbs.db``) are passed over. Nothing is unpacked beyond ``MAX_BYTES`` an entry,
    ``MAX_TOTAL`` and ``MAX_ENTRIES`` an archive, whatever sizes the archive declares.
    """
    yield from _expand(data, name, _Budget(), is_nested=False)


def _expand(data: bytes, name: str, budget: _Budget, is_nested: bool) -> Iterator[Member | Refused]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (*_BAD_BYTES, NotImplementedError):
        yield Refused(name, f"{name}：压缩包不完整或已损坏，请重新下载或重新压缩。")
        return
    prefix = f"{name}/" if is_nested else ""
    seen: set[str] = set()
    empty = True
    with archive:
        for index, entry in enumerate(archive.infolist()):
            if budget.entries_left <= 0:
                rest = len(archive.infolist()) - index
                reason = (
                    f"压缩包里超过 {MAX_ENTRIES} 个文件，其余 {rest} 个未读，请分成几个压缩包。"
                )
                yield Refused(name, f"{name}：{reason}")
                return
            budget.entries_left -= 1
            path = _entry_name(entry)
            if entry.is_dir() or path.endswith("/") or _SYSTEM.search(path):
                continue
            empty = False
            shown = prefix + _printable(path)
            reason = "压缩包里有同名文件，只读第一个。" if path in seen else _objection(entry, path)
            seen.add(path)
            if reason:
                yield Refused(shown, f"{shown}：{reason}")
                continue
            content = _unpack(archive, entry, budget)
            if isinstance(content, str):
                yield Refused(shown, f"{shown}：{content}")
            elif _ending(path) != ".zip":
                yield Member(shown, content)
            elif is_nested:
                yield Refused(shown, f"{shown}：压缩包里又有两层压缩包，请先解压再加入。")
            else:
                yield from _expand(content, shown, budget, is_nested=True)
    if empty:
        yield Refused(name, f"{name}：压缩包里没有文件。")


def _objection(entry: zipfile.ZipInfo, path: str) -> str:
    """Why an entry is left out before it is unpacked; "" where nothing speaks against it."""
    parts = re.split(r"[/\\]", path)
    if ".." in parts or parts[0] == "" or re.match(r"[A-Za-z]:", path):
        return "文件名指向压缩包之外，未读，请检查压缩包的来源。"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "是链接而不是文件，未读。"
    if entry.flag_bits & _ENCRYPTED_FLAG:
        return "有密码，请先解压再加入。"
    ending = _ending(path)
    if ending not in READERS and ending != ".zip":
        known = "、".join(sorted(READERS))
        return f"还不能读取 {ending or '没有扩展名的文件'}，目前支持 {known}。"
    if entry.file_size > MAX_BYTES:
        return _too_large()
    if entry.file_size > _SMALL and entry.file_size > MAX_RATIO * entry.compress_size:
        return f"压缩率异常（超过 {MAX_RATIO} 倍），疑似压缩炸弹，未读。"
    return ""


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: _Budget) -> bytes | str:
    """The bytes of an entry, or why there are none; sizes are counted, not believed."""
    limit = min(MAX_BYTES, budget.bytes_left)
    content = bytearray()
    try:
        with archive.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                content += chunk
                budget.bytes_left -= len(chunk)
                if len(content) > limit:
                    break
    except NotImplementedError:
        return "用了少见的压缩方法，请重新压缩为普通的 zip。"
    except RuntimeError:  # so does zipfile name an entry that turns out to be encrypted
        return "有密码，请先解压再加入。"
    except _BAD_BYTES:
        return "已损坏，未读，请重新压缩。"
    if len(content) <= limit:
        return bytes(content)
    if limit < MAX_BYTES:
        return f"压缩包解开后超过 {MAX_TOTAL >> 20} MB，未读，请分成几个压缩包。"
    return _too_large()


def _too_large() -> str:
    return f"文件超过 {MAX_BYTES >> 20} MB，请拆分后再加入。"


def _entry_name(entry: zipfile.ZipInfo) -> str:
    """An entry's path as its maker wrote it: UTF-8 where declared, else what its bytes are."""
    if entry.flag_bits & _UTF8_FLAG:
        return entry.orig_filename.split("\0")[0]
    raw = entry.orig_filename.encode("cp437").split(b"\0")[0]
    return _unicode_path(entry.extra, raw) or decode(raw) or entry.filename


def _unicode_path(extra: bytes, raw: bytes) -> str:
    """The name in the extra field for it, where that belongs to this very name."""
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        field, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNICODE_PATH and len(field) > 5 and field[0] == 1:
            (checksum,) = struct.unpack_from("<L", field, 1)
            return field[5:].decode("utf-8", "replace") if checksum == zlib.crc32(raw) else ""
    return ""


def _printable(path: str) -> str:
    """A path that fits a line of a report."""
    kept = "".join(char if char.isprintable() else "\ufffd" for char in path)
    return kept if len(kept) <= 200 else f"{kept[:96]}…{kept[-96:]}"


def _ending(path: str) -> str:
    return PurePosixPath(path).suffix.lower()
