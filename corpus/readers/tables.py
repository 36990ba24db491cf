"""Tables drawn with lines: one paragraph a row, the cells from left to right."""

from bisect import bisect_right
from dataclasses import replace

from corpus.readers.columns import Page, Rule, Run, join_row, rows_of

_NEAR = 0.3  # em; lines of a cell's two sides, and where lines meet
_MAX_RULES = 3000  # more make a drawing
_MAX_CELL_LINES = 12  # a cell with more is a page laid out as a table


def with_table_rows(page: Page) -> Page:
    """The page with each row of a table as one run; a box of one cell stays as it is."""
    if not page.runs or not 0 < len(page.rules) <= _MAX_RULES:
        return page
    em = sorted(run.size for run in page.runs)[len(page.runs) // 2]
    upright = [rule for rule in page.rules if rule[2] - rule[0] < _NEAR * em]
    level = _level_lines([rule for rule in page.rules if rule[3] - rule[1] < _NEAR * em], em)
    loose = list(page.runs)
    rows: list[Run] = []
    for index, (top, left, right) in enumerate(level):
        bottom = next(
            (
                y
                for y, start, end in level[index + 1 :]
                if abs(start - left) < 0.5 * em and abs(end - right) < 0.5 * em
            ),
            top,
        )
        sides = [
            x0
            for x0, y0, _, y1 in upright
            if left - em < x0 < right + em and y0 < top + em / 2 and y1 > bottom - em / 2
        ]
        inside = [
            run
            for run in loose
            if top < run.baseline < bottom and left < (run.left + run.right) / 2 < right
        ]
        row = _row(inside, _places(sides, em))
        if row:
            rows.append(row)
            loose = [run for run in loose if run not in inside]
    return replace(page, runs=(*loose, *rows))


def _level_lines(rules: list[Rule], em: float) -> list[tuple[float, float, float]]:
    """(y, left, right) of each level line, from the top; a table's is drawn in pieces."""
    lines: list[tuple[float, float, float]] = []
    for place in _places([rule[1] for rule in rules], em):
        pieces = sorted(rule for rule in rules if 0 <= rule[1] - place <= _NEAR * em)
        left, right = pieces[0][0], pieces[0][2]
        for start, _, end, _ in pieces[1:]:
            if start > right + _NEAR * em:
                lines.append((place, left, right))
                left = start
            right = max(right, end)
        lines.append((place, left, right))
    return lines


def _places(values: list[float], em: float) -> list[float]:
    """Where lines stand, each once: the two edges of a thick line are one place."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > _NEAR * em:
            places.append(value)
    return places


def _row(inside: list[Run], sides: list[float]) -> Run | None:
    """The cells of one row as one run, or None when it is no row of a table."""
    if len(sides) < 3:
        return None
    cells: dict[int, list[Run]] = {}
    for run in inside:
        cells.setdefault(bisect_right(sides, (run.left + run.right) / 2), []).append(run)
    if len(cells) < 2:
        return None
    lines = {number: [join_row(row) for row in rows_of(runs)] for number, runs in cells.items()}
    if max(map(len, lines.values())) > _MAX_CELL_LINES:
        return None
    text = " ".join("".join(line.text for line in lines[number]) for number in sorted(lines))
    first = min(inside, key=lambda run: run.baseline)
    return Run(text, sides[0], sides[-1], first.baseline, first.size, alone=True)
