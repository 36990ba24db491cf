"""Topics: what the rules count, how meaning is added, what the gold says, and how it is scored."""

import sys
from pathlib import Path

import numpy as np
import pytest
from conftest import ToyEncoder
from pytest import approx

from corpus import CewenError, Measure, MeasureKind
from corpus.topics import load_topics, rule_shares, word_shares
from evals.topics import Score, gold_topics, macro_f1, main, micro, score_library, score_topics
from index import Library
from index.records import RecordStore
from index.topics import assign_topics, choose_topics, meaning_shares, measure_vectors

NAMES = [topic.name for topic in load_topics()]


def measure(
    title: str,
    text: str,
    headings: tuple[str, ...] = ("二、重点任务",),
    kind: MeasureKind = "措施",
) -> Measure:
    path = (*headings, f"1.{title}")
    return Measure("a/二/1", "a", path, "1", title, f"1.{title}{text}", kind, 0, 9)


def told(shares: tuple[float, ...]) -> dict[str, float]:
    return {name: share for name, share in zip(NAMES, shares, strict=True) if share}


def row(**shares: float) -> list[float]:
    return [shares.get(name, 0.0) for name in NAMES]


# --- the table --------------------------------------------------------------------------------


def test_every_topic_has_a_description_and_no_word_twice() -> None:
    assert len(NAMES) == len(set(NAMES)) == 18
    for topic in load_topics():
        assert topic.description.strip() and topic.words, topic.name
        for words in (topic.words, topic.title_words):
            assert len(words) == len(set(words)), topic.name


# --- rules ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shares"),
    [
        ("新能源汽车", {"交通运输": 1.0}),  # not 能源
        ("新能源汽车和光伏", {"交通运输": 0.5, "能源": 0.5}),
        ("光伏、光伏、光伏、光伏、光伏和公交车", {"能源": 0.75, "交通运输": 0.25}),  # three at most
        ("核桃和板栗", {}),
    ],
    ids=["longest-word-wins", "shared-out", "repeats-capped", "none"],
)
def test_shares_of_a_text(text: str, shares: dict[str, float]) -> None:
    assert told(word_shares(text, is_title=False)) == shares


def test_a_word_of_two_topics_counts_for_both() -> None:
    assert told(word_shares("碳汇交易", is_title=True)) == {"生态碳汇": 0.5, "市场机制": 0.5}


def test_some_words_tell_a_topic_in_titles_only() -> None:
    assert told(word_shares("产业", is_title=True)) == {"工业": 1.0}
    assert told(word_shares("产业", is_title=False)) == {}


def test_title_headings_and_text_are_weighed() -> None:
    # Title 3 : nearest heading 1 : the one above 0.5 : text 3, each all of one topic.
    headings = ("二、能源", "（一）交通运输绿色低碳行动")
    shares = told(rule_shares(measure("植树造林。", "建设光伏电站。", headings)))
    assert shares == {
        "能源": approx((0.5 + 3) / 7.5),
        "交通运输": approx(1 / 7.5),
        "生态碳汇": approx(3 / 7.5),
    }


def test_places_that_tell_nothing_do_not_weigh() -> None:
    assert told(rule_shares(measure("植树造林。", "种核桃。"))) == {"生态碳汇": 1.0}


def test_the_bodies_that_close_a_measure_tell_nothing() -> None:
    text = "种核桃。（市能源局牵头，市交通运输局负责）"
    assert told(rule_shares(measure("植树造林。", text))) == {"生态碳汇": 1.0}


@pytest.mark.parametrize(
    ("kind", "headings", "shares"),
    [
        ("总体要求", ("二、重点任务",), {"能源": 1.0}),
        ("总体要求", ("一、总体要求",), {}),
        ("总体要求", ("第一章 总则",), {}),
        ("目标", ("二、重点任务",), {}),
    ],
    ids=["introduction-of-a-part", "overall", "general-provisions", "goal"],
)
def test_introductions_are_about_what_their_title_says(
    kind: MeasureKind, headings: tuple[str, ...], shares: dict[str, float]
) -> None:
    introduction = measure("能源绿色低碳转型。", "造林、公交车、财政。", headings, kind)
    assert told(rule_shares(introduction)) == shares


# --- meaning, and both together ---------------------------------------------------------------


def test_windows_are_averaged_by_measure() -> None:
    vectors = np.array([[1, 0], [0, 1], [0, 1]], dtype=np.float32)
    means = measure_vectors(["a/1", "a/2"], ["a/1", "a/1", "a/2"], vectors)
    assert means.tolist() == [[0.5, 0.5], [0.0, 1.0]]


def test_meaning_is_near_what_sets_a_measure_apart() -> None:
    # All share the first axis; the second tells the two measures and the two topics apart.
    vectors = np.array([[1, 0.5], [1, -0.5]], dtype=np.float32)
    topics = np.array([[3, 1], [3, -1]], dtype=np.float32)
    shares = meaning_shares(vectors, topics)
    assert shares[0, 0] > 0.99 and shares[1, 1] > 0.99
    assert shares.sum(axis=1).tolist() == approx([1, 1])


