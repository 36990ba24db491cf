"""The scores of one system on one judged set, and how they are told as text and JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from evals.abstention import Abstention
from evals.metrics import METRICS, Run, Values
from evals.outcomes import Outcome
from evals.sets import STRATA, JudgedSet
from evals.stats import Interval, interval

#: What ``strata`` of the JSON has held from the first; all metrics are in ``metrics``.
_FIRST_METRICS = ("nDCG@10", "recall@5", "recall@10", "MRR")
ALL = "all"


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds a search, warm: the median, the 95th percentile, and each."""

    median: float
    p95: float
    each: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """One system on one set.

    ``strata`` maps a stratum, and last ``all``, to its metrics in the order of METRICS. What only
    a system that answers has is ``None`` or empty for a run file: ``abstention``, ``citations``
    (per answered question, the share of its citations whose measure has grade 1 and up),
    ``latency``, ``outcomes``, and ``titles``: the headings of each judged measure by its address.
    """

    judged: JudgedSet
    system: str
    run: Run
    values: Values
    strata: Mapping[str, Mapping[str, Interval]]
    abstention: Abstention | None = None
    citations: Interval | None = None
    latency: Latency | None = None
    outcomes: tuple[Outcome, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        found: dict[str, object] = {
            "set": self.judged.name,
            "system": self.system,
            "strata": [
                {"stratum": stratum, "queries": metrics["nDCG@10"].count}
                | {name: round(metrics[name].mean, 4) for name in _FIRST_METRICS}
                for stratum, metrics in self.strata.items()
            ],
            "metrics": [
                {"stratum": stratum, "metric": name, **interval_json(one)}
                for stratum, metrics in self.strata.items()
                for name, one in metrics.items()
            ],
            "queries": {
                query_id: {name: round(self.values[name][query_id], 4) for name in METRICS}
                for query_id in (query.id for query in self.judged.answerable)
            },
            "unjudged": [query.id for query in self.judged.unjudged],
        }
        if self.abstention:
            found |= {
                "refused_unanswerable": round(self.abstention.refused_unanswerable, 4),
                "refused_answerable": round(self.abstention.refused_answerable, 4),
                "auroc": None if self.abstention.auroc is None else round(self.abstention.auroc, 4),
                "aurc": round(self.abstention.aurc, 4),
                "risk_coverage": [[round(x, 4) for x in point] for point in self.abstention.curve],
            }
        if self.citations:
            found["citation_precision"] = interval_json(self.citations)
        if self.latency:
            found["latency_ms"] = {
                "median": round(self.latency.median, 1),
                "p95": round(self.latency.p95, 1),
            }
        return found


def stratum_name(stratum: str) -> str:
    """The Chinese name of a stratum; its own where it has none."""
    return "全部" if stratum == ALL else STRATA.get(stratum, stratum)


def by_stratum(judged: JudgedSet, values: Values) -> dict[str, dict[str, Interval]]:
    """Stratum → metric → mean with its interval, over the answerable questions, then over all."""
    groups: dict[str, list[str]] = {}
    for query in judged.answerable:
        groups.setdefault(query.stratum, []).append(query.id)
    everything = [query.id for query in judged.answerable]
    if everything:
        groups[ALL] = everything
    return {
        stratum: {name: interval([values[name][id_] for id_ in ids]) for name in METRICS}
        for stratum, ids in groups.items()
    }


def latency_of(milliseconds: Sequence[float]) -> Latency:
    """Median and 95th percentile of the times of a run."""
    return Latency(
        float(np.median(milliseconds)), float(np.percentile(milliseconds, 95)), tuple(milliseconds)
    )


def interval_json(one: Interval) -> dict[str, float | int]:
    return {
        "queries": one.count,
        "mean": round(one.mean, 4),
        "low": round(one.low, 4),
        "high": round(one.high, 4),
    }


def report_text(report: Report) -> str:
    """A table for people: a row a stratum, metrics as columns."""
    title = f"评测集 {report.judged.name}　{report.system}"
    lines = [title, f"{'层':　<6}  问题" + "".join(f"{name:>11}" for name in METRICS)]
    for stratum, metrics in report.strata.items():
        figures = "".join(f"{one.mean:>11.3f}" for one in metrics.values())
        lines.append(f"{stratum_name(stratum):　<6}{metrics['nDCG@10'].count:>6}{figures}")
    if ALL in report.strata:
        spans = (f"{one.low:.2f}–{one.high:.2f}" for one in report.strata[ALL].values())
        lines.append(f"{'95%区间':　<6}{'':>4}" + "".join(f"{span:>11}" for span in spans))
    if report.abstention:
        lines.append(_abstention_line(report.abstention))
    if report.citations:
        one = report.citations
        lines.append(
            f"出处相关率 {one.mean:.1%}（{one.low:.0%}–{one.high:.0%}，{one.count} 个作答）"
        )
    if report.latency:
        median, p95 = report.latency.median, report.latency.p95
        lines.append(f"检索用时 中位数 {median:.0f} 毫秒，95% 在 {p95:.0f} 毫秒以内")
    if report.judged.unjudged:
        ids = "、".join(query.id for query in report.judged.unjudged)
        lines.append(f"未计分（没有判出任何 1 级以上的措施）：{ids}")
    return "\n".join([*lines, ""])


def _abstention_line(one: Abstention) -> str:
    auroc = "—" if one.auroc is None else f"{one.auroc:.3f}"
    return (
        f"无答案的问题拒答 {one.refused_unanswerable:.0%}；有答案的问题误拒 "
        f"{one.refused_answerable:.0%}；区分有无答案 AUROC {auroc}，AURC {one.aurc:.3f}"
    )
