"""Scores the topics of measures against the set ``topics``: rules, meaning, and both together.

    python -m evals.topics LIBRARY --misses

The topics are assigned anew from the library's measures and vectors, so that a change of the
rules shows at once. Gold of a document that the library does not hold is left out, with a note.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np

from corpus import CewenError, Document
from corpus.topics import load_topics, rule_shares
from index.adding import TextEncoder
from index.records import RecordStore
from index.topics import MEANING, choose_topics, meaning_shares, measure_vectors, topic_vectors

#: The address of a measure → its topics, the main one first.
Topics = Mapping[str, tuple[str, ...]]
#: What is scored, and the weight of meaning in it.
WAYS = {"规则": 0.0, "语义": 1.0, "合用": MEANING}


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of (measure, topic) pairs: in the gold, given, and both."""

    gold: int
    given: int
    matched: int

    @property
    def precision(self) -> float:
        """From 0 to 1; 1 where nothing was given."""
        return self.matched / self.given if self.given else 1.0

    @property
    def recall(self) -> float:
        """From 0 to 1; 1 where there is nothing to give."""
        return self.matched / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 1 where both sides are empty."""
        total = self.gold + self.given
        return 2 * self.matched / total if total else 1.0


def gold_topics() -> dict[str, dict[str, tuple[str, ...]]]:
    """The judged measures, by part of the set: 选参, 留出, 复核."""
    path = files("evals") / "sets" / "topics" / "gold.tsv"
    parts: dict[str, dict[str, tuple[str, ...]]] = {}
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        part, measure, topics = line.split("\t")
        parts.setdefault(part, {})[measure] = tuple(t for t in topics.split("、") if t)
    return parts


def score_topics(gold: Topics, given: Topics) -> dict[str, Score]:
    """A score for each topic of the taxonomy; measures that are not in the gold do not count."""
    counts = {topic.name: [0, 0, 0] for topic in load_topics()}
    for measure, judged in gold.items():
        assigned = given.get(measure, ())
        for topic in judged:
            counts[topic][0] += 1
            counts[topic][2] += topic in assigned
        for topic in assigned:
            counts[topic][1] += 1
    return {topic: Score(*count) for topic, count in counts.items()}


def micro(scores: Mapping[str, Score]) -> Score:
    """All pairs together."""
    return Score(
        sum(score.gold for score in scores.values()),
        sum(score.given for score in scores.values()),
        sum(score.matched for score in scores.values()),
    )


def macro_f1(scores: Mapping[str, Score]) -> float:
    """The mean F1 of the topics that the gold has."""
    return float(np.mean([score.f1 for score in scores.values() if score.gold]))


def assigned_topics(
    records: RecordStore, encoder: TextEncoder
) -> dict[str, dict[str, tuple[str, ...]]]:
    """The topics of every measure of a library, by each of ``WAYS``.

    Raises:
        CewenError: the library was built with another model.
    """
    model = records.meta("model")
    if model and model != encoder.name:
        raise CewenError(
            f"文库由模型 {model} 建成，现在是 {encoder.name}：请改 CEWEN_MODEL，或换一个文库。"
        )
    windows = [passage.measure_id for passage in records.passages() if passage.role == "measure"]
    vectors = records.vectors("measure")
    given: dict[str, dict[str, tuple[str, ...]]] = {way: {} for way in WAYS}
    of_topics = topic_vectors(encoder)
    for document in records.documents():
        ids = [measure.id for measure in document.measures]
        own = [row for row, owner in enumerate(windows) if owner in set(ids)]
        rules = np.array([rule_shares(m) for m in document.measures], dtype=np.float32)
        means = measure_vectors(ids, [windows[row] for row in own], vectors[own])
        meaning = meaning_shares(means, of_topics)
        for way, weight in WAYS.items():
            given[way] |= dict(zip(ids, choose_topics(rules, meaning, weight), strict=True))
    return given


def report_text(part: str, gold: Topics, given: Mapping[str, Topics]) -> str:
    """The scores of a part of the set: each way, each document, each topic."""
    lines = [f"{part}：{len(gold)} 条"]
    for way in WAYS:
        scores = score_topics(gold, given[way])
        lines.append(f"  {way}  {_row(micro(scores))}  宏平均 {macro_f1(scores):.3f}")
    both = given["合用"]
    for doc_id in dict.fromkeys(measure.split("/")[0] for measure in gold):
        own = {m: topics for m, topics in gold.items() if m.split("/")[0] == doc_id}
        lines.append(f"  {doc_id}  {_row(micro(score_topics(own, both)))}")
    lines += [
        f"  {topic}  {_row(score)}"
        for topic, score in score_topics(gold, both).items()
        if score.gold or score.given
    ]
    return "\n".join(lines)


def _row(score: Score) -> str:
    rates = f"F1 {score.f1:.3f}  准 {score.precision:.3f}  全 {score.recall:.3f}"
    return f"{rates}  （应有 {score.gold}，给出 {score.given}，相符 {score.matched}）"


def score_library(
    records: RecordStore, encoder: TextEncoder, *, misses: bool = False
) -> tuple[list[str], list[str]]:
    """What to print for a library: reports, and notes of the documents left out.

    Raises:
        CewenError: the library holds no document of the set, or was built with another model.
    """
    parts = gold_topics()
    held: dict[str, Document] = {document.id: document for document in records.documents()}
    judged = {measure.split("/")[0] for gold in parts.values() for measure in gold}
    notes = [f"文库中没有 {doc_id}，未计入" for doc_id in sorted(judged - set(held))]
    if not judged & set(held):
        raise CewenError("文库里没有评测过主题的文件：先用 cewen add 加入方案或 corpus/samples。")
    given = assigned_topics(records, encoder)
    reports: list[str] = []
    for part, gold in parts.items():
        own = {m: topics for m, topics in gold.items() if m.split("/")[0] in held}
        if not own:
            continue
        reports.append(report_text(part, own, given))
        if misses:
            reports += _misses(own, given["合用"])
    return reports, notes


def _misses(gold: Topics, given: Topics) -> Sequence[str]:
    return [
        f"{measure}\t应为 {_named(topics)}\t给出 {_named(given.get(measure, ()))}"
        for measure, topics in gold.items()
        if set(topics) != set(given.get(measure, ()))
    ]


def _named(topics: Sequence[str]) -> str:
    return "、".join(topics) or "无"


def main() -> None:
    parser = argparse.ArgumentParser(description="评测措施的主题")
    parser.add_argument("library", type=Path, help="文库目录")
    parser.add_argument("--misses", action="store_true", help="列出每一条不一致")
    arguments = parser.parse_args()
    try:
        store = arguments.library / "records.sqlite3"
        if not store.exists():
            raise CewenError(f"{arguments.library} 不是策问文库：先用 cewen add --library 建立。")
        from index.models import open_encoder

        reports, notes = score_library(RecordStore(store), open_encoder(), misses=arguments.misses)
    except CewenError as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from None
    for note in notes:
        print(note, file=sys.stderr)
    print("\n".join(reports))


if __name__ == "__main__":
    main()
