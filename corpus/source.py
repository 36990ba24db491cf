"""What a reader hands on: the text of a file, and what else the file says of itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """A file as text.

    ``text`` has one paragraph a line. ``page_lines`` holds, for each page, the number of its
    first line counted from 0; it is empty where the format has no fixed pages. ``stated`` are
    the entries of a portal's table or of a file's own properties, as (label, value):
    ("发文字号", "云政发〔2023〕8号"). ``notes`` say what could not be read.
    """

    text: str
    page_lines: tuple[int, ...] = ()
    stated: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
