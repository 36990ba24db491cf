"""Word's automatic numbering: which list a paragraph is in, and the number that Word shows.

Source: ECMA-376 Part 1, 17.9 (numbering) and 17.7 (styles).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from corpus.readers.word_numerals import write_numeral

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_DEEPEST = 8
_PLACE = re.compile(r"%([1-9])")  # 第%1条, %1.%2
_COUNT = re.compile(r"[0-9]{1,6}")
_LONGEST_CHAIN = 50  # styles; Word stops at 11
_LONGEST_PATTERN = 100  # characters; a file may claim any


@dataclass(frozen=True, slots=True)
class Level:
    """One w:lvl: ``pattern`` is ``（%1）``, ``style`` the w:numFmt, ``digits`` those of 001."""

    style: str
    pattern: str
    start: int = 1
    suffix: str = "tab"
    restart: int | None = None  # after a level up to this one, from 1; 0 is never
    legal: bool = False
    digits: int = 0
    linked: str | None = None  # the paragraph style that this level belongs to


@dataclass(frozen=True, slots=True)
class NumberedList:
    """One w:num: lists with the same ``counter`` count on from one another."""

    id: str
    counter: str
    levels: dict[int, Level]
    starts: dict[int, int]  # level → where this list starts anew

    def start(self, depth: int) -> int:
        """What the first paragraph of a level (from 0) is numbered."""
        level = self.levels.get(depth)
        return self.starts.get(depth, level.start if level else 1)


class StyleSheet:
    """The styles of a document; a style stands on the one that it is based on."""

    def __init__(self, root: "Element | None") -> None:
        found = [] if root is None else root.findall(f"{W}style")
        self._styles = {style.get(f"{W}styleId", ""): style for style in found}
        self.default = next(
            (
                style.get(f"{W}styleId", "")
                for style in found
                if style.get(f"{W}type") == "paragraph"
                and style.get(f"{W}default") in ("1", "true", "on")
            ),
            None,
        )

    def chain(self, style_id: str | None) -> "Iterator[tuple[str, Element]]":
        """A style, then the one that it is based on, and so on."""
        seen: set[str] = set()
        while style_id is not None and style_id in self._styles and len(seen) < _LONGEST_CHAIN:
            if style_id in seen:
                return
            seen.add(style_id)
            style = self._styles[style_id]
            yield style_id, style
            style_id = value_of(style, "basedOn")

    def name(self, style_id: str | None) -> str:
        """The name that Word stores, in lower case: ``toc 1``."""
        style = self._styles.get(style_id or "")
        return "" if style is None else (value_of(style, "name") or "").lower()


def value_of(element: "Element | None", path: str) -> str | None:
    """The w:val of a descendant, such as ``numPr/ilvl``."""
    found = None if element is None else element.find("/".join(W + tag for tag in path.split("/")))
    return None if found is None else found.get(f"{W}val")


def is_on(element: "Element | None") -> bool:
    """Whether a switch such as w:vanish is there and not off."""
    return element is not None and element.get(f"{W}val", "1") not in ("0", "false", "off")


class Numbering:
    """What numbering.xml and styles.xml say of lists; ``Counters`` does the counting."""

    def __init__(self, root: "Element | None", styles: StyleSheet) -> None:
        self._styles = styles
        self._abstract: dict[str, Element] = {}
        self._by_style: dict[str, str] = {}  # numbering style → the abstract list that defines it
        self._nums: dict[str, Element] = {}
        self._lists: dict[str, NumberedList | None] = {}
        for abstract in [] if root is None else root.findall(f"{W}abstractNum"):
            key = abstract.get(f"{W}abstractNumId", "")
            self._abstract[key] = abstract
            if style := value_of(abstract, "styleLink"):
                self._by_style[style] = key
        for num in [] if root is None else root.findall(f"{W}num"):
            self._nums[num.get(f"{W}numId", "")] = num

    def place(self, properties: "Element | None") -> tuple[NumberedList, int] | None:
        """The list of a paragraph with these properties (w:pPr) and its level from 0, or None."""
        num_id = value_of(properties, "numPr/numId")
        depth = value_of(properties, "numPr/ilvl")
        style_id = value_of(properties, "pStyle") or self._styles.default
        named: list[str] = []  # the styles from the paragraph's own to the one that gives the list
        for key, style in self._styles.chain(style_id):
            inherited = style.find(f"{W}pPr")
            depth = depth or value_of(inherited, "numPr/ilvl")
            if num_id is None:
                named.append(key)
                num_id = value_of(inherited, "numPr/numId")
        found = None if num_id in (None, "0") else self._list(str(num_id))
        if found is None:
            return None
        if value_of(properties, "numPr/ilvl") is None:
            # a level says which style it belongs to, whatever level the style itself names
            linked = {level.linked: at for at, level in found.levels.items() if level.linked}
            for key in named:
                if key in linked:
                    return found, linked[key]
        return found, min(_number(depth, 0), _DEEPEST)

    def _list(self, num_id: str) -> NumberedList | None:
        if num_id not in self._lists:
            self._lists[num_id] = self._resolve(num_id)
        return self._lists[num_id]

    def _resolve(self, num_id: str) -> NumberedList | None:
        num = self._nums.get(num_id)
        key = self._definition(value_of(num, "abstractNumId"))
        if num is None or key is None:
            return None
        levels = _read_levels(self._abstract[key])
        starts: dict[int, int] = {}
        for override in num.findall(f"{W}lvlOverride"):
            depth = _number(override.get(f"{W}ilvl"), 0)
            own = _read_levels(override)
            if depth in own:
                levels[depth] = own[depth]
            start = value_of(override, "startOverride")
            if start is not None:
                starts[depth] = _number(start, 1)
        return NumberedList(num_id, key, levels, starts)

    def _definition(self, key: str | None) -> str | None:
        """The abstract list that has the levels: one may only name a style that has them."""
        seen: set[str] = set()
        while key is not None and key in self._abstract and key not in seen:
            seen.add(key)
            style = value_of(self._abstract[key], "numStyleLink")
            if style is None:
                return key
            key = self._by_style.get(style) or self._abstract_of_style(style)
        return None

    def _abstract_of_style(self, style_id: str) -> str | None:
        for _, style in self._styles.chain(style_id):
            num_id = value_of(style.find(f"{W}pPr"), "numPr/numId")
            if num_id is not None:
                return value_of(self._nums.get(num_id), "abstractNumId")
        return None


@dataclass(slots=True)
class Counters:
    """Where the lists of one story stand: of the body, or of one text box."""

    numbering: Numbering
    unknown_styles: set[str]
    _values: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def next_label(self, properties: "Element | None") -> str:
        """Counts a paragraph; the number shown before it with what separates them, or ``""``.

        A bullet is no number and gives ``""``.
        """
        place = self.numbering.place(properties)
        if place is None:
            return ""
        numbered, depth = place
        values = self._values.setdefault(numbered.counter, {})
        self._count(numbered, depth, values)
        return self._write(numbered, depth, values)

    def _count(self, numbered: NumberedList, depth: int, values: dict[int, int]) -> None:
        anew = depth in numbered.starts and (numbered.id, depth) not in self._begun
        self._begun.add((numbered.id, depth))
        for upper in range(depth):
            values.setdefault(upper, numbered.start(upper))
        if anew or depth not in values:
            values[depth] = numbered.start(depth)
        else:
            values[depth] += 1
        for deeper in [at for at in values if at > depth]:
            level = numbered.levels.get(deeper)
            if level is None or level.restart is None or depth < level.restart:
                del values[deeper]

    def _write(self, numbered: NumberedList, depth: int, values: dict[int, int]) -> str:
        level = numbered.levels.get(depth)
        if level is None or level.style == "bullet":
            return ""

        def numeral(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            return self._numeral(numbered, at, values[at], level) if at in values else ""

        text = _PLACE.sub(numeral, level.pattern)
        if not text.strip():
            return ""
        return text if level.suffix == "nothing" else text.rstrip() + " "

    def _numeral(self, numbered: NumberedList, at: int, value: int, shown_in: Level) -> str:
        level = numbered.levels.get(at)
        if level is None or level.style in ("none", "bullet"):
            return ""
        if level.digits:
            return f"{value:0{level.digits}}"
        written = write_numeral(value, "decimal" if shown_in.legal else level.style)
        if written is None:
            self.unknown_styles.add(level.style)
        return str(value) if written is None else written


def _read_levels(parent: "Element") -> dict[int, Level]:
    levels = {}
    for element in parent.findall(f"{W}lvl"):
        level = Level(
            style=value_of(element, "numFmt") or "decimal",
            pattern=(value_of(element, "lvlText") or "")[:_LONGEST_PATTERN],
            start=_number(value_of(element, "start"), 0),
            suffix=value_of(element, "suff") or "tab",
            legal=is_on(element.find(f"{W}isLgl")),
            linked=value_of(element, "pStyle"),
        )
        restart = value_of(element, "lvlRestart")
        if restart is not None:
            level = replace(level, restart=_number(restart, 0))
        if is_on(element.find(f"{W}rPr/{W}vanish")):
            level = replace(level, pattern="")
        choice = element.find(f"{_CHOICE}//{W}numFmt")
        if choice is not None:  # 001, 002, 003: a style of Word's own, after the standard
            first = choice.get(f"{W}format", "").split(",")[0].strip()
            level = replace(
                level, style="decimal", digits=min(len(first), 9) if first.isdigit() else 0
            )
        levels[_number(element.get(f"{W}ilvl"), 0)] = level
    return levels


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and _COUNT.fullmatch(text) else otherwise
