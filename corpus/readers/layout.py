"""From positioned runs to paragraphs: what every format of fixed pages shares."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from corpus.outline.numbering import Level, match_number
from corpus.readers.columns import Flow, Page, Run, find_flows, is_wide
from corpus.readers.margins import without_margins
from corpus.readers.tables import with_table_rows

_GAP = 0.3  # em beyond the usual line pitch: space between paragraphs
_INDENT = 1.2  # em; the usual first line stands 2 em in
_SAME_EDGE = 0.5  # em
_SHORT = 3.0  # em; a full line in ragged setting ends nearer to the edge
_SLACK = 0.45  # em that a justified or hanging line may fall short
_TITLE_SIZE = 1.12  # times the body's
_NO_LINE_START = "，。、；：？！）》〉」』】〕”’,.;:?!)]}%％℃…—·"
_NO_LINE_END = "（《〈「『【〔([{“‘”’"
_PARAGRAPH_END = re.compile(r"[。！？!?][”’）)]*$|[）)\]】〕]$")
_LIST_END = re.compile(r"[；：;:]$")
_RUN_IN_TITLE = re.compile(r"[^。，,；;：:]{4,30}。.")  # 构建绿色体系。加快……
_TITLE_END = re.compile(
    r"(?:方案|规划|计划|意见|办法|要点|措施|纲要|细则|规定|通知|公告|[）)])[》〉]?$"
)
_OUTER = (Level.CHAPTER, Level.DIVISION, Level.ARTICLE, Level.PART)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with what is needed to tell a paragraph's end; lengths in em of the body."""

    text: str
    page: int
    left: float
    right: float
    top: float
    size: float
    flow: int  # lines of one flow stand in one column, one below the other
    edges: tuple[float, float]  # of the column
    alone: bool


@dataclass(frozen=True, slots=True)
class _Habits:
    """How a document sets its paragraphs."""

    pitch: dict[float, float]  # size → usual distance of baselines, both in em
    indents: bool  # first lines stand 2 em in
    spaces: bool  # paragraphs are apart


def to_paragraphs(pages: list[Page]) -> tuple[list[str], list[int]]:
    """The paragraphs, and for each page the index of the first paragraph that begins on it.

    Page numbers and running headers are left out. A paragraph that runs over a page's end
    belongs to the page it begins on.
    """
    lines = _measured(find_flows([with_table_rows(page) for page in without_margins(pages)]))
    habits = _habits(lines)
    paragraphs: list[str] = []
    firsts: list[int] = []  # the page on which each paragraph begins
    for index, line in enumerate(lines):
        if index and not _begins(lines, index, habits):
            paragraphs[-1] = _join(paragraphs[-1], line.text)
        else:
            paragraphs.append(line.text)
            firsts.append(line.page)
    return paragraphs, [bisect_left(firsts, page) for page in range(len(pages))]


# --- measuring --------------------------------------------------------------------------------


def _measured(flows: list[Flow]) -> list[_Line]:
    em = _body_size(flows)
    common: dict[tuple[int, int], list[Run]] = {}
    for flow in flows:
        common.setdefault(flow.column, []).extend(flow.lines)
    lines = []
    for index, flow in enumerate(flows):
        # A page of a few lines does not show its column's edges.
        whole = flow.lines if len(flow.lines) >= 8 else common[flow.column]
        left, right = _edges(whole, em)
        for run in flow.lines:
            lines.append(
                _Line(
                    text=run.text,
                    page=flow.page,
                    left=run.left / em,
                    right=run.right / em,
                    top=run.baseline / em,
                    size=round(run.size / em, 1),
                    flow=index,
                    edges=(left / em, right / em),
                    alone=run.alone,
                )
            )
    return lines


def _body_size(flows: list[Flow]) -> float:
    sizes: Counter[float] = Counter()
    for flow in flows:
        for run in flow.lines:
            sizes[round(run.size, 1)] += len(run.text)
    return (sizes.most_common(1)[0][0] if sizes else 0.0) or 1.0


def _edges(runs: Sequence[Run], em: float) -> tuple[float, float]:
    """The outermost left and right that two lines at least share, or the outermost."""
    lefts = sorted(run.left for run in runs)
    rights = sorted((run.right for run in runs), reverse=True)
    left = next((a for a, b in pairwise(lefts) if b - a < _SAME_EDGE * em), lefts[0])
    right = next((a for a, b in pairwise(rights) if a - b < _SAME_EDGE * em), rights[0])
    return left, right


def _habits(lines: list[_Line]) -> _Habits:
    steps: dict[float, list[float]] = {}
    for a, b in pairwise(lines):
        if a.flow == b.flow and a.size == b.size and 0.8 * a.size < b.top - a.top < 2.6 * a.size:
            steps.setdefault(a.size, []).append(b.top - a.top)
    # Too few lines to see what is usual: the closest two are taken for neighbours.
    usual = {
        size: _mode(values) if len(values) >= 3 else min(values) for size, values in steps.items()
    }
    body = usual.get(1.0, 1.5)
    # After a line that is plainly short the next one begins a paragraph: how does it show?
    after_short = [
        (b.left - b.edges[0], b.top - a.top)
        for a, b in pairwise(lines)
        if a.flow == b.flow and a.size == b.size == 1.0 and a.edges[1] - a.right > _SHORT
    ]
    enough = max(1.0, 0.5 * len(after_short))
    return _Habits(
        pitch=usual,
        indents=sum(1.6 <= indent <= 2.5 for indent, _ in after_short) >= enough,
        spaces=sum(step > body + _GAP for _, step in after_short) >= enough,
    )


def _mode(values: list[float]) -> float:
    rounded = Counter(round(value, 1) for value in values)
    best = rounded.most_common(1)[0][0]
    return median(value for value in values if abs(value - best) <= 0.1)


