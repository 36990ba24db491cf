"""Comparisons and ablations as text for people and as JSON."""

from collections.abc import Sequence

from evals.ablate import READ, Ablation
from evals.report import ALL, interval_json
from evals.stats import Comparison, interval

#: The metrics of an ablation's table, of those of a report.
SHOWN = ("nDCG@10", "recall@5", "recall@10", "MRR", "success@1", READ)


def comparison_text(comparisons: Sequence[Comparison]) -> str:
    """A table of differences: a row for each run and metric."""
    width = max((_width(one.name) for one in comparisons), default=0)
    lines = ["比较（差 = 该项 − 基准；p 为配对随机化检验，校正 p 为 Holm 校正）"]
    for one in comparisons:
        low, high = one.difference.low, one.difference.high
        mark = " *" if one.adjusted < 0.05 else ""
        name = one.name + " " * (width - _width(one.name))
        lines.append(
            f"{name}  {one.metric:<10}{one.base:>7.3f} → {one.value:.3f}"
            f"  差 {one.difference.mean:+.3f}（{low:+.3f}，{high:+.3f}）"
            f"  p={one.p:.4f}  校正 p={one.adjusted:.4f}{mark}"
        )
    return "\n".join([*lines, ""])


def comparison_json(one: Comparison) -> dict[str, object]:
    return {
        "run": one.name,
        "metric": one.metric,
        "base": round(one.base, 4),
        "value": round(one.value, 4),
        "difference": interval_json(one.difference),
        "p": round(one.p, 6),
        "p_holm": round(one.adjusted, 6),
    }


def ablation_rows(ablation: Ablation) -> list[tuple[str, list[float]]]:
    """(configuration, the means of SHOWN) over all answerable questions."""
    return [
        (name, [interval(list(report.values[metric].values())).mean for metric in SHOWN])
        for name, report in ablation.reports.items()
        if ALL in report.strata
    ]


def ablation_text(ablation: Ablation) -> str:
    """A table of configurations, one of differences, and how fixed windows meet gold boundaries."""
    rows = ablation_rows(ablation)
    width = max((_width(name) for name, _ in rows), default=0)
    judged = ablation.judged
    lines = [
        f"评测集 {judged.name}　{len(judged.answerable)} 个有答案的问题；每次只改一处",
        " " * width + "".join(f"{name:>11}" for name in SHOWN),
    ]
    for name, means in rows:
        figures = "".join(f"{mean:>11.3f}" for mean in means)
        lines.append(f"{name}{' ' * (width - _width(name))}{figures}")
    for name, score in ablation.boundaries.items():
        lines.append(
            f"切分边界　{name}：准确 {score.precision:.3f}，召回 {score.recall:.3f}，"
            f"F1 {score.f1:.3f}"
        )
    return "\n".join([*lines, "", comparison_text(ablation.comparisons)])


def ablation_json(ablation: Ablation) -> dict[str, object]:
    return {
        "set": ablation.judged.name,
        "configurations": [
            {"name": name} | {m: round(v, 4) for m, v in zip(SHOWN, means, strict=True)}
            for name, means in ablation_rows(ablation)
        ],
        "comparisons": [comparison_json(one) for one in ablation.comparisons],
        "boundaries": {
            name: {
                "precision": round(score.precision, 4),
                "recall": round(score.recall, 4),
                "f1": round(score.f1, 4),
            }
            for name, score in ablation.boundaries.items()
        },
    }


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)