def test_a_document_of_one_measure_has_no_meaning_of_its_own() -> None:
    topics = np.eye(4, dtype=np.float32)
    shares = meaning_shares(np.array([[1, 2, 3, 4]], dtype=np.float32), topics)
    assert shares[0].tolist() == approx([0.25] * 4)


@pytest.mark.parametrize(
    ("rules", "meaning", "topics"),
    [
        (row(能源=1), row(交通运输=1), ("能源", "交通运输")),  # 0.6 and 0.4
        (row(能源=1), row(能源=0.5, 交通运输=0.5), ("能源",)),  # 0.2 is not enough
        (row(能源=0.4, 工业=0.6), row(能源=1), ("能源", "工业")),  # 0.64 and 0.36
        (row(能源=0.3, 工业=0.3, 交通运输=0.4), row(能源=1), ("能源", "交通运输")),  # two at most
        (row(), row(能源=1), ()),  # no word of any topic
    ],
    ids=["both", "one", "meaning-decides", "two-at-most", "none"],
)
def test_the_decision(rules: list[float], meaning: list[float], topics: tuple[str, ...]) -> None:
    chosen = choose_topics(np.array([rules]), np.array([meaning]), 0.4)
    assert chosen == [topics]


def test_no_measures_no_topics() -> None:
    nothing, topics = np.zeros((0, 5), dtype=np.float32), np.zeros((18, 5), dtype=np.float32)
    assert assign_topics([], nothing, topics) == []


def test_a_library_keeps_the_topics_of_its_measures(toy_library: Library) -> None:
    reopened = Library(toy_library.folder, ToyEncoder)
    # The toy knows only 风, 光, 林 and 车; the main topic is told by the rules all the same.
    assert {m.id: m.topics[0] for m in reopened.measures.values()} == {
        "moqu-2023/一/（一）/1": "能源",
        "moqu-2023/一/（一）/2": "能源",
        "moqu-2023/二/（一）/1": "生态碳汇",
        "wuting/一/（一）/1": "交通运输",
        "wuting/一/（一）/2": "能源",
    }


# --- the gold and the scores ------------------------------------------------------------------


def test_the_gold_names_topics_that_there_are_two_at_most() -> None:
    parts = gold_topics()
    assert {part: len(gold) for part, gold in parts.items()} == {
        "选参": 161,
        "留出": 274,
        "复核": 57,
    }
    plans = {"yongzhou-2023", "huzhou-2024", "chenzhou-2023", "kundulun-2023", "jinzhong"}
    held = [m for gold in parts.values() for m in gold if m.split("/")[0] in plans]
    assert len(held) == len(set(held)) == 331
    for gold in parts.values():
        for address, topics in gold.items():
            assert len(topics) <= 2 and set(topics) <= set(NAMES), address


def test_scores_by_topic_and_in_all() -> None:
    gold = {"a/1": ("能源",), "a/2": ("能源", "工业"), "a/3": ()}
    given = {"a/1": ("能源",), "a/2": ("能源", "交通运输"), "a/3": ("工业",), "b/1": ("农业农村",)}
    scores = score_topics(gold, given)
    assert scores["能源"] == Score(2, 2, 2)
    assert scores["工业"] == Score(1, 1, 0)
    assert scores["交通运输"] == Score(0, 1, 0)
    assert scores["农业农村"] == Score(0, 0, 0)  # b/1 is not judged
    assert micro(scores) == Score(3, 4, 2)
    assert micro(scores).f1 == approx(4 / 7)
    assert macro_f1(scores) == approx(0.5)  # 能源 1, 工业 0; the gold has no other


def test_the_samples_reach_their_scores(sample_library: Library) -> None:
    records = RecordStore(sample_library.folder / "records.sqlite3")
    given = {m.id: m.topics for m in sample_library.measures.values()}
    parts = gold_topics()
    check = {m: t for m, t in parts["复核"].items() if m in given}
    assert len(check) == 57
    assert micro(score_topics(check, given)).f1 >= 0.92
    reports, notes = score_library(records, ToyEncoderNamed(records.meta("model")))
    assert len(reports) == 2 and len(notes) == 5
    with pytest.raises(CewenError, match="现在是 toy-counts"):
        score_library(records, ToyEncoder())


class ToyEncoderNamed(ToyEncoder):
    """Vectors of the length of the bundled model's, all alike: meaning then says nothing."""

    def encode_query(self, text: str) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        return np.ones(384, dtype=np.float32)


def test_real_plans_reach_their_scores(plans_library: Library) -> None:
    given = {m.id: m.topics for m in plans_library.measures.values()}
    parts = gold_topics()
    assert [m for m in parts["留出"] if m not in given] == []
    assert micro(score_topics(parts["留出"], given)).f1 >= 0.9


def test_a_library_without_judged_documents_is_named(toy_library: Library) -> None:
    records = RecordStore(toy_library.folder / "records.sqlite3")
    with pytest.raises(CewenError, match="没有评测过主题"):
        score_library(records, ToyEncoder())


def test_no_library_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["evals.topics", str(tmp_path)])
    with pytest.raises(SystemExit, match="2"):
        main()
    assert capsys.readouterr().err == f"{tmp_path} 不是策问文库：先用 cewen add --library 建立。\n"
