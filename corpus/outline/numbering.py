"""How Chinese plans number their provisions: one pattern per style, outermost first."""

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum

_HAN = "[一二三四五六七八九十百零〇]"
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0}


class Level(IntEnum):
    """A numbering style; by default a smaller one encloses a larger one (see ``depth``)."""

    TITLED = 1  # a part with a heading but no number
    BOOK = 2  # 第一部分, 第一篇
    CHAPTER = 3  # 第一章
    DIVISION = 4  # 第一节
    ARTICLE = 5  # 第一条
    PART = 6  # 一、
    SECTION = 7  # （一）
    ACTION = 8  # 行动一：
    ITEM = 9  # 1.
    DECIMAL = 10  # 1.1
    THIRD = 11  # 1.1.1
    SUBITEM = 12  # （1）
    HALF = 13  # 1）
    POINT = 14  # ①
    BOX = 15  # 专栏1


#: Under running text these list its details.
DETAILS = (Level.SUBITEM, Level.HALF, Level.POINT)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A line that starts with a number: ``number`` as an address spells it, ``rest`` after it."""

    level: Level
    number: str
    value: int
    rest: str


#: A provision's own line, not a reference to one: 第三条规定…, 第二章的… do not match.
_NO_REFERENCE = (
    "(?![的和与及或、，,至到之第款]|项(?!目)|中(?!央|心|小|长期|水|医|等|国|部|高|低)"
    r"|规定|所[称列述规]|要求|提出|明确|确定|[（(][一二三四五六七八九十\d]+[)）]项)"
)
#: （三）条规定…, （一）至（三）, （二）和（三）项 speak of provisions elsewhere.
_NO_SECTION_REFERENCE = (
    r"(?!\s?(?:条(?!件)|款(?!项)|点(?!亮|面)|项(?!目)|部分|中所"
    r"|[，,至及（(]|、\s?[（(]|[和与][（(第]))"
)

_STYLES: tuple[tuple[Level, re.Pattern[str], str], ...] = (
    (Level.BOOK, re.compile(rf"第\s?({_HAN}+|\d+)\s?(部分|篇|编){_NO_REFERENCE}"), "第{}{}"),
    (Level.CHAPTER, re.compile(rf"第\s?({_HAN}+|\d+)\s?章{_NO_REFERENCE}"), "第{}章"),
    (
        Level.DIVISION,
        re.compile(rf"第\s?({_HAN}+|\d+)\s?节{_NO_REFERENCE}(?!能|约|水|电)"),
        "第{}节",
    ),
    (Level.ARTICLE, re.compile(rf"第\s?({_HAN}+|\d+)\s?条{_NO_REFERENCE}"), "第{}条"),
    (Level.PART, re.compile(rf"({_HAN}{{1,4}})\s?[、．.]"), "{}"),
    (
        Level.SECTION,
        re.compile(
            rf"[（(〔【\[]\s?({_HAN}{{1,4}})\s?[)）〕】\]]{_NO_SECTION_REFERENCE}[、.．]?"
            rf"|[（(]?([㈠-㈩])[)）]?[、.．]?|({_HAN}{{1,3}})[)）]{_NO_SECTION_REFERENCE}[、.．]?"
        ),
        "（{}）",
    ),
    (
        Level.ACTION,
        re.compile(
            rf"(?:(?:专项|重点)?(行动|工程|任务|举措))\s?({_HAN}{{1,3}}|\d{{1,2}})(?:\s?[：:、．](?!\d)|\s(?=\S))"
        ),
        "{1}{0}",
    ),
    (
        Level.SUBITEM,
        re.compile(rf"[（(]\s?(\d{{1,2}})\s?[)）]{_NO_SECTION_REFERENCE}[、.．]?|([⑴-⒇])[、.．]?"),
        "（{}）",
    ),
    (
        Level.THIRD,
        re.compile(r"(\d{1,2}[.．]\d{1,2}[.．]\d{1,2})[.．、]?(?!\d)\s?(?=[\u4e00-\u9fff])"),
        "{}",
    ),
    (
        Level.DECIMAL,
        re.compile(r"(\d{1,2}[.．]\d{1,2})[.．、]?(?!\d)\s?(?=[\u4e00-\u9fff])"),
        "{}",
    ),
    (
        Level.ITEM,
        re.compile(r"(\d{1,3})\s?[.．、](?!\d(?!\d{3}年|G(?!W)))|([⒈-⒛])[.．、]?"),
        "{}",
    ),
    (Level.HALF, re.compile(r"(\d{1,2})\s?[)）][、.．]?"), "{}）"),
    (Level.POINT, re.compile(r"([①-⑳㉑-㉟])[、.．]?"), "{}"),
    (
        Level.BOX,
        re.compile(
            rf"[【\[〔（(]?专\s?栏\s?(?:(\d{{1,2}}|{_HAN}{{1,3}})(?:[】\]〕）)]|(?=[\s：:.、—-]|$)"
            r"|(?=[^所中的列和与、，。；]{4,30}$))|()(?=[：:\s][^，。；]{2,30}$))"
        ),
        "专栏{}",
    ),
)
#: What 1.5万千瓦 and 2.3个百分点 count; 1.1 推广光伏 is a number of its own.
_UNIT = re.compile(
    r"[万亿吨千百个倍元米克亩升立平公里度年月日小时分天人户座台辆家处项次级号瓦焦兆至到和]|左右|以[上下内]"
)
_BLANK_UNIT = re.compile(r"[万亿吨倍元]|千[瓦克米]|个|公[里斤顷]|平方|立方|兆瓦|亩|左右|以[上下内]")
#: 一、二类企业, 三、四线城市: a list of two numbers.
_PAIR = re.compile(rf"({_HAN})[、线类级期季产档]")
#: 专栏1 所列项目 speaks of a box.
_BOX_REFERENCE = re.compile(r"\s?(?:所|中的?|列|的|和专栏|至专栏)")


def match_number(line: str) -> Numbered | None:
    """The number a line starts with, or None."""
    if not line or not _may_begin(line[0]):
        return None
    for level, pattern, spelling in _STYLES:
        found = pattern.match(line)
        if not found:
            continue
        if level is Level.BOX and _BOX_REFERENCE.match(line, found.end()):
            return None
        tokens = [token for token in found.groups() if token is not None]
        rest = line[found.end() :].lstrip(" ：:.、．—-" if level is Level.BOX else " ")
        if level is Level.ACTION:
            tokens.reverse()
        token = _plain(tokens[0])
        if level in (Level.DECIMAL, Level.THIRD):
            unit = _BLANK_UNIT if line[found.end() - 1] == " " else _UNIT
            if unit.match(rest):
                continue
            return Numbered(level, token, int(token.rpartition(".")[2]), rest)
        value = to_int(token) if token else 1
        if level is Level.PART and (pair := _PAIR.match(rest)) and to_int(pair[1]) == value + 1:
            return None
        return Numbered(level, spelling.format(token, *tokens[1:]), value, rest)
    return None


def _may_begin(char: str) -> bool:
    return char.isnumeric() or char in "第（(〔【[专行工任举重"


def _plain(token: str) -> str:
    """㈠ as 一, ⑴ and ⒈ as 1, full-width digits as half-width; ① stays as it is written."""
    if token[:1].isdecimal():
        return unicodedata.normalize("NFKC", token)
    if (len(token) == 1 and token in "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩") or "⑴" <= token <= "⒛":
        return unicodedata.normalize("NFKC", token).strip("().")
    return token


def to_int(token: str) -> int:
    """The value of 十二, 12 or ⑫."""
    if token.isdecimal():
        return int(token)
    if len(token) == 1 and not (token in _DIGITS or token in "十百"):
        return int(unicodedata.numeric(token))
    total = digit = 0
    for char in token:
        if char in "十百":
            total += max(digit, 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit
