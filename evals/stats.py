"""What a mean is worth, and whether two runs differ: bootstrap, randomisation, Holm.

Seeds are fixed, so the same values give the same figures.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

_RESAMPLES = 2_000
_PERMUTATIONS = 10_000
_SEED = 20231106


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean over ``count`` queries and its 95 % interval.

    With fewer than two queries there is no interval: ``low`` and ``high`` are the mean.
    """

    count: int
    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """One run against a base on one metric, over the queries that both were scored on.

    ``difference`` is run − base, with its interval; ``p`` is the two-sided probability of a
    difference at least as large if the two were exchangeable, ``adjusted`` the same after Holm.
    """

    name: str
    metric: str
    base: float
    value: float
    difference: Interval
    p: float
    adjusted: float


def interval(values: Sequence[float]) -> Interval:
    """The mean and its percentile bootstrap interval, 2,000 resamples of the queries.

    Efron and Tibshirani, An Introduction to the Bootstrap (1993), section 13.3; for retrieval
    metrics Sakai, SIGIR 2006.

    Raises:
        ValueError: there are no values.
    """
    array = np.asarray(values, dtype=np.float64)  # (queries,)
    if not len(array):
        raise ValueError("no values")
    mean = float(array.mean())
    if len(array) < 2 or np.ptp(array) == 0:
        return Interval(len(array), mean, mean, mean)
    found = stats.bootstrap(
        (array,),
        np.mean,
        n_resamples=_RESAMPLES,
        method="percentile",
        rng=np.random.default_rng(_SEED),
    ).confidence_interval
    return Interval(len(array), mean, float(found.low), float(found.high))


def randomisation_p(first: Sequence[float], second: Sequence[float]) -> float:
    """Two-sided p of the mean difference of pairs, by flipping their signs.

    Every assignment of signs where there are no more than 10,000, else 10,000 drawn ones. Smucker,
    Allan and Carterette, CIKM 2007, found it the test to use on retrieval runs.
    """
    difference = np.asarray(first, dtype=np.float64) - np.asarray(second, dtype=np.float64)
    # A query on which both are equal is the same under either sign.
    difference = difference[np.abs(difference) > 1e-12]
    if len(difference) < 2:
        return 1.0  # one pair is as far from 0 under either sign
    result = stats.permutation_test(
        (difference,),
        _mean,
        permutation_type="samples",
        vectorized=True,
        n_resamples=_PERMUTATIONS,
        alternative="two-sided",
        rng=np.random.default_rng(_SEED),
    )
    return float(result.pvalue)


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjusted p-values in the order given; Holm, Scandinavian Journal of Statistics 1979.

    The smallest of m is multiplied by m, the next by m − 1, …; none falls below one before it.
    """
    adjusted = [0.0] * len(p_values)
    highest = 0.0
    for done, place in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        highest = max(highest, min(1.0, (len(p_values) - done) * p_values[place]))
        adjusted[place] = highest
    return adjusted


def compare(
    base: Mapping[str, Mapping[str, float]],
    runs: Mapping[str, Mapping[str, Mapping[str, float]]],
    metrics: Sequence[str],
) -> list[Comparison]:
    """Each run against the base on each metric, all of them corrected together.

    ``base`` and each run map metric name → query id → value; a query that only one of a pair was
    scored on takes no part.
    """
    found = []
    for name, run in runs.items():
        for metric in metrics:
            ids = sorted(base[metric].keys() & run[metric].keys())
            if not ids:
                continue
            old = [base[metric][id_] for id_ in ids]
            new = [run[metric][id_] for id_ in ids]
            difference = interval([b - a for a, b in zip(old, new, strict=True)])
            p = randomisation_p(new, old)
            means = float(np.mean(old)), float(np.mean(new))
            found.append(Comparison(name, metric, *means, difference, p, p))
    adjusted = holm([one.p for one in found])
    return [
        Comparison(c.name, c.metric, c.base, c.value, c.difference, c.p, a)
        for c, a in zip(found, adjusted, strict=True)
    ]


def _mean(values: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    return np.asarray(np.mean(values, axis=axis))
