"""Characters lost where GBK text was read one byte out of step, put back where one reading fits.

Such a text had pinyin inserted after a pair of bytes that straddled two characters, or its
full-width ；and ？ replaced at such a pair. From there on every character was read from the trail
byte of one and the lead byte of the next: of 模化應 (C4A3 BBAF 91AA) there remained `?;瘧?yīng)`,
that is C4 lost, A3BB, AF91, AA lost. A run therefore lost one byte at its start, may have lost one
at its end, and may have dropped a pair that stood for no character.

Every reading that is GBK and has the stated pinyin is cut into words with what stands around it.
The text is the one that leaves fewest characters alone, or of several the only one whose words the
document has elsewhere. Otherwise the run stays; as it does where an open character is in no word,
where both bytes of one are lost, or where a reading little worse has the document's own pairs.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import product
from math import prod

import opencc
import rjieba
from pypinyin import Style, pinyin

from corpus.clean import HAN, PINYIN, SYLLABLE
from corpus.document import Spot

_EVIDENCE = re.compile(rf"{SYLLABLE}[)）]")
#: `地?zé)` or `規(guī)?;`: the lead byte is lost and what follows is out of step.
_START = re.compile(rf"(?<=[{HAN})])\?(?:({SYLLABLE})\)|(?=[;?]))")
_SPELT = re.compile(rf"({SYLLABLE})\)")
_SPELT_WHOLE = re.compile(rf"\(({SYLLABLE})\)")
_CLAUSE_END = re.compile(r"[，。；：、,;:\s]")

#: What a reading may hold beside Chinese characters.
_SIGNS = "，；：？！（）、。“”《》"
_HALF_WIDTH = str.maketrans("，；：？！（）", ",;:?!()")
_LEADS = bytes(range(0x81, 0xFF))
_TRAILS = bytes(b for b in range(0x40, 0xFF) if b != 0x7F)
#: Pairs that GBK leaves to users stand for no character and were dropped: (first, second) bytes.
_DROPPED = (
    (bytes([*range(0xAA, 0xB0), *range(0xF8, 0xFF)]), bytes(range(0xA1, 0xFF))),
    (bytes(range(0xA1, 0xA8)), bytes(range(0x81, 0xA1))),
)
_MAX_PAIRS = 16  # the longest run of a real plan has 10
_MAX_READINGS = 20_000  # of a template; beyond, so much is lost that words cannot decide
_FEW = 3  # characters that have the stated sound; one that the document uses is then the one
_CONTEXT = 6  # characters on either side that the words of a reading may reach into
_DROP_COST = 2  # lonely characters that a reading must save to assume a dropped pair


@dataclass(frozen=True, slots=True)
class _Template:
    """One way to read a run: where it ends, and the possible values of each of its bytes."""

    end: int
    sets: tuple[bytes, ...]  # an even number, lead and trail by turns
    last_sounds: str = ""
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class _Reading:
    """Text for the run, the characters it leaves alone, and the words its lost bytes are in."""

    end: int
    text: str
    lonely: int
    words: tuple[str, ...]
    paired: bool  # each open character stands beside the same one elsewhere in the document
    kept: bool  # at least one byte of each of its characters was there to read
    borne: bool  # open characters are in words, and those alone are used elsewhere


def repair_text(raw: str) -> tuple[str, tuple[Spot, ...]]:
    """The text with its damaged runs repaired, line for line, and every run that was found."""
    if not (_EVIDENCE.search(raw) and _START.search(raw)):
        return raw, ()
    known = PINYIN.sub("", raw)
    lines: list[str] = []
    spots: list[Spot] = []
    for number, line in enumerate(raw.split("\n"), start=1):
        repaired, found = repair_line(line, known)
        lines.append(repaired)
        spots += [replace(spot, line=number) for spot in found]
    return "\n".join(lines), tuple(spots)


def repair_line(line: str, known: str) -> tuple[str, tuple[Spot, ...]]:
    """One line repaired, and its damaged runs; ``known`` is the document without pinyin.

    A line without the pinyin that such damage comes with is returned as it is.
    """
    if not _EVIDENCE.search(line):
        return line, ()
    done, at = "", 0
    spots: list[Spot] = []
    while start := _START.search(line, at):
        left = done + line[at : start.start()]
        templates = list(_templates(line, start, left))
        best = _best_reading(line, left, templates, known)
        end = best.end if best else min((t.end for t in templates), default=start.end())
        before, after = line[start.start() : end], best.text if best else ""
        if templates:
            spots.append(Spot(0, start.start(), end, before, after))
        done, at = left + (after or before), end
    return done + line[at:], tuple(spots)


def _templates(line: str, start: re.Match[str], left: str) -> Iterator[_Template]:
    """Every way in which the run may end: at a lost trail byte, or at an ASCII trail byte."""
    sets = [_lost_lead(left, start[1] or "")]
    at = start.end()
    while sets[0] and at < len(line) and len(sets) < 2 * _MAX_PAIRS:
        char = line[at]
        if char == "?":
            spelt = _SPELT.match(line, at + 1)
            end = spelt.end() if spelt else at + 1
            yield _Template(end, (*sets, _TRAILS), spelt[1] if spelt else "")
        elif char.isascii() and char.isalpha():
            spelt = _SPELT_WHOLE.match(line, at + 1)
            end = spelt.end() if spelt else at + 1
            yield _Template(end, (*sets, char.encode()), spelt[1] if spelt else "")
        pair = _as_pair(char)
        if not pair:
            return
        sets += [pair[:1], pair[1:]]
        at += 1


def _lost_lead(left: str, syllable: str) -> bytes:
    """Possible values of the lost lead byte: with the byte before it, it has the sound."""
    if not syllable:
        return _LEADS
    trail = _as_pair(PINYIN.sub("", left)[-1:])[1:]
    return bytes(b for b in _LEADS if trail and syllable in _sounds(_decode(trail + bytes([b]))))


def _as_pair(char: str) -> bytes:
    """The two GBK bytes of a character, an ASCII sign as its full-width form; none: empty."""
    wide = chr(ord(char) + 0xFEE0) if re.match(r"[A-Za-z;?]", char) else char
    pair = wide.encode("gbk", "ignore")
    return pair if len(pair) == 2 else b""


def _decode(pair: bytes) -> str:
    return pair.decode("gbk", "ignore") if len(pair) == 2 else ""


def _best_reading(line: str, left: str, found: list[_Template], known: str) -> _Reading | None:
    """The reading that leaves fewest characters alone, if only one does and words bear it.

    Of several, the one whose words the document has elsewhere, if that is one.
    """
    last = max((template.end for template in found), default=0)
    before = _CLAUSE_END.split(PINYIN.sub("", left))[-1][-_CONTEXT:]

    def judge(template: _Template, choices: list[list[str]]) -> Iterator[_Reading]:
        rest = PINYIN.sub("", line[template.end : last])
        behind = PINYIN.sub("", line[last : last + _CONTEXT])
        return _readings(template, choices, (before, rest, behind), known)

    readings = [r for t in found for r in judge(t, _choices(t, known))]
    if min((r.lonely for r in readings), default=_DROP_COST + 1) > _DROP_COST:
        wide = [(w, _choices(w, known)) for t in found for w in _with_dropped_pair(t)]
        if any(_size(choices) > _MAX_READINGS for _, choices in wide):
            return None
        readings += [r for t, choices in wide for r in judge(t, choices)]
    fewest = min((r.lonely for r in readings), default=0)
    best = {r.text: r for r in readings if r.lonely == fewest}
    if len(best) > 1:
        best = {text: r for text, r in best.items() if all(word in known for word in r.words)}
    (only, *others) = best.values() or (None,)
    if only is None or others or not only.borne:
        return None
    rival = not only.paired and any(r.paired and r.lonely <= fewest + 2 for r in readings)
    return None if rival or not only.kept else only


def _with_dropped_pair(template: _Template) -> Iterator[_Template]:
    """The same run with one pair of bytes more, at each place where one may have stood."""
    for at in range(1, len(template.sets), 2):
        for pair in _DROPPED:
            sets = (*template.sets[:at], *pair, *template.sets[at:])
            yield replace(template, sets=sets, dropped=True)


def _choices(template: _Template, known: str) -> list[list[str]]:
    """Characters for each two bytes; where a byte is lost, such as the document has elsewhere."""
    choices: list[list[str]] = []
    for lead, trail in zip(template.sets[::2], template.sets[1::2], strict=True):
        chars = [_decode(bytes(pair)) for pair in product(lead, trail)]
        several = len(chars) > 1
        chars = [_as_written(char, known) for char in chars if _is_text(char)]
        if several:
            chars = [c for c in chars if c in known or not (template.dropped or _is_unusual(c))]
            used = [char for char in chars if char in known]
            chars = used if len(used) == 1 and len(chars) <= _FEW else chars
        choices.append(chars)
    if template.last_sounds:
        choices[-1] = [char for char in choices[-1] if template.last_sounds in _sounds(char)]
    return choices


def _as_written(char: str, known: str) -> str:
    """A sign in the width that the document prefers; a Chinese character as it is."""
    half = char.translate(_HALF_WIDTH)
    return half if half != char and known.count(half) > known.count(char) else char


def _size(choices: list[list[str]]) -> int:
    return prod(len(chars) for chars in choices)


def _readings(
    template: _Template, choices: list[list[str]], around: tuple[str, str, str], known: str
) -> Iterator[_Reading]:
    """Every text of the choices, judged by the words it forms with what stands around it.

    ``around``: what stands before; what the template leaves unread of the longest run, which
    counts as the run does; what stands behind.
    """
    before, rest, behind = around
    sets = template.sets
    kept = all(len(a) == 1 or len(b) == 1 for a, b in zip(sets[::2], sets[1::2], strict=True))
    undecided = {i for i, chars in enumerate(choices) if len(chars) > 1}
    for chars in product(*choices) if _size(choices) <= _MAX_READINGS else ():
        text = "".join(chars)
        line = before + text + rest + behind
        at = -len(before)
        lonely = _DROP_COST * template.dropped
        words, borne = [], True
        pairs = [
            (line[i - 1 : i + 1], line[i : i + 2])
            for i in (len(before) + u for u in undecided if text[u] not in _SIGNS)
        ]
        paired = all(any(pair in _pairs(known) for pair in both) for both in pairs)
        for word in rjieba.cut(_converter().convert(line), False):
            inside = not undecided.isdisjoint(range(at, at + len(word)))
            alone = len(word) == 1 and bool(re.match(r"[\w?]", word))
            lonely += alone and -1 <= at <= len(text + rest)
            if alone and 0 <= at < len(text):
                borne = borne and not inside and text[at] in known
            if inside:
                words.append(line[at + len(before) :][: len(word)])
            at += len(word)
        yield _Reading(template.end, text, lonely, tuple(words), paired, kept, borne)


@cache
def _sounds(char: str) -> frozenset[str]:
    """All readings of a character, with tone marks."""
    found = pinyin(char, style=Style.TONE, heteronym=True, errors="ignore")
    return frozenset(found[0] if found else ())


@lru_cache(maxsize=1)
def _pairs(known: str) -> frozenset[str]:
    """Every two neighbouring Chinese characters of the document."""
    return frozenset(re.findall(rf"(?=([{HAN}]{{2}}))", known))


@cache
def _is_unusual(char: str) -> bool:
    """Whether a traditional text would write it otherwise: simplified 热, the variant 葯."""
    return bool(_converter("s2t").convert(_converter().convert(char)) != char)


@cache
def _is_text(char: str) -> bool:
    """Whether a reading may hold it: a Chinese character in use, or a sign of punctuation."""
    if re.match(f"[{HAN}]", char):
        return len(_converter().convert(char).encode("gb2312", "ignore")) == 2
    return bool(char) and char in _SIGNS


@cache
def _converter(name: str = "t2s") -> opencc.OpenCC:
    return opencc.OpenCC(name)
