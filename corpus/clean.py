"""Text repair, line for line: pinyin out, traditional to simplified, blanks trimmed."""

import re
import unicodedata
from functools import cache

import opencc

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜḿńňǹ"
#: `進(jìn)`: a syllable in brackets after the character it spells; `(BMS)` and `(LNG)` stay.
_PINYIN = re.compile(rf"(?<=[{_HAN}])[(（](?=[a-zü]*[{_TONED}])[a-zü{_TONED}]{{1,6}}[)）]")
#: What is left where bytes were lost: `?xì)`, `规?;` and the like.
_DAMAGE = re.compile(rf"[a-zü]*[{_TONED}][a-zü]*[)）]|(?<=[{_HAN}])\?+(?=[{_HAN}、，,;])")
_BLANKS = re.compile(r"[ \t\u00a0\u3000]+")
_ZERO_WIDTH = re.compile("[\u200b-\u200d\u2060\ufeff]")
#: 著 is 着 except in these words; OpenCC's phrase table misses many of the others (著眼, 著手).
_KEEPS_ZHU = re.compile(
    r"(?<![显顯卓昭名专專论論原译譯土编編巨遗遺拙合])著(?![作名述称稱录錄书書者])"
)
#: A document is traditional when more than this share of its Chinese characters change.
_TRADITIONAL_SHARE = 0.05


def clean_text(raw: str) -> str:
    """The text that is parsed and shown, line for line as in ``raw``."""
    lines = [_clean_line(line) for line in raw.split("\n")]
    text = "\n".join(lines)
    return to_simplified(text) if is_traditional(text) else text


def fold_query(text: str) -> str:
    """A question in the form that indexes hold: simplified, half-width, lower case, one line."""
    text = unicodedata.normalize("NFKC", _PINYIN.sub("", text))
    return " ".join(to_simplified(text).lower().split())


def damaged_spots(text: str) -> int:
    """How many spots of a cleaned text show that characters were lost in copying."""
    return len(_DAMAGE.findall(text))


def is_traditional(text: str) -> bool:
    """Whether the text is written in traditional characters."""
    han = re.sub(rf"[^{_HAN}]", "", text)
    if not han:
        return False
    changed = sum(a != b for a, b in zip(han, _converter().convert(han), strict=False))
    return bool(changed / len(han) > _TRADITIONAL_SHARE)


def to_simplified(text: str) -> str:
    """Simplified characters, one for one, so that offsets hold."""
    converted = _KEEPS_ZHU.sub("着", _converter().convert(text))
    return converted if len(converted) == len(text) else _convert_by_character(text)


def _convert_by_character(text: str) -> str:
    """Conversion without phrases, for the rare text whose phrases change length."""
    pairs = ((char, _converter().convert(char)) for char in text)
    return "".join(new if len(new) == 1 else old for old, new in pairs)


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def _clean_line(line: str) -> str:
    return _BLANKS.sub(" ", _PINYIN.sub("", _ZERO_WIDTH.sub("", line))).strip()
