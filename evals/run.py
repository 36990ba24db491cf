"""Runs the judged questions against a library and scores the runs, by stratum.

Metrics come from ``ir-measures``. A query that finds nothing counts as 0, never as absent.
Unanswerable questions have no gold and enter no ranking metric: what counts there is whether
``ask`` refuses, and how often it refuses what the library does answer.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import mean

import ir_measures
from ir_measures import RR, R, nDCG

from corpus import CewenError
from evals.sets import SHIPPED, JudgedSet, load_set
from index import Library
from qa import ask, search
from qa.question import MAX_QUESTION_CHARS

DEPTH = 100
UNANSWERABLE = "unanswerable"
#: Recall and MRR count grade 1 and up; nDCG uses the grades as gains.
METRICS = {
    "nDCG@10": nDCG @ 10,
    "recall@5": R(rel=1) @ 5,
    "recall@10": R(rel=1) @ 10,
    "MRR": RR(rel=1),
}
_STRATA = {
    "topic": "主题",
    "figure": "数字",
    "named_city": "点名地区",
    "body": "责任单位",
    "everyday": "日常说法",
    "traditional": "繁体",
    "english": "英文",
    "all": "全部",
}


@dataclass(frozen=True, slots=True)
class Score:
    """Metrics of one stratum: the means over its ``count`` queries, in the order of METRICS."""

    stratum: str
    count: int
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Scores of one set: a row for each stratum, then one for all answerable queries.

    ``refused_unanswerable`` and ``refused_answerable`` are shares in [0, 1].
    """

    name: str
    scores: tuple[Score, ...]
    refused_unanswerable: float
    refused_answerable: float

    def as_json(self) -> dict[str, object]:
        return {
            "set": self.name,
            "strata": [
                {"stratum": s.stratum, "queries": s.count}
                | {name: round(v, 4) for name, v in zip(METRICS, s.values, strict=True)}
                for s in self.scores
            ],
            "refused_unanswerable": round(self.refused_unanswerable, 4),
            "refused_answerable": round(self.refused_answerable, 4),
        }


def evaluate_library(
    library: Library, names: Sequence[str], on_step: Callable[[str], None]
) -> list[Report]:
    """Scores the named sets, or all that the library has the documents of.

    Raises:
        CewenError: a named set's documents are not all in the library, or no set fits.
    """
    sets = [load_set(name) for name in names or SHIPPED]
    reports = []
    for judged in sets:
        missing = sorted(judged.doc_ids - set(library.documents))
        if missing and names:
            raise CewenError(f"评测集 {judged.name} 需要文库中没有的文件：{'、'.join(missing)}。")
        if missing:
            on_step(f"跳过评测集 {judged.name}：文库中没有 {'、'.join(missing)}")
            continue
        on_step(f"正在评测 {judged.name}：{len(judged.queries)} 个问题…")
        reports.append(evaluate_set(library, judged))
    if not reports:
        raise CewenError("文库中没有任何评测集对应的文件，请先用 cewen add 加入。")
    return reports


def evaluate_set(library: Library, judged: JudgedSet) -> Report:
    """Runs every question of a set and scores the run."""
    run = {
        query.id: {
            hit.measure.id: 1.0 / hit.rank
            for hit in search(library, query.text[:MAX_QUESTION_CHARS], DEPTH)
        }
        for query in judged.queries
    }
    values = score_run(judged, run)
    answerable = [q for q in judged.queries if q.stratum != UNANSWERABLE]
    unanswerable = [q for q in judged.queries if q.stratum == UNANSWERABLE]
    scores = [
        Score(stratum, len(ids), _means(values, ids))
        for stratum in dict.fromkeys(query.stratum for query in answerable)
        for ids in [[query.id for query in answerable if query.stratum == stratum]]
    ]
    scores.append(Score("all", len(answerable), _means(values, [q.id for q in answerable])))
    return Report(
        name=judged.name,
        scores=tuple(scores),
        refused_unanswerable=_refused(library, [q.text for q in unanswerable]),
        refused_answerable=_refused(library, [q.text for q in answerable]),
    )


def score_run(judged: JudgedSet, run: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """Metric name → query id → value, for every query that has gold; 0 where nothing was found."""
    qrels = [ir_measures.Qrel(q.query_id, q.measure_id, q.grade) for q in judged.qrels]
    answerable = {qrel.query_id for qrel in judged.qrels if qrel.grade > 0}
    values = {name: dict.fromkeys(answerable, 0.0) for name in METRICS}
    names = {metric: name for name, metric in METRICS.items()}
    for result in ir_measures.iter_calc(list(names), qrels, run):
        if result.query_id in answerable:
            values[names[result.measure]][result.query_id] = result.value
    return values


def report_text(report: Report) -> str:
    """A table for people: a row a stratum, metrics as columns."""
    lines = [f"评测集 {report.name}", f"{'层':　<6}  问题" + "".join(f"{m:>11}" for m in METRICS)]
    for score in report.scores:
        name = _STRATA.get(score.stratum, score.stratum)
        figures = "".join(f"{value:>11.3f}" for value in score.values)
        lines.append(f"{name:　<6}{score.count:>6}{figures}")
    lines.append(
        f"无答案的问题拒答 {report.refused_unanswerable:.0%}；"
        f"有答案的问题误拒 {report.refused_answerable:.0%}\n"
    )
    return "\n".join(lines)


def _means(values: dict[str, dict[str, float]], ids: Sequence[str]) -> tuple[float, ...]:
    return tuple(mean(values[name].get(query_id, 0.0) for query_id in ids) for name in METRICS)


def _refused(library: Library, questions: Sequence[str]) -> float:
    if not questions:
        return 0.0
    return mean(ask(library, text[:MAX_QUESTION_CHARS]).refused for text in questions)
