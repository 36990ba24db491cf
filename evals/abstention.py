"""Whether a system knows when its library has no answer: AUROC, risk and coverage, refusals."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from sklearn.metrics import roc_auc_score


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as the system took it.

    ``confidence`` in [0, 1] is that the library answers it; ``right`` whether what came first does
    (grade 1 and up), never so for an unanswerable question.
    """

    answerable: bool
    confidence: float
    refused: bool
    right: bool


@dataclass(frozen=True, slots=True)
class Abstention:
    """What the confidences are worth; all shares in [0, 1].

    ``auroc`` is the probability that an answerable question is trusted more than an unanswerable
    one, ``None`` where one kind is missing. ``curve`` is (coverage, risk), from the most trusted
    questions to all; ``aurc`` the area under it, lower is better. ``refused_…`` are shares at the
    threshold in use, and ``operating`` is (coverage, risk) there.
    """

    answerable: int
    unanswerable: int
    auroc: float | None
    curve: tuple[tuple[float, float], ...]
    aurc: float
    operating: tuple[float, float]
    refused_unanswerable: float
    refused_answerable: float


def abstention(asked: Sequence[Asked]) -> Abstention:
    """Sums up how the questions of a set were taken.

    Raises:
        ValueError: there are none.
    """
    answerable = [one for one in asked if one.answerable]
    unanswerable = [one for one in asked if not one.answerable]
    auroc = None
    if answerable and unanswerable:
        auroc = float(
            roc_auc_score([one.answerable for one in asked], [one.confidence for one in asked])
        )
    curve = risk_coverage([one.confidence for one in asked], [one.right for one in asked])
    answered = [one for one in asked if not one.refused]
    return Abstention(
        answerable=len(answerable),
        unanswerable=len(unanswerable),
        auroc=auroc,
        curve=curve,
        aurc=area_under(curve),
        operating=(len(answered) / len(asked), _share([not one.right for one in answered])),
        refused_unanswerable=_share([one.refused for one in unanswerable]),
        refused_answerable=_share([one.refused for one in answerable]),
    )


def risk_coverage(
    confidences: Sequence[float], right: Sequence[bool]
) -> tuple[tuple[float, float], ...]:
    """(coverage, risk) at each threshold: the share answered, and of those the share wrong.

    Questions of equal confidence are answered together. El-Yaniv and Wiener, JMLR 2010.

    Raises:
        ValueError: there are no questions.
    """
    if not confidences:
        raise ValueError("no questions")
    pairs = sorted(zip(confidences, right, strict=True), key=lambda pair: -pair[0])
    points = []
    answered = wrong = 0
    for _, group in groupby(pairs, key=lambda pair: pair[0]):
        for _, is_right in group:
            answered += 1
            wrong += not is_right
        points.append((answered / len(pairs), wrong / answered))
    return tuple(points)


def area_under(curve: Sequence[tuple[float, float]]) -> float:
    """The mean risk over coverage (AURC; Geifman, Uziel and El-Yaniv, ICLR 2019), a step a point.

    Without ties that is the mean of the risks of the first 1, 2, …, n questions.
    """
    before = 0.0
    area = 0.0
    for coverage, risk in curve:
        area += (coverage - before) * risk
        before = coverage
    return area


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else 0.0
