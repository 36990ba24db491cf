"""The numbers that the lines of one body start with, where only the whole body can tell."""

import re
from collections.abc import Sequence

from corpus.outline.lines import Line
from corpus.outline.numbering import DETAILS, Level, Numbered, match_number, to_int

#: `一 总体要求`, `2 重点任务`: a number set off by a blank alone.
_BLANK = re.compile(r"([一二三四五六七八九十]{1,3}|\d{1,2}) (?=[\u4e00-\u9fff“])(\S.{1,29})")


def line_numbers(body: Sequence[Line]) -> list[Numbered | None]:
    """The number that each line starts with, None for lines that are text."""
    numbers = [match_number(line.text) for line in body]
    # 1.1 is a number only in plans that count so from the start; elsewhere it is a figure.
    for level in (Level.DECIMAL, Level.THIRD):
        if not any(n and n.level == level and n.value == 1 for n in numbers):
            numbers = [None if n and n.level == level else n for n in numbers]
    return _with_unnumbered_parts(body, _with_blank_numbers(body, numbers))


def _with_blank_numbers(
    body: Sequence[Line], numbers: list[Numbered | None]
) -> list[Numbered | None]:
    """Headings whose number a blank sets off: 一 throughout, 1 only in plans that have 1.1."""
    used = {number.level for number in numbers if number}
    found: dict[int, Numbered] = {}
    for index, line in enumerate(body):
        match = _BLANK.fullmatch(line.text) if numbers[index] is None else None
        if not match or "。" in match[2]:
            continue
        level = Level.ITEM if match[1].isdecimal() else Level.PART
        wanted = Level.DECIMAL in used if level is Level.ITEM else min(used, default=9) > level
        last = max((n.value for n in found.values() if n.level == level), default=0)
        if wanted and level not in used and to_int(match[1]) == last + 1:
            found[index] = Numbered(level, match[1], last + 1, match[2])
    if len(found) < 2:
        return numbers
    return [found.get(index, number) for index, number in enumerate(numbers)]


def _with_unnumbered_parts(
    body: Sequence[Line], numbers: list[Numbered | None]
) -> list[Numbered | None]:
    """Parts that have a heading but no number, each with numbers from 1 below it."""
    levels = [n.level for n in numbers if n and n.level not in (*DETAILS, Level.BOX)]
    if not levels or min(levels) <= Level.ARTICLE:
        return numbers
    outermost = min(levels)
    parts = [
        index
        for index, line in enumerate(body[:-1])
        if numbers[index] is None
        and len(line.text) <= 24
        and not re.search(r"[。；;：:，,]|^[—\-]", line.text)
        and (below := numbers[index + 1])
        and below.level == outermost
        and below.value == 1
    ]
    ones = sum(n is not None and n.level == outermost and n.value == 1 for n in numbers)
    if len(parts) < 2 or ones > len(parts) + 1:
        return numbers
    parted = list(numbers)
    for value, index in enumerate(parts, start=1):
        parted[index] = Numbered(Level.TITLED, f"第{value}部分", value, body[index].text)
    return parted
