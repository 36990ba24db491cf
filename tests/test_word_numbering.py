"""Word's automatic numbers: how they are written and counted, worked out by hand."""

import pytest
from word_files import Docx, abstract, lvl, num, num_style, para, run, start_at, style

from corpus.readers.word import read_docx
from corpus.readers.word_numerals import write_numeral


def _lines(docx: Docx) -> list[str]:
    return read_docx(docx.pack(), "plan.docx").text.rstrip("\n").split("\n")


# --- how Word writes a number: ECMA-376 17.18.59, and [MS-DOCX] 2.4 for 一○○ -----------------

NUMERALS = {
    "decimal": {1: "1", 120: "120"},
    "decimalZero": {7: "07", 12: "12"},
    "decimalFullWidth": {12: "１２"},
    "chineseCounting": {1: "一", 10: "十", 11: "十一", 20: "二十", 99: "九十九", 100: "一○○"},
    "chineseCountingThousand": {
        10: "十",
        19: "十九",
        21: "二十一",
        100: "一百",
        101: "一百零一",
        110: "一百一十",
        112: "一百一十二",
        200: "二百",
        1001: "一千零一",
        1010: "一千零一十",
        2000: "二千",
    },
    "japaneseCounting": {10: "十", 12: "十二", 30: "三十", 100: "百", 111: "百十一"},
    "taiwaneseCounting": {12: "十二", 101: "一○一"},
    "taiwaneseCountingThousand": {12: "十二", 101: "一百零一"},
    "chineseLegalSimplified": {1: "壹", 10: "壹拾", 12: "壹拾贰", 20: "贰拾", 105: "壹佰零伍"},
    "ideographLegalTraditional": {3: "參", 16: "壹拾陸"},
    "ideographDigital": {1: "一", 10: "一〇", 12: "一二"},
    "taiwaneseDigital": {10: "一○"},
    "ideographTraditional": {1: "甲", 10: "癸", 11: "11"},
    "ideographZodiac": {12: "亥", 13: "13"},
    "decimalEnclosedCircle": {1: "①", 20: "⑳", 21: "21"},
    "decimalEnclosedCircleChinese": {10: "⑩"},
    "decimalEnclosedParen": {1: "⑴", 20: "⒇"},
    "decimalEnclosedFullstop": {3: "⒊"},
    "ideographEnclosedCircle": {1: "㈠", 10: "㈩"},
    "upperLetter": {1: "A", 26: "Z", 27: "AA", 28: "BB"},
    "lowerLetter": {3: "c", 53: "aaa"},
    "upperRoman": {4: "IV", 1994: "MCMXCIV"},
    "lowerRoman": {9: "ix"},
}


@pytest.mark.parametrize("name", NUMERALS)
def test_numerals(name: str) -> None:
    assert {n: write_numeral(n, name) for n in NUMERALS[name]} == NUMERALS[name]


def test_a_claimed_start_of_a_million_letters_is_written_in_digits() -> None:
    assert write_numeral(999_999, "upperLetter") == "999999"


# --- counting, worked out by hand -------------------------------------------------------------

