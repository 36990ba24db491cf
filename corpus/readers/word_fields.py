"""Word's fields: an instruction, which is not shown, then the result, which is."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.readers.word_numbering import W

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_CONTENTS = re.compile(r"\s*(?:TOC|TOA|INDEX)\b", re.IGNORECASE)
_COUNTED = re.compile(r"\s*(?:LISTNUM|AUTONUM)", re.IGNORECASE)


@dataclass(slots=True)
class _Field:
    instruction: str = ""
    in_result: bool = False


class Fields:
    """Where in nested fields a walk through a story is; a contents page is never shown."""

    def __init__(self, seen: Counter[str], *, paired: bool) -> None:
        self._seen = seen
        self._paired = paired  # a contents page that never ends would hide the rest of a document
        self._open: list[_Field] = []
        self._instructions = 0  # open fields that the walk is in the instruction of
        self._contents = 0  # open fields whose result is a contents page

    @property
    def in_contents(self) -> bool:
        """Whether the walk is within a contents page."""
        return self._paired and self._contents > 0

    @property
    def shown(self) -> bool:
        """Whether text at this place is shown."""
        return not self._paired or not (self._instructions or self._contents)

    def mark(self, kind: str) -> None:
        """Passes a w:fldChar of this type."""
        if kind == "begin":
            self._open.append(_Field())
            self._instructions += 1
        elif kind == "separate" and self._open and not self._open[-1].in_result:
            self._instructions -= 1
            self._show(self._open[-1])
        elif kind == "end" and self._open:
            self.end()

    def instruct(self, text: str) -> None:
        """Passes a w:instrText, a part of the instruction."""
        if self._open and not self._open[-1].in_result:
            self._open[-1].instruction += text

    def begin_result(self, instruction: str) -> None:
        """Enters a w:fldSimple, whose instruction is an attribute."""
        self._open.append(_Field(instruction))
        self._show(self._open[-1])

    def end(self) -> None:
        """Leaves the innermost field."""
        ended = self._open.pop()
        if not ended.in_result:
            self._instructions -= 1
        elif _CONTENTS.match(ended.instruction):
            self._contents -= 1
            self._seen["contents"] = 1
        if _COUNTED.match(ended.instruction):
            self._seen["counted"] += 1

    def _show(self, entry: _Field) -> None:
        entry.in_result = True
        self._contents += _CONTENTS.match(entry.instruction) is not None


def are_paired(body: "Element") -> bool:
    """Whether every field of a document that begins also ends."""
    kinds = Counter(mark.get(f"{W}fldCharType") for mark in body.iter(f"{W}fldChar"))
    return kinds["begin"] == kinds["end"]
