"""Reads the targets of one sentence, left to right."""

import re
from dataclasses import dataclass, replace

from corpus.document import Target
from corpus.goals import Head, Post, is_goal, read_head, read_post
from corpus.indicators import after_growth, brings_about, names_level, noun_phrase
from corpus.periods import Mention, find_mentions
from corpus.quantities import Quantity, find_quantities, per_unit
from corpus.target_names import full_name, own_name, shared_out

_MARKS = "，,；;：:。！？\n"
#: Where the words after a figure end; not at the bracket of 低（零）碳.
_RESTS = re.compile(
    r"[，,。；;、：:\n]|[和及与](?=\d)|[（(](?![^（）()]{1,2}[)）][一-龥])|(?<![（(].)(?<![（(]..)[)）]"
)
_LIST_GAP = re.compile(r"(?:、|和|及|与|以及|或|/)+$")
#: “由2020年的X提高到2025年的Y”: X is where it starts from.
_FROM = re.compile(r"[由从]\x00*的?约?$")
_RISES = re.compile(r"(?:左右)?(?:的水平)?(?:提高|提升|降|增|上升|下降|减|压|增长|扩大|调整|优化)")
_REACH = 300  # characters; no clause of a plan is longer, and garbled text must not take hours
_GAP = "\x00"  # stands for a character of a time, so that offsets hold


@dataclass(slots=True)
class State:
    """What a clause takes over from those before it; ``past``: the last time named has been."""

    periods: tuple[str, ...] = ()
    base: str = ""
    qualifiers: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    comparator: str = ""
    past: bool = False
    whole: tuple[str, ...] = ()  # what the parts under 其中 are parts of


@dataclass(frozen=True, slots=True)
class _Run:
    """Figures listed side by side, 25%、27%, with what follows each."""

    figures: tuple[tuple[Quantity, Post], ...]

    @property
    def first(self) -> Quantity:
        return self.figures[0][0]

    @property
    def start(self) -> int:
        return self.first.start

    @property
    def post(self) -> Post:
        return self.figures[-1][1]

    @property
    def end(self) -> int:
        return self.post.end


