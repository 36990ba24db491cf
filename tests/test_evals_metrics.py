"""Metrics, intervals, tests and chunk scores against values worked out by hand."""

import math

import pytest
from pytest import approx

from corpus import Measure
from evals.abstention import Asked, abstention, area_under, risk_coverage
from evals.chunks import (
    as_windows,
    boundary_score,
    gold_read,
    measures_of,
    window_spans,
)
from evals.metrics import METRICS, ranked_run, score_run
from evals.sets import JudgedSet, Qrel, Query
from evals.stats import Interval, compare, holm, interval, randomisation_p
from index import Library

QUERIES = (
    Query("q1", "一", "topic"),
    Query("q2", "二", "topic"),
    Query("q3", "三", "unanswerable", expects_answer=False),
    Query("q4", "四", "topic"),
)
JUDGED = JudgedSet(
    "hand",
    QUERIES,
    (
        Qrel("q1", "a", 2),
        Qrel("q1", "b", 0),
        Qrel("q1", "c", 1),
        Qrel("q2", "a", 1),
        Qrel("q3", "a", 0),
        Qrel("q4", "a", 0),
    ),
)


def test_a_ranking_of_three_by_hand() -> None:
    """Gains 2, 0, 1 at ranks 1, 2, 3; ideal 2, 1. All three that came are judged."""
    values = score_run(JUDGED, ranked_run({"q1": ["a", "b", "c"]}))
    dcg = 2 / math.log2(2) + 1 / math.log2(4)
    ideal = 2 / math.log2(2) + 1 / math.log2(3)
    assert {name: values[name]["q1"] for name in METRICS} == {
        "nDCG@10": approx(dcg / ideal),
        "recall@5": 1.0,
        "recall@10": 1.0,
        "MRR": 1.0,
        "success@1": 1.0,
        "judged@10": 1.0,
    }
    assert dcg / ideal == approx(0.950234, abs=1e-6)


def test_what_is_not_found_counts_as_0_and_what_has_no_gold_not_at_all() -> None:
    values = score_run(JUDGED, {"q1": {"x": 1.0, "c": 0.5}, "q3": {"a": 1.0}, "q2": {}})
    assert {*values["MRR"]} == {"q1", "q2"}
    assert (values["MRR"]["q1"], values["MRR"]["q2"]) == (0.5, 0.0)
    assert values["nDCG@10"]["q1"] == approx(1 / math.log2(3) / (2 + 1 / math.log2(3)))
    assert values["success@1"]["q1"] == 0.0


def test_equal_scores_rank_in_the_order_of_ids() -> None:
    values = score_run(JUDGED, {"q1": {"c": 1.0, "b": 1.0, "a": 1.0}})
    assert values["success@1"]["q1"] == 1.0


def test_a_question_without_gold_is_neither_kind() -> None:
    assert [query.id for query in JUDGED.answerable] == ["q1", "q2"]
    assert [query.id for query in JUDGED.unanswerable] == ["q3"]
    assert [query.id for query in JUDGED.unjudged] == ["q4"]


@pytest.mark.parametrize(
    ("first", "second", "p"),
    [
        ([3, 2, 1], [0, 0, 0], 2 / 8),  # only all plus or all minus reach 6
        ([1, 2, 3, 0], [0, 0, 0, 1], 6 / 16),  # differences 1, 2, 3, −1: sums ≥ 5 or ≤ −5
        ([1, 1, 1, 1, 1, 1], [0] * 6, 2 / 64),
        ([0.5, 0.5], [0.5, 0.5], 1.0),
        ([0.5, 0.7], [0.5, 0.1], 1.0),  # one pair differs: as far from 0 under either sign
    ],
)
def test_permutations_enumerated(first: list[float], second: list[float], p: float) -> None:
    assert randomisation_p(first, second) == approx(p)


def test_many_pairs_are_sampled_with_a_fixed_seed() -> None:
    first = [0.1 * (i % 7) for i in range(40)]
    second = [0.1 * (i % 5) for i in range(40)]
    p = randomisation_p(first, second)
    assert p == randomisation_p(first, second) and 0 < p < 1


def test_holm_on_textbook_numbers() -> None:
    """Four hypotheses: 0.005 × 4, 0.01 × 3, 0.03 × 2, and 0.04 no less than the one before."""
    assert holm([0.01, 0.04, 0.03, 0.005]) == approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.5, 0.6]) == [1.0, 1.0]
    assert holm([]) == []


def test_intervals() -> None:
    assert interval([0.5]) == Interval(1, 0.5, 0.5, 0.5)
    assert interval([1.0, 1.0, 1.0]) == Interval(3, 1.0, 1.0, 1.0)
    # Of two values a resample is both the low one, or both the high one, a quarter of the time.
    assert interval([0.0, 1.0]) == Interval(2, 0.5, 0.0, 1.0)
    # The standard error of 50 ones in 100 is 0.05: about 0.40 to 0.60.
    half = interval([0.0, 1.0] * 50)
    assert (half.low, half.high) == (approx(0.4, abs=0.02), approx(0.6, abs=0.02))
    with pytest.raises(ValueError, match="no values"):
        interval([])


