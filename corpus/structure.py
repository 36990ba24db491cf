"""From the lines of a plan's body to its measures: the tree of headings, then its provisions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.bodies import find_bodies
from corpus.document import Measure, MeasureKind
from corpus.frame import Line
from corpus.numbering import Level, Numbered, match_number

_MAX_RUN_IN = 60  # a numbered provision's title; the longest in five real plans has 26 characters
_MAX_UNNUMBERED_RUN_IN = 30
_GUIDING = re.compile(
    r"总体要求|总体思路|指导思想|基本原则|工作原则|试点定位|战略定位|^总则$|^附则$"
)
_GUIDING_TEXT = re.compile(r"以习近平.{0,20}思想为指导|^坚持以.{0,30}为指导")
_GOALS = re.compile(r"目标$")
_SUPPORT = re.compile(r"保障|组织实施|组织领导|监督管理$|监督考核$")
_CLOSING = re.compile(r"本(?:方案|办法|规划|计划|意见|要点|细则).{0,12}(?:施行|实施|解释|有效期)")
PREAMBLE, CLOSING = "前言", "附则"


@dataclass(slots=True)
class _Node:
    """A heading or provision while the tree is built; the root stands for the whole body."""

    level: int
    number: str
    value: int
    title: str
    heading: str
    lines: list[Line]
    bare: bool  # the heading line says nothing but number and title
    children: list["_Node"] = field(default_factory=list)

    @property
    def numbered_children(self) -> list["_Node"]:
        return [child for child in self.children if child.level != Level.BOX]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a node stands: its address, and the headings from the outermost to its own."""

    address: str
    path: tuple[str, ...]


def parse_measures(
    doc_id: str, text: str, body: tuple[Line, ...]
) -> tuple[list[Measure], list[str]]:
    """Measures of a plan's body in document order, and warnings about its numbering."""
    root, warnings = _build_tree(body)
    closing = _take_closing(root)
    measures = _emit(root, _Place(doc_id, ()), doc_id, text)
    if closing:
        measures.append(_measure(closing, _Place(f"{doc_id}/{CLOSING}", (CLOSING,)), doc_id, text))
    return measures, warnings


# --- the tree ---------------------------------------------------------------------------------


def _build_tree(body: tuple[Line, ...]) -> tuple[_Node, list[str]]:
    root = _Node(0, "", 0, "", "", [], bare=True)
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
    found: Numbered, stack: list[_Node], following: Sequence[Numbered | None]
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
    found: Numbered, stack: list[_Node], following: Sequence[Numbered | None]
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


def _node(found: Numbered, line: Line) -> _Node:
    title, bare = _title_of(found)
    mark = {Level.PART: "、", Level.ITEM: "."}.get(found.level, "")
    space = " " if found.level in (Level.BOX, Level.CHAPTER, Level.DIVISION) and title else ""
    heading = f"{found.number}{mark}{space}{title}"
    return _Node(found.level, found.number, found.value, title, heading, [line], bare)


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


def _check_number(node: _Node, parent: _Node, last_value: dict[int, int]) -> list[str]:
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


def _take_closing(root: _Node) -> list[Line]:
    """Removes and returns the closing provisions (本方案自…施行) after the last measure."""
    node = root
    while node.children:
        node = node.children[-1]
    keep = len(node.lines)
    while keep > 1 and _CLOSING.match(node.lines[keep - 1].text):
        keep -= 1
    closing, node.lines[:] = node.lines[keep:], node.lines[:keep]
    return closing


# --- the provisions ---------------------------------------------------------------------------


def _emit(node: _Node, place: _Place, doc_id: str, text: str) -> list[Measure]:
    """The measures of a node and of all below it, in document order."""
    own = _own_measures(node, place, doc_id, text)
    for child in node.children:
        below = _Place(f"{place.address}/{child.number}", (*place.path, child.heading))
        own += _emit(child, below, doc_id, text)
    return own


