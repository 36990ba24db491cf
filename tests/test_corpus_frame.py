"""Where a plan begins and ends: notices, contents, signatures, attachments, boxes; by hand."""

import pytest
from test_corpus_invariants import check_document

from corpus import Document
from corpus.parse import parse_text

TITLE = "樟溪市碳达峰实施方案"
TEXT = "在学校和医院的屋顶安装光伏板，三年内建成两万千瓦，由所属单位自用，余电送入电网。"
MORE = "对使用满十年的水泵逐台检测，能效不达标的分批换成变频机组，当年完成三成。"
BODY = [
    "一、总体要求",
    f"按照省里的部署，{TEXT}",
    "二、重点任务",
    f"（一）节能。{TEXT}",
    f"（二）节水。{MORE}",
]
IDS = ["一", "二/（一）", "二/（二）"]
SIGNED = ["樟溪市人民政府", "2023年4月6日"]


def _parse(*lines: str) -> Document:
    document = parse_text("\n".join(lines), "plan.txt")
    check_document(document)
    return document


def _ids(document: Document) -> list[str]:
    return [m.id.removeprefix(f"{document.id}/") for m in document.measures]


def _reasons(document: Document) -> dict[str, str]:
    return {document.text[p.start : p.end].split("\n")[0]: p.reason for p in document.left_out}


# --- before the plan --------------------------------------------------------------------------

NOTICE = "樟溪市人民政府关于印发《樟溪市碳达峰实施方案》的通知"
BEFORE = {
    "title": [TITLE],
    "notice": [NOTICE, "各县区人民政府：", "现将方案印发给你们。", *SIGNED, TITLE],
    "numbered-notice": [
        NOTICE,
        "各县区人民政府：",
        "现将方案印发给你们，并提出以下要求：",
        "一、提高认识。各县区要专题研究。",
        "二、按时报送。每季度末报送进展。",
        *SIGNED,
        TITLE,
    ],
    "attached": [NOTICE, "现将方案印发给你们。", f"附件：{TITLE}", *SIGNED, TITLE],
    "attachment-line-is-the-title": [NOTICE, "现将方案印发给你们。", *SIGNED, f"附件：{TITLE}"],
    "attachment-line-above": [NOTICE, "现将方案印发给你们。", *SIGNED, "附件", TITLE],
    "notice-of-two-lines": [
        "樟溪市人民政府关于印发",
        "《樟溪市碳达峰实施方案》的通知",
        *SIGNED,
        TITLE,
    ],
    "title-twice": [
        "首页 > 政策 > 正文",
        TITLE,
        "2024-01-02 10:28 来源：樟溪市",
        NOTICE,
        *SIGNED,
        TITLE,
    ],
    "title-of-two-lines": [NOTICE, *SIGNED, "樟溪市碳达峰", "实施方案"],
    "title-of-two-lines-alone": ["樟溪市碳达峰", "实施方案"],
    "signed-below-the-title": [TITLE, "（樟溪市人民政府 2023年4月6日）"],
    "issuer-below-the-title": [TITLE, *SIGNED],
    "contents": [
        TITLE,
        "目 录",
        "一、总体要求 ………… 1",
        "二、重点任务 ………… 2",
        "（一）节能 ………… 2",
        "（二）节水 ………… 3",
    ],
    "contents-before-the-title": [
        "目录",
        "一、总体要求..........1",
        "二、重点任务..........2",
        TITLE,
    ],
    "contents-without-pages": [TITLE, "目录", "一、总体要求", "二、重点任务"],
    "contents-with-blanks": [TITLE, "目录", "一、总体要求 1", "二、重点任务 2"],
    "contents-then-title": [TITLE, "目录", "一、总体要求", "二、重点任务", TITLE],
}


@pytest.mark.parametrize("before", BEFORE.values(), ids=BEFORE)
def test_what_stands_before_a_plan(before: list[str]) -> None:
    document = _parse(*before, *BODY)
    assert _ids(document) == IDS
    assert document.title == TITLE
    assert document.warnings == ()


