"""Opening a .docx safely: it is a zip of XML that anybody may have made."""

import io
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.errors import CewenError

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
MAX_UNPACKED = 200 * 1024 * 1024
MAX_XML = 20 * 1024 * 1024  # a plan of a hundred pages has 5 MB; parsed, XML takes twenty-fold
_STRICT = b"http://purl.oclc.org/ooxml/"  # “Strict Open XML”, which python-docx does not read
_WANTED = ("/officeDocument", "/styles", "/numbering")  # relationships that lead to the text
_OTHERS = (
    ("xl/", "Excel 表格", "请提供方案的 Word 文件"),
    ("ppt/", "PPT 演示文稿", "请提供方案的 Word 文件"),
    ("OFD.xml", "OFD 文件", "请把扩展名改为 .ofd"),
    ("mimetype", "OpenDocument 文件", "请用 Word、WPS 或 LibreOffice 另存为 .docx"),
)


@dataclass(frozen=True, slots=True)
class WordParts:
    """The roots of a document's XML; a document may have no lists and no styles."""

    body: "Element"
    numbering: "Element | None"
    styles: "Element | None"


def open_docx(data: bytes, name: str) -> WordParts:
    """The parts of a .docx that its text is made from.

    Raises:
        CewenError: it has a password, is broken, too large unpacked, or no Word document.
    """
    if data.startswith(OLE):
        check_password(data, name)
        raise CewenError(f"{name}：内容是旧版 Word 或 WPS 文件，请把扩展名改为 .doc 或 .wps。")
    if not data.startswith(b"PK"):
        raise CewenError(
            f"{name}：内容不是 .docx（可能是 .doc 或网页），请用 Word、WPS 打开后另存为 .docx。"
        )
    broken = CewenError(f"{name}：文件不完整或已损坏，请重新下载，或用 Word、WPS 另存为 .docx。")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _check_kind(package, name)
            parts = _read_text_parts(package, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError):
        raise broken from None
    return _parse(parts, name, broken)


def check_password(data: bytes, name: str) -> None:
    """Refuses a document that is locked; ``data`` is an OLE file, whatever its ending.

    Raises:
        CewenError: it opens with a password only.
    """
    # A .docx with a password is wrapped in OLE; a .doc has a flag (bit 8) in its first block.
    locked = _ENCRYPTED in data
    for start in range(512, min(len(data), 1 << 20), 512):
        if data.startswith(b"\xec\xa5", start):
            locked = locked or bool(int.from_bytes(data[start + 10 : start + 12], "little") & 0x100)
            break
    if locked:
        raise CewenError(f"{name}：文件有打开密码，请用 Word 或 WPS 取消密码后再加入。")


def _check_kind(package: zipfile.ZipFile, name: str) -> None:
    entries = package.infolist()
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise CewenError(
            f"{name}：解压后超过 {MAX_UNPACKED >> 20} MB，不像方案，没有打开；请删去图片等再加入。"
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise CewenError(f"{name}：压缩包有密码，请取消密码后再加入。")
    names = [entry.filename for entry in entries]
    if any(entry.startswith("word/") for entry in names) and "[Content_Types].xml" in names:
        return
    for start, kind, remedy in _OTHERS:
        if any(entry.startswith(start) for entry in names):
            raise CewenError(f"{name}：内容是{kind}，不是 Word 文件，{remedy}。")
    raise CewenError(f"{name}：不是 Word 文件，里面没有正文；若是压缩包，请把扩展名改为 .zip。")


def _read_text_parts(package: zipfile.ZipFile, name: str) -> dict[str, bytes]:
    """The XML of the package, without what belongs to no text: themes, media, custom data."""
    parts: dict[str, bytes] = {}
    room = MAX_XML
    for entry in package.infolist():
        folder, _, file = entry.filename.rpartition("/")
        is_text = file.endswith(".rels") or (folder in ("", "word") and file.endswith(".xml"))
        if not is_text:
            continue
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise zipfile.BadZipFile
        with package.open(entry) as stream:
            # read with a limit: without one, zlib unpacks all, whatever size the entry states
            content = stream.read(min(entry.file_size, room) + 1)
        room -= len(content)
        if room < 0:
            raise CewenError(f"{name}：正文解压后超过 {MAX_XML >> 20} MB，请拆分后再加入。")
        if b"<!DOCTYPE" in content.replace(b"\0", b""):
            raise CewenError(
                f"{name}：文件里有 Word 不会写入的 XML 实体声明，没有打开；请用 Word 另存为 .docx。"
            )
        parts[entry.filename] = content
    return parts


def _parse(parts: dict[str, bytes], name: str, broken: CewenError) -> WordParts:
    from docx import Document
    from docx.opc.constants import RELATIONSHIP_TYPE as RT
    from docx.oxml import parse_xml
    from lxml.etree import tostring

    variant = CewenError(f"{name}：是带宏的文档、模板或其他变体，请用 Word、WPS 另存为 .docx。")
    if _STRICT in parts.get("_rels/.rels", b""):
        raise variant
    packed = io.BytesIO()
    try:
        with zipfile.ZipFile(packed, "w") as package:
            for path, content in parts.items():
                if path.endswith(".rels"):
                    # python-docx follows every relationship, and fails at the many dead ones
                    # (Target="NULL") that other programs write
                    links = parse_xml(content)
                    for link in list(links):
                        wanted = link.get("Type", "").endswith(_WANTED)
                        if not wanted or link.get("TargetMode") == "External":
                            links.remove(link)
                    content = tostring(links)
                package.writestr(path, content)
        part = Document(packed).part
        related = {link.reltype: link.target_part.element for link in part.rels.values()}
        body = part.element.body
    except ValueError:
        raise variant from None
    except Exception:  # what python-docx raises at a damaged package is anything at all
        raise broken from None
    if body is None:
        raise broken
    return WordParts(body, related.get(RT.NUMBERING), related.get(RT.STYLES))
