"""The lines of a text, with their places in it."""

import re
import unicodedata
from dataclasses import dataclass

#: Characters; no title, notice heading or signature of a plan is longer. Longer lines are text,
#: and are not tried against patterns that take a power of their length.
MAX_HEADING = 160


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text that is not blank, without its line end."""

    start: int
    end: int
    text: str


def split_lines(text: str) -> list[Line]:
    """The lines of a text that are not blank."""
    lines = []
    start = 0
    for raw in text.split("\n"):
        if raw:
            lines.append(Line(start, start + len(raw), raw))
        start += len(raw) + 1
    return lines


def in_order(text: str, *patterns: str) -> bool:
    """Whether the patterns occur one after the other, as `关于.*印发.*通知`; in linear time."""
    position = 0
    for pattern in patterns:
        found = re.compile(pattern).search(text, position)
        if not found:
            return False
        position = found.end()
    return True


def letters(text: str) -> str:
    """A text without blanks and punctuation, ㈠ as 一, to compare headings by."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text))
