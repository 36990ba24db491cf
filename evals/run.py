"""Runs the judged questions against a library, or takes another system's run, and scores it.

Unanswerable questions have no gold and enter no ranking metric: what counts there is whether
``ask`` refuses, and how often it refuses what the library does answer.
"""

from collections.abc import Callable, Sequence

from corpus import CewenError
from evals.abstention import Asked, abstention
from evals.metrics import Run, ranked_run, score_run
from evals.outcomes import Outcome, outcomes
from evals.report import Report, by_stratum, latency_of
from evals.sets import SHIPPED, JudgedSet, load_set
from evals.stats import Interval, interval
from index import Library

SYSTEM = "策问"


def evaluate_library(
    library: Library, names: Sequence[str], on_step: Callable[[str], None], part: str = ""
) -> list[Report]:
    """Scores the named sets, or all that the library has the documents of.

    Raises:
        CewenError: a named set's documents are not all in the library, or no set fits.
    """
    reports = []
    for judged in fitting_sets(library, names, on_step, part):
        on_step(f"正在评测 {judged.name}：{len(judged.queries)} 个问题…")
        reports.append(evaluate_set(library, judged))
    return reports


def fitting_sets(
    library: Library, names: Sequence[str], on_step: Callable[[str], None], part: str = ""
) -> list[JudgedSet]:
    """The named sets, or all that the library has the documents of; of one part if it is named.

    Raises:
        CewenError: a named set's documents are not all in the library, or no set fits.
    """
    fitting = []
    for judged in [load_set(name) for name in names or SHIPPED]:
        missing = sorted(judged.doc_ids - set(library.documents))
        if missing and names:
            raise CewenError(f"评测集 {judged.name} 需要文库中没有的文件：{'、'.join(missing)}。")
        if missing:
            on_step(f"跳过评测集 {judged.name}：文库中没有 {'、'.join(missing)}")
            continue
        fitting.append(judged.only(part))
    if not fitting:
        raise CewenError("文库中没有任何评测集对应的文件，请先用 cewen add 加入。")
    return fitting


def evaluate_set(library: Library, judged: JudgedSet) -> Report:
    """Searches and asks every question of a set, and scores what came."""
    found = outcomes(library, judged.queries)
    run = ranked_run({one.query.id: [hit.measure.id for hit in one.hits] for one in found})
    values = score_run(judged, run)
    answerable = {query.id for query in judged.answerable}
    counted = answerable | {query.id for query in judged.unanswerable}
    asked = [
        Asked(
            answerable=one.query.id in answerable,
            confidence=one.confidence,
            refused=one.refused,
            right=values["success@1"].get(one.query.id, 0.0) > 0,
        )
        for one in found
        if one.query.id in counted
    ]
    return Report(
        judged=judged,
        system=SYSTEM,
        run=run,
        values=values,
        strata=by_stratum(judged, values),
        abstention=abstention(asked) if asked else None,
        citations=citation_precision(judged, found),
        latency=latency_of([one.milliseconds for one in found]) if found else None,
        outcomes=found,
        titles={
            qrel.measure_id: " › ".join(library.measures[qrel.measure_id].path)
            for qrel in judged.qrels
            if qrel.measure_id in library.measures
        },
    )


def evaluate_run(judged: JudgedSet, run: Run, system: str) -> Report:
    """Scores a run that some system made; of it only the ranking is known.

    Raises:
        CewenError: it has none of the set's questions.
    """
    if not run.keys() & {query.id for query in judged.queries}:
        example = judged.queries[0].id if judged.queries else ""
        raise CewenError(
            f"{system} 里没有评测集 {judged.name} 的任何问题，编号应与评测集一致，如 {example}。"
        )
    values = score_run(judged, run)
    return Report(judged, system, run, values, by_stratum(judged, values))


def citation_precision(judged: JudgedSet, found: Sequence[Outcome]) -> Interval | None:
    """Per answered question the share of its citations whose measure has grade 1 and up.

    What was not judged counts as wrong, and so does any citation for an unanswerable question.
    """
    grades = judged.grades
    unjudged = {query.id for query in judged.unjudged}
    shares = [
        sum(grades[one.query.id].get(id_, 0) > 0 for id_ in one.cited) / len(one.cited)
        for one in found
        if one.cited and one.query.id not in unjudged
    ]
    return interval(shares) if shares else None
