"""Word files: plans with automatic numbers, what of a file is text, and the bad files."""

import io
import re
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from word_files import Docx, abstract, lvl, num, pack, para, plan_as_docx, run, style, table

from corpus import CewenError
from corpus.parse import parse_bytes, parse_file
from corpus.readers import word_package
from corpus.readers.word import read_docx
from corpus.readers.word_symbols import symbol_text

SAMPLES = sorted((Path(__file__).parent.parent / "corpus" / "samples").glob("*.txt"))
WAYS = ("direct", "style", "linked")


#: One list, 一、 （一）
LISTS = abstract(0, lvl(0, "chineseCounting", "%1、"), lvl(1, "japaneseCounting", "（%2）")) + num(
    1, 0
)


# --- plans whose numbers exist only as list numbering -----------------------------------------


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_a_plan_in_word_is_the_plan_in_text(sample: Path, way: str) -> None:
    data = plan_as_docx(sample.stem, sample.read_text(encoding="utf-8"), way).pack()
    stored = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()
    assert not re.search(r">(?:第.{1,3}[章条]|[一二三]、|1[.．]|专栏1)", stored)
    from_word, from_text = parse_bytes(data, f"{sample.stem}.docx"), parse_file(sample)
    assert [(m.id, "".join(m.text.split())) for m in from_word.measures] == [
        (m.id, "".join(m.text.split())) for m in from_text.measures
    ]
    assert from_word.warnings == from_text.warnings
    assert (from_word.title, from_word.doc_number) == (from_text.title, from_text.doc_number)


# --- what is text and what is not -------------------------------------------------------------


def _field(instruction: str, result: str) -> str:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    return (
        mark.format("begin")
        + f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
        + mark.format("separate")
        + result
        + mark.format("end")
    )


