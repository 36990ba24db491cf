"""From the runs of a page to its lines in reading order, one column after the other."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from unicodedata import east_asian_width

_SAME_LINE = 0.45  # em between baselines; a superscript stands 0.3 to 0.4 em higher
_SEGMENT_GAP = 0.85  # em; columns stand 1 em apart or more
_WORD_GAP = 0.16  # em; between Latin letters, where kerning is less than 0.1 em
_BLANK = 0.2  # em; between Chinese and anything else
_MIN_COLUMN_WIDTH = 8.0  # em
_MIN_COLUMN_LINES = 4
_MIN_FULL_SHARE = 0.5  # of a column's lines reach its right edge; cells of a table do not
_MIN_END_SHARE = 0.2  # of the lines end where a column ends; there may be three columns
_BLANK_RIGHT = "，。、；：？！）》〉」』】〕”’"
_BLANK_LEFT = "（《〈「『【〔“‘"
_GRID = 0.5  # em between the places tried for a gutter


Rule = tuple[float, float, float, float]  # left, top, right, bottom of a drawn line


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text on one baseline; lengths in one unit, ``baseline`` downwards from the top.

    ``alone`` marks a row of a table: it is a paragraph of its own.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The runs of one page, in any order.

    ``images`` tells whether it shows pictures; ``rules`` are the lines drawn on it, level or
    upright, as (left, top, right, bottom).
    """

    width: float
    height: float
    runs: tuple[Run, ...]
    images: bool = False
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Flow:
    """Lines that follow each other in one column; ``column`` is (index, number of columns)."""

    page: int
    column: tuple[int, int]
    lines: tuple[Run, ...]


def find_flows(pages: list[Page]) -> list[Flow]:
    """The columns of all pages in reading order; what spans them stands between."""
    segments = [_segments(page.runs) for page in pages]
    ems = [median(run.size for run in found) if found else 1.0 for found in segments]
    gutters = [_find_gutter(found, em) for found, em in zip(segments, ems, strict=True)]
    usual = _usual_gutter(gutters)
    flows = []
    for index, (found, em, gutter) in enumerate(zip(segments, ems, gutters, strict=True)):
        if gutter is None and usual is not None and _parts(found, usual):
            gutter = usual
        flows += [
            Flow(index, column, tuple(_lines(part)))
            for column, part in _split(found, em, gutter, (0, 1))
            if part
        ]
    return flows


def _usual_gutter(gutters: list[float | None]) -> float | None:
    """The gutter of a document set in columns: its last page may be too short to show it."""
    known = [gutter for gutter in gutters if gutter is not None]
    return median(known) if known and 2 * len(known) >= len(gutters) else None


def _parts(segments: list[Run], gutter: float) -> bool:
    """Whether hardly a line crosses the place where the other pages have their gutter."""
    crossing = sum(run.left < gutter < run.right for run in segments)
    return len(segments) > 1 and 4 * crossing <= len(segments)


def _split(
    segments: list[Run], em: float, gutter: float | None, column: tuple[int, int]
) -> list[tuple[tuple[int, int], list[Run]]]:
    if gutter is None:
        return [(column, segments)]
    parts: list[tuple[tuple[int, int], list[Run]]] = []
    left: list[Run] = []
    right: list[Run] = []
    spanning: list[Run] = []
    for segment in sorted(segments, key=lambda run: run.baseline):
        if segment.left < gutter < segment.right:
            if left or right:
                parts += [(column, spanning), *_halves(left, right, em, column)]
                left, right, spanning = [], [], []
            spanning.append(segment)
        elif segment.right <= gutter:
            left.append(segment)
        else:
            right.append(segment)
    return [*parts, (column, spanning), *_halves(left, right, em, column)]


def _halves(
    left: list[Run], right: list[Run], em: float, column: tuple[int, int]
) -> list[tuple[tuple[int, int], list[Run]]]:
    """Both sides of a gutter, each split again where it holds columns itself."""
    parts = []
    for side, runs in enumerate((left, right)):
        within = (column[0] * 2 + side, column[1] * 2)
        parts += _split(runs, em, _find_gutter(runs, em), within)
    return parts


