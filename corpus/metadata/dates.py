"""Dates as plans write them, in figures or in words: the one place that knows their forms."""

import re
import unicodedata
from datetime import date

from corpus.outline.numbering import to_int

_ZERO = "〇零○Ｏ０O0"
_WORD = f"[{_ZERO}一二三四五六七八九十]"
#: 2023年4月6日, 2023 年 04 月 06 日; full-width figures match \d too.
DATE = r"\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日"
_NUMERIC = r"\d{4}\s?[-./．－—]\s?\d{1,2}\s?[-./．－—]\s?\d{1,2}"
_WORDS = (
    rf"[二一]\s?(?:[{_ZERO}一二三四五六七八九]\s?){{3}}年\s?"
    rf"(?:{_WORD}\s?){{1,3}}月\s?(?:{_WORD}\s?){{1,3}}日"
)
#: A date in any of these forms.
ANY_DATE = rf"(?:{DATE}|{_WORDS}|{_NUMERIC}(?!\d|\s\d{{1,2}}[:：]))"
_LABEL = r"(?:(?:成文|发文|印发|签发|制发)(?:日期|时间)\s?[：:]\s?)?"
_DATE_LINE = re.compile(rf"{_LABEL}[（(]?({ANY_DATE})[)）]?")
_FIND = re.compile(ANY_DATE)
_PARTS = re.compile(r"(\d{4})\D+(\d{1,2})\D+(\d{1,2})")
_WORD_PARTS = re.compile(rf"([{_ZERO}一二三四五六七八九]{{4}})年({_WORD}+)月({_WORD}+)日")


def is_date_line(text: str) -> bool:
    """Whether a line says nothing but a date, in brackets or after 成文日期： too."""
    return bool(_DATE_LINE.fullmatch(text.strip()))


def find_date(text: str) -> date | None:
    """The first date that a text states; None when there is none or no such day exists."""
    found = _FIND.search(text)
    if not found:
        return None
    words = re.sub(r"\s", "", found[0])
    spelled = _WORD_PARTS.fullmatch(words)
    if spelled:
        year = int("".join(str(to_int(_digit(char))) for char in spelled[1]))
        return _date_or_none(year, _value(spelled[2]), _value(spelled[3]))
    parts = _PARTS.match(unicodedata.normalize("NFKC", words))
    return _date_or_none(*map(int, parts.groups())) if parts else None


def _digit(char: str) -> str:
    return "零" if char in _ZERO else char


def _value(token: str) -> int:
    return to_int("".join("" if char in _ZERO else char for char in token) or "零")


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
