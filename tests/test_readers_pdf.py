"""PDF: files printed by Chromium from the sample plans say what the samples say."""

import base64
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pdf_printer import needs_chromium, open_printer, print_html, print_plan
from playwright.sync_api import Page

from corpus import CewenError, Document
from corpus.parse import parse_bytes, parse_file
from corpus.readers import apart
from corpus.readers.pdf import read_pdf

SAMPLES = Path(__file__).parents[1] / "corpus" / "samples"
INDENTED = (
    "<style>@page{size:A4;margin:30mm} p{margin:0;text-indent:2em;font:16px/28px serif}</style>"
)


@pytest.fixture(scope="module")
def printer() -> Iterator[Page]:
    with open_printer() as page:
        yield page


def measures(document: Document) -> dict[str, str]:
    return {m.id: re.sub(r"\s", "", m.text) for m in document.measures}


# --- the same plan, printed ---------------------------------------------------------------------


@needs_chromium
@pytest.mark.parametrize(
    ("name", "style"),
    [
        ("lanweng", "official"),  # boxes
        ("lanweng", "gazette"),
        ("linzhuo", "portal"),  # 第X条
        ("qingyan", "gazette"),  # unnumbered provisions with run-in titles
        ("qingyan", "portal"),
    ],
)
def test_a_printed_plan_has_the_addresses_and_texts_of_its_original(
    printer: Page, name: str, style: str
) -> None:
    original = parse_file(SAMPLES / f"{name}.txt")
    text = (SAMPLES / f"{name}.txt").read_text("utf-8")
    printed = parse_bytes(print_plan(printer, text, style), f"{name}.pdf")
    assert measures(printed) == measures(original)
    assert (printed.title, printed.issuer, printed.doc_number, printed.issued_on) == (
        original.title,
        original.issuer,
        original.doc_number,
        original.issued_on,
    )
    assert printed.warnings == original.warnings


@needs_chromium
def test_without_indent_and_space_the_words_tell_where_paragraphs_begin(printer: Page) -> None:
    original = parse_file(SAMPLES / "wangxiu.txt")
    text = (SAMPLES / "wangxiu.txt").read_text("utf-8")
    printed = parse_bytes(print_plan(printer, text, "bare"), "wangxiu.pdf")
    assert measures(printed) == measures(original)


@needs_chromium
def test_every_measure_has_the_page_it_begins_on(printer: Page) -> None:
    # A page each for 一、 and 二、; the last paragraph of the first runs over to the second page.
    paragraph = "加快建设风电和光伏发电项目，配套建设储能设施。" * 12
    plan = (
        f"{INDENTED}<p>示例市碳达峰实施方案</p><p>一、能源</p><p>1.发电。{paragraph}</p>"
        f"<div style='height:120mm'></div><p>2.储能。{paragraph}</p>"
        f"<p style='break-before:page'>二、交通</p><p>3.公交。{paragraph}</p>"
    )
    document = parse_bytes(print_html(printer, plan), "示例.pdf")
    assert [(m.number, m.page) for m in document.measures] == [("1", 1), ("2", 1), ("3", 3)]
    assert document.measures[1].text == f"2.储能。{paragraph}"


# --- what is left out ---------------------------------------------------------------------------


@needs_chromium
def test_headers_and_page_numbers_are_no_text(printer: Page) -> None:
    text = (SAMPLES / "linzhuo.txt").read_text("utf-8")
    source = read_pdf(print_plan(printer, text, "official"), "linzhuo.pdf")
    assert len(source.page_lines) == 9
    assert "公报" not in source.text
    assert not re.search(r"—\s?\d+\s?—", source.text)
    assert re.sub(r"\s", "", source.text) == re.sub(r"\s", "", text)


@needs_chromium
def test_a_slanted_watermark_is_left_out_and_noted(printer: Page) -> None:
    mark = (
        "<div style='position:fixed;top:40%;left:15%;font-size:60px;color:#ddd;"
        "transform:rotate(-30deg)'>内部资料</div>"
    )
    page = f"{INDENTED}{mark}<p>一、能源</p><p>1.发电。建设风电场，配套建设储能设施。</p>"
    source = read_pdf(print_html(printer, page), "水印.pdf")
    assert source.text == "一、能源\n1.发电。建设风电场，配套建设储能设施。"
    assert source.notes == ("略去水印或斜排文字 4 个字",)


# --- lines and characters -----------------------------------------------------------------------


@needs_chromium
def test_lines_join_as_the_language_asks(printer: Page) -> None:
    page = (
        "<style>@page{size:A4} p{margin:20px;width:20em;font:16px/28px serif}</style>"
        "<p>推广能源管理体系认证，支持企业对标国际先进水平，到2025年单位能耗下降14%。</p>"
        "<p>supply chain finance for green buildings and low carbon transport services</p>"
    )
    source = read_pdf(print_html(printer, page), "行.pdf")
    assert source.text.split("\n") == [
        "推广能源管理体系认证，支持企业对标国际先进水平，到2025年单位能耗下降14%。",
        "supply chain finance for green buildings and low carbon transport services",
    ]


@needs_chromium
def test_radicals_and_spaced_characters_become_plain_text(printer: Page) -> None:
    spaced = " ".join("建设海上风电场和抽水蓄能电站提高调节能力。")
    page = f"{INDENTED}<p>⼀、能源⽅⾯</p><p>1.⻓期⽬标。{spaced}</p>"
    source = read_pdf(print_html(printer, page), "部首.pdf")
    assert source.text == "一、能源方面\n1.长期目标。建设海上风电场和抽水蓄能电站提高调节能力。"


@needs_chromium
def test_a_superscript_stays_in_its_line(printer: Page) -> None:
    page = f"{INDENTED}<p>1.节水。再生水日供水能力达到5万m<sup>3</sup>，利用率达到30%。</p>" * 2
    source = read_pdf(print_html(printer, page), "上标.pdf")
    assert source.text.split("\n")[0] == "1.节水。再生水日供水能力达到5万m3，利用率达到30%。"


@needs_chromium
def test_a_table_keeps_its_rows_together(printer: Page) -> None:
    cells = [
        ("序号", "指标", "目标"),
        (
            "1",
            "非化石能源消费比重达到全省平均水平以上并持续提高",
            "2025年达到百分之二十二左右，逐年提高",
        ),
        ("2", "森林覆盖率", "保持在百分之六十以上"),
    ]
    rows = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in cells)
    style = (
        "<style>table{border-collapse:collapse;width:14cm} td{border:1px solid;padding:4px}</style>"
    )
    page = f"{INDENTED}{style}<p>一、主要指标</p><table>{rows}</table><p>二、重点任务</p>"
    source = read_pdf(print_html(printer, page), "表.pdf")
    assert source.text.split("\n") == [
        "一、主要指标",
        *(" ".join(row) for row in cells),
        "二、重点任务",
    ]


# --- files that cannot be read ------------------------------------------------------------------


def pdf(content: bytes, pages: int = 1, trailer: bytes = b"", page: bytes = b"") -> bytes:
    """A PDF by hand: every page shows the same content in Helvetica."""
    packed = zlib.compress(content)
    font = b"<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (b"3 0 R " * pages, pages),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources%s%s>>>>"
        % (font, page),
        b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed),
        _IMAGE,
    ]
    out, places = b"%PDF-1.5\n", []
    for number, item in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R%s>>\n"
        % (
            len(objects) + 1,
            table,
            len(objects) + 1,
            trailer,
        )
        + b"startxref\n%d\n%%%%EOF" % len(out)
    )


_IMAGE = (
    b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8"
    b"/Length 1>>stream\n\x80\nendstream"
)
_SHOWN_IMAGE = {"content": b"q 595 0 0 842 0 0 cm /I Do Q", "page": b"/XObject<</I 5 0 R>>"}
_TEXT = b"BT /F 12 Tf 100 700 Td (supply chain finance) Tj ET"
_LOCK = b"/ID[(a)(a)]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O(%s)/U(%s)>>" % (b"o" * 32, b"u" * 32)
BROKEN = {
    "scan": (pdf(**_SHOWN_IMAGE), "扫描件，没有文字层，请先用 OCR"),
    "empty page": (pdf(b""), "没有文字"),
    "no page": (pdf(b"", pages=0), "损坏"),
    "password": (pdf(_TEXT, trailer=_LOCK), "密码"),
    "too many pages": (pdf(_TEXT, pages=2001), "页数或文字过多"),
    "cut": (pdf(_TEXT)[:300], "损坏"),
    "noise": (b"%PDF-1.7\n" + bytes(range(256)) * 40, "损坏"),
}


@pytest.mark.parametrize(("data", "reason"), BROKEN.values(), ids=BROKEN)
def test_a_file_that_cannot_be_read_has_its_line(data: bytes, reason: str) -> None:
    with pytest.raises(CewenError, match=reason) as raised:
        read_pdf(data, "坏.pdf")
    assert str(raised.value).startswith("坏.pdf：")
    assert "\n" not in str(raised.value)


def test_a_program_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "SECONDS", 0.01)
    with pytest.raises(CewenError, match="没有读完"):
        read_pdf(pdf(_TEXT), "慢.pdf")


def test_a_program_that_dies_costs_only_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_BYTES", 300 << 20)  # pdfium itself takes a third of it
    assert read_pdf(pdf(_TEXT), "小.pdf").text == "supply chain finance"
    with pytest.raises(CewenError, match="读不下去"):
        read_pdf(pdf(b"q 1 0 0 1 0 0 cm " * (2 << 20)), "炸弹.pdf")


@needs_chromium
def test_scanned_pages_among_others_are_named(printer: Page) -> None:
    dot = base64.b64encode(_PNG).decode()
    style = "display:block;break-before:page;width:300px;height:300px"
    scan = f"<img style='{style}' src='data:image/png;base64,{dot}'>"
    page = f"{INDENTED}<p>1.发电。建设风电场，配套建设储能设施。</p>{scan}{scan}"
    source = read_pdf(print_html(printer, page), "部分.pdf")
    assert source.text == "1.发电。建设风电场，配套建设储能设施。"
    assert source.notes == ("第 2—3 页是扫描图片，没有文字层，未收入",)


_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
