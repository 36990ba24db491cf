"""What kind of provision it is: the headings above it say so, and sometimes its first words."""

import re
from collections.abc import Sequence

from corpus.document import MeasureKind

_MAX_NAME = 60  # characters; a longer heading is text
PREAMBLE, CLOSING = "前言", "附则"
_JOIN = "(?:和|与|及|以及|、|暨)"
_BEFORE = (
    r"(?:总体|主要|发展|工作|阶段(?:性)?|分阶段|预期|具体|行动|量化|近期|远期|中长期|年度|年"
    r"|碳达峰|达峰|碳中和|碳排放|双碳|“双碳”|绿色|低碳|建设|创建|试点|规划|任务|基本|战略|核心|指标|奋斗|约束性|节能"
    r"|降碳|减排|减污|城市|园区|十[四五]五|“十[四五]五”|到?20\d\d年?|时期|的)"
)
_GOAL = (
    rf"{_BEFORE}*目标(?:指标|要求|体系|设定|设置|愿景|定位)?"
    rf"|{_BEFORE}*(?:主要|预期|量化|核心)指标|目标{_JOIN}?任务"
)
_GUIDE = (
    r"(?:总体|基本|工作|发展|实施|编制|建设|规划|主要|战略|试点|总的|指导|面临(?:的)?|现实|适用|重大|重要|当前)*"
    r"(?:思路|思想|原则|总体要求|总体部署|总体考虑|总体安排|基础|现状|形势|背景|依据|意义|基本情况|基础条件|适用范围"
    r"|战略定位|试点定位|发展定位|功能定位|规划期限|工作基础|主要成效|总则|附则|前言|引言|概述)"
)
_GOALS = re.compile(rf"(?:明确)?(?:{_GOAL})(?:{_JOIN}(?:{_GOAL}))*")
_GUIDING = re.compile(rf"{_GUIDE}(?:{_JOIN}?{_GUIDE})*")
#: 总体要求和主要目标: its own text or its children decide which.
_BOTH = re.compile(rf"{_GUIDE}{_JOIN}(?:{_GOAL})|(?:{_GOAL}){_JOIN}{_GUIDE}")
#: 目标任务 may be a part that holds the tasks.
_GOALS_OR_TASKS = re.compile(rf"(?:{_BEFORE}*)目标{_JOIN}?任务")
_GUIDING_TEXT = re.compile(
    r"以习近平.{0,20}思想为指导|^(?:全面)?坚持以.{0,30}为指导|^以.{2,40}为指导"
)
_SUPPORT = re.compile(
    r"保障(?:措施|机制|体系|体制|政策|条件|支撑)?$|保障措施|组织(?:实施|领导|保障)|监督(?:管理|考核|检查)$"
    r"|(?:政策|支撑|要素|制度|实施|强化|加强|完善|健全|落实).{0,6}保障|^(?:有关|工作|相关)要求$|统筹(?:协调|实施)$"
    r"|^(?:加强|强化|完善|健全)?(?:推进机制|工作机制|实施机制)$|组织与?保障"
)
_NO_SUPPORT = re.compile(r"(?:能源|供应|安全|电力|煤炭|民生|粮食).{0,6}保障(?!措施)|行动$|工程$")


def kind_of(names: Sequence[str], first_text: str) -> MeasureKind:
    """The kind of a provision below the headings ``names``, its own the last of them.

    ``first_text`` is how its text begins.
    """
    if not names:
        return "措施"
    if names[0] in (PREAMBLE, CLOSING) or names[-1] == PREAMBLE:
        return "总体要求"
    for depth, name in enumerate(reversed(names)):
        if len(name) > _MAX_NAME:
            continue
        if _BOTH.fullmatch(name):
            return "总体要求" if _GUIDING_TEXT.search(first_text[:80]) or depth else "目标"
        if _GOALS_OR_TASKS.fullmatch(name) and depth:
            continue
        if _GOALS.fullmatch(name):
            return "总体要求" if _GUIDING_TEXT.search(first_text[:80]) else "目标"
        if _GUIDING.fullmatch(name):
            return "总体要求"
    support = _SUPPORT.search(names[0][:_MAX_NAME]) and not _NO_SUPPORT.search(names[0])
    return "保障" if support else "措施"


def introduction_kind(names: Sequence[str]) -> MeasureKind:
    """What stands before the numbered provisions of a part introduces them."""
    name = names[-1]
    return "目标" if len(name) <= _MAX_NAME and _GOALS.fullmatch(name) else "总体要求"
