"""Mini plans of fictional places in the styles that real ones are built in: addresses by hand."""

import pytest
from test_corpus_invariants import check_document

from corpus import Document
from corpus.parse import parse_text

TITLE = "樟溪市碳达峰实施方案"
TEXT = "在学校和医院的屋顶安装光伏板，三年内建成两万千瓦，由所属单位自用，余电送入电网。"
MORE = "对使用满十年的水泵逐台检测，能效不达标的分批换成变频机组，当年完成三成。"


def _parse(*lines: str, title: str = TITLE) -> Document:
    document = parse_text("\n".join([title, *lines]), "plan.txt")
    check_document(document)
    return document


def _ids(document: Document) -> list[str]:
    return [m.id.removeprefix(f"{document.id}/") for m in document.measures]


def _kinds(document: Document) -> dict[str, str]:
    return {m.id.removeprefix(f"{document.id}/"): m.kind for m in document.measures}


# --- how numbers are written ------------------------------------------------------------------

NUMBERS = {
    "half-width": (
        ["一. 任务", f"(一) 节能。{TEXT}", f"(二) 节水。{MORE}"],
        ["一/（一）", "一/（二）"],
    ),
    "full-width-stop": (["一．任务", f"１．节能。{TEXT}", f"２．节水。{MORE}"], ["一/1", "一/2"]),
    "comma": (["一、任务", f"1、节能。{TEXT}", f"2、节水。{MORE}"], ["一/1", "一/2"]),
    "one-character": (
        ["一、任务", f"㈠节能。{TEXT}", f"㈡节水。{MORE}"],
        ["一/（一）", "一/（二）"],
    ),
    "stop-characters": (["一、任务", f"⒈节能。{TEXT}", f"⒉节水。{MORE}"], ["一/1", "一/2"]),
    "bracket-characters": (
        ["一、任务", "（一）节约", f"⑴节能。{TEXT}", f"⑵节水。{MORE}"],
        ["一/（一）/（1）", "一/（一）/（2）"],
    ),
    "closing-bracket": (
        ["一、任务", "（一）节约", f"1）节能。{TEXT}", f"2）节水。{MORE}"],
        ["一/（一）/1）", "一/（一）/2）"],
    ),
    "circled": (
        ["一、任务", "1.节约", f"①节能。{TEXT}", f"②节水。{MORE}"],
        ["一/1/①", "一/1/②"],
    ),
    "blanks-around": (
        ["一 、任务", f"（ 一 ） 节能。{TEXT}", f"（ 二 ）节水。{MORE}"],
        ["一/（一）", "一/（二）"],
    ),
    "chapters": (
        [
            "第一章 总则",
            "第一条 为了节约，制定本方案。",
            "第二章 任务",
            f"第二条 {TEXT}",
            f"第三条 {MORE}",
        ],
        ["第一章/第一条", "第二章/第二条", "第二章/第三条"],
    ),
    "divisions": (
        ["第一章 任务", "第一节 节能", f"第一条 {TEXT}", "第二节 节水", f"第二条 {MORE}"],
        ["第一章/第一节/第一条", "第一章/第二节/第二条"],
    ),
    "books": (
        ["第一部分 任务", f"一、节能。{TEXT}", "第二部分 保障", f"一、出资。{MORE}"],
        ["第一部分/一", "第二部分/一"],
    ),
    "decimal": (
        ["1.任务", f"1.1 节能。{TEXT}", f"1.2 节水。{MORE}", "2.保障", f"2.1 出资。{TEXT}"],
        ["1/1.1", "1/1.2", "2/2.1"],
    ),
    "number-alone": (["一、任务", "1.", f"节能。{TEXT}", "2.", f"节水。{MORE}"], ["一/1", "一/2"]),
    "parts-without-headings": ([f"一、{TEXT}", f"二、{MORE}"], ["一", "二"]),
    "one-part": (["一、任务", f"（一）节能。{TEXT}"], ["一/（一）"]),
    "sections-on-top": (
        ["（一）节约", f"1.节能。{TEXT}", f"2.节水。{MORE}", "（二）循环", f"1.回收。{TEXT}"],
        ["（一）/1", "（一）/2", "（二）/1"],
    ),
    "items-on-top": ([f"1.节能。{TEXT}", f"2.节水。{MORE}"], ["1", "2"]),
    "items-above-sections": (
        ["1.节约", f"（一）节能。{TEXT}", f"（二）节水。{MORE}", "2.循环", f"（一）回收。{TEXT}"],
        ["1/（一）", "1/（二）", "2/（一）"],
    ),
    "articles-below-parts": (
        [
            "一、总则",
            f"第一条 {TEXT}",
            f"第二条 {MORE}",
            "二、任务",
            f"第三条 {TEXT}",
            "三、附则",
            f"第四条 {MORE}",
        ],
        ["一/第一条", "一/第二条", "二/第三条", "三/第四条"],
    ),
    "levels-that-differ-by-part": (
        [
            "一、节约",
            f"1.节能。{TEXT}",
            f"2.节水。{MORE}",
            "二、循环",
            "（一）城区",
            f"1.回收。{TEXT}",
        ],
        ["一/1", "一/2", "二/（一）/1"],
    ),
    "fifth-generation": (
        ["一、任务", f"1.节能。{TEXT}", f"2.5G基站节电。{MORE}"],
        ["一/1", "一/2"],
    ),
}


