"""Fits the weights of ``qa.setup.Ranking`` on the train part of the judged sets, and only there.

    cewen add --library /tmp/plans PLANS…
    cewen add --library /tmp/samples corpus/samples
    python -m evals.fit_ranking plans=/tmp/plans samples=/tmp/samples

Six shares that sum to 1, by coordinate exchange from about equal ones: each step makes the move of
one or two twentieths from one part to another that raises the mean nDCG@10 most. Five-fold
cross-validation (folds by question, fixed seed) says what such a choice is worth on questions that
it has not seen, also when short and long questions get shares of their own. Dev and test are scored
with what was fitted on all of train, and with the shares in use.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import KFold

from evals.sets import load_set
from index import Library
from index.models import open_encoder
from qa.ranking import INTRODUCTION_FACTOR, Hit, rank
from qa.reading import read_question
from qa.setup import DEFAULT, Ranking

PARTS = ("整条", "分句", "词", "字", "含词", "含字")
_STEPS = 20  # shares are multiples of 1/20
_EQUAL = np.array([4.0, 4, 3, 3, 3, 3])
_SHORT = 12  # characters, the median of both sets
_DISCOUNTS = 1 / np.log2(np.arange(2, 12))

Shares = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """One question of ``length`` characters.

    ``scores`` (n, 6) are those of its candidates by part; ``added`` is what each gets whatever the
    weights, ``factor`` what it is multiplied by. ``ideal`` is the best DCG@10.
    """

    part: str
    length: int
    scores: NDArray[np.float64]
    added: NDArray[np.float64]
    factor: NDArray[np.float64]
    grades: NDArray[np.int64]
    ideal: float

    def ndcg(self, shares: Shares) -> float:
        """nDCG@10 with gains by grade, as ``ir-measures`` computes it; ties by position."""
        fused = (self.scores @ shares / _STEPS + self.added) * self.factor
        best = np.argsort(-fused, kind="stable")[:10]
        return float(self.grades[best] @ _DISCOUNTS[: len(best)] / self.ideal)


def main(*named: str) -> None:
    questions = [q for pair in named for q in _judged(*pair.split("=", 1))]
    train = [question for question in questions if question.part == "train"]
    fitted = fit(train)
    in_use = np.rint(np.array([*DEFAULT.weights, *[DEFAULT.evidence] * 2]) * _STEPS)
    for name, shares in (("equal", _EQUAL), ("fitted", fitted), ("in use", in_use)):
        told = " ".join(
            f"{part} {share / _STEPS:.2f}" for part, share in zip(PARTS, shares, strict=True)
        )
        parts = {p: [q for q in questions if q.part == p] for p in ("train", "dev", "test")}
        scores = " ".join(f"{p} {_mean(one, shares):.4f}" for p, one in parts.items())
        print(f"{name}: {told}  {scores}")
    print(f"five-fold, one choice for all:       {_cross_validated(train, 0):.4f}")
    print(f"five-fold, short and long by itself: {_cross_validated(train, _SHORT):.4f}")


def _cross_validated(train: Sequence[Judged], short: int) -> float:
    """The mean on left-out folds; questions up to ``short`` characters are fitted by themselves."""
    values = []
    for fitted_on, left_out in KFold(5, shuffle=True, random_state=0).split(train):
        for is_short in (True, False):
            tried = [train[i] for i in left_out if (train[i].length <= short) == is_short]
            if tried:
                shares = fit(
                    [train[i] for i in fitted_on if (train[i].length <= short) == is_short]
                )
                values += [question.ndcg(shares) for question in tried]
    return float(np.mean(values))


def fit(questions: Sequence[Judged]) -> Shares:
    """Shares (6,) that sum to 20, a local optimum of the mean nDCG@10."""
    best, value = _EQUAL, _mean(questions, _EQUAL)
    while True:
        tried = [(_mean(questions, shares), *shares) for shares in _neighbours(best)]
        top = max(tried)
        if top[0] <= value + 1e-9:
            return best
        value, best = top[0], np.array(top[1:])


def _neighbours(shares: Shares) -> Iterator[Shares]:
    """Every move of one or two twentieths from one part to another."""
    for size in (1, 2):
        for source in range(len(shares)):
            for target in range(len(shares)):
                if source != target and shares[source] >= size:
                    moved = shares.copy()
                    moved[source] -= size
                    moved[target] += size
                    yield moved


def _mean(questions: Sequence[Judged], shares: Shares) -> float:
    return float(np.mean([question.ndcg(shares) for question in questions]))


def _judged(name: str, folder: str) -> Iterator[Judged]:
    library = Library(Path(folder), open_encoder)
    judged = load_set(name)
    # All parts count the same here, so that each one's own scores can be read off a hit.
    ranking: Ranking = replace(DEFAULT, weights=(1, 1, 1, 1), evidence=1)
    for query in judged.answerable:
        grades = judged.grades[query.id]
        hits = rank(library, read_question(library, query.text), ranking)
        if hits and hits[0].found_by[0].retriever == "地址":
            continue  # looked up, not ranked
        ideal = np.sort(list(grades.values()))[::-1][:10]
        yield Judged(
            part=query.part,
            length=len(query.text),
            scores=np.array([_scores(hit) for hit in hits]),
            added=np.array([_added(hit) for hit in hits]),
            factor=np.array(
                [INTRODUCTION_FACTOR if h.measure.kind == "总体要求" else 1.0 for h in hits]
            ),
            grades=np.array([grades.get(hit.measure.id, 0) for hit in hits]),
            ideal=float(ideal @ _DISCOUNTS[: len(ideal)]),
        )


def _scores(hit: Hit) -> list[float]:
    by_part: dict[str, float] = {part.retriever: part.score for part in hit.found_by}
    return [by_part.get(name, 0.0) for name in PARTS]


def _added(hit: Hit) -> float:
    return sum(part.score * part.weight for part in hit.found_by if part.retriever not in PARTS)


if __name__ == "__main__":
    main(*sys.argv[1:])
