"""Whole evaluations: reports, ablations, the page, the command, and the gate that CI keeps."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import ToyEncoder
from pytest import approx

from corpus import CewenError
from evals.ablate import BASE, CONFIGURATIONS, READ, TESTED, ablate
from evals.gate import BASELINE, GATED, fingerprint_of, gate, gated_set, judge, update
from evals.html import ablation_html, report_html
from evals.metrics import METRICS
from evals.outcomes import outcomes
from evals.report import report_text
from evals.run import citation_precision, evaluate_run, evaluate_set
from evals.sets import JudgedSet, Qrel, Query
from evals.stats import Interval
from evals.tables import ablation_json, ablation_text
from index import Library
from qa import ask

CEWEN = Path(sys.executable).parent / "cewen"
SOLAR, TREES, BUSES = "moqu-2023/一/（一）/2", "moqu-2023/二/（一）/1", "wuting/一/（一）/1"
TOY = JudgedSet(
    "toy",
    (
        Query("t1", "屋顶光伏板", "topic", "dev"),
        Query("t2", "<script>alert('公交车')</script>", "everyday", "dev"),
        Query("t3", "火星移民签证", "unanswerable", "test", expects_answer=False),
    ),
    (Qrel("t1", SOLAR, 2), Qrel("t1", TREES, 0), Qrel("t2", BUSES, 1)),
)


def quiet(*_: object) -> None:
    pass


def test_a_set_is_searched_asked_and_scored(toy_library: Library) -> None:
    report = evaluate_set(toy_library, TOY)
    assert {name: one["nDCG@10"].count for name, one in report.strata.items()} == {
        "topic": 1,
        "everyday": 1,
        "all": 2,
    }
    assert report.strata["topic"]["nDCG@10"].mean == 1.0
    assert next(iter(report.run["t1"])) == SOLAR and report.run["t1"][SOLAR] == 1.0
    assert report.abstention is not None and report.latency is not None
    assert report.abstention.answerable == 2 and report.abstention.unanswerable == 1
    refused = [ask(toy_library, query.text).refused for query in TOY.queries]
    assert report.abstention.refused_unanswerable == float(refused[2])
    assert report.abstention.refused_answerable == sum(refused[:2]) / 2
    assert len(report.latency.each) == 3 and min(report.latency.each) > 0
    told = report.as_json()
    assert (
        told["strata"][-1]
        == {  # type: ignore[index]
            "stratum": "all",
            "queries": 2,
            **{name: report.strata["all"][name].mean for name in [*METRICS][:4]},
        }
    )
    assert "主题" in report_text(report) and "全部" in report_text(report)


def test_citations_are_right_when_their_measure_answers(toy_library: Library) -> None:
    (outcome,) = outcomes(toy_library, TOY.queries[:1])
    given = [replace(outcome, cited=(SOLAR, SOLAR, TREES, BUSES)), replace(outcome, cited=())]
    assert citation_precision(TOY, given) == Interval(1, 0.5, 0.5, 0.5)
    refused = replace(outcome, query=TOY.queries[2], cited=(SOLAR,))
    found = citation_precision(TOY, [replace(outcome, cited=(SOLAR,)), refused])
    assert found is not None and (found.count, found.mean) == (2, 0.5)
    assert citation_precision(TOY, [replace(outcome, cited=())]) is None


def test_another_systems_run_is_scored(toy_library: Library) -> None:
    report = evaluate_run(TOY, {"t1": {TREES: 2.0, SOLAR: 1.0}}, "other.run")
    assert (report.system, report.abstention, report.outcomes) == ("other.run", None, ())
    assert report.values["MRR"] == {"t1": 0.5, "t2": 0.0}
    with pytest.raises(CewenError, match=r"other\.run 里没有评测集 toy 的任何问题.*如 t1"):
        evaluate_run(TOY, {"q9": {SOLAR: 1.0}}, "other.run")


def test_an_ablation_changes_one_thing(toy_library: Library, tmp_path: Path) -> None:
    """A window of 300 is a whole plan here, and counts for its longest measure only."""
    names = ["300 字窗口", "300 字窗口，逐条计", "只用词 BM25"]
    found = ablate(toy_library, TOY, quiet, names, work=tmp_path, encoder=ToyEncoder)
    assert [*found.reports] == [BASE, *names]
    assert found.reports[BASE].values["MRR"] == {"t1": 1.0, "t2": 1.0}
    # 墨渠's longest is the wind farm, 梧汀's the buses; each plan is one window.
    assert found.reports["300 字窗口"].values["MRR"] == {"t1": 0.0, "t2": 1.0}
    # One by one: wind, roofs, trees; buses, wind.
    assert found.reports["300 字窗口，逐条计"].values["MRR"] == {"t1": 0.5, "t2": 1.0}
    assert {one.metric for one in found.comparisons} == {*TESTED}
    assert len(found.comparisons) == len(names) * len(TESTED)
    assert found.boundaries["300 字窗口"].f1 == 0.0
    assert "切分边界" in ablation_text(found)
    assert json.loads(json.dumps(ablation_json(found)))["configurations"][0]["name"] == BASE
    assert READ in ablation_html([found])
    with pytest.raises(CewenError, match="没有配置 魔法，现有：现行、300 字窗口"):
        ablate(toy_library, TOY, quiet, ["魔法"])


def test_each_configuration_differs_from_the_current_one() -> None:
    assert len(set(CONFIGURATIONS.values())) == len(CONFIGURATIONS)


def test_the_page_stands_alone_and_escapes(toy_library: Library) -> None:
    page = report_html([evaluate_set(toy_library, TOY)])
    assert "<script" not in page and "&lt;script&gt;alert" in page
    assert not re.search(r"(?:src|href)=|https?://|@import|url\(", page)
    assert page.count("<details>") == 3 and page.count("<svg") == 4 + 2
    for shown in (
        "屋顶光伏板",
        "日常说法",
        SOLAR,
        "2.开发光伏",
        "未判",
        "风险–覆盖曲线",
        "在屋顶铺设光伏板。",
    ):
        assert shown in page
    other = report_html([evaluate_run(TOY, {"t1": {SOLAR: 1.0}}, "other.run")])
    assert "other.run" in other and "检索用时" not in other


# --- the gate ---------------------------------------------------------------------------------


def test_the_gate_ci(sample_library: Library) -> None:
    """Nothing has got worse on the dev part of the samples since the baseline was written."""
    assert [verdict.line for verdict in gate(sample_library) if not verdict.passed] == []


def test_the_gate_fails_when_the_baseline_was_better(
    sample_library: Library, tmp_path: Path
) -> None:
    path = tmp_path / "baseline.json"
    update(sample_library, path)
    assert all(verdict.passed for verdict in gate(sample_library, path))
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert kept["fingerprint"] == fingerprint_of(gated_set()) and {*kept["values"]} == {*GATED}
    kept["values"]["nDCG@10"] = dict.fromkeys(kept["values"]["nDCG@10"], 1.1)
    path.write_text(json.dumps(kept), encoding="utf-8")
    ndcg, recall = gate(sample_library, path)
    assert (ndcg.passed, recall.passed) == (False, True)
    assert ndcg.line.startswith("未通过　nDCG@10：基线 1.1000") and "--update" in ndcg.line
    kept["fingerprint"] = "another set"
    path.write_text(json.dumps(kept), encoding="utf-8")
    with pytest.raises(CewenError, match="与基线所用的不同"):
        gate(sample_library, path)


@pytest.mark.parametrize(
    ("now", "passed"),
    [
        ([0.9] * 20, True),
        ([0.9] * 19 + [0.75], True),  # 0.0075 in the mean
        ([0.9] * 18 + [0.75, 0.75], True),  # 0.015, but the interval reaches 0
        ([0.88] * 20, False),  # 0.02, on every question
        ([0.9] * 19 + [0.0], False),  # 0.045, on one question
        ([0.95] * 20, True),
    ],
)
def test_what_is_more_than_the_noise(now: list[float], passed: bool) -> None:
    ids = [f"q{number:02}" for number in range(20)]
    verdict = judge("nDCG@10", dict.fromkeys(ids, 0.9), dict(zip(ids, now, strict=True)))
    assert verdict.passed is passed
    assert verdict.difference.mean == approx(sum(now) / 20 - 0.9)


def test_the_gate_wants_the_samples_alone(toy_library: Library) -> None:
    with pytest.raises(
        CewenError, match=r"恰好只有示例文件.*缺 .*yunze-2023.*多 moqu-2023、wuting"
    ):
        gate(toy_library)


def test_the_baseline_has_a_value_for_each_question() -> None:
    values = json.loads(BASELINE.read_text(encoding="utf-8"))["values"]
    ids = {query.id for query in gated_set().answerable}
    assert {metric: {*each} for metric, each in values.items()} == dict.fromkeys(GATED, ids)


# --- the command ------------------------------------------------------------------------------


def run(*arguments: object, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [str(CEWEN), "eval", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, encoding="utf-8", timeout=300)


def run_json(*arguments: object) -> Any:
    done = run(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_run_written_is_a_run_scored(sample_library: Library, tmp_path: Path) -> None:
    out, page = tmp_path / "ours.run", tmp_path / "report.html"
    rows = [{"_id": "u1", "text": "屋顶光伏"}, {"_id": "u2", "text": "草原怎么治理"}]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    (tmp_path / "queries.jsonl").write_text("\n".join(lines), encoding="utf-8")
    address = next(iter(sample_library.measures))
    qrels = f"query-id\tcorpus-id\tscore\nu1\t{address}\t2\nu2\t{address}\t1\n"
    (tmp_path / "qrels.tsv").write_text(qrels, encoding="utf-8")
    options = ("--set", tmp_path)
    (ours,) = run_json(
        *("--library", sample_library.folder, *options, "--run-out", out, "--html", page)
    )["sets"]
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    (again,) = run_json("--run", out, *options)["sets"]
    assert again["metrics"] == ours["metrics"] and again["system"] == "ours.run"
    compared = run_json("compare", out, out, *options)["comparisons"]
    assert {one["p_holm"] for one in compared} == {1.0}


def test_judging_from_the_command_line(sample_library: Library, tmp_path: Path) -> None:
    options = ("--library", sample_library.folder, "--into", tmp_path / "mine", "--depth", 2)
    done = run("add", "草原怎么治理", *options, stdin="2\n0\n")
    assert done.returncode == 0 and "u001 已判 2 条，其中 1 级以上 1 条" in done.stdout
    assert len((tmp_path / "mine" / "qrels.tsv").read_text(encoding="utf-8").splitlines()) == 3
    done = run("add", "草原", "--set", "samples", "--library", sample_library.folder)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