@pytest.mark.parametrize(("lines", "ids"), NUMBERS.values(), ids=NUMBERS)
def test_style_of_numbers(lines: list[str], ids: list[str]) -> None:
    document = _parse(*lines)
    assert _ids(document) == ids
    assert document.warnings == ()


# --- titles -----------------------------------------------------------------------------------

TITLES = {
    "run-in": (["一、任务", f"（一）节约用能。{TEXT}"], ["节约用能"]),
    "colon": (["一、任务", f"（一）节约用能：{TEXT}"], ["节约用能"]),
    "blank": (["一、任务", f"（一）节约用能 {TEXT}"], ["节约用能"]),
    "own-line": (["一、任务", "（一）节约用能", TEXT], ["节约用能"]),
    "colon-in-title": (["一、任务", "1.梅坞县:发展竹业", TEXT], ["梅坞县:发展竹业"]),
    "none": (["一、任务", f"（一）{TEXT}"], [""]),
}


@pytest.mark.parametrize(("lines", "titles"), TITLES.values(), ids=TITLES)
def test_title_of_a_numbered_provision(lines: list[str], titles: list[str]) -> None:
    if not titles[0]:
        lines = [lines[0], lines[1].replace("。", "，") + TEXT]
    assert [m.title for m in _parse(*lines).measures] == titles


def test_a_heading_of_two_lines_is_one_heading() -> None:
    document = _parse(
        "一、任务",
        "（一）推动能源结构绿色低碳转型，形成多种电源并举",
        "的供能新格局",
        f"1.节能。{TEXT}",
        f"2.节水。{MORE}",
    )
    assert _ids(document) == ["一/（一）/1", "一/（一）/2"]
    heading = "（一）推动能源结构绿色低碳转型，形成多种电源并举的供能新格局"
    assert document.measures[0].path[1] == heading


UNNUMBERED = {
    "run-in": ([f"推广光伏。{TEXT}", f"更新水泵。{MORE}"], ["第1段", "第2段"]),
    "own-line": (["推广光伏", TEXT, "更新水泵", MORE, TEXT], ["第1段", "第2段"]),
    "colon": ([f"推广光伏：{TEXT}", f"更新水泵：{MORE}"], ["第1段", "第2段"]),
    "after-a-preamble": (
        [f"为做好全市降碳工作，制定本方案，{TEXT}", f"推广光伏。{TEXT}", f"更新水泵。{MORE}"],
        ["前言", "第1段", "第2段"],
    ),
    "two-levels": (
        [
            "重点任务",
            f"推广光伏。{TEXT}",
            f"更新水泵。{MORE}",
            "保障措施",
            f"落实资金。{TEXT}",
            f"强化考核。{MORE}",
        ],
        ["第1部分/第1段", "第1部分/第2段", "第2部分/第1段", "第2部分/第2段"],
    ),
    "parts-without-numbers": (
        [
            "重点任务",
            f"（一）节能。{TEXT}",
            f"（二）节水。{MORE}",
            "保障措施",
            f"（一）出资。{TEXT}",
        ],
        ["第1部分/（一）", "第1部分/（二）", "第2部分/（一）"],
    ),
}


