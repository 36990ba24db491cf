"""The gate: fails when the dev part of the samples is found worse than the baseline says.

The baseline is ``baseline.json`` beside this module, with a value for each question, and changes
only by ``cewen eval gate --update``. A metric has dropped by more than the noise when

- its mean fell by more than 0.01, and the 95 % bootstrap interval of the paired difference lies
  wholly below 0: many questions lost a little; or
- its mean fell by more than 0.03: a few questions lost so much that no interval excuses it.

The same program on the same questions gives the same values, so there is no noise from run to run;
0.01 leaves room for near ties that another processor orders otherwise.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus import CewenError
from evals.metrics import ranked_run, score_run
from evals.outcomes import retrieve
from evals.sets import JudgedSet, load_set
from evals.stats import Interval, interval
from evals.trec import write_text
from index import Library

BASELINE = Path(__file__).parent / "baseline.json"
SET, PART = "samples", "dev"
GATED = ("nDCG@10", "recall@5")
_TOLERATED = 0.01
_EXCUSED = 0.03

#: Metric → query id → value.
Values = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One metric now and in the baseline, the interval of the difference, and whether it passes."""

    metric: str
    baseline: float
    now: float
    difference: Interval
    passed: bool
    worst: tuple[str, ...]

    @property
    def line(self) -> str:
        low, high = self.difference.low, self.difference.high
        told = (
            f"{self.metric}：基线 {self.baseline:.4f}，现在 {self.now:.4f}，"
            f"差 {self.difference.mean:+.4f}（95% 区间 {low:+.4f} 至 {high:+.4f}）"
        )
        if self.passed:
            return f"通过　{told}"
        worst = f"，跌得最多的问题：{'、'.join(self.worst)}"
        return f"未通过　{told}{worst}。确系有意，请用 cewen eval gate --update 更新基线。"


def gate(library: Library, path: Path = BASELINE) -> list[Verdict]:
    """A verdict on each gated metric, over the library's samples.

    Raises:
        CewenError: there is no baseline, it is of other questions, or the library lacks samples.
    """
    judged = gated_set()
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        fingerprint, baseline = kept["fingerprint"], kept["values"]
    except (OSError, ValueError, KeyError, TypeError):
        raise CewenError(f"没有可用的基线 {path}，请用 cewen eval gate --update 建立。") from None
    if fingerprint != fingerprint_of(judged):
        raise CewenError(
            f"评测集 {SET} 的 {PART} 部分与基线所用的不同（问题或判分改过），"
            "请确认后用 cewen eval gate --update 更新基线。"
        )
    values = gated_values(library, judged)
    return [judge(metric, baseline[metric], values[metric]) for metric in GATED]


def update(library: Library, path: Path = BASELINE) -> Values:
    """Writes what the gate compares with from now on, and returns it.

    Raises:
        CewenError: the library lacks samples, or the file cannot be written.
    """
    judged = gated_set()
    values = gated_values(library, judged)
    kept = {"set": SET, "part": PART, "fingerprint": fingerprint_of(judged), "values": values}
    write_text(path, json.dumps(kept, ensure_ascii=False, indent=1) + "\n")
    return values


def judge(metric: str, baseline: Mapping[str, float], now: Mapping[str, float]) -> Verdict:
    """The verdict on one metric; both map query id → value, for the same queries."""
    lost = {id_: now[id_] - baseline[id_] for id_ in sorted(baseline)}
    difference = interval(list(lost.values()))
    drop = -difference.mean
    failed = drop > _EXCUSED or (drop > _TOLERATED and difference.high < 0)
    worst = sorted((id_ for id_ in lost if lost[id_] < 0), key=lambda id_: lost[id_])
    return Verdict(
        metric=metric,
        baseline=sum(baseline.values()) / len(baseline),
        now=sum(now[id_] for id_ in baseline) / len(baseline),
        difference=difference,
        passed=not failed,
        worst=tuple(worst[:5]),
    )


def gated_set() -> JudgedSet:
    """The questions that the gate asks."""
    return load_set(SET).only(PART)


def gated_values(library: Library, judged: JudgedSet) -> dict[str, dict[str, float]]:
    """Gated metric → query id → value, rounded to four places, in the order of ids.

    Raises:
        CewenError: the library does not hold the set's documents, or holds others as well.
    """
    wanted, there = load_set(SET).doc_ids, set(library.documents)
    if wanted != there:
        lacking, extra = "、".join(sorted(wanted - there)), "、".join(sorted(there - wanted))
        raise CewenError(
            "门槛要在恰好只有示例文件的文库上跑（不写 --library 即自动建立）："
            + "；".join([f"缺 {lacking}"] * bool(lacking) + [f"多 {extra}"] * bool(extra))
            + "。"
        )
    found = retrieve(library, judged.answerable)
    run = ranked_run({id_: [hit.measure.id for hit in hits] for id_, hits in found.items()})
    values = score_run(judged, run)
    return {name: {id_: round(values[name][id_], 4) for id_ in sorted(run)} for name in GATED}


def fingerprint_of(judged: JudgedSet) -> str:
    """Changes when a question or a judgement does."""
    told = (
        [(query.id, query.text) for query in judged.queries],
        sorted((q.query_id, q.measure_id, q.grade) for q in judged.qrels),
    )
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:16]
