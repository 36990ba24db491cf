"""Judged sets, parts, TREC files, and judging one's own questions."""

import json
from collections import Counter
from pathlib import Path

import pytest

from corpus import CewenError
from evals.judge import POOLED, OwnSet, pool
from evals.judging import judge_on_terminal
from evals.sets import SHIPPED, Qrel, Query, load_set, part_of
from evals.trec import read_run, write_qrels, write_run
from index import Library

SOLAR = "moqu-2023/一/（一）/2"


@pytest.mark.parametrize(
    ("set_name", "query_id", "part"),
    # printf samples/s001 | sha256sum: the first 16 digits as a number, modulo 10
    [
        ("samples", "s001", "train"),  # 1
        ("plans", "p001", "train"),  # 3
        ("plans", "p002", "train"),  # 2
        ("mine", "u001", "dev"),  # 5
    ],
)
def test_a_question_keeps_its_part(set_name: str, query_id: str, part: str) -> None:
    assert part_of(set_name, query_id) == part


def test_parts_are_4_3_3_in_10() -> None:
    counts = Counter(part_of("any", f"q{number}") for number in range(10_000))
    assert {part: round(count / 10_000, 1) for part, count in counts.items()} == {
        "train": 0.4,
        "dev": 0.3,
        "test": 0.3,
    }


@pytest.mark.parametrize("name", SHIPPED)
def test_the_parts_of_a_set_are_the_set(name: str) -> None:
    judged = load_set(name)
    parts = [judged.only(part) for part in ("train", "dev", "test")]
    assert sorted(q.id for part in parts for q in part.queries) == sorted(
        q.id for q in judged.queries
    )
    assert sum(len(part.qrels) for part in parts) == len(judged.qrels)
    assert judged.unjudged == ()  # every question that ships counts one way or the other
    with pytest.raises(CewenError, match="没有 validation 这一部分，可选：train、dev、test"):
        judged.only("validation")


def _write(folder: Path, queries: list[dict[str, object]], qrels: str) -> Path:
    folder.mkdir()
    lines = [json.dumps(row, ensure_ascii=False) for row in queries]
    (folder / "queries.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (folder / "qrels.tsv").write_text(f"query-id\tcorpus-id\tscore\n{qrels}", encoding="utf-8")
    return folder


def test_a_set_of_ones_own_is_a_folder(tmp_path: Path) -> None:
    folder = _write(
        tmp_path / "own",
        [
            {"_id": "u1", "text": "风电", "metadata": {"stratum": "figure", "part": "test"}},
            {"_id": "u2", "text": "光伏"},
            {"_id": "u3", "text": "核电", "metadata": {"stratum": "unanswerable"}},
            {"_id": "u4", "text": "墨渠公交", "metadata": {"answerable": False}},
        ],
        f"u1\t{SOLAR}\t0\nu1\t{SOLAR}\t2\n",
    )
    judged = load_set(str(folder))
    assert (judged.name, judged.queries[0]) == ("own", Query("u1", "风电", "figure", "test"))
    assert judged.queries[1] == Query("u2", "光伏", "topic", part_of("own", "u2"))
    assert judged.qrels == (Qrel("u1", SOLAR, 2),)  # what was judged last
    assert [query.id for query in judged.unanswerable] == ["u3", "u4"]
    assert [query.id for query in judged.unjudged] == ["u2"]


def test_mistakes_in_a_set_name_the_line(tmp_path: Path) -> None:
    with pytest.raises(CewenError, match="没有评测集 nothing，现有：plans、samples"):
        load_set("nothing")
    folder = _write(tmp_path / "bad", [{"_id": "u1", "text": "风电"}, {"text": "光伏"}], "")
    with pytest.raises(CewenError, match=r"queries\.jsonl 第 2 行应是"):
        load_set(str(folder))
    folder = _write(tmp_path / "twice", [{"_id": "u1", "text": "风电"}] * 2, "")
    with pytest.raises(CewenError, match="编号重复：u1"):
        load_set(str(folder))


# --- TREC -------------------------------------------------------------------------------------


def test_a_run_goes_out_and_comes_back(tmp_path: Path) -> None:
    run = {"q1": {SOLAR: 0.5, "beir/a b%20": 1.0}, "q2": {"x": -3.25}}
    write_run(tmp_path / "out" / "run.txt", run, "toy")
    assert (tmp_path / "out" / "run.txt").read_text(encoding="utf-8").splitlines() == [
        "q1 Q0 beir/a%20b%2520 1 1.000000 toy",
        f"q1 Q0 {SOLAR} 2 0.500000 toy",
        "q2 Q0 x 1 -3.250000 toy",
    ]
    assert read_run(tmp_path / "out" / "run.txt") == run
    write_qrels(tmp_path / "qrels.txt", (Qrel("q1", SOLAR, 2), Qrel("q1", "a b", 0)))
    assert (tmp_path / "qrels.txt").read_text(encoding="utf-8") == (
        f"q1 0 {SOLAR} 2\nq1 0 a%20b 0\n"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("q1 Q0 d1 1 high tag\n", "第 1 行应是"),
        ("q1 Q0 d1 1 0.5 tag\nq1 d1 0.5\n", "第 2 行应是"),
        ("q1 Q0 d1 1 nan tag\n", "第 1 行应是"),
        ("q1 Q0 a b 1 0.5 tag\n", "第 1 行应是"),
        ("\n", "是空的"),
    ],
)
def test_a_bad_run_names_its_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "run.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CewenError, match=said):
        read_run(path)


