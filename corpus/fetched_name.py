"""What to call a file that came from an address, and which kinds of files to take."""

import io
import re
import zipfile
from collections.abc import Iterable
from pathlib import PurePosixPath
from urllib.parse import unquote_to_bytes, urlsplit

from corpus.readers.plain import decode

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: Content types and the endings they stand for.
_ENDINGS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
    "application/x-pdf": ".pdf",
    _WORD: ".docx",
    "application/msword": ".doc",
    "application/vnd.ms-works": ".wps",
    "application/wps-office.wps": ".wps",
    "application/ofd": ".ofd",
    "application/x-ofd": ".ofd",
    "application/vnd.ofd": ".ofd",
    "application/zip": ".zip",
    "application/x-zip-compressed": ".zip",
    "multipart/related": ".mht",
    "message/rfc822": ".mht",
}
#: Types that say nothing: the content and the name decide.
_UNSPECIFIC = frozenset(
    ("", "application/octet-stream", "binary/octet-stream", "application/download",
     "application/force-download", "application/x-download", "application/x-msdownload")
)  # fmt: skip
_DOCUMENT_ENDINGS = frozenset((*_ENDINGS.values(), ".htm", ".mhtml"))
_EXTENDED = re.compile(rb"filename\*\s*=\s*([\w-]+)'[\w-]*'([^;\s]+)", re.IGNORECASE)
_SIMPLE = re.compile(rb"""filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]+))""", re.IGNORECASE)
_PAGE = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_MAX_NAME = 100


def accepted(content_type: str) -> bool:
    """Whether a content type (in lower case, without parameters) may be a document."""
    return content_type in _ENDINGS or content_type in _UNSPECIFIC


def file_name(
    url: str, content_type: str, headers: Iterable[tuple[bytes, bytes]], data: bytes
) -> str:
    """A name for a fetched file: what the server or the address calls it, with its true ending.

    The content decides the ending, then the server's type, then the name's own ending.
    """
    parts = urlsplit(url)
    named = _disposition(headers) or _text(unquote_to_bytes(parts.path))
    path = PurePosixPath(_safe(named))
    own = path.suffix.lower()
    ending = _magic(data, own) or _ENDINGS.get(content_type, "")
    if content_type == "text/plain" and own in (".md", ".txt", ".html", ".htm", ".mht"):
        ending = own  # a server that does not know the type says text/plain
    if not ending:
        ending = own if own in _DOCUMENT_ENDINGS else ".html"
    same = own == ending or (own, ending) in (
        (".htm", ".html"),
        (".mhtml", ".mht"),
        (".wps", ".doc"),
    )
    stem = path.stem if same or own in _PAGE_ENDINGS or own in _DOCUMENT_ENDINGS else path.name
    return f"{stem[:_MAX_NAME] or _safe(parts.hostname or '') or '网页'}{own if same else ending}"


#: Programs that make a page on the server; the ending says nothing of the page.
_PAGE_ENDINGS = frozenset(".shtml .jhtml .xhtml .jsp .jspx .asp .aspx .php .do .action".split())


def _magic(data: bytes, own: str) -> str:
    if data.startswith(b"%PDF-"):
        return ".pdf"
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return own if own in (".doc", ".wps") else ".doc"
    if data.startswith(b"PK\x03\x04"):
        return _package(data)
    if _PAGE.match(data[3:2048] if data.startswith(b"\xef\xbb\xbf") else data[:2048]):
        return ".html"
    return ""


def _package(data: bytes) -> str:
    """What a zip file is: a Word file, an OFD, or an archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {name.lower() for name in archive.namelist()}
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return ""
    if "word/document.xml" in names:
        return ".docx"
    return ".ofd" if "ofd.xml" in names else ".zip"


def _disposition(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The file name in Content-Disposition, in any of the ways that servers write it."""
    value = next((v for k, v in headers if k.lower() == b"content-disposition"), b"")
    extended = _EXTENDED.search(value)
    if extended:
        try:
            return unquote_to_bytes(extended[2]).decode(extended[1].decode())
        except (UnicodeError, LookupError):
            pass
    simple = _SIMPLE.search(value)
    if not simple:
        return ""
    raw = re.sub(rb"\\(.)", rb"\1", simple[1]) if simple[1] is not None else simple[2].strip()
    return _text(unquote_to_bytes(raw))


def _text(raw: bytes) -> str:
    return decode(raw) or raw.decode("utf-8", "replace")


def _safe(name: str) -> str:
    """The last part of a path, without what a file name may not hold."""
    last = re.split(r"[/\\]", name.rstrip("/\\"))[-1]
    kept = "".join(char for char in last if char.isprintable() and char not in '<>:"|?*')
    return kept.strip(". ")
