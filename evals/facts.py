"""Scores what is extracted from measures, targets and bodies, against the set ``facts``.

    python -m evals.facts ../shared/corpus --misses

Gold names a measure by its address. A plan that the set does not judge is left out, with a note.
"""

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from importlib.resources import files
from pathlib import Path

from rapidfuzz import fuzz

from corpus import MEASURE_KINDS, CewenError, Document
from corpus.parse import parse_file

#: Per cent; two wordings of an indicator that share less are taken for different indicators.
SAME_INDICATOR = 60.0
_NOT_COMPARED = re.compile(r"[\W_]|全市|全区")


@dataclass(frozen=True, slots=True)
class TargetFact:
    """One target: ``value`` with 万 and 亿 multiplied in, ``period`` such as 2025年 or 十四五."""

    measure: str
    indicator: str
    period: str
    value: str
    unit: str


@dataclass(frozen=True, slots=True)
class BodyFact:
    """One body in a measure's list; ``role`` is ``lead`` or ``responsible``."""

    measure: str
    role: str
    name: str


Fact = TargetFact | BodyFact


@dataclass(frozen=True, slots=True)
class Score:
    """Counts for one document; ``matched`` facts are both in the gold and found."""

    document: str
    gold: int
    found: int
    matched: int

    @property
    def recall(self) -> float | None:
        """Share of the gold that was found, in [0, 1]; None where there is no gold."""
        return self.matched / self.gold if self.gold else None

    @property
    def precision(self) -> float | None:
        """Share of what was found that is gold, in [0, 1]; None where nothing was found."""
        return self.matched / self.found if self.found else None


@dataclass(frozen=True, slots=True)
class Scores:
    """A score for each document and for ``all``; then what was missed and what is false."""

    documents: tuple[Score, ...]
    all: Score
    missed: tuple[Fact, ...]
    false: tuple[Fact, ...]


def score_targets(gold: Iterable[TargetFact], found: Iterable[TargetFact]) -> Scores:
    """Matches one to one: measure, period, value and unit exactly, the indicator by likeness.

    Only the indicator is compared loosely: how many words of the clause belong to it is a matter
    of judgement, and the gold shortens some so as not to copy a plan, while the four other
    fields leave almost nothing open.
    """
    pairs = defaultdict[object, tuple[list[TargetFact], list[TargetFact]]](lambda: ([], []))
    for side, facts in enumerate((gold, found)):
        for fact in facts:
            pairs[fact.measure, fact.period, fact.value, fact.unit][side].append(fact)
    matched, missed, false = list[Fact](), list[Fact](), list[Fact]()
    for golds, founds in pairs.values():
        chosen = _match([fact.indicator for fact in golds], [fact.indicator for fact in founds])
        matched += [golds[i] for i in chosen]
        missed += [fact for i, fact in enumerate(golds) if i not in chosen]
        false += [fact for i, fact in enumerate(founds) if i not in chosen.values()]
    return _scores(matched, missed, false)


def score_bodies(gold: Iterable[BodyFact], found: Iterable[BodyFact]) -> Scores:
    """Matches exactly: a lead body listed as responsible is one missed and one false.

    A body found twice in one list is false the second time; the order of a list does not count.
    """
    golds, founds = Counter(gold), Counter(found)
    return _scores(
        (golds & founds).elements(), (golds - founds).elements(), (founds - golds).elements()
    )


def similarity(indicator: str, other: str) -> float:
    """How alike two wordings are, in per cent; 100 where one holds the other.

    Punctuation, 全市 and 全区 do not count; a wording of one character holds nothing.
    """
    a, b = (_NOT_COMPARED.sub("", text) for text in (indicator, other))
    if min(len(a), len(b)) >= 2 and (a in b or b in a):
        return 100.0
    return float(fuzz.ratio(a, b))


def _match(golds: Sequence[str], founds: Sequence[str]) -> dict[int, int]:
    """The largest one-to-one matching, gold index → found index, by augmenting paths."""
    taken: dict[int, int] = {}

    def place(i: int, tried: set[int]) -> bool:
        for j in sorted(range(len(founds)), key=lambda j: -similarity(golds[i], founds[j])):
            if j not in tried and similarity(golds[i], founds[j]) >= SAME_INDICATOR:
                tried.add(j)
                if j not in taken or place(taken[j], tried):
                    taken[j] = i
                    return True
        return False

    for i in range(len(golds)):
        place(i, set())
    return {i: j for j, i in taken.items()}