def test_runs_are_compared_on_the_questions_they_share() -> None:
    base = {"MRR": {"q1": 0.0, "q2": 0.0, "q3": 0.0, "q4": 1.0}}
    better = {"MRR": {"q1": 1.0, "q2": 1.0, "q3": 1.0}}
    same = {"MRR": dict(base["MRR"])}
    found = compare(base, {"better": better, "same": same}, ["MRR"])
    assert [(one.name, one.base, one.value, one.p, one.adjusted) for one in found] == [
        ("better", 0.0, 1.0, approx(0.25), approx(0.5)),
        ("same", 0.25, 0.25, 1.0, 1.0),
    ]
    assert found[0].difference == Interval(3, 1.0, 1.0, 1.0)


ASKED = [
    Asked(answerable=True, confidence=0.9, refused=False, right=True),
    Asked(answerable=True, confidence=0.6, refused=False, right=False),
    Asked(answerable=True, confidence=0.4, refused=True, right=True),
    Asked(answerable=False, confidence=0.5, refused=False, right=False),
    Asked(answerable=False, confidence=0.2, refused=True, right=False),
]


def test_abstention_by_hand() -> None:
    """Of 3 × 2 pairs only (0.4, 0.5) is the wrong way round; three are answered, two of them
    wrongly."""
    found = abstention(ASKED)
    assert found.auroc == approx(5 / 6)
    assert (found.refused_unanswerable, found.refused_answerable) == (0.5, approx(1 / 3))
    assert found.operating == (approx(3 / 5), approx(2 / 3))
    assert [risk for _, risk in found.curve] == approx([0, 1 / 2, 2 / 3, 2 / 4, 3 / 5])
    assert found.aurc == approx((0 + 1 / 2 + 2 / 3 + 2 / 4 + 3 / 5) / 5)
    assert abstention(ASKED[:3]).auroc is None


def test_questions_of_equal_confidence_are_answered_together() -> None:
    curve = risk_coverage([0.8, 0.9, 0.8, 0.3], [False, True, True, False])
    assert curve == ((0.25, 0.0), (0.75, approx(1 / 3)), (1.0, 0.5))
    assert area_under(curve) == approx(0.25 * 0 + 0.5 / 3 + 0.25 * 0.5)


def _measure(name: str, start: int, end: int) -> Measure:
    return Measure(f"d/{name}", "d", (name,), name, name, "风" * (end - start), "措施", start, end)


@pytest.mark.parametrize(
    ("window", "best", "every"),
    [
        ((5, 20), "2", ["1", "2"]),  # half of the first, half of the second
        ((8, 18), "2", ["2"]),  # a fifth of the first; more than half of the window is the second
        ((0, 40), "2", ["1", "2", "3"]),
        ((31, 32), None, []),  # between measures, where a heading stands
    ],
)
def test_what_a_window_counts_for(
    window: tuple[int, int], best: str | None, every: list[str]
) -> None:
    measures = [_measure("1", 0, 10), _measure("2", 10, 30), _measure("3", 32, 40)]
    assert [m.number for m in measures_of(*window, measures, "best")] == ([best] if best else [])
    assert [m.number for m in measures_of(*window, measures, "all")] == every


def test_boundaries_by_hand() -> None:
    """Gold cuts after the 3rd and the 6th character; the cuts are after the 3rd and the 7th."""
    text = "甲乙丙\n丁戊己\n庚辛壬"
    gold = [(0, 3), (4, 7), (8, 11)]
    score = boundary_score(text, [(0, 3), (4, 9), (9, 11)], gold)
    assert (score.precision, score.recall, score.f1) == (0.5, 0.5, 0.5)
    whole = boundary_score(text, [(0, 11)], gold)
    assert (whole.precision, whole.recall, whole.f1) == (0.0, 0.0, 0.0)
    assert boundary_score(text, [(0, 4), (4, 8), (8, 11)], gold).f1 == 1.0
    three = boundary_score(text, [(0, 3), (3, 6), (6, 8), (8, 11)], gold)
    assert (three.precision, three.recall) == (approx(2 / 3), 1.0)


def test_reading_stops_at_the_budget() -> None:
    """Of 15 characters read, 5 + 5 are gold; at most 15 could be."""
    read = [("d", 0, 10), ("d", 20, 30)]
    assert gold_read(read, [("d", 5, 25)], 15) == approx(10 / 15)
    assert gold_read(read, [("d", 5, 25)], 100) == approx(10 / 20)
    assert gold_read([("d", 0, 10)] * 3, [("d", 0, 20)], 30) == approx(10 / 20)
    assert gold_read(read, [("other", 5, 25)], 15) == 0.0


def test_windows_are_the_documents_own_text(toy_library: Library) -> None:
    document = toy_library.document("moqu-2023")
    cut = as_windows(document, 40)
    assert [document.text[w.start : w.end] for w in cut.measures] == [w.text for w in cut.measures]
    assert all(0 < len(window.text) <= 40 for window in cut.measures)
    assert cut.measures[0].start == document.measures[0].start
    assert cut.measures[-1].end == document.measures[-1].end
    assert window_spans("风" * 25, 10) == [(0, 10), (8, 18), (16, 25)]
