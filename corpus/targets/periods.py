"""When a figure is due and what it is measured against: 到2025年, “十四五”期间, 比2020年."""

import re
import unicodedata
from dataclasses import dataclass

_YEAR = r"(?:[12１２][0-9０-９]{3}|二[〇○零][〇○零一二三四五六七八九]{2})"
_PLAN = r"[“\"]?十[一二三四五六七八九]五[”\"]?"
_MONTH = r"(?:[0-9０-９]{1,2}月份?(?:[0-9０-９]{1,2}日)?|[上下]半年)?"
_END = r"(?:[年]?[底末初]|度)?(?:之?前后|以前|之前|前|期间|时期|左右|以后|起|内|的)?"
_AND = r"(?:、|和|及|与|以及)"
_SPAN = rf"{_YEAR}年?[-—–~～－至到]+{_YEAR}年"
_SEVERAL = rf"{_YEAR}年?[底末]?(?:{_AND}{_YEAR}年?[底末]?)*{_AND}{_YEAR}年"
_PLANS = rf"{_PLAN}(?:{_AND}{_PLAN})+"
_WHEN = rf"(?:{_SPAN}|{_SEVERAL}|{_YEAR}年|{_PLANS}|{_PLAN}(?![国省]))"
_LAST_YEAR = "上一?年度?|去年|基准年"

_BASES = (
    rf"(?:相比于?|相较于?|(?<!占)比|较)于?(?P<base1>{_WHEN}|{_LAST_YEAR}){_END}(?:同期|水平)?(?:相比)?"
    rf"(?![达为不超控])",
    rf"[同与](?P<base4>{_WHEN}|{_LAST_YEAR}){_END}(?:同期|水平)?相比",
    rf"在(?P<base2>{_WHEN}|{_LAST_YEAR})[底末]?的?(?:基础|水平)上?",
    rf"以(?P<base3>{_WHEN})[^，,。；;]{{0,12}}为(?:基数|基期|基准年?|基础)",
)
_PAST = (
    rf"(?P<past>(?:截至|截止到?)(?:{_WHEN}{_MONTH}{_END}|目前)|自?{_WHEN}{_MONTH}以来|"
    "目前|近年来|(?:近|过去)[两三五十]年)"
)
#: “2000年以前建成的住宅” says which, not when.
_WHICH = (
    rf"(?P<which>{_WHEN}{_MONTH}(?:[底末]?以?之?前|以来|后)?[^，,。；;\d]{{0,3}}"
    "(?:建成|投产|投运|获批|建设)的)"
)
_DUE = rf"(?:(?<![降升高加少增减低长缩大])[到至]|在|于|自|从|截至)?(?P<when>{_WHEN}){_MONTH}{_END}"
_MENTION = re.compile("|".join((*_BASES, _PAST, _WHICH, _DUE)))

_TITLE = re.compile(r"《[^》]{0,200}》|〔[^〕]{0,200}〕")

#: Peaking plans date from 2021 on: what they say of 2020 or the 十三五 has been.
_FIRST_DUE = "2021"
_PLANS_PAST = frozenset(("十一五", "十二五", "十三五"))

_HAN_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")


@dataclass(frozen=True, slots=True)
class Mention:
    """A time at ``[start, end)``: ``role`` is "due", "base", "past" or "which"."""

    start: int
    end: int
    role: str
    values: tuple[str, ...]


def find_mentions(text: str) -> list[Mention]:
    """The times named in a text, in order; those in the titles of documents are not."""
    titled = bytearray(len(text))
    for title in _TITLE.finditer(text):
        titled[title.start() : title.end()] = b"\1" * len(title[0])
    found: list[Mention] = []
    for match in _MENTION.finditer(text):
        if any(titled[match.start() : match.end()]):
            continue
        groups = {name: value for name, value in match.groupdict().items() if value}
        name, value = next(iter(groups.items()))
        values = normalise_period(value)
        role = name.rstrip("1234")
        if role == "when":
            role = "due" if values[-1].startswith("十") or values[-1][-5:] >= _FIRST_DUE else "past"
            role = "past" if values[-1] in _PLANS_PAST else role
        found.append(Mention(match.start(), match.end(), role, values))
    return found


def normalise_period(written: str) -> tuple[str, ...]:
    """``2025、2030年`` as (2025年, 2030年), ``2023—2025年`` as (2023-2025年,)."""
    plans = re.findall(r"十[一二三四五六七八九]五", written)
    if plans:
        return tuple(plans)
    years = re.findall(_YEAR, written)
    if not years:
        return (written,)
    plain = [unicodedata.normalize("NFKC", year).translate(_HAN_DIGITS) for year in years]
    if re.search(_SPAN, written):
        return (f"{plain[0]}-{plain[1]}年",)
    return tuple(f"{year}年" for year in plain)