def _find_gutter(segments: list[Run], em: float) -> float | None:
    """Where a blank strip parts two columns of running text, or None."""
    if len(segments) < 2 * _MIN_COLUMN_LINES:
        return None
    start, end = min(run.left for run in segments), max(run.right for run in segments)
    best: tuple[int, float] | None = None
    steps = int((end - start) * 0.6 / (_GRID * em))
    for step in range(steps + 1):
        place = start + (end - start) * 0.2 + step * _GRID * em
        crossing = sum(run.left < place < run.right for run in segments)
        if 3 * crossing > len(segments) or (best and crossing >= best[0]):
            continue
        left = [run for run in segments if run.right <= place]
        right = [run for run in segments if run.left >= place]
        if _is_prose(left, em) and _is_prose(right, em) and _side_by_side(left, right):
            best = (crossing, place)
    return best[1] if best else None


def _is_prose(side: list[Run], em: float) -> bool:
    """Whether these are one or more columns of running text: long lines that end together."""
    if len(side) < _MIN_COLUMN_LINES:
        return False
    ends = Counter(round(run.right / em) for run in side)
    needed = max(2.0, _MIN_END_SHARE * len(side))
    full = sum(
        sum(ends[round(run.right / em) + step] for step in (-1, 0, 1)) >= needed for run in side
    )
    width = median(run.right - run.left for run in side)
    return width >= _MIN_COLUMN_WIDTH * em and full >= _MIN_FULL_SHARE * len(side)


def _side_by_side(left: list[Run], right: list[Run]) -> bool:
    top = max(min(run.baseline for run in side) for side in (left, right))
    bottom = min(max(run.baseline for run in side) for side in (left, right))
    return bottom > top


def rows_of(runs: Iterable[Run]) -> list[list[Run]]:
    """Runs on one line, from left to right; lines from the top down."""
    rows: list[list[Run]] = []
    anchor: Run | None = None
    for run in sorted(runs, key=lambda run: (run.baseline, run.left)):
        tall = max(run.size, anchor.size) if anchor else 0.0
        if anchor and abs(run.baseline - anchor.baseline) <= _SAME_LINE * tall:
            rows[-1].append(run)
            if run.size > 1.1 * anchor.size:
                anchor = run
        else:
            rows.append([run])
            anchor = run
    return [sorted(row, key=lambda run: run.left) for row in rows]


def _segments(runs: tuple[Run, ...]) -> list[Run]:
    """Runs that follow each other closely, joined; a wide gap begins another segment."""
    segments: list[Run] = []
    for row in rows_of(runs):
        close = [row[0]]
        for run in row[1:]:
            if _gap(close[-1], run) > _SEGMENT_GAP * min(run.size, close[-1].size):
                segments.append(join_row(close))
                close = []
            close.append(run)
        segments.append(join_row(close))
    return segments


def _gap(before: Run, after: Run) -> float:
    """The blank between two runs; typesetters cut the empty half of 。 and （ at a line's ends."""
    cut = (before.text[-1] in _BLANK_RIGHT) + (after.text[0] in _BLANK_LEFT)
    return after.left - before.right + cut * 0.5 * min(before.size, after.size)


def _lines(segments: list[Run]) -> list[Run]:
    return [join_row(row) for row in rows_of(segments)]


def join_row(row: list[Run]) -> Run:
    """Runs from left to right as one, with the size and the baseline of the longest."""
    pairs = list(pairwise(row))
    gaps = [(b.left - a.right) / min(a.size, b.size) for a, b in pairs]
    text = row[0].text
    for gap, (before, after) in zip(gaps, pairs, strict=True):
        narrow = not is_wide(before.text[-1]) and not is_wide(after.text[0])
        # A justified line is stretched everywhere; a blank is a gap of its own.
        alone = sum(other > 0.6 * gap for other in gaps) == 1
        needed = _WORD_GAP if narrow else _BLANK if alone else _SEGMENT_GAP
        text += (" " if gap > needed else "") + after.text
    main = max(row, key=lambda run: len(run.text))
    return replace(main, text=text, left=row[0].left, right=max(run.right for run in row))


def is_wide(char: str) -> bool:
    """Whether a character fills a square, as Chinese characters and their punctuation do."""
    return east_asian_width(char) in "WF" or char in "“”‘’—…·"
