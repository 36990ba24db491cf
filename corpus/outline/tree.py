"""The tree of a plan's headings: which line is a heading, under which other, with which text."""

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.outline.depth import depth_order
from corpus.outline.lines import Line
from corpus.outline.node import Node
from corpus.outline.numbering import Level, Numbered
from corpus.outline.numbers_in_context import line_numbers
from corpus.outline.open_text import belongs_to_open_text
from corpus.outline.titles import is_title_rest, numbered_title

_CLOSING = re.compile(
    r"本(?:实施|行动|工作|建设)?(?:方案|办法|规划|计划|意见|要点|细则).{0,12}(?:施行|实施|解释|有效期)"
)


def build_tree(body: tuple[Line, ...]) -> tuple[Node, list[str]]:
    """The tree of a body's headings, and warnings about its numbering."""
    numbers = line_numbers(body)
    depths = depth_order([number for number in numbers if number])
    root = Node(0, None, "", 0, "", "", [], bare=True, heading_lines=0)
    stack = [root]
    warnings: list[str] = []
    last_value: dict[int, int] = {}
    taken = -1
    for index, (line, found) in enumerate(zip(body, numbers, strict=True)):
        if index <= taken:
            continue
        if found is None or belongs_to_open_text(found, stack, numbers, body, index, depths):
            stack[-1].lines.append(line)
            continue
        depth = depths[found.level]
        while stack[-1].depth >= depth or stack[-1].level == Level.BOX:
            stack.pop()
        lines = [line]
        if _is_alone(found, numbers, body, index):
            lines.append(body[index + 1])
            found = replace(found, rest=body[index + 1].text)
            taken = index + 1
        node = _node(found, lines, depth)
        warnings += _check_number(node, stack[-1], last_value)
        last_value[depth] = node.value
        stack[-1].add(node)
        stack.append(node)
    _join_broken_titles(root)
    return root, warnings


def _is_alone(
    found: Numbered, numbers: Sequence[Numbered | None], body: Sequence[Line], index: int
) -> bool:
    """Whether a number stands alone on its line and the next line says what it numbers."""
    if found.rest or index + 1 >= len(body) or numbers[index + 1] is not None:
        return False
    text = body[index + 1].text
    return len(text) <= 30 and not text.endswith("。") if found.level == Level.BOX else True


def _node(found: Numbered, lines: list[Line], depth: int) -> Node:
    title, bare = numbered_title(found)
    heading = _heading(found, title)
    return Node(
        depth, found.level, found.number, found.value, title, heading, lines, bare, len(lines)
    )


def _heading(found: Numbered, title: str) -> str:
    if found.level == Level.TITLED:
        return title
    mark = {Level.PART: "、", Level.ITEM: "."}.get(found.level, "")
    if found.level == Level.ACTION:
        mark = "：" if title else ""
    spaced = (Level.BOX, Level.BOOK, Level.CHAPTER, Level.DIVISION, Level.DECIMAL, Level.THIRD)
    space = " " if found.level in spaced and title else ""
    return f"{found.number}{mark}{space}{title}"


def _check_number(node: Node, parent: Node, last_value: dict[int, int]) -> list[str]:
    """A warning when numbers skip, restart or repeat; numbering may run on across parts."""
    sibling = parent.last.get(node.level) if node.level else None
    expected = {sibling.value + 1} if sibling else {1, last_value.get(node.depth, 0) + 1}
    repeats = parent.repeats.get(node.number, 0)
    if node.number == "专栏" and sibling:
        boxes = sum(n for number, n in parent.repeats.items() if number.startswith("专栏"))
        node.number = f"专栏~{boxes + 1}"
        return []
    if repeats:
        node.number = f"{node.number}~{repeats + 1}"
        return [f"“{node.heading[:24]}”的编号重复，地址记为 {node.number}"]
    if node.value not in expected and node.number != "专栏":
        before = sibling.number if sibling else "开头"
        return [f"“{node.heading[:24]}”的编号不连续（前一项：{before}）"]
    return []


def _join_broken_titles(node: Node) -> None:
    """A heading that broke at the margin takes the rest of its title from the next line."""
    for child in node.children:
        _join_broken_titles(child)
        paragraphs = child.paragraphs
        if child.level in (None, Level.BOX) or not (child.bare and paragraphs):
            continue
        stands_over = bool(child.numbered_children) and len(paragraphs) == 1
        has_text = len(paragraphs) >= 2 and len(paragraphs[1].text) > 40
        rest = paragraphs[0].text
        # Below a title on its own line stands its text: only a title that is cut off goes on.
        cut = len(child.lines[0].text) >= 20
        if (stands_over or (has_text and cut)) and is_title_rest(child.title, rest):
            child.title += rest
            child.heading += rest
            child.heading_lines += 1


def take_closing(root: Node) -> list[Line]:
    """Removes and returns the closing provisions (本方案自…施行) after the last measure."""
    node = root
    while node.children:
        node = node.children[-1]
    keep = len(node.lines)
    while keep > max(node.heading_lines, 1) and _CLOSING.match(node.lines[keep - 1].text):
        keep -= 1
    closing, node.lines[:] = node.lines[keep:], node.lines[:keep]
    return closing