# --- where a paragraph begins -----------------------------------------------------------------


def _begins(lines: list[_Line], index: int, habits: _Habits) -> bool:
    """Whether the line begins a paragraph."""
    a, b = lines[index - 1], lines[index]
    if a.alone or b.alone or abs(a.size - b.size) > 0.1:
        return True
    together = a.flow == b.flow
    if together and _is_apart(a, b, habits):
        return True
    if _is_title(a) and _is_title(b):
        return bool(_TITLE_END.search(a.text)) or b.text[0] in "（("
    indent_a, indent_b = a.left - a.edges[0], b.left - b.edges[0]
    if indent_b > indent_a + _INDENT:
        return not _hangs(a, b)
    if not _is_full(lines, index, habits):
        return True
    if indent_b < indent_a - _INDENT:
        return _is_outer(a, b)
    if indent_b >= _INDENT and habits.indents:
        return not _is_block(lines, index, habits)
    if habits.indents or (habits.spaces and together):
        return _is_outer(a, b)
    # Neither indent nor space can tell, as at the top of a page: the words have to.
    ends, numbered = bool(_PARAGRAPH_END.search(a.text)), match_number(b.text) is not None
    titled = _RUN_IN_TITLE.match(b.text) is not None
    return (ends and (numbered or titled)) or (numbered and bool(_LIST_END.search(a.text)))


def _is_apart(a: _Line, b: _Line, habits: _Habits) -> bool:
    pitch = habits.pitch.get(a.size) or habits.pitch.get(1.0, 1.6) * a.size
    return b.top - a.top > pitch + _GAP or b.top <= a.top


def _is_title(line: _Line) -> bool:
    """Set large and in the middle."""
    left, right = line.left - line.edges[0], line.edges[1] - line.right
    return line.size >= _TITLE_SIZE and abs(left - right) < 1.5


def _is_outer(a: _Line, b: _Line) -> bool:
    """Whether b opens a part, chapter or article right after a full stop."""
    found = match_number(b.text)
    return bool(found and found.level in _OUTER and a.text.endswith("。"))


def _hangs(a: _Line, b: _Line) -> bool:
    """Whether b goes on at the place where the text after a's number begins."""
    found = match_number(a.text)
    if not found:
        return False
    number = a.text[: len(a.text) - len(found.rest)]
    return abs(b.left - a.left - _width(number)) <= 0.6 and a.edges[1] - a.right < 1.0


def _is_full(lines: list[_Line], index: int, habits: _Habits) -> bool:
    """Whether the line before had no room left for the first word of this one."""
    a, b = lines[index - 1], lines[index]
    edge = _right_edge(lines, index, habits)
    return edge - a.right < _width(_first_word(b.text)) * b.size + _SLACK


def _right_edge(lines: list[_Line], index: int, habits: _Habits) -> float:
    """The right edge where the line before stands: a box is narrower than its column."""
    a, b = lines[index - 1], lines[index]
    shift = min(a.left - a.edges[0], b.left - b.edges[0])
    if shift < _SAME_EDGE:
        return a.edges[1]
    widest = max(line.right for line in _around(lines, index - 1, shift, habits))
    # Inside a box the text keeps the same distance on both sides.
    return widest if abs(a.edges[1] - widest - shift) < _SAME_EDGE else a.edges[1]


def _around(lines: list[_Line], index: int, shift: float, habits: _Habits) -> list[_Line]:
    """The lines next to this one, in its flow and no further apart, that begin no further left."""
    found = [lines[index]]
    for step in (-1, 1):
        at = index + step
        while 0 <= at < len(lines) and lines[at].flow == lines[index].flow:
            upper, lower = sorted((at, at - step))
            too_far = _is_apart(lines[upper], lines[lower], habits)
            if too_far or lines[at].left - lines[at].edges[0] < shift - _SAME_EDGE:
                break
            found.append(lines[at])
            at += step
    return sorted(found, key=lambda line: line.top)


def _is_block(lines: list[_Line], index: int, habits: _Habits) -> bool:
    """Whether two lines at one indent are inside an indented block, as in a box."""
    shift = lines[index].left - lines[index].edges[0]
    around = _around(lines, index - 1, shift, habits)
    indents = [line.left - line.edges[0] - shift for line in around]
    if any(1.6 <= indent <= 2.5 for indent in indents):
        return True
    full = around[0].right - 1.0
    return (
        len(around) >= 3
        and max(indents) < _SAME_EDGE
        and all(line.right > full for line in around[:-1])
        and not any(match_number(line.text) for line in around[1:])
    )


# --- joining ----------------------------------------------------------------------------------


def _first_word(text: str) -> str:
    """The characters at the start of a line that cannot be parted."""
    length = 1
    while length < len(text) and _sticks(text[length - 1], text[length]):
        length += 1
    return text[:length]


def _sticks(before: str, after: str) -> bool:
    """Whether no line may end between two characters."""
    if after in _NO_LINE_START or before in _NO_LINE_END or "“" in (before, after):
        return True
    return not (is_wide(before) or is_wide(after) or before.isspace() or after.isspace())


def _width(text: str) -> float:
    """In em."""
    return sum(1.0 if is_wide(char) else 0.5 for char in text)


def _join(before: str, after: str) -> str:
    """Two lines of one paragraph: no blank inside Chinese, one between words."""
    if re.search(r"[a-z]-$", before) and re.match(r"[a-z]", after):
        return before[:-1] + after
    is_figure = before[-1].isdigit() and after[0].isdigit()
    words = re.search(r"[A-Za-z\d,.;:)%]$", before) and re.match(r"[A-Za-z\d(]", after)
    return before + (" " if words and not is_figure else "") + after
