"""Kinds by heading, and whole plans as the state, provinces and cities build them; fictional."""

import pytest
from test_corpus_invariants import check_document

from corpus import Document
from corpus.parse import parse_text

TITLE = "樟溪市碳达峰实施方案"
TEXT = "在学校和医院的屋顶安装光伏板，三年内建成两万千瓦，由所属单位自用，余电送入电网。"
MORE = "对使用满十年的水泵逐台检测，能效不达标的分批换成变频机组，当年完成三成。"
GOAL = "到2025年，光伏装机达到两万千瓦。"


def _parse(*lines: str, title: str = TITLE) -> Document:
    document = parse_text("\n".join([title, *lines]), "plan.txt")
    check_document(document)
    return document


def _kinds(document: Document) -> dict[str, str]:
    return {m.id.removeprefix(f"{document.id}/"): m.kind for m in document.measures}


# --- one heading ------------------------------------------------------------------------------

HEADINGS = {
    **dict.fromkeys(
        [
            "主要目标",
            "发展目标",
            "总体目标",
            "工作目标",
            "阶段目标",
            "阶段性目标",
            "目标任务",
            "建设目标",
        ],
        "目标",
    ),
    **dict.fromkeys(
        ["到2025年目标", "目标指标", "主要指标", "总体目标和阶段目标", "目标要求"], "目标"
    ),
    **dict.fromkeys(
        [
            "总体要求",
            "指导思想",
            "基本原则",
            "工作原则",
            "总体思路",
            "现状与形势",
            "编制依据",
            "工作基础",
            "重要意义",
        ],
        "总体要求",
    ),
    **dict.fromkeys(
        [
            "保障措施",
            "组织保障",
            "组织实施",
            "政策保障",
            "支撑保障",
            "强化保障措施",
            "加强组织领导",
            "工作要求",
        ],
        "保障",
    ),
    **dict.fromkeys(
        [
            "重点任务",
            "国际合作",
            "能源安全保障行动",
            "分解落实碳达峰目标",
            "夯实工作基础",
            "试点示范",
            "电力供应保障",
        ],
        "措施",
    ),
}


@pytest.mark.parametrize(("heading", "kind"), HEADINGS.items(), ids=HEADINGS)
def test_kind_of_a_part(heading: str, kind: str) -> None:
    document = _parse(f"一、{heading}", TEXT, "二、推广光伏", MORE)
    assert _kinds(document) == {"一": kind, "二": "措施"}


# --- parts that hold several kinds ------------------------------------------------------------

MIXED = {
    "requirements-and-goals": (
        [
            "一、总体要求和主要目标",
            f"（一）指导思想。{TEXT}",
            f"（二）基本原则。{MORE}",
            f"（三）主要目标。{GOAL}",
        ],
        {"一/（一）": "总体要求", "一/（二）": "总体要求", "一/（三）": "目标"},
    ),
    "goals-in-items": (
        ["一、发展目标", f"（一）近期目标。{GOAL}", f"（二）远期目标。{GOAL}"],
        {"一/（一）": "目标", "一/（二）": "目标"},
    ),
    "goals-as-a-list": (
        ["一、主要目标", "实现以下目标：", "1.能耗下降；", "2.排放下降；", "3.覆盖率达到40%。"],
        {"一": "目标"},
    ),
    "tasks-below-goals-and-tasks": (
        ["一、目标任务", "（一）节能", f"1.电。{TEXT}", f"2.水。{MORE}"],
        {"一/（一）/1": "措施", "一/（一）/2": "措施"},
    ),
    "principles-with-dashes": (
        [
            "一、总体要求",
            "（一）基本原则",
            f"——坚持节约。{TEXT}",
            f"——坚持循环。{MORE}",
            f"（二）主要目标。{GOAL}",
        ],
        {"一/（一）": "总体要求", "一/（二）": "目标"},
    ),
    "introduction": (
        ["一、任务", f"实施两大行动，{TEXT}", f"（一）节能。{TEXT}", f"（二）节水。{MORE}"],
        {"一": "总体要求", "一/（一）": "措施", "一/（二）": "措施"},
    ),
    "introduction-then-titles": (
        ["一、任务", f"为了节约，{TEXT}", f"屋顶光伏。{TEXT}", f"高效水泵。{MORE}"],
        {"一": "总体要求", "一/第1段": "措施", "一/第2段": "措施"},
    ),
    "several-paragraphs": (
        ["一、任务", "（一）节能", TEXT, MORE, "责任单位：市能源局、市水务局", "（二）节水", MORE],
        {"一/（一）": "措施", "一/（二）": "措施"},
    ),
    "broken-lines": (
        [
            "一、任务",
            "推广光伏。在学校屋顶安装光伏板，三年内建成两万千瓦，余电全部送入当地公共",
            "电网。到2025年，覆盖率达到四成，由学校自行管理维护。",
            f"更新水泵。{MORE}"[:36],
            f"更新水泵。{MORE}"[36:],
        ],
        {"一/第1段": "措施", "一/第2段": "措施"},
    ),
    "closing": (
        [
            "一、任务",
            f"1.节能。{TEXT}",
            "本实施方案自印发之日起施行。",
            "本方案由市能源局负责解释。",
        ],
        {"一/1": "措施", "附则": "总体要求"},
    ),
    "actions": (
        ["一、重点行动", "行动一：节能", f"1.照明。{TEXT}", "行动二：节水", f"1.水泵。{MORE}"],
        {"一/行动一/1": "措施", "一/行动二/1": "措施"},
    ),
    "numbers-before-a-blank": (
        ["一 总体要求", TEXT, "二 重点任务", f"（一）节能。{TEXT}", f"（二）节水。{MORE}"],
        {"一": "总体要求", "二/（一）": "措施", "二/（二）": "措施"},
    ),
    "figures-before-a-blank": (
        ["1 总体要求", TEXT, "2 重点任务", "2.1 节能", TEXT, "2.2 节水", MORE, "3 保障措施", TEXT],
        {"1": "总体要求", "2/2.1": "措施", "2/2.2": "措施", "3": "保障"},
    ),
}