def _scores(matched: Iterable[Fact], missed: Iterable[Fact], false: Iterable[Fact]) -> Scores:
    kept = tuple(matched), tuple(missed), tuple(false)
    counts = [Counter(map(_document, facts)) for facts in kept]

    def score(name: str, matches: int, misses: int, extra: int) -> Score:
        return Score(name, matches + misses, matches + extra, matches)

    rows = [score(doc, *(count[doc] for count in counts)) for doc in sorted(set().union(*counts))]
    return Scores(tuple(rows), score("all", *(len(facts) for facts in kept)), kept[1], kept[2])


def _document(fact: Fact) -> str:
    return fact.measure.partition("/")[0]


def gold_targets() -> list[TargetFact]:
    """The judged targets, in the order of the plans."""
    return [TargetFact(**row) for row in _rows("targets.jsonl")]


def gold_bodies() -> list[BodyFact]:
    """The judged bodies, a fact for each name."""
    return [
        BodyFact(row["measure"], role, name)
        for row in _rows("bodies.jsonl")
        for role in ("lead", "responsible")
        for name in row[role]
    ]


def found_targets(document: Document) -> list[TargetFact]:
    """What was extracted from every kind of measure."""
    return [
        TargetFact(measure.id, target.indicator, target.period, target.value, target.unit)
        for measure in document.measures
        for target in measure.targets
    ]


def found_bodies(document: Document) -> list[BodyFact]:
    """The bodies of the measures proper (措施, 保障)."""
    return [
        BodyFact(measure.id, role, name)
        for measure in document.measures
        if measure.kind in MEASURE_KINDS
        for role, names in (("lead", measure.lead), ("responsible", measure.responsible))
        for name in names
    ]


def score_folder(folder: Path) -> tuple[Scores, Scores, list[str]]:
    """Scores of targets and of bodies for the judged plans in a folder, and what was left out.

    Raises:
        CewenError: the folder is missing or holds no judged plan.
    """
    if not folder.is_dir():
        raise CewenError(f"{folder} 不是文件夹，请给出存放方案的文件夹。")
    targets, bodies = gold_targets(), gold_bodies()
    judged = {*map(_document, targets), *map(_document, bodies)}
    plans: dict[str, Document] = {}
    notes = []
    for path in sorted(folder.iterdir()):
        try:
            plan = parse_file(path)
        except CewenError as error:
            notes.append(f"未计 {error}")
            continue
        if plan.id in judged and plan.id not in plans:
            plans[plan.id] = plan
        else:
            notes.append(f"未计 {path.name}：{plan.id} 没有标注，或已经读过。")
    if not plans:
        raise CewenError(
            f"{folder} 中没有标注过的方案，需要其中之一：{'、'.join(sorted(judged))}。"
        )
    notes += [f"未计 {doc}：文件夹中没有这份方案。" for doc in sorted(judged - set(plans))]
    targets_found = [fact for plan in plans.values() for fact in found_targets(plan)]
    bodies_found = [fact for plan in plans.values() for fact in found_bodies(plan)]
    return (
        score_targets((fact for fact in targets if _document(fact) in plans), targets_found),
        score_bodies((fact for fact in bodies if _document(fact) in plans), bodies_found),
        notes,
    )


def report_text(name: str, scores: Scores) -> str:
    """A table for people: a row a document, then all."""
    lines = [f"{name:　<8}{'gold':>8}{'found':>8}{'matched':>9}{'recall':>9}{'precision':>11}"]
    for row in (*scores.documents, scores.all):
        recall, precision = (
            "–" if share is None else f"{share:.3f}" for share in (row.recall, row.precision)
        )
        counts = f"{row.gold:>8}{row.found:>8}{row.matched:>9}"
        lines.append(f"{row.document:<16}{counts}{recall:>9}{precision:>11}")
    return "\n".join(lines)


def _rows(name: str) -> list[dict[str, str]]:
    path = files("evals") / "sets" / "facts" / name
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def main() -> None:
    parser = argparse.ArgumentParser(description="评测数字指标和责任单位的抽取")
    parser.add_argument("folder", type=Path, help="存放方案的文件夹")
    parser.add_argument("--misses", action="store_true", help="列出每一条遗漏和误认")
    arguments = parser.parse_args()
    try:
        targets, bodies, notes = score_folder(arguments.folder)
    except CewenError as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from None
    for note in notes:
        print(note, file=sys.stderr)
    for name, scores in (("数字指标", targets), ("责任单位", bodies)):
        print(report_text(name, scores))
        if arguments.misses:
            for mark, facts in (("遗漏", scores.missed), ("误认", scores.false)):
                for fact in facts:
                    print(mark, *astuple(fact), sep="\t")


if __name__ == "__main__":
    main()
