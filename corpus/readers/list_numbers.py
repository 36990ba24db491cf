"""The numbers that a browser puts before the items of an HTML list."""

import re
from dataclasses import dataclass
from typing import Any

_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([^;]+)", re.IGNORECASE)
_TYPES = {
    "1": "decimal",
    "a": "lower-alpha",
    "A": "upper-alpha",
    "i": "lower-roman",
    "I": "upper-roman",
}
_HAN_STYLES = frozenset(
    "cjk-ideographic simp-chinese-informal simp-chinese-formal trad-chinese-informal "
    "trad-chinese-formal".split()
)
_UNNUMBERED = frozenset("none disc circle square".split())
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_DIGITS = "〇一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"


@dataclass(frozen=True, slots=True)
class EndedItem:
    """A list item that has been walked through: its number as shown, and its first line."""

    marker: str
    first_line: int


@dataclass(slots=True)
class _List:
    ordered: bool
    style: str
    next_value: int
    step: int


class ListNumbers:
    """Counts the items of nested lists while a tree is walked."""

    def __init__(self) -> None:
        self._lists: list[_List] = []
        self._items: list[EndedItem] = []

    def start(self, element: Any, line: int) -> None:
        """An element begins; ``line`` is the number of the line that it would begin."""
        if element.tag in ("ol", "ul", "menu", "dir"):
            self._lists.append(_list(element))
        elif element.tag == "li":
            self._items.append(EndedItem(self._marker(element), line))

    def end(self, element: Any) -> EndedItem | None:
        """An element ends; an item that shows a number is handed back."""
        if element.tag in ("ol", "ul", "menu", "dir"):
            self._lists.pop()
        elif element.tag == "li":
            item = self._items.pop()
            return item if item.marker else None
        return None

    def _marker(self, item: Any) -> str:
        if not self._lists or not self._lists[-1].ordered:
            return ""
        current = self._lists[-1]
        value = _integer(item.get("value"), current.next_value)
        current.next_value = value + current.step
        return list_marker(value, _style(item) or current.style)


def list_marker(value: int, style: str) -> str:
    """A list number in a CSS style with what follows it: ``1.``, ``一、``, ``iv.``; "" for none."""
    if style in _UNNUMBERED:
        return ""
    if style in _HAN_STYLES and 0 < value < 100:
        return f"{_han(value)}、"
    if style == "cjk-decimal":
        return "".join(_DIGITS[int(digit)] for digit in str(abs(value))) + "、"
    if style == "cjk-heavenly-stem" and 0 < value <= len(_STEMS):
        return f"{_STEMS[value - 1]}、"
    if style == "decimal-leading-zero":
        return f"{value:02d}."
    if style.endswith(("-alpha", "-latin")) and value > 0:
        letters = _letters(value)
        return f"{letters.upper() if style.startswith('upper') else letters}."
    if style.endswith("-roman") and 0 < value < 4000:
        numeral = _roman(value)
        return f"{numeral.upper() if style.startswith('upper') else numeral}."
    return f"{value}."


def _list(element: Any) -> _List:
    ordered = element.tag == "ol"
    style = _style(element)
    step = -1 if element.get("reversed") is not None else 1
    count = sum(1 for child in element if child.tag == "li") if step < 0 else 1
    # Styled with a numbering, an <ul> counts too.
    numbered = ordered or bool(style and style not in _UNNUMBERED)
    return _List(numbered, style or "decimal", _integer(element.get("start"), count), step)


def _style(element: Any) -> str:
    found = _STYLE.search(element.get("style") or "")
    if found:
        words = found[1].lower().replace("!important", "").split()
        kinds = [word for word in words if word not in ("inside", "outside") and "(" not in word]
        return kinds[0] if kinds else ""
    return _TYPES.get(element.get("type") or "", "")


def _integer(value: str | None, default: int) -> int:
    return int(value) if value and re.fullmatch(r"\s*-?\d{1,6}\s*", value) else default


def _han(value: int) -> str:
    tens, ones = divmod(value, 10)
    head = "" if not tens else ("十" if tens == 1 else f"{_DIGITS[tens]}十")
    return head + (_DIGITS[ones] if ones else "")


def _letters(value: int) -> str:
    letters = ""
    while value:
        value, rest = divmod(value - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def _roman(value: int) -> str:
    numeral = ""
    for size, sign in _ROMAN:
        numeral += sign * (value // size)
        value %= size
    return numeral