def test_a_period_below_the_title_is_a_part_of_it() -> None:
    document = _parse(TITLE, "（2023—2030年）", *BODY)
    assert (document.title, _ids(document)) == (f"{TITLE}（2023—2030年）", IDS)


def test_contents_are_left_out_for_that_reason() -> None:
    document = _parse(*BEFORE["contents"], *BODY)
    assert set(_reasons(document).values()) == {"目录"}
    assert len(document.left_out) == 5


def test_a_notice_with_provisions_of_its_own_is_the_plan() -> None:
    document = _parse(
        "樟溪市人民政府关于做好节约用能工作的通知",
        "各县区人民政府：",
        f"一、节能。{TEXT}",
        f"二、节水。{MORE}",
        *SIGNED,
    )
    assert _ids(document) == ["前言", "一", "二"]
    assert document.title == "樟溪市人民政府关于做好节约用能工作的通知"


# --- after the plan ---------------------------------------------------------------------------

AFTER = {
    "signature": SIGNED,
    "imprint": ["抄送：市委各部门。", "樟溪市人民政府办公室 2023年4月6日印发"],
    "public": ["（此件公开发布）", "抄送：市委各部门。"],
    "disclosure": ["公开方式：主动公开", "樟溪市人民政府办公室 2023年4月6日印发"],
    "page": ["分享到：微信", "上一篇：通知", "主办单位：樟溪市人民政府"],
    "explanation": [
        "《樟溪市碳达峰实施方案》起草说明",
        "一、编制背景",
        f"（一）由来。{TEXT}",
        "二、主要内容",
        MORE,
    ],
    "list-of-attachments": ["附件：1.重点项目表", "2.任务分工表", *SIGNED],
    "table": ["附件", "樟溪市重点项目表", "序号 项目 单位", "1 光伏 市能源局", "2 水泵 市水务局"],
    "names": ["附件1", "重点项目名单", "1.河东光伏电站", "2.河西泵站", "3.城南热网"],
    "glossary": ["附件：名词解释", f"1.碳达峰：{TEXT}", f"2.碳汇：{MORE}"],
}


@pytest.mark.parametrize("after", AFTER.values(), ids=AFTER)
def test_what_stands_after_a_plan_is_left_out(after: list[str]) -> None:
    document = _parse(TITLE, *BODY, *after)
    assert _ids(document) == IDS
    assert document.measures[-1].text == BODY[-1]
    assert sum(document.text[p.start : p.end].count("\n") + 1 for p in document.left_out) == len(
        after
    )


def test_a_table_after_the_plan_says_why_it_is_left_out() -> None:
    document = _parse(TITLE, *BODY, *AFTER["table"])
    assert _reasons(document)["附件"] == "附件，是表格、名单或说明，没有编号的条款"
    assert ["附件" in warning for warning in document.warnings] == [True]


def test_an_attachment_with_provisions_is_a_part_of_its_own() -> None:
    document = _parse(
        TITLE,
        *BODY,
        "附件：1.重点任务清单",
        "2.重点项目名单",
        *SIGNED,
        "附件1",
        "樟溪市重点任务清单",
        "一、能源",
        f"1.储能。{TEXT}",
        f"2.热网。{MORE}",
        "附件2",
        "重点项目名单",
        "1.河东光伏电站",
        "2.河西泵站",
        "抄送：市委各部门。",
    )
    assert _ids(document) == [*IDS, "附件1/一/1", "附件1/一/2"]
    assert document.measures[3].path == ("附件1 樟溪市重点任务清单", "一、能源", "1.储能")
    # A list of tasks or projects is read, but what counts is the plan's own provisions.
    assert [m.kind for m in document.measures[3:]] == ["专栏", "专栏"]
    assert document.warnings[:2] == (
        "附件1 樟溪市重点任务清单 是清单或分工，已收入，记为专栏，不计入措施",
        "附件2 重点项目名单 是表格、名单或说明，未收入，如有需要请单独加入",
    )
    assert _reasons(document)["附件2"].startswith("附件")
    assert _reasons(document)["抄送：市委各部门。"] == "抄送与印发信息"


