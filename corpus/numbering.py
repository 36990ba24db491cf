"""How Chinese plans number their provisions: one pattern per style, outermost first."""

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum

_HAN_NUMBER = "[一二三四五六七八九十百零〇]"
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0}


class Level(IntEnum):
    """Depth of a numbering style; a smaller one encloses a larger one."""

    CHAPTER = 1  # 第一章
    DIVISION = 2  # 第一节
    ARTICLE = 3  # 第一条
    PART = 4  # 一、
    SECTION = 5  # （一）
    ITEM = 6  # 1.
    SUBITEM = 7  # （1）
    POINT = 8  # ①
    BOX = 9  # 专栏1


@dataclass(frozen=True, slots=True)
class Numbered:
    """A line that starts with a number: ``number`` as an address spells it, ``rest`` after it."""

    level: Level
    number: str
    value: int
    rest: str


#: A provision's own line, not a reference to one: 第三条规定…, 第二章的… do not match.
_NO_REFERENCE = "(?![的和与及、，,款]|项(?!目)|中(?!央)|规定|所[称列述]|至第|到第|第)"

_STYLES: tuple[tuple[Level, re.Pattern[str], str], ...] = (
    (Level.CHAPTER, re.compile(rf"第({_HAN_NUMBER}+|\d+)章{_NO_REFERENCE}"), "第{}章"),
    (Level.DIVISION, re.compile(rf"第({_HAN_NUMBER}+|\d+)节{_NO_REFERENCE}"), "第{}节"),
    (Level.ARTICLE, re.compile(rf"第({_HAN_NUMBER}+|\d+)条{_NO_REFERENCE}"), "第{}条"),
    (Level.PART, re.compile(rf"({_HAN_NUMBER}{{1,4}})[、．.]"), "{}"),
    (Level.SECTION, re.compile(rf"[（(]({_HAN_NUMBER}{{1,4}})[)）][、.．]?"), "（{}）"),
    (Level.SUBITEM, re.compile(r"[（(](\d{1,2})[)）][、.．]?"), "（{}）"),
    (Level.ITEM, re.compile(r"(\d{1,3})[.．、](?!\d(?!\d{3}年))"), "{}"),
    (Level.POINT, re.compile(r"([①-⑳])"), "{}"),
    (
        Level.BOX,
        re.compile(rf"专\s?栏\s?(\d{{1,2}}|{_HAN_NUMBER}{{1,3}})(?=[\s：:.、]|$)"),
        "专栏{}",
    ),
)


def match_number(line: str) -> Numbered | None:
    """The number a line starts with, or None."""
    for level, pattern, spelling in _STYLES:
        found = pattern.match(line)
        if found:
            token = found[1]
            if token.isdecimal():
                token = unicodedata.normalize("NFKC", token)
            rest = line[found.end() :].lstrip(" ：:.、．" if level is Level.BOX else " ")
            return Numbered(level, spelling.format(token), to_int(token), rest)
    return None


def to_int(token: str) -> int:
    """The value of 十二, 12 or ⑫."""
    if token.isdecimal():
        return int(token)
    if "①" <= token <= "⑳":
        return ord(token) - ord("①") + 1
    total = digit = 0
    for char in token:
        if char in "十百":
            total += max(digit, 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit
