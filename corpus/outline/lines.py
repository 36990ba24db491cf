"""The lines of a text, with their places in it."""

import re
import unicodedata
from dataclasses import dataclass


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


def letters(text: str) -> str:
    """A text without blanks and punctuation, ㈠ as 一, to compare headings by."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text))
