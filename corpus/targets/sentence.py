"""A sentence as its targets are read: the figures in runs, the times blanked out, the clauses."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from corpus.targets.goals import DONE, Post, read_post
from corpus.targets.indicators import noun_phrase
from corpus.targets.periods import Mention, find_mentions
from corpus.targets.quantities import Quantity, find_quantities

MARKS = "，,；;：:。！？\n"
#: Where the words after a figure end; not at the bracket of 低（零）碳.
_RESTS = re.compile(
    r"[，,。；;、：:\n]|[和及与至到](?=\d)|[（(](?![^（）()]{1,2}[)）][一-龥、])|(?<![（(].)(?<![（(]..)[)）]"
)
_LIST_GAP = re.compile(r"(?:、|和|及|与|以及|或|/)+$")
#: “由2020年的X提高到2025年的Y”: X is where it starts from.
_FROM = re.compile(r"[由从]\x00*的?约?$")
_RISES = re.compile(r"(?:左右)?(?:的水平)?(?:提高|提升|降|增|上升|下降|减|压|增长|扩大|调整|优化)")
#: 特色鲜明、优势突出的产业集群, without figures.
_DESCRIBED = re.compile(r"[^，,。；;：:\d]{2,30}的[^的，,。；;、：:\d\n]{2,}(?=[，,。；;]|$)")
_SHARES = re.compile(
    r"(?:[、和及]\d[\d.]*[%％](?:以上)?的?(?P<last>[^，,。；;、：:\d\n]{2,30}?)){1,9}(?=[，,。；;、]|$)"
)
#: What stands in brackets, up to the next one of any kind; not （其中X达到5%）.
_REMARK = re.compile(r"[（(《](?!其中)[^（(《）)》]*")
REACH = 300  # characters; no clause of a plan is longer, and garbled text must not take hours
_GAP = "\x00"  # stands for a character of a time, so that offsets hold


@dataclass(frozen=True, slots=True)
class Run:
    """Figures listed side by side, 25%、27%, with what follows each."""

    figures: tuple[tuple[Quantity, Post], ...]

    @property
    def first(self) -> Quantity:
        """The first figure, which says what kind the run is of."""
        return self.figures[0][0]

    @property
    def start(self) -> int:
        """Where the first figure begins."""
        return self.first.start

    @property
    def post(self) -> Post:
        """What follows the last figure."""
        return self.figures[-1][1]

    @property
    def end(self) -> int:
        """Where the last figure ends, with 以上 and the like."""
        return self.post.end


class Sentence:
    """One sentence without blanks; offsets of all parts are those of ``text``.

    ``mentions`` are its times in order, ``bare`` the text with them blanked out, ``runs`` its
    figures, but for those of a time, a title, a remark in brackets or a starting point (由X).
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.mentions = find_mentions(text)
        self.bare = _blank(text, self.mentions)
        self.runs = _runs(self.bare, self._take_starts(self._standing_alone()))
        self._mention_starts = [mention.start for mention in self.mentions]

    def times(self, start: int, end: int) -> list[Mention]:
        """The times that begin in ``[start, end)``, in order."""
        first = bisect_left(self._mention_starts, start)
        return self.mentions[first : bisect_left(self._mention_starts, end)]

    def clause_start(self, position: int) -> int:
        """Where the clause around ``position`` begins; brackets are not cut open."""
        depth = 0
        floor = max(position - REACH, 0)
        for index in range(position - 1, floor - 1, -1):
            char = self.bare[index]
            depth += (char in "）)") - (char in "（(")
            if depth < 0 or (depth == 0 and char in MARKS):
                return index + 1
        return floor

    def words(self, start: int, end: int) -> str:
        """The words of a span without its times and the marks around it."""
        return self.bare[start:end].replace(_GAP, "").strip("、，,：: ")

    def rest_end(self, position: int) -> int:
        """Where the words after a figure end."""
        reach = min(position + REACH, len(self.text))
        rest = _RESTS.search(self.text, position, reach)
        return rest.start() if rest else reach

    def thing_end(self, position: int) -> int:
        """Where the thing counted ends: past the 、 of 8个甲、乙的产业集群."""
        end = self.rest_end(position)
        described = _DESCRIBED.match(self.bare, position)
        return described.end() if described and self.text[end : end + 1] == "、" else end

    def shared_deed(self, position: int) -> str:
        """What the shares listed from ``position`` on have done: 、80%的乙建成系统 is 建成系统."""
        listed = _SHARES.match(self.text, position)
        deed = DONE.search(listed["last"]) if listed else None
        return listed["last"][deed.start() :] if listed and deed else ""

    def is_peak_year(self, mention: Mention) -> bool:
        """Whether a time is that of a peak: 碳排放力争2030年前达到峰值."""
        before = self.words(self.clause_start(mention.start), mention.start)
        rest = self.text[mention.end : mention.end + REACH]
        clause = re.split("[，,。；;]", rest, maxsplit=1)[0]
        return bool(noun_phrase(before)) and re.search("达峰|峰值", clause) is not None

    def _standing_alone(self) -> list[Quantity]:
        """The figures, but for those of a time or in a remark."""
        aside = bytearray(len(self.text))
        for remark in _REMARK.finditer(self.text):
            aside[remark.start() : remark.end()] = b"\1" * len(remark[0])
        return [
            quantity
            for quantity in find_quantities(self.text)
            if not aside[quantity.start] and _GAP not in self.bare[quantity.start : quantity.end]
        ]

    def _take_starts(self, figures: list[Quantity]) -> list[Quantity]:
        """Turns 由2020年的X提高到 into a mention of the base year; the figures left."""
        opened = _blank(self.text, self.mentions, "由从")
        ends = [mention.end for mention in self.mentions]
        left: list[Quantity] = []
        bases: list[Mention] = []
        dropped: set[int] = set()
        for quantity in figures:
            near = max(quantity.start - REACH, 0)
            before = _RISES.match(self.bare, quantity.end) and _FROM.search(
                opened, near, quantity.start
            )
            if not before:
                left.append(quantity)
                continue
            years = range(bisect_right(ends, before.start()), bisect_right(ends, quantity.start))
            values = self.mentions[years[-1]].values if years else ()
            dropped.update(years)
            bases.append(Mention(before.start(), quantity.end, "base", values))
        if bases:
            rest = [m for index, m in enumerate(self.mentions) if index not in dropped]
            self.mentions = sorted([*rest, *bases], key=lambda mention: mention.start)
            self.bare = _blank(self.text, self.mentions)
        return left


def _blank(text: str, mentions: list[Mention], but: str = "") -> str:
    """The text with its times blanked out, offsets kept; not a first word that is in ``but``."""
    chars = list(text)
    for mention in mentions:
        start = mention.start + (text[mention.start] in but)
        chars[start : mention.end] = _GAP * (mention.end - start)
    return "".join(chars)


def _runs(text: str, figures: list[Quantity]) -> list[Run]:
    runs: list[list[tuple[Quantity, Post]]] = []
    for quantity in figures:
        item = (quantity, read_post(text, quantity.end))
        gap = text[runs[-1][-1][1].end : quantity.start] if runs else ""
        apart = "分别" in text[max(quantity.start - 40, 0) : quantity.start]
        if _LIST_GAP.match(gap) or (apart and gap in ("，", ",")):
            runs[-1].append(item)
        else:
            runs.append([item])
    return [Run(tuple(run)) for run in runs]
