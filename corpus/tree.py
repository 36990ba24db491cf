"""The tree of a plan's headings: which line is a heading, under which other, with which text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.frame import Line
from corpus.numbering import Level, Numbered, match_number

_MAX_RUN_IN = 60  # a numbered provision's title; the longest in five real plans has 26 characters
_MAX_UNNUMBERED_RUN_IN = 30
_CLOSING = re.compile(r"本(?:方案|办法|规划|计划|意见|要点|细则).{0,12}(?:施行|实施|解释|有效期)")


@dataclass(slots=True)
class Node:
    """A heading or provision while the tree is built; the root stands for the whole body."""

    level: int
    number: str
    value: int
    title: str
    heading: str
    lines: list[Line]
    bare: bool  # the heading line says nothing but number and title
    children: list["Node"] = field(default_factory=list)

    @property
    def numbered_children(self) -> list["Node"]:
        return [child for child in self.children if child.level != Level.BOX]


def build_tree(body: tuple[Line, ...]) -> tuple[Node, list[str]]:
    root = Node(0, "", 0, "", "", [], bare=True)
    stack = [root]
    warnings: list[str] = []
    last_value: dict[int, int] = {}
    numbers = [match_number(line.text) for line in body]
    for index, (line, found) in enumerate(zip(body, numbers, strict=True)):
        if found is None or _belongs_to_open_text(found, stack, numbers[index + 1 :]):
            stack[-1].lines.append(line)
            continue
        while stack[-1].level >= found.level or stack[-1].level == Level.BOX:
            stack.pop()
        node = _node(found, line)
        warnings += _check_number(node, stack[-1], last_value)
        last_value[node.level] = node.value
        stack[-1].children.append(node)
        stack.append(node)
    return root, warnings


def _belongs_to_open_text(
    found: Numbered, stack: list[Node], following: Sequence[Numbered | None]
) -> bool:
    """Whether a numbered line is a part of the provision above it and not one of its own."""
    above = stack[-1]
    if above.level == Level.BOX:
        return _belongs_to_box(found, stack, following)
    if any(node.level == Level.ARTICLE for node in stack):
        return found.level not in (Level.CHAPTER, Level.DIVISION, Level.ARTICLE, Level.BOX)
    if found.level in (Level.SUBITEM, Level.POINT):
        # （1） under running text lists its details; under a bare heading it is the provision.
        return above.level < found.level and (not above.bare or len(above.lines) > 1)
    return False


def _belongs_to_box(
    found: Numbered, stack: list[Node], following: Sequence[Numbered | None]
) -> bool:
    """Whether a numbered line under a box is an item of the box or the next measure outside it."""
    if found.level != Level.ITEM:
        return found.level in (Level.SUBITEM, Level.POINT)
    outside = next(node for node in reversed(stack) if node.level < Level.ITEM)
    measures = [node.value for node in outside.children if node.level == Level.ITEM]
    if not measures or found.value != measures[-1] + 1:
        return True
    inside = [match_number(line.text) for line in stack[-1].lines[1:]]
    items = [number.value for number in inside if number and number.level == Level.ITEM]
    if not items or found.value != items[-1] + 1:
        return False
    # It continues both. Where the same number comes again, that one is the measure.
    for number in following:
        if number and (number.level < Level.ITEM or number.level == Level.BOX):
            return False
        if number and number.level == Level.ITEM and number.value == found.value:
            return True
    return False


def _node(found: Numbered, line: Line) -> Node:
    title, bare = _title_of(found)
    mark = {Level.PART: "、", Level.ITEM: "."}.get(found.level, "")
    space = " " if found.level in (Level.BOX, Level.CHAPTER, Level.DIVISION) and title else ""
    heading = f"{found.number}{mark}{space}{title}"
    return Node(found.level, found.number, found.value, title, heading, [line], bare)


def _title_of(found: Numbered) -> tuple[str, bool]:
    """(title, whether nothing follows it on the line)."""
    rest = found.rest
    if found.level == Level.BOX:
        return rest, True
    if found.level == Level.ARTICLE:
        bracketed = re.match(r"[（(【]([^）)】]{2,20})[）)】]", rest)  # 第五条（总量控制）
        return bracketed[1] if bracketed else "", not rest
    title, stop, body = rest.partition("。")
    if stop and body.strip():
        return (title if len(title) <= _MAX_RUN_IN else ""), False
    if len(title) <= _MAX_RUN_IN:
        return title, True
    return "", False


def run_in_title(paragraph: str) -> str | None:
    """The title that opens an unnumbered provision: `构建绿色体系。加快……`, or None."""
    title, stop, body = paragraph.partition("。")
    is_title = len(title) <= _MAX_UNNUMBERED_RUN_IN and not re.search(r"[，,；;：:]", title)
    return title if stop and body.strip() and is_title else None


def _check_number(node: Node, parent: Node, last_value: dict[int, int]) -> list[str]:
    """A warning when numbers skip, restart or repeat; numbering may run on across parts."""
    siblings = [child for child in parent.children if child.level == node.level]
    expected = {siblings[-1].value + 1} if siblings else {1, last_value.get(node.level, 0) + 1}
    if any(child.number == node.number for child in siblings):
        repeats = sum(child.number.partition("~")[0] == node.number for child in siblings)
        node.number = f"{node.number}~{repeats + 1}"
        return [f"“{node.heading[:24]}”的编号重复，地址记为 {node.number}"]
    if node.value not in expected:
        before = siblings[-1].number if siblings else "开头"
        return [f"“{node.heading[:24]}”的编号不连续（前一项：{before}）"]
    return []


def take_closing(root: Node) -> list[Line]:
    """Removes and returns the closing provisions (本方案自…施行) after the last measure."""
    node = root
    while node.children:
        node = node.children[-1]
    keep = len(node.lines)
    while keep > 1 and _CLOSING.match(node.lines[keep - 1].text):
        keep -= 1
    closing, node.lines[:] = node.lines[keep:], node.lines[:keep]
    return closing
