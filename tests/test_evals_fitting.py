"""What the encoder and the weights are learned from, and how a choice of weights is scored."""

from dataclasses import fields
from math import log2

import numpy as np
from pytest import approx

from evals.fit_ranking import PARTS, Judged, fit
from evals.pairs import WAYS, load_pairs
from evals.sets import load_set


def judged(scores: list[list[float]], grades: list[int], ideal: float) -> Judged:
    count = len(scores)
    return Judged(
        part="train",
        length=8,
        scores=np.array(scores),
        added=np.zeros(count),
        factor=np.ones(count),
        grades=np.array(grades),
        ideal=ideal,
    )


# Three candidates: the first by whole vectors, the second by words, the third by both a little.
SCORES = [[1.0, 0, 0, 0, 0, 0], [0, 0, 1.0, 0, 0, 0], [0.6, 0, 0.6, 0, 0, 0]]


def test_ndcg_of_shares_by_hand() -> None:
    question = judged(SCORES, [0, 2, 1], ideal=2 + 1 / log2(3))
    only_words = np.array([0.0, 0, 20, 0, 0, 0])
    assert question.ndcg(only_words) == approx(1.0)  # 1, 0.6, 0: grades 2, 1, 0
    only_whole = np.array([20.0, 0, 0, 0, 0, 0])
    found = 1 / log2(3) + 2 / log2(4)  # 1, 0.6, 0: grades 0, 1, 2
    assert question.ndcg(only_whole) == approx(found / (2 + 1 / log2(3)))


def test_what_is_added_and_what_reduces_counts_whatever_the_shares() -> None:
    question = judged(SCORES, [0, 2, 1], ideal=2 + 1 / log2(3))
    lifted = {f.name: getattr(question, f.name) for f in fields(Judged)}
    lifted |= {"added": np.array([0.0, 3.0, 0]), "factor": np.array([0.5, 1.0, 1.0])}
    only_whole = np.array([20.0, 0, 0, 0, 0, 0])
    assert Judged(**lifted).ndcg(only_whole) == approx(1.0)  # 0.5, 3, 0.6


def test_shares_move_to_the_part_that_finds_the_answers() -> None:
    answered_by_words = [judged(SCORES, [0, 2, 0], ideal=2.0) for _ in range(5)]
    shares = fit(answered_by_words)
    assert shares.sum() == 20
    assert shares[PARTS.index("词")] > shares[PARTS.index("整条")]
    assert [question.ndcg(shares) for question in answered_by_words] == approx([1.0] * 5)


def test_pairs_are_whole_and_each_its_own() -> None:
    pairs = load_pairs()
    assert len(pairs) == 960
    assert len({pair.passage for pair in pairs}) == 960
    assert len({pair.field for pair in pairs}) == 8
    for pair in pairs:
        assert set(pair.asked) == set(WAYS)
        assert all(text.strip() for text in (pair.passage, pair.near_miss, *pair.asked.values()))
        assert pair.passage != pair.near_miss
    held_out = sum(pair.held_out for pair in pairs)
    assert held_out == 200


def test_no_judged_question_was_learned_from() -> None:
    asked = {text for pair in load_pairs() for text in pair.asked.values()}
    for name in ("plans", "samples"):
        assert not asked & {query.text for query in load_set(name).queries}