BOX = f"<w:txbxContent>{para('框内', 1)}{para('框内二', 1)}</w:txbxContent>"
TEXT_BOX = (
    "<w:r><mc:AlternateContent>"
    f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{BOX}</wps:txbx></w:drawing></mc:Choice>'
    f"<mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox></w:pict></mc:Fallback>"
    "</mc:AlternateContent></w:r>"
)
VMERGE = '<w:tcPr><w:vMerge w:val="{}"/></w:tcPr>'
CONTENT: dict[str, tuple[str, list[str], tuple[str, ...]]] = {
    "breaks-and-tabs": (
        para("<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t><w:noBreakHyphen/></w:r>"),
        ["甲", "乙\t丙-"],
        (),
    ),
    "page-break-before-a-number": (
        para('<w:r><w:br w:type="page"/><w:t>甲</w:t></w:r>', 1),
        ["一、甲"],
        (),
    ),
    "text-box-once": (
        para(run("前") + TEXT_BOX + run("后"), 1),
        ["一、前后", "一、框内", "二、框内二"],
        (),
    ),
    "box-of-one-cell": (table([[para("专栏1") + para("甲", 1)]]), ["专栏1", "一、甲"], ()),
    "table": (
        table(
            [
                [para("任务"), para("单位")],
                [para("甲") + para("乙"), para("")],
                [para("丙"), para("丁") + para("戊")],
            ]
        ),
        ["任务\t单位", "甲", "乙", "丙\t丁 戊"],
        (),
    ),
    "merged-cells": (
        table(
            [
                [VMERGE.format("restart") + para("能源"), para("风电")],
                [VMERGE.format("continue") + para(""), para("光伏")],
            ]
        ),
        ["能源\t风电", "光伏"],
        (),
    ),
    "nested-table": (
        table([[para("外") + table([[para("内"), para("里")]]) + para("")]]),
        ["外", "内\t里"],
        (),
    ),
    "revisions": (
        para(f"<w:ins>{run('新')}</w:ins><w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"),
        ["新"],
        ("含修订痕迹 2 处，按接受全部修订读取",),
    ),
    "deleted-paragraph-is-not-counted": (
        para("甲", 1)
        + para("<w:del><w:r><w:delText>旧</w:delText></w:r></w:del>", 1).replace(
            "</w:numPr>", "</w:numPr><w:rPr><w:del/></w:rPr>"
        )
        + para("乙", 1),
        ["一、甲", "二、乙"],
        ("含修订痕迹 1 处，按接受全部修订读取",),
    ),
    "last-mark-deleted": (
        para("甲") + para("乙").replace("<w:pPr>", "<w:pPr><w:rPr><w:del/></w:rPr>"),
        ["甲", "乙"],
        (),
    ),
    "hidden": (
        para(run("甲") + run("密", "<w:vanish/>") + run("乙", '<w:vanish w:val="0"/>')),
        ["甲乙"],
        ("隐藏文字 1 处未收入",),
    ),
    "hidden-by-style": (
        para("密", style="Secret") + para("甲"),
        ["", "甲"][1:],
        ("隐藏文字 1 处未收入",),
    ),
    "contents-page": (
        para("目　录") + para(_field(r"TOC \o", run("一、总则 1"))) + para("一、总则"),
        ["一、总则"],
        ("目录页未收入",),
    ),
    "contents-page-without-end": (
        para(
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r>'
        )
        + para("一、总则"),
        ["一、总则"],
        (),
    ),
    "other-fields": (para(run("见") + _field("REF x", run("第二条"))), ["见第二条"], ()),
    "simple-field": (para(f'<w:fldSimple w:instr="SEQ 专栏">{run("3")}</w:fldSimple>'), ["3"], ()),
    "content-control": (
        f"<w:sdt><w:sdtContent>{para('甲')}</w:sdtContent></w:sdt>"
        + para(
            f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('单击')}</w:sdtContent></w:sdt>{run('乙')}"
        ),
        ["甲", "乙"],
        (),
    ),
    "links-and-tags": (
        para(f"<w:hyperlink>{run('甲')}</w:hyperlink><w:smartTag>{run('乙')}</w:smartTag>"),
        ["甲乙"],
        (),
    ),
    "symbols": (
        para(
            '<w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:sym w:font="Rare" w:char="F041"/></w:r>'
        ),
        ["≥□"],
        ("特殊符号 1 处无法认出，以 □ 代替",),
    ),
    "ruby": (
        para(
            f"<w:r><w:ruby><w:rt>{run('fēng')}</w:rt><w:rubyBase>{run('风')}</w:rubyBase></w:ruby></w:r>"
        ),
        ["风"],
        (),
    ),
    "notes": (
        para('<w:r><w:t>甲</w:t><w:footnoteReference w:id="2"/></w:r>'),
        ["甲"],
        ("脚注、尾注 1 条未收入，引用前请对照原文件",),
    ),
    "pictures": (
        para(run("甲") + "<w:r><w:drawing><pic:pic/></w:drawing></w:r>"),
        ["甲"],
        ("图片、图表 1 处未读，其中的文字未收入",),
    ),
}


@pytest.mark.parametrize("name", CONTENT)
def test_content(name: str) -> None:
    body, lines, notes = CONTENT[name]
    source = read_docx(Docx(body, LISTS, style("Secret", rpr="<w:vanish/>")).pack(), "plan.docx")
    assert source.text.rstrip("\n").split("\n") == lines
    assert source.notes == notes


def test_an_unknown_style_of_number_is_said() -> None:
    docx = Docx(para("甲", 1), abstract(0, lvl(0, "thaiLetters", "%1.")) + num(1, 0))
    source = read_docx(docx.pack(), "plan.docx")
    assert source.text == "1.甲\n"
    assert source.notes == ("编号格式 thaiLetters 还不支持，以阿拉伯数字写出，请对照原文件",)