class SentenceReader:
    """Reads one sentence without blanks; ``state`` is left as the sentence leaves it."""

    def __init__(self, text: str, state: State) -> None:
        self.text = text
        self.state = state
        self.mentions = find_mentions(text)
        self.bare = _blank(text, self.mentions)
        figures = [q for q in find_quantities(text) if self._stands_alone(q)]
        self._take_starts(figures)
        self.runs = _runs(self.bare, figures)
        self.cursor = 0  # the end of the last target
        self.topic = ""  # 安装比例：住宅不低于20%，厂房不低于50%
        self.local_base = ""
        self.ahead = False  # whether the last time named is one to come: 到2025年
        self.found: list[Target] = []

    def read(self) -> list[Target]:
        """The targets, in order."""
        for run in self.runs:
            if run.start < self.cursor:
                continue  # part of the last target's thing: 2座100吨电弧炉
            left = max(self.cursor, self._clause_start(run.start))
            self._note_times(left, run.start)
            self.cursor = self._read_run(run, left)
        self._note_times(len(self.text), len(self.text))
        return self.found

    def _stands_alone(self, quantity: Quantity) -> bool:
        """Whether a figure is no part of a time, a title or a remark in brackets."""
        if any(m.start < quantity.end and quantity.start < m.end for m in self.mentions):
            return False
        opened = max(self.text.rfind(mark, 0, quantity.start) for mark in "（(《")
        closed = max(self.text.rfind(mark, 0, quantity.start) for mark in "）)》")
        return opened <= closed or self.text.startswith("其中", opened + 1)

    def _take_starts(self, figures: list[Quantity]) -> None:
        """Turns 由2020年的X提高到 into a mention of the base year."""
        for quantity in list(figures):
            if not _RISES.match(self.bare, quantity.end):
                continue
            near = max(quantity.start - _REACH, 0)
            before = _FROM.search(_blank(self.text, self.mentions, "由从"), near, quantity.start)
            if before:
                figures.remove(quantity)
                years = [m for m in self.mentions if before.start() < m.end <= quantity.start]
                values = years[-1].values if years else ()
                self.mentions = [m for m in self.mentions if m not in years]
                self.mentions.append(Mention(before.start(), quantity.end, "base", values))
                self.mentions.sort(key=lambda m: m.start)
                self.bare = _blank(self.text, self.mentions)

    def _clause_start(self, position: int) -> int:
        depth = 0
        floor = max(position - _REACH, 0)
        for index in range(position - 1, floor - 1, -1):
            char = self.bare[index]
            depth += (char in "）)") - (char in "（(")
            if depth < 0 or (depth == 0 and char in _MARKS):
                return index + 1
        return floor

    def _words(self, start: int, end: int) -> str:
        return self.bare[start:end].replace(_GAP, "").strip("、，,：: ")

    def _peaks(self, mention: Mention) -> bool:
        """Whether a time is that of a peak: 碳排放力争2030年前达到峰值."""
        before = self._words(self._clause_start(mention.start), mention.start)
        rest = self.text[mention.end : mention.end + _REACH]
        clause = re.split("[，,。；;]", rest, maxsplit=1)[0]
        return bool(noun_phrase(before)) and re.search("达峰|峰值", clause) is not None

    def _note_times(self, left: int, right: int) -> None:
        """Takes over the times named since the last target.

        A base year in the figure's own clause, from ``left`` on, is that figure's alone.
        """
        self.local_base = ""
        for mention in self.mentions:
            if not self.cursor <= mention.start < right:
                continue
            start = self._clause_start(mention.start)
            if mention.end < left and self._peaks(mention):
                continue  # the year of a peak is not that of the figures after it
            if mention.role in ("due", "past"):
                self.state.past = mention.role == "past"
            if mention.role == "due":
                self.state.periods = mention.values
                self.ahead = self.text[mention.start] in "到至“十"
                alone = self._words(start, mention.end + 1)
                self.state.qualifiers = (alone,) if alone in ("力争", "争取", "确保") else ()
                if mention.start < left:
                    self.state.base = ""
            elif mention.role == "base" and mention.values:
                if mention.start < left:
                    self.state.base = mention.values[0]
                else:
                    self.local_base = mention.values[0]

    def _read_run(self, run: _Run, left: int) -> int:
        """Notes the targets of a run and tells how far the text is used up."""
        head = read_head(self._words(left, run.start))
        named = noun_phrase(head.subject)
        if named in ("", "其中") and not brings_about(head.subject):
            head = replace(head, subject="")
        if self.state.past:
            # 2020年占比为20%，到2025年提高到25%: the name is taken over, the figure is not
            self.state.indicators = (named,) if named else self.state.indicators
            return self.cursor
        rest = _RESTS.search(self.text, run.end)
        after_end = rest.start() if rest else len(self.text)
        after = self.text[run.end : after_end]
        grown = "" if head.subject else self._subject_before(left, run.start)
        beside = bool(self.state.indicators or grown)
        goal = (head.comparator != "为" or self.ahead) and is_goal(
            run.first,
            head,
            run.post,
            self._words(self._clause_start(run.start), run.start),
            after,
            due=bool(self.state.periods),
            beside=beside,
            listed=beside and self.text.startswith("、", self.cursor),
        )
        if not goal or not self._name(run, head, after, grown):
            self.state.indicators = ()
            return self.cursor
        used = after_end if after else run.end
        self._add(run, head, left, used)
        return used

    def _subject_before(self, left: int, right: int) -> str:
        """The subject of the clause before: 新能源车占比进一步提高，达到25%."""
        place = left - 1
        while place > self.cursor:
            start = max(self._clause_start(place), self.cursor)
            words = self._words(start, place)
            if words:
                dated = any(left <= m.start < right for m in self.mentions)
                listed = dated and self.text[left - 1] in "：:"  # 充电桩：2025年2万个
                plain = noun_phrase(words) if listed or names_level(words) else ""
                return after_growth(words) or plain
            place = start - 1
        return ""

    def _name(self, run: _Run, head: Head, after: str, grown: str) -> bool:
        """Puts the indicators of a run into the state; False if nothing names them."""
        name, comparator = own_name(head, after, run.first)
        self.state.comparator = comparator or ("" if name else self.state.comparator)
        if not name:
            if grown:
                self.state.indicators = (grown,)
            elif self.state.whole and re.search("[；;]", self.text[self.cursor : run.start]):
                self.state.indicators = self.state.whole
            return bool(self.state.indicators)
        if head.subject.startswith("其中"):
            self.state.whole = self.state.indicators
        start = self._clause_start(run.start)
        percent = run.first.kind == "percent"
        if start and self.text[start - 1] in "：:":
            topic = self._words(self._clause_start(start - 1), start)
            self.topic = topic if names_level(topic) else ""
        listed = self.text.startswith("、", self.cursor)
        alike = bool(self.found) and self.found[-1].unit == run.first.unit
        part = head.subject.startswith("其中") or self.text[:start].endswith(("其中，", "其中,"))
        shares = alike and (listed or (percent and (part or not (head.comparator or head.bound))))
        before = self.state.indicators[-1] if self.state.indicators else ""
        name = full_name(name, before, self.topic if percent else "", shares=shares)
        self.state.indicators = shared_out(name, len(run.figures), len(self.state.periods))
        return True

    def _add(self, run: _Run, head: Head, left: int, end: int) -> None:
        periods = self.state.periods or ("",)
        names = self.state.indicators
        shown = self.text[left : run.start].find(names[0])
        start = left + max(shown, 0)
        while start < run.start and self.text[start] in "、，,：:":
            start += 1
        for index, (quantity, post) in enumerate(run.figures):
            soft = (*self.state.qualifiers, *head.qualifiers, *post.qualifiers)
            bound = head.bound or post.bound or run.post.bound
            target = Target(
                indicator=names[index] if len(names) == len(run.figures) else names[-1],
                period=periods[index % len(periods)],
                base=self.local_base or self.state.base,
                comparator=_comparator(self.state.comparator, bound),
                value=quantity.value,
                unit=per_unit(quantity, head.per) if head.per else quantity.unit,
                qualifier="、".join(dict.fromkeys(soft)),
                start=start,
                end=end if index == len(run.figures) - 1 else post.end,
                nature=post.nature,
            )
            if len(run.figures) == 1:
                self.found += (replace(target, period=period) for period in periods)
            elif len(set(names)) == len(run.figures):
                self.found.append(replace(target, period=periods[0]))
            else:
                self.found.append(target)


def _comparator(level: str, bound: str) -> str:
    """A change outranks a bound, a bound a level reached."""
    reached = re.search(r"[到至为在达占]$|达到|实现|突破|接近", level)
    return (bound or level) if reached or not level else level


def _blank(text: str, mentions: list[Mention], but: str = "") -> str:
    """The text with its times blanked out, offsets kept; not a first word that is in ``but``."""
    for mention in mentions:
        start = mention.start + (text[mention.start] in but)
        text = text[:start] + _GAP * (mention.end - start) + text[mention.end :]
    return text


def _runs(text: str, figures: list[Quantity]) -> list[_Run]:
    runs: list[_Run] = []
    for quantity in figures:
        item = (quantity, read_post(text, quantity.end))
        gap = text[runs[-1].end : quantity.start] if runs else ""
        apart = "分别" in text[max(quantity.start - 40, 0) : quantity.start]
        if _LIST_GAP.match(gap) or (apart and gap in ("，", ",")):
            runs[-1] = _Run((*runs[-1].figures, item))
        else:
            runs.append(_Run((item,)))
    return runs
