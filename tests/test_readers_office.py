"""LibreOffice: its rendering of our Word files, and the old formats that it opens for us."""

import http.server
import shutil
import subprocess
import threading
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from word_files import Docx, pack, para, plan_as_docx, run

from corpus import CewenError
from corpus.parse import parse_bytes, parse_file
from corpus.readers import office
from corpus.readers.word import read_docx

SAMPLES = sorted((Path(__file__).parent.parent / "corpus" / "samples").glob("*.txt"))
needs_soffice = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="needs LibreOffice (soffice), which is not installed"
)
#: LibreOffice restarts every level, also one whose w:lvlRestart is 0 (never).
RESTARTED_BY_LIBREOFFICE = {
    (plan, way) for plan in ("linzhuo", "shuoling") for way in ("style", "linked")
}


def _convert(folder: Path, to: str, *files: Path) -> None:
    profile = (folder / "profile").as_uri()
    subprocess.run(
        [
            *("soffice", "--headless", f"-env:UserInstallation={profile}"),
            *("--convert-to", to, "--outdir", str(folder), *map(str, files)),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )


def _bare_lines(text: str) -> list[str]:
    lines = ("".join(line.split()) for line in text.removeprefix("\ufeff").split("\n"))
    return [line for line in lines if line]


@needs_soffice
def test_numbers_are_those_that_libreoffice_shows(tmp_path: Path) -> None:
    packed = {
        (sample.stem, way): plan_as_docx(sample.stem, sample.read_text("utf-8"), way).pack()
        for sample in SAMPLES
        for way in ("direct", "style", "linked")
    }
    paths = {key: tmp_path / f"{'-'.join(key)}.docx" for key in packed}
    for key, path in paths.items():
        path.write_bytes(packed[key])
    _convert(tmp_path, "txt:Text (encoded):UTF8", *paths.values())
    compared = 0
    for key in packed.keys() - RESTARTED_BY_LIBREOFFICE:
        shown = _bare_lines(paths[key].with_suffix(".txt").read_text("utf-8"))
        assert _bare_lines(read_docx(packed[key], "plan.docx").text) == shown
        compared += len(shown)
    assert compared == 1220  # 3 × 64, 88, 105, 59, 64 lines, and 42 and 38 once


@needs_soffice
def test_an_old_word_file_is_the_plan_in_text(tmp_path: Path) -> None:
    sample = next(path for path in SAMPLES if path.stem == "lanweng")
    path = tmp_path / "lanweng.docx"
    path.write_bytes(plan_as_docx("lanweng", sample.read_text("utf-8"), "style").pack())
    _convert(tmp_path, "doc:MS Word 97", path)
    data = path.with_suffix(".doc").read_bytes()
    assert data.startswith(b"\xd0\xcf\x11\xe0")
    from_word, from_text = parse_bytes(data, "lanweng.wps"), parse_file(sample)
    assert [(m.id, "".join(m.text.split())) for m in from_word.measures] == [
        (m.id, "".join(m.text.split())) for m in from_text.measures
    ]


#: As Word writes it: 、 and （） of the list in GBK, the text in Unicode.
RICH_TEXT = rb"""{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}}
{\*\listtable{\list\listtemplateid1{\listlevel\levelnfc39\levelnfcn39\levelfollow2\levelstartat1
{\leveltext\'02\'00\'a1\'a2;}{\levelnumbers\'01;}\f0}\listid1}}
{\*\listoverridetable{\listoverride\listid1\listoverridecount0\ls1}}
\pard\ls1\f0 \u24635?\u20307?\par \pard\ls1 \u20219?\u21153?\par}"""


@needs_soffice
def test_rich_text() -> None:
    assert office.read_office(RICH_TEXT, "plan.rtf").text == "一、总体\n二、任务\n"


class _Recorder(http.server.BaseHTTPRequestHandler):
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_error(404)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_OPTIONS(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def recorder() -> Iterator[tuple[str, list[str]]]:
    """A web server of our own: its address, and the paths that it is asked for."""
    handler = type("Recorder", (_Recorder,), {"asked": []})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", handler.asked
    server.shutdown()
    server.server_close()


def _with_linked_picture(address: str) -> bytes:
    drawing = (
        '<w:drawing><wp:inline xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
        '<wp:extent cx="900000" cy="900000"/><wp:docPr id="1" name="p"/><a:graphic><a:graphicData '
        'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
        '<pic:cNvPr id="1" name="p"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip '
        'r:link="r9"/></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="900000" '
        'cy="900000"/></a:xfrm><a:prstGeom prst="rect"/></pic:spPr></pic:pic></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing>"
    )
    source = zipfile.ZipFile(BytesIO(Docx(para(run("甲") + f"<w:r>{drawing}</w:r>")).pack()))
    entries = {name: source.read(name) for name in source.namelist()}
    link = (
        '<Relationship Id="r9" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships/image" Target="{address}/seal.png" TargetMode="External"/></Relationships>'
    )
    links = "word/_rels/document.xml.rels"
    entries[links] = entries[links].replace(b"</Relationships>", link.encode())
    return pack(entries)


@needs_soffice
def test_nothing_is_fetched_from_the_network(
    tmp_path: Path, recorder: tuple[str, list[str]]
) -> None:
    address, asked = recorder
    path = tmp_path / "plan.docx"
    path.write_bytes(_with_linked_picture(address))
    _convert(tmp_path, "doc:MS Word 97", path)
    assert "/seal.png" in asked  # LibreOffice as installed does fetch it
    asked.clear()
    source = office.read_office(path.with_suffix(".doc").read_bytes(), "plan.doc")
    assert source.text == "甲\n"
    assert asked == []


# --- what portals hand out under these endings, and what cannot be read -----------------------


def test_other_formats_under_an_old_ending() -> None:
    docx = Docx(para("一、总体要求")).pack()
    assert office.read_office(docx, "方案.doc").text == "一、总体要求\n"
    html = "<html><head><title>方案</title></head><body><p>一、总体要求</p></body></html>"
    assert "一、总体要求" in office.read_office(html.encode(), "方案.doc").text.split("\n")
    text = "一、总体要求\n二、任务\n"
    assert office.read_office(text.encode("gb18030"), "方案.wps").text == text


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED_BLOCK = b"\xec\xa5" + bytes(8) + (0x0100).to_bytes(2, "little")
BAD = {
    "random": (bytes(range(256)) * 8, "内容不是 .doc 文件"),
    "password": (OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le"), "密码"),
    "password-of-old-word": (OLE + bytes(504) + LOCKED_BLOCK + bytes(500), "密码"),
    "excel-zip": (pack({"xl/workbook.xml": b"<x/>"}), "Excel"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_named_with_its_remedy(name: str) -> None:
    data, says = BAD[name]
    with pytest.raises(CewenError, match=rf"^方案\.doc：[^\n]*{says}[^\n]*$"):
        office.read_office(data, "方案.doc")


@needs_soffice
def test_a_broken_old_file() -> None:
    with pytest.raises(CewenError, match=r"^方案\.doc：LibreOffice 打不开"):
        office.read_office(OLE + bytes(4096), "方案.doc")


def test_without_libreoffice_a_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(office, "_PLACES", ())
    with pytest.raises(CewenError) as error:
        office.read_office(OLE + bytes(4096), "方案.wps")
    assert str(error.value) == (
        "方案.wps：读取 .wps 需要 LibreOffice，"
        "请安装 LibreOffice 后重试，或用 Word、WPS 另存为 .docx。"
    )


@needs_soffice
def test_a_conversion_that_does_not_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "SECONDS", 0.2)
    with pytest.raises(CewenError, match="没有打开它"):
        office.read_office(RICH_TEXT, "方案.rtf")