def test_signs_of_symbol_fonts() -> None:
    signs = [("Symbol", "F061"), ("Wingdings", "F0FE"), ("Wingdings", "81"), ("宋体", "25CB")]
    assert [symbol_text(*sign) for sign in signs] == ["α", "☑", "①", "○"]
    assert symbol_text("宋体", "D800") is None


# --- files that cannot be read ----------------------------------------------------------------

GOOD = Docx(para("甲")).pack()
LAUGHS = (
    b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY f SYSTEM "file:///etc/passwd">]>'
)


def _without(*names: str) -> bytes:
    source = zipfile.ZipFile(io.BytesIO(GOOD))
    return pack({name: source.read(name) for name in source.namelist() if name not in names})


def _replaced(old: bytes, new: bytes) -> bytes:
    source = zipfile.ZipFile(io.BytesIO(GOOD))
    return pack({name: source.read(name).replace(old, new) for name in source.namelist()})


def _document(xml: bytes) -> bytes:
    return Docx("", more={"word/document.xml": xml}).pack()


def _lying(size: int) -> bytes:
    """A document that states it has ten bytes, and unpacks to ``size``."""
    data = bytearray(_document(b" " * size))
    at = data.rindex(b"word/document.xml") - 46
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(data)


BAD = {
    "cut": (lambda: GOOD[: len(GOOD) // 2], "已损坏"),
    "damaged": (lambda: GOOD[:60] + b"\0" * 200 + GOOD[260:], "已损坏"),
    "no-document": (lambda: _without("word/document.xml"), "已损坏"),
    "no-links": (lambda: _without("_rels/.rels"), "已损坏"),
    "no-xml": (lambda: _document(b"<w:document"), "已损坏"),
    "deep": (lambda: Docx("<w:sdt>" * 5000 + "</w:sdt>" * 5000).pack(), "已损坏"),
    "password": (
        lambda: (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + b"\0" * 1016
            + "EncryptedPackage".encode("utf-16-le")
        ),
        "密码",
    ),
    "old-word": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1016, "扩展名改为 .doc"),
    "rich-text": (lambda: rb"{\rtf1 a}", "另存为 .docx"),
    "excel": (lambda: pack({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}), "Excel"),
    "ofd": (lambda: pack({"OFD.xml": b"<x/>"}), ".ofd"),
    "other-zip": (lambda: pack({"方案.txt": b"a"}), ".zip"),
    "bomb-in-a-picture": (
        lambda: Docx(para("甲"), more={"word/media/a.bmp": bytes(201 << 20)}).pack(),
        "200 MB",
    ),
    "bomb-in-the-text": (lambda: _document(b" " * (21 << 20)), "20 MB"),
    "bomb-that-lies": (lambda: _lying(64 << 20), "已损坏"),
    "entities": (lambda: _document(LAUGHS + b"<w>&b;&f;</w>"), "实体"),
    "entities-in-utf-16": (lambda: _document((LAUGHS + b"<w/>").decode().encode("utf-16")), "实体"),
    "template": (lambda: _replaced(b"document.main", b"template.main"), "变体"),
    "strict": (lambda: _replaced(b"schemas.openxmlformats.org", b"purl.oclc.org/ooxml"), "变体"),
    "no-text": (lambda: Docx(para("")).pack(), "没有文字"),
    "scan": (lambda: Docx(para("<w:r><w:drawing><pic:pic/></w:drawing></w:r>")).pack(), "扫描件"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_named_with_its_remedy(name: str) -> None:
    make, says = BAD[name]
    with pytest.raises(CewenError) as error:
        parse_bytes(make(), "方案.docx")
    message = str(error.value)
    assert message.startswith("方案.docx：")
    assert says in message
    assert "\n" not in message


def test_a_lying_size_is_never_unpacked_whole() -> None:
    data = _lying(64 << 20)
    tracemalloc.start()
    with pytest.raises(CewenError):
        word_package.open_docx(data, "方案.docx")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 << 20
