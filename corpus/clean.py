"""Text repair, line for line: lost bytes, pinyin out, traditional to simplified, blanks trimmed."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import opencc

from corpus.document import Spot

HAN = "\u3400-\u4dbf\u4e00-\u9fff"
TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜḿńňǹ"
SYLLABLE = rf"(?=[a-zü]{{0,5}}[{TONED}])[a-zü{TONED}]{{1,6}}"
#: `進(jìn)`: a syllable in brackets after the character it spells; `(BMS)` and `(LNG)` stay.
PINYIN = re.compile(rf"(?<=[{HAN}])[(（]{SYLLABLE}[)）]")

#: What is left where bytes were lost: `?xì)`, `规?;`, `??茖?、`; a run counts once.
_DAMAGE = re.compile(
    rf"[{TONED}][a-zü]*[)）]"
    rf"|(?<=[{HAN}])\?[?;]+(?:[{HAN}]{{1,16}}\?(?=[、，,;]))?"
    rf"|(?<=[{HAN}])\?+(?=[{HAN}、，,;])"
)
_BLANKS = re.compile(r"[ \t\u00a0\u3000]+")
_ZERO_WIDTH = re.compile("[\u200b-\u200d\u2060\ufeff]")
#: Escape sequences whole, then other control characters and marks that turn the direction.
_CONTROL = re.compile(
    "\x1b(?:\\[[0-9;?]*[A-Za-z]|\\][^\x07\x1b]*(?:\x07|\x1b\\\\)?)"
    "|[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
#: 著 is 着, which OpenCC misses in 著眼 and 著手, except in 显著, 著作, 论著 and the like;
#: 理论著眼 and 随着作物 only look like those.
_ZHE = re.compile(
    r"(?<![显顯卓昭])著(?=[力眼手重实實落陆陸火装裝色床想急])"
    r"|(?<![显顯卓昭名专專论論原译譯土编編巨遗遺拙合])著(?![作名述称稱录錄书書者])"
    r"|(?<=[随隨沿朝向])著(?=作[物业業])"
)
#: A document is traditional when more than this share of its Chinese characters change.
_TRADITIONAL_SHARE = 0.05
#: In a simplified document a line, such as a quotation, is when this much of it changes.
_TRADITIONAL_LINE_SHARE = 0.2
_MIN_LINE = 20  # Chinese characters; a name or a caption stays as it was written


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The text that is parsed and shown, line for line as in the raw one, and its damaged runs."""

    text: str
    spots: tuple[Spot, ...]

    @property
    def repaired(self) -> tuple[Spot, ...]:
        """Runs whose lost characters were put back."""
        return tuple(spot for spot in self.spots if spot.after)

    @property
    def damaged(self) -> tuple[Spot, ...]:
        """Runs that several readings fit, kept as they were."""
        return tuple(spot for spot in self.spots if not spot.after)


def clean(raw: str) -> Cleaned:
    """The cleaned text, and what was repaired on the way."""
    # Imported here because only reading a file needs its dictionaries; they take 0.4 s.
    from corpus.repair import repair_text

    repaired, spots = repair_text(raw)
    lines = [_clean_line(line) for line in repaired.split("\n")]
    text = "\n".join(lines)
    if is_traditional(text):
        return Cleaned(to_simplified(text), spots)
    lines = [to_simplified(line) if _is_traditional_line(line) else line for line in lines]
    return Cleaned("\n".join(lines), spots)


def clean_text(raw: str) -> str:
    """The text that is parsed and shown, line for line as in ``raw``."""
    return clean(raw).text


def fold_query(text: str) -> str:
    """A question in the form that indexes hold: simplified, half-width, lower case, one line."""
    text = unicodedata.normalize("NFKC", PINYIN.sub("", text))
    return " ".join(to_simplified(text).lower().split())


def damaged_spots(text: str) -> int:
    """How many spots of a cleaned text show that characters were lost in copying."""
    return len(_DAMAGE.findall(text))


def is_traditional(text: str) -> bool:
    """Whether the text is written in traditional characters."""
    return _changed(text)[0] > _TRADITIONAL_SHARE


def to_simplified(text: str) -> str:
    """Simplified characters, one for one, so that offsets hold."""
    converted = _converter().convert(text)
    if len(converted) != len(text):
        converted = _convert_by_character(text)
    table, words = _exceptions()
    chars = list(converted)
    for found in words.finditer(text):
        chars[found.start() : found.end()] = table[found[0]]
    return _ZHE.sub("着", "".join(chars))


def _is_traditional_line(line: str) -> bool:
    share, length = _changed(line)
    return share > _TRADITIONAL_LINE_SHARE and length >= _MIN_LINE


def _changed(text: str) -> tuple[float, int]:
    """The share of the Chinese characters that conversion changes, and their number."""
    han = re.sub(rf"[^{HAN}]", "", text)
    changed = sum(a != b for a, b in zip(han, _converter().convert(han), strict=False))
    return changed / len(han) if han else 0.0, len(han)


def _convert_by_character(text: str) -> str:
    """Conversion without phrases, for the rare text whose phrases change length."""
    pairs = ((char, _converter().convert(char)) for char in text)
    return "".join(new if len(new) == 1 else old for old, new in pairs)


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@cache
def _exceptions() -> tuple[dict[str, str], re.Pattern[str]]:
    """Words that OpenCC converts otherwise than policy text is written, the longest first."""
    lines = (files("corpus") / "traditional.tsv").read_text(encoding="utf-8").splitlines()
    table = dict(line.split("\t")[:2] for line in lines)
    return table, re.compile("|".join(sorted(table, key=len, reverse=True)))


def printable(text: str) -> str:
    """The text on one line without control characters, which a terminal would obey."""
    return " ".join(_CONTROL.sub("", text.replace("\n", " ")).split())


def _clean_line(line: str) -> str:
    line = _CONTROL.sub("", _ZERO_WIDTH.sub("", line))
    return _BLANKS.sub(" ", PINYIN.sub("", line)).strip()