OUTLINE = abstract(
    0, lvl(0, "chineseCounting", "%1、"), lvl(1, "decimal", "%1.%2"), lvl(2, "decimal", "（%3）")
)
LEGAL = abstract(1, lvl(0, "chineseCounting", "%1"), lvl(1, "decimal", "%1.%2", more="<w:isLgl/>"))
KEPT = abstract(
    2,
    lvl(0, "decimal", "%1."),
    lvl(1, "decimal", "%2)", more='<w:lvlRestart w:val="0"/>'),
    lvl(2, "lowerLetter", "%3)", more='<w:lvlRestart w:val="1"/>'),
)
OTHER_START = abstract(3, lvl(0, "decimal", "%1.", start=5))
SIGNS = abstract(
    4,
    *(lvl(0, "bullet", "&#xF0B7;"), lvl(1, "none", "附件"), lvl(2, "decimal", "%3", "space")),
    lvl(3, "decimal", "%4.", more="<w:rPr><w:vanish/></w:rPr>"),
)
#: numbering, then (list, level) of each paragraph, then what Word puts before it
COUNTED: dict[str, tuple[str, list[tuple[int | None, int]], list[str]]] = {
    "levels-restart-below": (
        OUTLINE + num(1, 0),
        [(1, 0), (1, 1), (1, 2), (1, 2), (1, 1), (1, 2), (1, 0), (1, 1)],
        ["一、", "一.1", "（1）", "（2）", "一.2", "（1）", "二、", "二.1"],
    ),
    "two-lists-of-one-definition-count-on": (
        OUTLINE + num(1, 0) + num(2, 0),
        [(1, 0), (2, 0), (None, 0), (1, 0)],
        ["一、", "二、", "", "三、"],
    ),
    "override-restarts-once": (
        OUTLINE + num(1, 0) + num(2, 0, start_at(0, 1)),
        [(1, 0), (1, 0), (2, 0), (2, 0), (1, 0)],
        ["一、", "二、", "一、", "二、", "三、"],
    ),
    "override-of-a-lower-level": (
        OUTLINE + num(1, 0) + num(2, 0, start_at(2, 4)),
        [(1, 0), (1, 2), (2, 2), (2, 2), (1, 2)],
        ["一、", "（1）", "（4）", "（5）", "（6）"],
    ),
    "override-of-a-level's-look": (
        OUTLINE
        + num(1, 0)
        + num(2, 0, f'<w:lvlOverride w:ilvl="0">{lvl(0, "upperRoman", "%1.")}</w:lvlOverride>'),
        [(1, 0), (2, 0), (1, 0)],
        ["一、", "II.", "三、"],
    ),
    "a-level-without-those-above": (
        OUTLINE + num(1, 0),
        [(1, 2), (1, 2), (1, 1), (1, 0)],
        ["（1）", "（2）", "一.2", "二、"],
    ),
    "other-start": (OTHER_START + num(1, 3), [(1, 0), (1, 0)], ["5.", "6."]),
    "legal": (LEGAL + num(1, 1), [(1, 0), (1, 0), (1, 1)], ["一", "二", "2.1"]),
    "never-or-late-restart": (
        KEPT + num(1, 2),
        [(1, 0), (1, 1), (1, 2), (1, 1), (1, 2), (1, 0), (1, 1), (1, 2)],
        ["1.", "1)", "a)", "2)", "b)", "2.", "3)", "a)"],
    ),
    "no-list": (OUTLINE + num(1, 0), [(0, 0), (7, 0), (1, 0)], ["", "", "一、"]),
    "bullets-none-and-hidden": (
        SIGNS + num(1, 4),
        [(1, 0), (1, 1), (1, 2), (1, 3)],
        ["", "附件", "1 ", ""],
    ),
}


@pytest.mark.parametrize("name", COUNTED)
def test_counting(name: str) -> None:
    numbering, places, labels = COUNTED[name]
    body = "".join(para("款", key, level) for key, level in places)
    assert _lines(Docx(body, numbering)) == [f"{label}款" for label in labels]


def test_an_empty_paragraph_is_counted_but_not_shown() -> None:
    body = para("甲", 1) + para("", 1) + para("乙", 1)
    assert _lines(Docx(body, OUTLINE + num(1, 0))) == ["一、甲", "", "三、乙"]


def test_the_list_of_a_style() -> None:
    levels = abstract(
        0,
        lvl(0, "chineseCounting", "%1、", more='<w:pStyle w:val="H1"/>'),
        lvl(1, "chineseCounting", "（%2）", more='<w:pStyle w:val="H2"/>'),
    )
    styles = (
        style("H1", num_style(1))
        + style("H2", num_style(level=0), based_on="H1")  # the level says whose it is
        + style("Own", based_on="H2")
        + style("Off", num_style(0), based_on="H1")
        + style("Loop", based_on="Loop")
    )
    body = "".join(para("款", style=key) for key in ("H1", "H2", "Own", "Off", "Loop", "H1"))
    body += para("款", 0, style="H1") + para("款", 1, 1, style="H1") + para("款", style="H2")
    expected = ["一、", "（一）", "（二）", "", "", "二、", "", "（一）", "（二）"]
    assert _lines(Docx(body, levels + num(1, 0), styles)) == [f"{n}款" for n in expected]


def test_word_s_own_format_with_leading_zeros() -> None:
    custom = (
        '<w:lvl w:ilvl="0"><w:start w:val="9"/><mc:AlternateContent><mc:Choice Requires="w14">'
        '<w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice><mc:Fallback>'
        '<w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>'
        '<w:lvlText w:val="%1."/></w:lvl>'
    )
    body = para("甲", 1) + para("乙", 1)
    assert _lines(Docx(body, abstract(0, custom) + num(1, 0))) == ["009. 甲", "010. 乙"]


def test_numbers_that_are_fields_are_missing_and_said_to_be() -> None:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    field = f"{mark.format('begin')}<w:r><w:instrText>LISTNUM</w:instrText></w:r>"
    source = read_docx(Docx(para(f"{field}{mark.format('end')}{run('甲')}")).pack(), "plan.docx")
    assert source.text == "甲\n"
    assert source.notes == ("LISTNUM、AUTONUM 域的编号 1 处未读，请对照原文件",)
