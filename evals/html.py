"""The report as one HTML file that needs nothing beside it: styles and plots are inside.

Templates are ``report.html`` and ``plots.html``; every variable in them is escaped.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jinja2 import Environment, PackageLoader

from evals.ablate import BASE, Ablation
from evals.metrics import METRICS
from evals.outcomes import Outcome
from evals.report import Latency, Report, stratum_name
from evals.sets import Query
from evals.stats import Comparison
from evals.tables import SHOWN, ablation_rows

_SHOWN_HITS = 10
_BINS = 24
_PLOTTED = ("nDCG@10", "recall@5", "MRR", "success@1")
#: Lower than this and a question is marked, to be looked at.
_POOR = 0.5

_templates = Environment(
    loader=PackageLoader("evals", ""), autoescape=True, trim_blocks=True, lstrip_blocks=True
)


@dataclass(frozen=True, slots=True)
class _Expected:
    """A measure with gold, and the rank it came at; 0 when it was not found."""

    address: str
    title: str
    grade: int
    rank: int


@dataclass(frozen=True, slots=True)
class _Came:
    """A measure of the first ten; ``grade`` is None when nobody has judged it."""

    rank: int
    address: str
    title: str
    grade: int | None
    score: float
    parts: tuple[tuple[str, float], ...]
    clause: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with all that is shown of it."""

    query: Query
    stratum: str
    values: tuple[float, ...] | None
    refused: bool | None
    confidence: float | None
    milliseconds: float | None
    expected: tuple[_Expected, ...]
    came: tuple[_Came, ...]
    verdict: str
    is_good: bool


def report_html(reports: Sequence[Report]) -> str:
    """The page of an evaluation: figures, plots, then each question."""
    sections = [
        {
            "report": report,
            "strata": [(stratum_name(name), row) for name, row in report.strata.items()],
            "asked": _asked(report),
            "bins": _bins(report.latency) if report.latency else (),
        }
        for report in reports
    ]
    return _templates.get_template("report.html").render(
        title="策问评测报告", sections=sections, ablations=(), metrics=METRICS, plotted=_PLOTTED
    )


def ablation_html(ablations: Sequence[Ablation]) -> str:
    """The page of an ablation: configurations, and what each differs from the current one."""
    shown = [
        {
            "ablation": ablation,
            "rows": ablation_rows(ablation),
            "axis": _axis(ablation.comparisons),
        }
        for ablation in ablations
    ]
    return _templates.get_template("report.html").render(
        title="策问消融报告", sections=(), ablations=shown, shown=SHOWN, base=BASE
    )


def _axis(comparisons: Sequence[Comparison]) -> tuple[float, ...]:
    """The ticks of a plot of differences: tenths around all intervals and 0, five at most."""
    low = math.floor(10 * min([0.0, *(one.difference.low for one in comparisons)]))
    high = math.ceil(10 * max([0.0, *(one.difference.high for one in comparisons)]))
    step = max(1, math.ceil((high - low) / 4))
    first = step * math.floor(low / step)
    last = step * max(math.ceil(high / step), 1)
    return tuple(tenths / 10 for tenths in range(first, last + 1, step))


def _asked(report: Report) -> list[_Asked]:
    outcomes = {outcome.query.id: outcome for outcome in report.outcomes}
    scored = {query.id for query in report.judged.answerable}
    asked = []
    for query in report.judged.queries:
        outcome = outcomes.get(query.id)
        found = report.run.get(query.id, {})
        best_first = sorted(found, key=lambda id_: (-found[id_], id_))
        grades = report.judged.grades[query.id]
        values = None
        if query.id in scored:
            values = tuple(report.values[name][query.id] for name in METRICS)
        verdict, is_good = _verdict(values, outcome)
        asked.append(
            _Asked(
                query=query,
                stratum=stratum_name(query.stratum),
                values=values,
                refused=outcome.refused if outcome else None,
                confidence=outcome.confidence if outcome else None,
                milliseconds=outcome.milliseconds if outcome else None,
                expected=_expected(report, grades, best_first),
                came=_came(report, grades, found, best_first, outcome),
                verdict=verdict,
                is_good=is_good,
            )
        )
    return asked


def _verdict(values: Sequence[float] | None, outcome: Outcome | None) -> tuple[str, bool]:
    """What the line of a question says at its end, and whether that is as it should be."""
    if values is None:
        if outcome is None:
            return "无答案", True
        return ("已拒答", True) if outcome.refused else ("该拒未拒", False)
    ndcg = values[0]
    if outcome and outcome.refused:
        return f"误拒 · {ndcg:.2f}", False
    return f"{ndcg:.2f}", ndcg >= _POOR


def _expected(
    report: Report, grades: dict[str, int], best_first: Sequence[str]
) -> tuple[_Expected, ...]:
    ranks = {id_: rank for rank, id_ in enumerate(best_first, start=1)}
    gold = [
        _Expected(id_, report.titles.get(id_, ""), grade, ranks.get(id_, 0))
        for id_, grade in grades.items()
        if grade > 0
    ]
    return tuple(sorted(gold, key=lambda one: (-one.grade, one.rank or 10**9, one.address)))


def _came(
    report: Report,
    grades: dict[str, int],
    found: Mapping[str, float],
    best_first: Sequence[str],
    outcome: Outcome | None,
) -> tuple[_Came, ...]:
    """The first hits; of a run file only the address, the grade and the score are known."""
    if outcome is None:
        return tuple(
            _Came(rank, id_, report.titles.get(id_, ""), grades.get(id_), found[id_], (), "")
            for rank, id_ in enumerate(best_first[:_SHOWN_HITS], start=1)
        )
    came = []
    for hit in outcome.hits[:_SHOWN_HITS]:
        measure = hit.measure
        clause = measure.text[hit.start - measure.start : hit.end - measure.start]
        title = " › ".join(measure.path)
        grade = grades.get(measure.id)
        parts = tuple((part.retriever, part.score) for part in hit.found_by)
        came.append(_Came(hit.rank, measure.id, title, grade, hit.score, parts, clause))
    return tuple(came)


def _bins(latency: Latency) -> tuple[tuple[float, float, int], ...]:
    """(from, to, count) of the histogram of times, in milliseconds."""
    counts, edges = np.histogram(latency.each, bins=_BINS, range=(0, max(latency.each) * 1.02))
    return tuple(
        (float(low), float(high), int(count))
        for low, high, count in zip(edges, edges[1:], counts, strict=False)
    )