@pytest.mark.parametrize(("lines", "kinds"), MIXED.values(), ids=MIXED)
def test_kinds_of_a_part_and_what_it_holds(lines: list[str], kinds: dict[str, str]) -> None:
    rest = ["二、推广光伏", TEXT] if lines[0].startswith("一、") and "任务" not in lines[0] else []
    rest = [] if any(line.startswith(("二", "行动二")) for line in lines) else rest
    expected = kinds | ({"二": "措施"} if rest else {})
    document = _parse(*lines, *rest)
    assert _kinds(document) == expected
    assert document.warnings == ()


# --- whole plans ------------------------------------------------------------------------------

STATE = [
    "为扎实推进降碳，制定本方案。",
    "一、总体要求",
    "（一）指导思想。以科学发展为指导，全面推进。",
    "（二）工作原则。",
    "——统筹部署。坚持一盘棋。",
    "——稳妥有序。坚持先立后破。",
    "二、主要目标",
    f"第一个五年，{GOAL}",
    f"第二个五年，{GOAL}",
    "三、重点任务",
    "把降碳贯穿全过程，重点实施两项行动。",
    "（一）能源转型行动。",
    "能源是排放的主要来源，要先立后破。",
    f"1.替代煤炭。{TEXT}",
    f"2.发展风电。{MORE}",
    "（二）节能增效行动。",
    f"1.提升管理。{TEXT}",
    "四、国际合作",
    f"（一）参与治理。{TEXT}",
    "五、政策保障",
    f"（一）建立核算体系。{TEXT}",
    "六、组织实施",
    f"（一）加强统筹。{TEXT}",
    f"（二）压实责任。{MORE}",
]
STATE_KINDS = {
    "前言": "总体要求",
    "一/（一）": "总体要求",
    "一/（二）": "总体要求",
    "二": "目标",
    "三": "总体要求",
    "三/（一）": "总体要求",
    "三/（一）/1": "措施",
    "三/（一）/2": "措施",
    "三/（二）/1": "措施",
    "四/（一）": "措施",
    "五/（一）": "保障",
    "六/（一）": "保障",
    "六/（二）": "保障",
}
OPINION = [
    "现提出如下意见。",
    "一、总体要求",
    f"（一）指导思想。{TEXT}",
    f"（二）主要目标。{GOAL}",
    "二、推进全面转型",
    f"（三）强化规划引领。{TEXT}",
    f"（四）优化布局。{MORE}",
    "三、切实加强组织实施",
    f"（五）加强领导。{TEXT}",
]
OPINION_KINDS = {
    "前言": "总体要求",
    "一/（一）": "总体要求",
    "一/（二）": "目标",
    "二/（三）": "措施",
    "二/（四）": "措施",
    "三/（五）": "保障",
}
CHAPTERS = [
    "第一章 总体要求",
    "第一节 指导思想",
    TEXT,
    "第二节 主要目标",
    GOAL,
    "第二章 重点任务",
    "第一节 能源",
    "一、做优电源",
    f"（一）风电。{TEXT}",
    f"（二）水电。{MORE}",
    "二、做强电网",
    MORE,
    "第三章 保障措施",
    "第一节 组织领导",
    TEXT,
]
CHAPTER_KINDS = {
    "第一章/第一节": "总体要求",
    "第一章/第二节": "目标",
    "第二章/第一节/一/（一）": "措施",
    "第二章/第一节/一/（二）": "措施",
    "第二章/第一节/二": "措施",
    "第三章/第一节": "保障",
}


@pytest.mark.parametrize(
    ("lines", "kinds"),
    [(STATE, STATE_KINDS), (OPINION, OPINION_KINDS), (CHAPTERS, CHAPTER_KINDS)],
    ids=["state", "opinion", "chapters"],
)
def test_a_whole_plan(lines: list[str], kinds: dict[str, str]) -> None:
    document = _parse(*lines)
    assert _kinds(document) == kinds
    assert document.warnings == ()