def test_two_attached_plans_are_one_document_with_two_parts() -> None:
    document = _parse(
        NOTICE,
        *SIGNED,
        f"附件1：{TITLE}",
        "附件2：樟溪市工业领域碳达峰方案",
        TITLE,
        *BODY,
        "附件2：樟溪市工业领域碳达峰方案",
        *BODY[2:],
    )
    assert document.title == TITLE
    assert _ids(document) == [*IDS, "附件2/二/（一）", "附件2/二/（二）"]


# --- boxes ------------------------------------------------------------------------------------

ITEMS = ["1.河东：八百亩。", "2.河西：三百亩。"]
BOXES = {
    "number": (["专栏1 绿化工程", *ITEMS], "专栏1", "绿化工程"),
    "han": (["专栏一 绿化工程", *ITEMS], "专栏一", "绿化工程"),
    "colon": (["专栏 1：绿化工程", *ITEMS], "专栏1", "绿化工程"),
    "joined": (["专栏1绿化工程", *ITEMS], "专栏1", "绿化工程"),
    "brackets": (["【专栏1】绿化工程", *ITEMS], "专栏1", "绿化工程"),
    "unnumbered": (["专栏：绿化工程", *ITEMS], "专栏", "绿化工程"),
    "title-below": (["专栏1", "绿化工程", *ITEMS], "专栏1", "绿化工程"),
    "circled-items": (["专栏1 绿化工程", "①河东八百亩。", "②河西三百亩。"], "专栏1", "绿化工程"),
    "bracketed-items": (
        ["专栏1 绿化工程", "（1）河东八百亩。", "（2）河西三百亩。"],
        "专栏1",
        "绿化工程",
    ),
    "text": (["专栏1 绿化工程", "河东八百亩，河西三百亩。"], "专栏1", "绿化工程"),
}


@pytest.mark.parametrize(("box", "number", "title"), BOXES.values(), ids=BOXES)
def test_a_box_keeps_its_items(box: list[str], number: str, title: str) -> None:
    document = _parse(
        TITLE, "一、任务", f"1.节能。{TEXT}", f"2.节水。{MORE}", *box, f"3.节材。{TEXT}"
    )
    assert _ids(document) == ["一/1", "一/2", f"一/2/{number}", "一/3"]
    found = document.measures[2]
    assert (found.kind, found.title, found.text) == ("专栏", title, "\n".join(box))
    assert document.warnings == ()


PLACES = {
    "below-a-section": (
        ["一、任务", f"（一）节能。{TEXT}", "专栏1 绿化", *ITEMS, f"（二）节水。{MORE}"],
        ["一/（一）", "一/（一）/专栏1", "一/（二）"],
    ),
    "before-the-measures": (
        [
            "一、任务",
            "（一）节能",
            "专栏1 绿化",
            "河东八百亩。",
            f"1.照明。{TEXT}",
            f"2.水泵。{MORE}",
        ],
        ["一/（一）/专栏1", "一/（一）/1", "一/（一）/2"],
    ),
    "at-the-end": (
        ["一、任务", f"1.节能。{TEXT}", "二、保障", f"1.出资。{MORE}", "专栏1 绿化", *ITEMS],
        ["一/1", "二/1", "二/1/专栏1"],
    ),
    "two-in-a-row": (
        [
            "一、任务",
            f"1.节能。{TEXT}",
            "专栏1 绿化",
            *ITEMS,
            "专栏2 灌溉",
            *ITEMS,
            f"2.节水。{MORE}",
        ],
        ["一/1", "一/1/专栏1", "一/1/专栏2", "一/2"],
    ),
    "sections-inside": (
        [
            "一、任务",
            f"（一）节能。{TEXT}",
            "专栏1 绿化",
            "（一）河东。",
            "（二）河西。",
            f"（二）节水。{MORE}",
        ],
        ["一/（一）", "一/（一）/专栏1", "一/（二）"],
    ),
}


@pytest.mark.parametrize(("lines", "ids"), PLACES.values(), ids=PLACES)
def test_a_box_in_any_place(lines: list[str], ids: list[str]) -> None:
    document = _parse(TITLE, *lines)
    assert _ids(document) == ids
    assert document.warnings == ()