@pytest.mark.parametrize(("lines", "ids"), UNNUMBERED.values(), ids=UNNUMBERED)
def test_provisions_without_numbers(lines: list[str], ids: list[str]) -> None:
    document = _parse(*lines)
    assert _ids(document) == ids
    assert document.warnings == ()


def test_unnumbered_parts_give_the_kinds() -> None:
    lines, _ = UNNUMBERED["two-levels"]
    kinds = ["措施", "措施", "保障", "保障"]
    assert [m.kind for m in _parse(*lines).measures] == kinds


# --- what is no heading -----------------------------------------------------------------------

ONE = {  # all of it belongs to the one measure above it
    "first-second": ["一是加强领导。明确专人。", "二是落实资金。列入预算。"],
    "dashes": ["——坚持节约优先。把节约放在首位。", "——坚持因地制宜。各县自定步骤。"],
    "bullets": ["●东片。先行建设。", "●西片。随后跟进。"],
    "reference-section": ["（三）条规定的范围以内，按照本方案第二部分第（三）条执行。"],
    "reference-article": ["第三条规定的单位除外。", "第二章所称单位，包括学校。"],
    "reference-part": ["第二部分提出的任务同时适用。"],
    "figures": ["1.5万千瓦以上的项目优先并网。", "2.3个百分点由省里统筹。"],
    "years": ["2025、2030年分别检查一次。"],
    "pair": ["一、二类企业先行，三类企业跟进。"],
    "list": ["包括以下三项：", "1.学校屋顶；", "2.医院屋顶；", "3.车站屋顶。"],
    "latin": ["A. Solar roofs first.", "b) then pumps."],
}


@pytest.mark.parametrize("lines", ONE.values(), ids=ONE)
def test_lines_that_belong_to_the_measure_above(lines: list[str]) -> None:
    document = _parse("一、任务", f"1.节能。{TEXT}", *lines, f"2.节水。{MORE}")
    assert _ids(document) == ["一/1", "一/2"]
    assert document.measures[0].text.endswith(lines[-1])
    assert document.warnings == ()


def test_a_number_inside_a_sentence_that_broke_is_text() -> None:
    document = _parse(
        "一、任务",
        f"1.节能。{TEXT}到期仍未完成的县，按照本方案的要求，由市里商请省里依照",
        "7.附录里的办法处理。",
        f"2.节水。{MORE}",
    )
    assert _ids(document) == ["一/1", "一/2"]


def test_titled_details_with_a_text_of_their_own_are_the_provisions() -> None:
    document = _parse(
        "一、任务", "1.工业降碳。分业推进。", f"（1）钢铁行业。{TEXT}", f"（2）水泥行业。{MORE}"
    )
    assert _ids(document) == ["一/1", "一/1/（1）", "一/1/（2）"]
    assert [m.kind for m in document.measures] == ["总体要求", "措施", "措施"]


# --- numbering out of order -------------------------------------------------------------------


def test_numbers_that_skip_restart_or_repeat_keep_their_addresses() -> None:
    document = _parse(
        "一、任务",
        "（一）节约",
        f"1.节能。{TEXT}",
        f"3.节水。{MORE}",
        f"1.节材。{TEXT}",
        "（一）循环",
        f"2.回收。{MORE}",
    )
    assert _ids(document) == ["一/（一）/1", "一/（一）/3", "一/（一）/1~2", "一/（一）~2/2"]
    assert len(document.warnings) >= 3