# --- judging ----------------------------------------------------------------------------------


def test_what_retrievers_find_is_pooled_once(toy_library: Library) -> None:
    """All five put the roofs first; the second place of each is one of the others."""
    (only,) = pool(toy_library, "屋顶光伏板", depth=1)
    assert only.measure.id == SOLAR
    assert only.found_by == tuple((name, 1) for name in POOLED)
    wider = pool(toy_library, "屋顶光伏板", depth=10)
    ids = [one.measure.id for one in wider]
    assert ids == [id_ for id_ in toy_library.measures if id_ in ids]  # by address, not by score
    assert len(ids) == len(set(ids)) > 1


def test_a_place_in_the_question_does_not_keep_other_places_from_the_pool(
    toy_library: Library,
) -> None:
    pooled = pool(toy_library, "梧汀市光伏板")
    assert SOLAR in [one.measure.id for one in pooled]


def test_judgements_are_added_and_the_last_counts(tmp_path: Path) -> None:
    own = OwnSet(tmp_path / "mine")
    first = own.question(" 屋顶  光伏 ", "everyday")
    assert first == Query("u001", "屋顶 光伏", "everyday", part_of("mine", "u001"))
    assert own.question("屋顶 光伏") == first
    assert own.question("风电").id == "u002"
    own.judge(first, SOLAR, 1)
    own.judge(first, SOLAR, 2)
    with pytest.raises(CewenError, match="没有 3 这一级，可选：2、1、0"):
        own.judge(first, SOLAR, 3)
    assert OwnSet(tmp_path / "mine").read() == load_set(str(tmp_path / "mine"))
    assert own.read().grades == {"u001": {SOLAR: 2}, "u002": {}}
    assert len((tmp_path / "mine" / "qrels.tsv").read_text(encoding="utf-8").splitlines()) == 3


@pytest.mark.parametrize("cut", ["u001\tmoqu-2023/一/", "u001\tmoqu-2023/一/（一）/1\t"])
def test_a_line_cut_short_by_a_crash_costs_only_itself(tmp_path: Path, cut: str) -> None:
    own = OwnSet(tmp_path)
    query = own.question("风电")
    own.judge(query, SOLAR, 2)
    with (tmp_path / "qrels.tsv").open("ab") as file:
        file.write(cut.encode()[:-1])  # in the middle of a character, too
    again = OwnSet(tmp_path)
    again.judge(query, "moqu-2023/一/（一）/1", 1)
    assert again.read().grades == {"u001": {SOLAR: 2, "moqu-2023/一/（一）/1": 1}}


def test_a_hand_written_last_line_without_its_end_is_kept(tmp_path: Path) -> None:
    folder = _write(tmp_path / "own", [{"_id": "u7", "text": "风电"}], f"u7\t{SOLAR}\t2")
    own = OwnSet(folder)
    assert own.question("光伏").id == "u002"
    assert [q.id for q in own.read().queries] == ["u7", "u002"]
    assert own.read().grades["u7"] == {SOLAR: 2}


def test_judging_stops_and_goes_on(
    toy_library: Library,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One answer, then q; the next time only what is left is asked."""
    pooled = [one.measure.id for one in pool(toy_library, "屋顶光伏板")]
    typed = iter(["5", "2", "q"])
    monkeypatch.setattr("builtins.input", lambda _: next(typed))
    judge_on_terminal(toy_library, tmp_path, "屋顶光伏板")
    assert load_set(str(tmp_path)).grades == {"u001": {pooled[0]: 2}}
    assert "请输入 2、1、0 或 q" in capsys.readouterr().out
    asked: list[str] = []
    monkeypatch.setattr("builtins.input", lambda prompt: asked.append(prompt) or "0")
    judge_on_terminal(toy_library, tmp_path, "屋顶光伏板")
    assert len(asked) == len(pooled) - 1
    assert load_set(str(tmp_path)).grades == {"u001": dict.fromkeys(pooled, 0) | {pooled[0]: 2}}
