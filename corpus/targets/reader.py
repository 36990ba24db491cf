"""Reads the targets of one sentence, left to right."""

import re
from dataclasses import dataclass, replace
from itertools import islice

from corpus.document import Target
from corpus.targets.goals import Head, compare, is_goal, read_head
from corpus.targets.indicators import (
    after_growth,
    brings_about,
    governs,
    names_level,
    noun_phrase,
)
from corpus.targets.names import each_of, full_name, own_name, shared_out, without_places
from corpus.targets.quantities import per_unit
from corpus.targets.sentence import REACH, Run, Sentence

#: 化肥、农药利用率均达到43%; not 年均, 人均.
_EACH = re.compile(r"(?<![年人平户亩日月])均(?![衡匀值等线])[^，、]{0,8}$|各$")
#: 已建成绿色工厂9家，到2026年新增5家: the name is taken over, the figure is not.
_HAS = re.compile("已建|已经|已[有达完累投]|现有|目前")
_GRANT = re.compile("补助|补贴|奖励|奖补|资助|贴息")


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


class SentenceReader:
    """Reads one sentence without blanks; ``state`` is left as the sentence leaves it.

    ``boxed`` says that the text is a box of projects.
    """

    def __init__(self, text: str, state: State, *, boxed: bool = False) -> None:
        self.text = text
        self.boxed = boxed
        self.sentence = Sentence(text)
        self.state = state
        self.cursor = 0  # the end of the last target
        self.topic = ""  # 安装比例：住宅不低于20%，厂房不低于50%
        self.local_base = ""
        self.ahead = bool(state.periods)  # whether the last time named is one to come: 到2025年
        self.found: list[Target] = []
        self.noted = 0  # up to where the times are noted
        self.told: dict[str, None] = {}  # the indicators found, in order
        self.latest: dict[tuple[str, str], Target] = {}  # by comparator and unit
        grant = _GRANT.search(text)
        self.granted = grant.end() if grant else len(text)

    def read(self) -> list[Target]:
        """The targets, in order."""
        for run in self.sentence.runs:
            if run.start < self.cursor:
                continue  # part of the last target's thing: 2座100吨电弧炉
            left = max(self.cursor, self.sentence.clause_start(run.start))
            self._note_times(left, run.start)
            self.cursor = self._read_run(run, left)
        self._note_times(len(self.text), len(self.text))
        return self.found

    def _note_times(self, left: int, right: int) -> None:
        """Takes over the times named since the last target.

        A base year in the figure's own clause, from ``left`` on, is that figure's alone.
        """
        self.local_base = ""
        # a time noted in its own clause is noted anew once that lies behind
        first = max(self.cursor, min(self.noted, left - REACH))
        for mention in self.sentence.times(first, right):
            start = self.sentence.clause_start(mention.start)
            if mention.end < left and self.sentence.is_peak_year(mention):
                continue  # the year of a peak is not that of the figures after it
            if mention.role in ("due", "past"):
                self.state.past = mention.role == "past"
            if mention.role == "due":
                self.state.periods = mention.values
                self.ahead = (
                    self.text[mention.start] in "到至“十" or self.text[mention.end - 1] == "前"
                )
                alone = self.sentence.words(start, mention.end + 1)
                self.state.qualifiers = (alone,) if alone in ("力争", "争取", "确保") else ()
                if mention.start < left:
                    self.state.base = ""
            elif mention.role == "base" and mention.values:
                if mention.start < left:
                    self.state.base = mention.values[0]
                else:
                    self.local_base = mention.values[0]
        self.noted = max(self.noted, right)

    def _read_run(self, run: Run, left: int) -> int:
        """Notes the targets of a run and tells how far the text is used up."""
        head = read_head(self.sentence.words(left, run.start))
        named = noun_phrase(head.subject)
        if named in ("", "其中") and not brings_about(head.subject):
            head = replace(head, subject="")
        if head.comparator == "为" and self.state.periods and not self.ahead:
            self.state.past = True  # 2022年占比为20%，比2015年提高5个百分点
            self.cursor = run.end
        if self.state.past:
            # 2020年占比为20%，到2025年提高到25%: the name is taken over, the figure is not
            self.state.indicators = (named,) if named else self.state.indicators
            return self.cursor
        percent = run.first.kind == "percent"
        end = self.sentence.rest_end if percent else self.sentence.thing_end
        after_end = end(run.end)
        after = self.text[run.end : after_end]
        if percent and after and not (head.comparator or head.bound):
            after += self.sentence.shared_deed(after_end)
        head = replace(head, subject=without_places(head.subject) if after else head.subject)
        deeds = run.first.kind == "counted" and bool(head.bound) and "每年" in head.qualifiers
        grown = "" if head.subject else self._subject_before(left, run.start, deeds=deeds)
        beside = bool(self.state.indicators or grown)
        granted = self.granted <= run.start and run.first.unit == "元"
        goal = (
            not (granted and head.bound)
            and (head.comparator != "为" or self.ahead)
            and is_goal(
                run.first,
                head,
                run.post,
                self.sentence.words(self.sentence.clause_start(run.start), run.start),
                after,
                due=bool(self.state.periods),
                beside=beside,
                listed=beside and self.text.startswith("、", self.cursor),
                boxed=self.boxed,
            )
        )
        if not goal or not self._name(run, head, left, after, grown):
            told = named and not goal and _HAS.search(self.text[left : run.start])
            self.state.indicators = (named,) if told else ()
            return self.cursor
        used = after_end if after else run.end
        self._add(run, head, left, used)
        return used

    def _subject_before(self, left: int, right: int, *, deeds: bool) -> str:
        """The subject of the clause before: 新能源车占比进一步提高，达到25%.

        With ``deeds``, also what is done in it: 开展节能诊断，每年不少于50家.
        """
        place = left - 1
        while place > self.cursor:
            start = max(self.sentence.clause_start(place), self.cursor)
            words = self.sentence.words(start, place)
            if words:
                dated = bool(self.sentence.times(left, right))
                listed = dated and self.text[left - 1] in "：:"  # 充电桩：2025年2万个
                done = deeds and brings_about(words) is not None and not governs(words)
                plain = noun_phrase(words) if listed or names_level(words) or done else ""
                return after_growth(words) or plain
            place = start - 1
        return ""

    def _name(self, run: Run, head: Head, left: int, after: str, grown: str) -> bool:
        """Puts the indicators of a run into the state; False if nothing names them."""
        name, comparator = own_name(head, after, run.first)
        self.state.comparator = comparator or ("" if name else self.state.comparator)
        if not name:
            count = len(run.figures)
            if grown:
                self.state.indicators = (grown,)
            elif "分别" in self.sentence.words(left, run.start) and len(self.told) >= count > 1:
                self.state.indicators = tuple(islice(reversed(self.told), count))[::-1]
            elif parallel := self._parallel(head.comparator, run.first.unit):
                self.state.indicators = (parallel,)
            elif self.state.whole and re.search("[；;]", self.text[self.cursor : run.start]):
                self.state.indicators = self.state.whole
            return bool(self.state.indicators)
        if head.subject.startswith("其中"):
            self.state.whole = self.state.indicators
        start = self.sentence.clause_start(run.start)
        percent = run.first.kind == "percent"
        if start and self.text[start - 1] in "：:":
            topic = self.sentence.words(self.sentence.clause_start(start - 1), start)
            self.topic = topic if names_level(topic) else ""
        listed = self.text.startswith("、", self.cursor)
        alike = bool(self.found) and self.found[-1].unit == run.first.unit
        part = head.subject.startswith("其中") or self.text.endswith(("其中，", "其中,"), 0, start)
        shares = alike and (listed or (percent and (part or not (head.comparator or head.bound))))
        before = self.state.indicators[-1] if self.state.indicators else ""
        name = full_name(name, before, self.topic if percent else "", shares=shares)
        self.state.indicators = shared_out(name, len(run.figures), len(self.state.periods))
        return True

    def _parallel(self, change: str, unit: str) -> str:
        """What changed alike before: A下降5%、B提高8%；到2030年下降9%、提高12%."""
        alike = self.latest.get((change, unit))
        if not change or not alike or alike is self.found[-1]:
            return ""
        return "" if alike.period in self.state.periods else alike.indicator

    def _add(self, run: Run, head: Head, left: int, end: int) -> None:
        periods = self.state.periods or ("",)
        names = self.state.indicators
        shown = self.text[left : run.start].find(names[0])
        each = _EACH.search(self.sentence.words(left, run.start))
        start = left + max(shown, 0)
        while start < run.start and self.text[start] in "、，,：:":
            start += 1
        for index, (quantity, post) in enumerate(run.figures):
            soft = (*self.state.qualifiers, *head.qualifiers, *post.qualifiers)
            bound = head.bound or post.bound or run.post.bound
            comparator, rest = compare(self.state.comparator, bound)
            target = Target(
                indicator=names[index] if len(names) == len(run.figures) else names[-1],
                period=periods[index % len(periods)],
                base=self.local_base or self.state.base,
                comparator=comparator,
                value=quantity.value,
                unit=per_unit(quantity, head.per) if head.per else quantity.unit,
                qualifier="、".join(dict.fromkeys((*soft, *rest))),
                start=start,
                end=end if index == len(run.figures) - 1 else post.end,
                nature=post.nature,
            )
            if len(run.figures) == 1:
                named = each_of(names, each[0]) if each else (target.indicator,)
                told = [replace(target, indicator=n, period=p) for n in named for p in periods]
            elif len(set(names)) == len(run.figures):
                told = [replace(target, period=periods[0])]
            else:
                told = [target]
            for item in told:
                self.found.append(item)
                self.told[item.indicator] = None
                self.latest[item.comparator, item.unit] = item
