"""A table of contents (目录) before the body: which lines it takes."""

import re

from corpus.outline.lines import Line, letters

_HEADING = re.compile(r"目\s*[录次]")
_LEADERS = re.compile(r"\s?[.．·•…⋯‥_—\-\s]{3,}\s?[（(\-—]?\s?\d{1,3}\s?[)）\-—]?$")
_PAGE = re.compile(r"(?<=\D)\s\d{1,3}$")
_MAX_ENTRY = 60
_MAX_LINE = 120  # with its leaders; longer lines are text
CONTENTS = "目录"


def contents_lines(lines: list[Line]) -> set[int]:
    """Indices of the lines of a table of contents, its heading 目录 included."""
    for index, line in enumerate(lines):
        if _HEADING.fullmatch(line.text):
            return {index, *_entries(lines, index)}
    found: set[int] = set()
    for index in range(len(lines) - 1):
        if all(_has_leaders(line.text) for line in lines[index : index + 2]):
            found |= {index, index + 1}
    return found


def _entries(lines: list[Line], heading: int) -> list[int]:
    first = heading + 1
    if first >= len(lines):
        return []
    before = {letters(line.text) for line in lines[:heading]}
    start = _name(lines[first].text)
    paged = _is_paged(lines[first].text)
    repeated = any(_name(line.text) == start for line in lines[first + 1 :])
    if not (paged or repeated):
        return []
    last = first
    for index in range(first, len(lines)):
        text = lines[index].text
        ends = len(text) > _MAX_ENTRY + 20 or text.endswith("。") or letters(text) in before
        if ends or (index > first and _name(text) == start):
            break
        if paged and not _is_paged(text) and not _goes_on(lines, index):
            break
        last = index
    return list(range(first, last + 1))


def _goes_on(lines: list[Line], index: int) -> bool:
    """An entry of two lines has its page number on the second."""
    following = lines[index + 1 : index + 2]
    return bool(following) and _is_paged(following[0].text)


def _is_paged(text: str) -> bool:
    return _has_leaders(text) or (len(text) <= _MAX_LINE and bool(_PAGE.search(text)))


def _has_leaders(text: str) -> bool:
    return len(text) <= _MAX_LINE and bool(_LEADERS.search(text))


def _name(text: str) -> str:
    if len(text) > _MAX_LINE:
        return text
    return letters(_PAGE.sub("", _LEADERS.sub("", text)))
