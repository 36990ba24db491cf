"""Scoring of targets and bodies, on cases worked out by hand; then the shape of the gold."""

import re
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from corpus import CewenError, Document, Target
from corpus.parse import parse_file, parse_text
from evals.facts import (
    BodyFact,
    Score,
    TargetFact,
    found_bodies,
    found_targets,
    gold_bodies,
    gold_targets,
    main,
    report_text,
    score_bodies,
    score_folder,
    score_targets,
    similarity,
)

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
PLANS = {"yongzhou-2023", "huzhou-2024", "chenzhou-2023", "kundulun-2023", "jinzhong"}
SHARE = TargetFact("a/一/1", "绿电消费比例", "2025年", "30", "%")
PILES = TargetFact("a/一/2", "充电桩", "2025年", "4000", "个")
FOREST = TargetFact("b/二/1", "森林覆盖率", "2030年", "55", "%")


# --- targets ----------------------------------------------------------------------------------


def test_targets_are_scored_by_document_and_in_all() -> None:
    # a: both gold found, one of them worded longer, and one false; b: its only one missed.
    longer = replace(SHARE, indicator="全市绿电消费比例")
    extra = TargetFact("a/一/2", "充电站", "2025年", "80", "座")
    scores = score_targets([SHARE, PILES, FOREST], [longer, extra, PILES])
    assert scores.documents == (Score("a", 2, 3, 2), Score("b", 1, 0, 0))
    assert scores.all == Score("all", 3, 3, 2)
    assert (scores.missed, scores.false) == ((FOREST,), (extra,))
    assert [row.recall for row in scores.documents] == [1.0, 0.0]
    assert [row.precision for row in scores.documents] == [2 / 3, None]
    assert (scores.all.recall, scores.all.precision) == (2 / 3, 2 / 3)


@pytest.mark.parametrize(
    ("field", "value"),
    [("measure", "a/一/2"), ("period", "十四五"), ("value", "30.5"), ("unit", "百分点")],
)
def test_every_field_but_the_indicator_must_be_the_same(field: str, value: str) -> None:
    wrong = replace(SHARE, **{field: value})
    scores = score_targets([SHARE], [wrong])
    assert (scores.all, scores.missed, scores.false) == (
        Score("all", 1, 1, 0),
        (SHARE,),
        (wrong,),
    )


@pytest.mark.parametrize(
    ("a", "b", "percent"),
    [
        ("绿电消费比例", "全区绿电消费比例", 100.0),
        ("风电、光伏装机", "风电光伏装机容量", 100.0),
        # ratio is 200·(common subsequence)/(both lengths)
        ("绿电消费占比", "绿电消费比例", 200 * 5 / 12),
        ("出租车新能源占比", "出租车比例", 200 * 4 / 13),
        ("森林覆盖率", "湿地保护率", 200 * 1 / 10),
        ("率", "森林覆盖率", 200 * 1 / 6),  # one character holds nothing
        ("", "森林覆盖率", 0.0),
    ],
)
def test_similarity(a: str, b: str, percent: float) -> None:
    assert similarity(a, b) == pytest.approx(percent)
    assert similarity(b, a) == pytest.approx(percent)


def test_another_indicator_with_the_same_figure_is_no_match() -> None:
    scores = score_targets([FOREST], [replace(FOREST, indicator="湿地保护率")])
    assert scores.all == Score("all", 1, 1, 0)


def test_a_target_found_twice_is_false_once() -> None:
    scores = score_targets([SHARE], [SHARE, SHARE])
    assert (scores.all, scores.false) == (Score("all", 1, 2, 1), (SHARE,))


@pytest.mark.parametrize("turned", [False, True])
def test_the_matching_is_the_largest(turned: bool) -> None:
    # 公交 holds both found, 公交车 only one of them: the first gold has to give way.
    gold = [replace(SHARE, indicator=name) for name in ("公交", "公交车占比")]
    found = [replace(SHARE, indicator=name) for name in ("公交车占比", "公交线网")]
    assert similarity("公交车占比", "公交线网") < 60
    scores = score_targets(gold[::-1] if turned else gold, found)
    assert scores.all == Score("all", 2, 2, 2)


# --- bodies -----------------------------------------------------------------------------------


