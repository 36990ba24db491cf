"""Whether a parsed document holds together: what its measures cover, and what looks wrong."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter

from corpus.document import Document, Measure, MeasureKind
from corpus.outline.lines import letters, split_lines
from corpus.outline.numbering import match_number, to_int

#: The share of a body's characters that its measures are expected to hold.
MIN_SHARE = 0.995
_MAX_MEASURE_CHARS = 3000  # the longest of the 300 in five real plans has some 1200
_MAX_NAMED = 3
_NUMBER = re.compile(r"\d+|[一二三四五六七八九十百零〇]+|[①-⑳㉑-㉟]")


@dataclass(frozen=True, slots=True)
class Extent:
    """A measure and how long it is, in characters."""

    address: str
    chars: int


@dataclass(frozen=True, slots=True)
class Sanity:
    """A document's report.

    ``body_chars`` counts the characters of the body without blanks, headings that paths repeat,
    the title and what was left out with a reason; ``covered_chars`` those inside a measure of
    any kind. ``gaps`` names missing numbers, ``lost`` the lines (from 1) inside no record.
    """

    body_chars: int
    covered_chars: int
    kinds: tuple[tuple[MeasureKind, int], ...]
    gaps: tuple[str, ...]
    longest: Extent | None
    shortest: Extent | None
    left_out: tuple[tuple[str, int], ...]
    lost: tuple[int, ...]
    warnings: tuple[str, ...]

    @property
    def share(self) -> float:
        """The share of the body's characters inside measures, 0 to 1."""
        return self.covered_chars / self.body_chars if self.body_chars else 0.0


def check(document: Document) -> Sanity:
    """The report of a document, with a warning for each thing that a person should look at."""
    measures = document.measures
    body, covered, lost = _coverage(document)
    lengths = sorted((Extent(m.id, len(m.text)) for m in measures), key=lambda e: e.chars)
    left: Counter[str] = Counter()
    for part in document.left_out:
        left[part.reason.partition("，与")[0]] += len(document.text[part.start : part.end])
    gaps = tuple(_gaps(document))
    return Sanity(
        body_chars=body,
        covered_chars=covered,
        kinds=tuple(Counter(m.kind for m in measures).most_common()),
        gaps=gaps,
        longest=lengths[-1] if lengths else None,
        shortest=lengths[0] if lengths else None,
        left_out=tuple(left.most_common()),
        lost=lost,
        warnings=tuple(_warnings(document, body, covered, lost)),
    )


def _coverage(document: Document) -> tuple[int, int, tuple[int, ...]]:
    """(characters of the body, those inside measures, numbers of the lines inside no record)."""
    measures = _Spans((m.start, m.end) for m in document.measures)
    outside = _Spans((part.start, part.end) for part in document.left_out)
    headings = {letters(heading) for m in document.measures for heading in m.path}
    title = letters(document.title)
    body = covered = 0
    lost: list[int] = []
    for line in split_lines(document.text):
        if outside.hold(line.start):
            continue
        chars = len(re.sub(r"\s", "", line.text))
        if measures.hold(line.start):
            body, covered = body + chars, covered + chars
        elif not _is_heading(letters(line.text), headings, title):
            body += chars
            lost.append(1 + document.text.count("\n", 0, line.start))
    return body, covered, tuple(lost)


class _Spans:
    """Spans that do not overlap, asked many times whether a place is inside one."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._spans = sorted(spans)

    def hold(self, position: int) -> bool:
        """Whether a place is inside a span."""
        index = bisect_right(self._spans, position, key=itemgetter(0)) - 1
        return index >= 0 and position < self._spans[index][1]


def _is_heading(line: str, headings: set[str], title: str) -> bool:
    is_title = bool(line) and (line in title or line.startswith(title))
    return is_title or line in headings or any(line in heading for heading in headings)


def _gaps(document: Document) -> Iterable[str]:
    """`二：（三）与（五）之间缺 1 项` for each parent whose numbers skip."""
    numbers: dict[str, dict[str, None]] = {}  # parent → the numbers below it, in order
    for measure in document.measures:
        parent = document.id
        for part in measure.id.removeprefix(f"{document.id}/").split("/"):
            numbers.setdefault(parent, {})[part] = None
            parent = f"{parent}/{part}"
    for parent, siblings in numbers.items():
        place = parent.removeprefix(document.id).strip("/") or "全文"
        for before, after in pairwise(siblings):
            missing = _value(after) - _value(before) - 1
            same_style = _NUMBER.sub("", before) == _NUMBER.sub("", after)
            if same_style and _value(before) and missing > 0 and "~" not in before + after:
                yield f"{place}：{before} 与 {after} 之间缺 {missing} 项"


def _value(number: str) -> int:
    found = match_number(number) or match_number(f"{number}、") or match_number(f"{number}.")
    if found:
        return found.value
    digits = re.search(r"\d+|[一二三四五六七八九十]+", number)
    return to_int(digits[0]) if digits else 0


def _warnings(document: Document, body: int, covered: int, lost: tuple[int, ...]) -> Iterable[str]:
    share = covered / body if body else 0.0
    if share < MIN_SHARE:
        lines = "、".join(map(str, lost[:_MAX_NAMED]))
        yield f"正文有 {1 - share:.1%} 的文字不在任何措施里（第 {lines} 行等），请核对"
    for measure in document.measures:
        if len(measure.text) > _MAX_MEASURE_CHARS:
            address = _short(document, measure)
            yield f"{address} 长达 {len(measure.text)} 字，可能漏认了其中的编号或小标题"
    yield from _untitled(document)


def _untitled(document: Document) -> Iterable[str]:
    """A measure without a title among siblings that mostly have one."""
    families: dict[str, list[Measure]] = {}
    for measure in document.counted_measures:
        families.setdefault(measure.id.rpartition("/")[0], []).append(measure)
    for siblings in families.values():
        without = [m for m in siblings if not m.title]
        if without and len(siblings) >= 3 and len(without) <= len(siblings) // 3:
            names = "、".join(_short(document, m) for m in without[:_MAX_NAMED])
            yield f"{names} 没有认出小标题，同级的有"


def _short(document: Document, measure: Measure) -> str:
    return measure.id.removeprefix(f"{document.id}/")
