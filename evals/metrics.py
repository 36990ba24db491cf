"""Ranking metrics of a run, query by query, through ``ir-measures``.

A query that finds nothing counts as 0, never as absent. Questions without gold enter no ranking
metric. Recall, MRR and success count grade 1 and up; nDCG uses the grades as gains.
"""

from collections.abc import Iterable, Mapping

import ir_measures
from ir_measures import RR, Judged, R, Success, nDCG

from evals.sets import JudgedSet

#: Query id → measure id → score, higher is better.
Run = Mapping[str, Mapping[str, float]]
#: Metric name → query id → value in [0, 1].
Values = Mapping[str, Mapping[str, float]]

METRICS = {
    "nDCG@10": nDCG @ 10,
    "recall@5": R(rel=1) @ 5,
    "recall@10": R(rel=1) @ 10,
    "MRR": RR(rel=1),
    "success@1": Success(rel=1) @ 1,
    "judged@10": Judged @ 10,
}
#: Judged@10 says how far the others can be trusted; it is no merit, and no comparison tests it.
COMPARED = tuple(name for name in METRICS if name != "judged@10")


def score_run(judged: JudgedSet, run: Run) -> dict[str, dict[str, float]]:
    """Metric name → query id → value, for every query that has gold; 0 where nothing was found."""
    qrels = [ir_measures.Qrel(q.query_id, q.measure_id, q.grade) for q in judged.qrels]
    answerable = {query.id for query in judged.answerable}
    values = {name: dict.fromkeys(answerable, 0.0) for name in METRICS}
    names = {metric: name for name, metric in METRICS.items()}
    for result in ir_measures.iter_calc(list(names), qrels, _plain(run)):
        if result.query_id in answerable:
            values[names[result.measure]][result.query_id] = float(result.value)
    return values


def ranked_run(ranked: Mapping[str, Iterable[str]]) -> dict[str, dict[str, float]]:
    """A run from query id → measure ids, best first; of an id that comes twice the first counts.

    Scores are 1 / rank, so that no metric can break a tie otherwise than the ranking did.
    """
    return {
        query_id: {id_: 1.0 / rank for rank, id_ in enumerate(dict.fromkeys(ids), start=1)}
        for query_id, ids in ranked.items()
    }


def _plain(run: Run) -> dict[str, dict[str, float]]:
    """What ``ir-measures`` takes: no empty ranking, and equal scores in the order of ids."""
    return {
        query_id: ranked_run({query_id: sorted(found, key=lambda id_: (-found[id_], id_))})[
            query_id
        ]
        for query_id, found in run.items()
        if found
    }