def test_bodies_must_have_their_role_and_their_name() -> None:
    gold = [
        BodyFact("a/一/1", "lead", "区发改局"),
        BodyFact("a/一/1", "responsible", "区水务局"),
        BodyFact("b/一/1", "responsible", "市林业局"),
    ]
    swapped = BodyFact("a/一/1", "responsible", "区发改局")
    named = BodyFact("b/一/1", "responsible", "市林业局等")
    scores = score_bodies(gold, [gold[1], swapped, named])
    assert scores.documents == (Score("a", 2, 2, 1), Score("b", 1, 1, 0))
    assert (scores.missed, scores.false) == ((gold[0], gold[2]), (swapped, named))


def test_a_body_listed_twice_is_false_once() -> None:
    body = BodyFact("a/一/1", "responsible", "区水务局")
    scores = score_bodies([body], [body, body])
    assert (scores.all, scores.false) == (Score("all", 1, 2, 1), (body,))


# --- what is taken from a document ------------------------------------------------------------

PLAN = """栖岚市碳达峰实施方案

一、主要目标

到2025年，绿电消费比例达到30%。

二、重点任务

（一）能源

1.发展风电。建设山地风电场。（市能源局牵头，市林业局按职责分工负责）
2.节约用能。开展节能诊断。（市工信局负责）
"""


@pytest.fixture
def plan() -> Document:
    return parse_text(PLAN, "栖岚.txt")


def test_facts_of_a_document(plan: Document) -> None:
    target = Target("绿电消费比例", "2025年", "", "达到", "30", "%", "", 0, 1)
    first = replace(plan.measures[0], targets=(target,))
    document = replace(plan, measures=(first, *plan.measures[1:]))
    assert found_targets(document) == [
        TargetFact(first.id, "绿电消费比例", "2025年", "30", "%"),
    ]
    assert found_bodies(plan) == [
        BodyFact(f"{plan.id}/二/（一）/1", "lead", "市能源局"),
        BodyFact(f"{plan.id}/二/（一）/1", "responsible", "市林业局"),
        BodyFact(f"{plan.id}/二/（一）/2", "responsible", "市工信局"),
    ]


def test_a_table_shows_a_dash_where_nothing_was_found() -> None:
    lines = report_text("数字指标", score_targets([SHARE, PILES], [])).split("\n")
    assert [line.split() for line in lines[1:]] == [
        ["a", "2", "0", "0", "0.000", "–"],
        ["all", "2", "0", "0", "0.000", "–"],
    ]


def test_a_folder_without_judged_plans(tmp_path: Path) -> None:
    (tmp_path / "栖岚.txt").write_text(PLAN, encoding="utf-8")
    with pytest.raises(CewenError, match=r"没有标注过的方案.*jinzhong.*yongzhou-2023"):
        score_folder(tmp_path)


def test_the_command_names_the_mistake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["facts", str(tmp_path / "无")])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 2
    assert capsys.readouterr().err == f"{tmp_path / '无'} 不是文件夹，请给出存放方案的文件夹。\n"


# --- the gold itself --------------------------------------------------------------------------


def test_counts_of_the_gold() -> None:
    assert Counter(fact.measure.split("/")[0] for fact in gold_targets()) == {
        "yongzhou-2023": 33,
        "huzhou-2024": 100,
        "chenzhou-2023": 43,
        "kundulun-2023": 31,
        "jinzhong": 32,
    }
    assert Counter((fact.measure.split("/")[0], fact.role) for fact in gold_bodies()) == {
        ("yongzhou-2023", "responsible"): 211,
        ("chenzhou-2023", "lead"): 47,
        ("chenzhou-2023", "responsible"): 175,
        ("kundulun-2023", "lead"): 42,
        ("kundulun-2023", "responsible"): 153,
        ("jinzhong", "responsible"): 189,
    }


def test_the_gold_is_normalised_and_without_repeats() -> None:
    targets = gold_targets()
    assert len(set(targets)) == len(targets)
    assert len(set(gold_bodies())) == len(gold_bodies())
    for fact in targets:
        assert re.fullmatch(r"\d+(\.\d+)?(-\d+(\.\d+)?)?", fact.value), fact
        assert re.fullmatch(r"(20\d\d-)?20\d\d年|十[四五]五|", fact.period), fact
        assert not re.match("[万亿]", fact.unit) and 3 <= len(fact.indicator) <= 24, fact


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the five real plans are not in ../shared/corpus")
def test_the_gold_names_measures_of_the_real_plans() -> None:
    plans = [parse_file(path) for path in sorted(CORPUS.glob("*.txt"))]
    text = {measure.id: measure.text for plan in plans for measure in plan.measures}
    assert {plan.id for plan in plans} == PLANS
    assert {fact.measure for fact in gold_targets()} <= set(text)
    absent = [fact for fact in gold_bodies() if fact.name not in text[fact.measure]]
    assert absent == []