def _own_measures(node: _Node, place: _Place, doc_id: str, text: str) -> list[Measure]:
    is_root = node.level == 0
    paragraphs = node.lines if is_root else node.lines[1:]
    if node.numbered_children:
        if not paragraphs and node.bare:
            return []  # a heading that only holds others
        if is_root:
            place = _Place(f"{doc_id}/{PREAMBLE}", (PREAMBLE,))
        kind = _introduction_kind(place)
        return [_measure(node.lines, place, doc_id, text, node, kind)]
    if not node.bare or node.level == Level.BOX or not paragraphs:
        return [_measure(node.lines, place, doc_id, text, node)] if node.lines else []
    groups = _paragraph_groups(paragraphs, place)
    if groups is None:
        # Without numbers and without titles there is nothing to address.
        return [] if is_root else [_measure(node.lines, place, doc_id, text, node)]
    measures = []
    for index, group in enumerate(groups, start=1):
        title = run_in_title(group[0].text) or ""
        number = f"第{index}段"
        below = _Place(f"{place.address}/{number}", (*place.path, title or number))
        measures.append(_measure(group, below, doc_id, text))
    return measures


def _paragraph_groups(paragraphs: list[Line], place: _Place) -> list[list[Line]] | None:
    """Unnumbered provisions under a bare heading, or None when the paragraphs are one text."""
    kinds = {_kind_of_text(line.text, place) for line in paragraphs}
    if len(kinds) > 1:
        return [[line] for line in paragraphs]
    if not run_in_title(paragraphs[0].text):
        return None
    groups: list[list[Line]] = []
    for line in paragraphs:
        if run_in_title(line.text):
            groups.append([line])
        else:
            groups[-1].append(line)
    return groups


def _measure(
    lines: list[Line],
    place: _Place,
    doc_id: str,
    text: str,
    node: _Node | None = None,
    kind: MeasureKind | None = None,
) -> Measure:
    start, end = lines[0].start, lines[-1].end
    bodies = find_bodies(text[start:end])
    return Measure(
        id=place.address,
        doc_id=doc_id,
        path=place.path,
        number=node.number if node else "",
        title=_title(node, lines, place),
        text=text[start:end],
        kind=kind or _kind(node, lines, place),
        start=start,
        end=end,
        lead=bodies.lead if bodies else (),
        responsible=bodies.responsible if bodies else (),
    )


def _title(node: _Node | None, lines: list[Line], place: _Place) -> str:
    if place.path[-1] in (PREAMBLE, CLOSING):
        return place.path[-1]
    return node.title if node else (run_in_title(lines[0].text) or "")


# --- kinds ------------------------------------------------------------------------------------


def _kind(node: _Node | None, lines: list[Line], place: _Place) -> MeasureKind:
    if node and node.level == Level.BOX:
        return "专栏"
    first_text = lines[1].text if node and node.bare and len(lines) > 1 else lines[0].text
    return _kind_of_text(first_text, place)


def _kind_of_text(first_text: str, place: _Place) -> MeasureKind:
    """The kind that the headings and, where they leave it open, the first words say."""
    names = [re.sub(r"^[^、.）]{1,6}[、.）]", "", heading).strip() for heading in place.path]
    names = [name.rpartition(" ")[2] for name in names]
    if any(name in (PREAMBLE, CLOSING) for name in place.path):
        return "总体要求"
    if any(_GOALS.search(name) for name in names):
        return "总体要求" if _GUIDING_TEXT.search(first_text[:80]) else "目标"
    if any(_GUIDING.search(name) for name in names):
        return "总体要求"
    return "保障" if names and _SUPPORT.search(names[0]) else "措施"


def _introduction_kind(place: _Place) -> MeasureKind:
    """What stands before the numbered provisions of a part introduces them."""
    return "目标" if _GOALS.search(place.path[-1]) else "总体要求"
