"""Old formats (.doc, .wps, .rtf) through LibreOffice, where it is installed."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path, PurePath

from corpus.errors import CewenError
from corpus.readers.html import read_html, read_mhtml
from corpus.readers.plain import decode, read_plain_text
from corpus.readers.word import read_docx
from corpus.readers.word_package import OLE, check_password
from corpus.source import Source

SECONDS = 120
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)
_ITEM = (
    '<item oor:path="/org.openoffice.{}"><prop oor:name="{}" oor:op="fuse">'
    "<value>{}</value></prop></item>"
)
#: No macro runs and no link is followed; what is fetched all the same goes to a dead proxy.
_SETTINGS = (
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "2"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    *(
        ("Inet/Settings", f"ooInet{kind}Proxy{key}", value)
        for kind in ("HTTP", "HTTPS", "FTP")
        for key, value in (("Name", "127.0.0.1"), ("Port", "9"))
    ),
)
_HTML = re.compile(
    rb"\s*(?:<!DOCTYPE html|<html|<head|<body|<meta|<\?xml[^>]*>\s*<(?:!DOCTYPE )?html)",
    re.IGNORECASE,
)
_WORD_XML = re.compile(rb"\s*<\?xml.{0,400}(?:Word\.Document|wordml|w:wordDocument)", re.DOTALL)


def read_office(data: bytes, name: str) -> Source:
    """The text of a .doc, .wps or .rtf, or of what portals hand out under these endings.

    Raises:
        CewenError: LibreOffice is missing or cannot open it, or it is no document.
    """
    if data.startswith(b"PK\x03\x04"):
        return read_docx(data, name)
    if data.startswith(OLE):
        check_password(data, name)
        return read_docx(_convert(data, ".doc", name), name)
    if data.lstrip().startswith(rb"{\rtf"):
        return read_docx(_convert(data, ".rtf", name), name)
    head = data[:4096].removeprefix(b"\xef\xbb\xbf")
    if _WORD_XML.match(head):
        return read_docx(_convert(data, ".xml", name), name)
    if _HTML.match(head):
        return read_html(data, name)
    if re.match(rb"\s*(?:MIME-Version|From|Date|Subject):", head, re.IGNORECASE):
        return read_mhtml(data, name)
    if decode(data) is None:
        ending = PurePath(name).suffix.lower()
        raise CewenError(f"{name}：内容不是 {ending} 文件，请用 Word、WPS 另存为 .docx。")
    return read_plain_text(data, name)


def _convert(data: bytes, ending: str, name: str) -> bytes:
    """The same document as .docx."""
    program = _find_program()
    if program is None:
        raise CewenError(
            f"{name}：读取 {PurePath(name).suffix.lower()} 需要 LibreOffice，"
            "请安装 LibreOffice 后重试，或用 Word、WPS 另存为 .docx。"
        )
    with tempfile.TemporaryDirectory(prefix="cewen-") as folder:
        place = Path(folder)
        profile = place / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_settings(), encoding="utf-8")
        source = place / f"source{ending}"
        source.write_bytes(data)
        command = [
            *(program, "--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo"),
            *(f"-env:UserInstallation={profile.as_uri()}", "--convert-to", "docx:MS Word 2007 XML"),
            *("--outdir", str(place / "out"), str(source)),
        ]
        if not _run(command):
            raise CewenError(
                f"{name}：LibreOffice {SECONDS} 秒内没有打开它，请用 Word、WPS 另存为 .docx。"
            )
        result = place / "out" / "source.docx"
        if not result.is_file():
            raise CewenError(
                f"{name}：LibreOffice 打不开（有密码或已损坏），请取消密码或另存为 .docx 后再加入。"
            )
        return result.read_bytes()


def _find_program() -> str | None:
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _PLACES if Path(place).is_file()), None)


def _settings() -> str:
    items = "".join(_ITEM.format(*setting) for setting in _SETTINGS)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/'
        f'registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">{items}</oor:items>'
    )


def _run(command: list[str]) -> bool:
    """Whether the command ended in time; if not, it is ended with all that it started."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    )
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait()
        return False
    return True
