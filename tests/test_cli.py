"""The program as a person runs it: real processes on a small library, under the bundled model."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import MOQU, WUTING

from corpus import Target
from corpus.parse import parse_text
from qa.as_json import measure_json

CEWEN = Path(sys.executable).parent / "cewen"
PICTURE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256))
HIT_FIELDS = [
    *("rank", "score", "measure_id", "doc_id", "source", "title"),
    *("region", "path", "kind", "text", "clause", "found_by"),
]
WIND = {  # the first measure of 墨渠, as far as a citation of it goes
    "measure_id": "moqu-2023/一/（一）/1",
    "doc_id": "moqu-2023",
    "source": "墨渠.txt",
    "title": "墨渠市碳达峰实施方案",
    "region": "墨渠市",
    "path": ["一、能源", "（一）发电", "1.开发风电"],
}


def run(*arguments: object, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [str(CEWEN), *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, encoding="utf-8", timeout=300)


def run_json(*arguments: object) -> Any:
    done = run(*arguments, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two good files, and beside them files that are none."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "good").mkdir()
    (folder / "good" / "墨渠.txt").write_text(MOQU, encoding="utf-8")
    (folder / "good" / "梧汀.txt").write_text(WUTING, encoding="utf-8")
    (folder / "nothing").mkdir()
    (folder / "empty.txt").write_bytes(b" \n")
    (folder / "picture.txt").write_bytes(PICTURE)
    (folder / "letter.txt").write_text("你好，见信如面。\n", encoding="utf-8")
    (folder / "plan.docx").write_bytes(b"PK\x03\x04" + PICTURE)
    return folder


@pytest.fixture(scope="session")
def library(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of both plans; tests that change it take ``own_library``."""
    folder = tmp_path_factory.mktemp("cli") / "library"
    done = run("add", files / "good", "--library", folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def own_library(library: Path, tmp_path: Path) -> Iterator[Path]:
    yield Path(shutil.copytree(library, tmp_path / "library"))


# --- add, list, show, remove ------------------------------------------------------------------


def test_a_folder_with_a_bad_file_gives_the_good_ones(files: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(files / "good", tmp_path / "plans"))
    (folder / "图片.txt").write_bytes(PICTURE)
    done = run("add", folder, "--library", tmp_path / "library", "--json")
    reason = "图片.txt：扩展名是 .txt，内容却是图片，请提供方案的文本。"
    said = done.stderr.splitlines()  # a line a file while it is encoded, then what failed
    assert (done.returncode, said[-1]) == (0, f"未加入 {reason}")
    assert said[:-1] == ["正在编码 墨渠.txt…", "正在编码 梧汀.txt…"]
    reported = json.loads(done.stdout)
    assert reported["failed"] == [{"source": "图片.txt", "reason": reason}]
    assert [(d["change"], d["doc_id"]) for d in reported["added"]] == [
        ("新增", "moqu-2023"),
        ("新增", "wuting"),
    ]


@pytest.mark.parametrize("bad", ["picture.txt", "missing.txt"])
def test_a_bad_file_that_was_named_is_a_mistake(files: Path, own_library: Path, bad: str) -> None:
    done = run("add", files / "good" / "墨渠.txt", files / bad, "--library", own_library, "--json")
    assert [(d["change"], d["doc_id"]) for d in json.loads(done.stdout)["added"]] == [
        ("未变", "moqu-2023")
    ]
    assert len(done.stderr.splitlines()) == 1 and bad in done.stderr
    assert done.returncode == 2


def test_list(library: Path) -> None:
    moqu = {
        "doc_id": "moqu-2023",
        "title": "墨渠市碳达峰实施方案",
        "issuer": "墨渠市人民政府",
        "doc_number": "墨政发〔2023〕1号",
        "issued_on": "2023-05-01",
        "status": "正式",
        "level": "市级",
        "implements": [],
        "region": "墨渠市",
        "province": "",
        "city": "墨渠市",
        "county": "",
        "adcode": "",
        "source": "墨渠.txt",
        "fictional": True,
        "inferred": ["status"],
        "corrected": [],
        "duplicate_of": "",
        "measure_count": 3,
        "record_count": 3,
        "warnings": [],
        "spots": [],
        "left_out": [
            {"start": 0, "end": 6, "reason": "网页附带内容"},
            {"start": 7, "end": 63, "reason": "印发或征求意见的通知"},
        ],
    }
    listed = run_json("list", "--library", library)
    assert [*listed] == ["documents"]
    assert listed["documents"][0] == moqu
    assert [d["doc_id"] for d in listed["documents"]] == ["moqu-2023", "wuting"]


def test_show(library: Path) -> None:
    text = "1.开发风电。建设风光互补电站。（市能源局牵头，市财政局配合）"
    first = {
        "id": "moqu-2023/一/（一）/1",
        "path": ["一、能源", "（一）发电", "1.开发风电"],
        "number": "1",
        "title": "开发风电",
        "text": text,
        "kind": "措施",
        "lead": ["市能源局"],
        "responsible": ["市财政局"],
        "bodies": [
            {"name": "市能源局", "standard": "能源局", "lead": True},
            {"name": "市财政局", "standard": "财政局", "lead": False},
        ],
        "topics": ["能源"],
        "page": 0,
        "targets": [],
        "start": MOQU.index(text),
        "end": MOQU.index(text) + len(text),
        "original": text,
    }
    shown = run_json("show", "moqu-2023", "--library", library)
    assert shown["measures"][0] == first
    assert [m["number"] for m in shown["measures"]] == ["1", "2", "1"]
    assert run_json("show", "moqu-2023/一/（一）/1", "--library", library) == first


def test_a_target_is_shown_with_its_words() -> None:
    document = parse_text(MOQU, "墨渠.txt")
    start = document.text.index("光伏板")
    target = Target("装机", "2025年", "2020年", "达到", "5", "万千瓦", "左右", start, start + 3)
    measure = replace(document.measures[1], targets=(target,))
    assert measure_json(document, measure)["targets"] == [
        {
            "indicator": "装机",
            "period": "2025年",
            "base": "2020年",
            "comparator": "达到",
            "value": "5",
            "unit": "万千瓦",
            "qualifier": "左右",
            "nature": "",
            "text": "光伏板",
        }
    ]


def test_remove(own_library: Path) -> None:
    removed = run_json("remove", "wuting", "--library", own_library)
    assert removed == {"removed": "wuting", "measures": 2}
    listed = run_json("list", "--library", own_library)["documents"]
    assert [d["doc_id"] for d in listed] == ["moqu-2023"]
    found = run_json("search", "风电场", "--library", own_library)["hits"]
    assert {hit["doc_id"] for hit in found} == {"moqu-2023"}


# --- search, ask, precedents ------------------------------------------------------------------


def test_search(library: Path) -> None:
    found = run_json("search", "屋顶光伏板", "-k", "2", "--library", library)
    assert [*found] == ["question", "hits"] and found["question"] == "屋顶光伏板"
    assert [[*hit] for hit in found["hits"]] == [HIT_FIELDS] * 2
    assert found["hits"][0] == {
        **WIND,
        "rank": 1,
        "score": 1.0,  # the best of all four retrievers, with all that is asked
        "measure_id": "moqu-2023/一/（一）/2",
        "path": ["一、能源", "（一）发电", "2.开发光伏"],
        "kind": "措施",
        "text": "2.开发光伏。在屋顶铺设光伏板。（市能源局负责）",
        "clause": "在屋顶铺设光伏板。",
        "found_by": [
            {"retriever": name, "score": 1.0, "weight": weight}
            for name, weight in (
                *(("整条", 0.25), ("分句", 0.45), ("词", 0.05), ("字", 0.05)),
                *(("含词", 0.1), ("含字", 0.1)),
            )
        ],
    }
    only = run_json("search", "屋顶光伏板", "--region", "梧汀", "--library", library)["hits"]
    assert sorted(hit["measure_id"] for hit in only) == ["wuting/一/（一）/1", "wuting/一/（一）/2"]


def test_search_from_a_file_prints_an_object_a_line(library: Path, tmp_path: Path) -> None:
    questions = ["屋顶光伏板", "", "换电动公交车", "风" * 501]
    path = tmp_path / "questions.txt"
    path.write_text("\n".join(questions) + "\n", encoding="utf-8-sig")
    done = run("search", "--from", path, "-k", "1", "--library", library)
    assert (done.returncode, done.stderr) == (0, "")
    objects = [json.loads(line) for line in done.stdout.splitlines()]
    assert [found["question"] for found in objects] == questions
    assert objects[0] == run_json("search", questions[0], "-k", "1", "--library", library)
    assert objects[1] == {"question": "", "hits": [], "error": "问题是空的，请输入问题。"}
    assert objects[2]["hits"][0]["measure_id"] == "wuting/一/（一）/1"
    assert "501" in objects[3]["error"] and objects[3]["hits"] == []


def test_ask(library: Path) -> None:
    answer = run_json("ask", "能源局牵头哪些措施", "--library", library)
    quote = "（市能源局牵头，市财政局配合）"
    start = MOQU.index(quote)
    cited = {"n": 1, **WIND, "quote": quote, "start": start, "end": start + len(quote)}
    assert answer == {
        "question": "能源局牵头哪些措施",
        "refused": False,
        "reason": "",
        "note": "",
        "answer": run("ask", "能源局牵头哪些措施", "--library", library).stdout.rstrip("\n"),
        "citations": [cited],
        "coverage": {"having": ["墨渠市"], "lacking": ["梧汀市"], "absent": [], "mentioning": []},
        "nearest": [],
        "confidence": 1.0,
    }
    assert [*answer["citations"][0]] == [*cited]


def test_ask_refuses_with_a_reason_and_the_nearest(library: Path) -> None:
    answer = run_json("ask", "养老金缴费标准", "--library", library)
    assert (answer["refused"], answer["citations"]) == (True, [])
    assert answer["coverage"] == {"having": [], "lacking": [], "absent": [], "mentioning": []}
    assert "没有直接回答“养老金缴费标准”" in answer["reason"]
    assert answer["answer"].startswith(answer["reason"])
    assert [[*hit] for hit in answer["nearest"]] == [HIT_FIELDS] * 5


def test_precedents(library: Path) -> None:
    draft = "在屋顶铺设光伏板材。"
    found = run_json("precedents", draft, "-k", "1", "--library", library)
    assert {key: found[key] for key in ("text", "found_in")} == {"text": draft, "found_in": []}
    (hit,) = found["hits"]
    assert [*hit] == [*HIT_FIELDS, "wording"]
    assert (hit["measure_id"], hit["clause"]) == ("moqu-2023/一/（一）/2", "在屋顶铺设光伏板。")
    assert hit["wording"] == 0.9412  # 8 characters in common, of 8 and 9
    piped = run("precedents", "-", "-k", "1", "--library", library, "--json", stdin=draft)
    assert json.loads(piped.stdout) == found


# --- mistakes ---------------------------------------------------------------------------------

LONG = "风" * 20_000


MISTAKES: list[tuple[list[str], str]] = [
    (["add", "{files}/empty.txt"], "empty.txt：文件是空的"),
    (["add", "{files}/picture.txt"], "picture.txt：扩展名是 .txt，内容却是图片"),
    (["add", "{files}/letter.txt"], "letter.txt：没有认出"),
    (["add", "{files}/plan.docx"], "plan.docx"),
    (["add", "{files}/missing.txt"], "missing.txt"),
    (["add", "{files}/nothing"], "没有文件"),
    (["add"], "PATH"),
    (["ask", ""], "问题是空的"),
    (["ask", " 　"], "问题是空的"),
    (["search", ""], "问题是空的"),
    (["search"], "问题是空的"),
    (["ask", LONG], "20000"),
    (["search", LONG], "20000"),
    (["precedents", LONG], "20000"),
    (["precedents", ""], "条款是空的"),
    (["ask"], "Q"),
    (["show", "nowhere"], "没有 nowhere，现有：moqu-2023、wuting"),
    (["show", "moqu-2023/九"], "moqu-2023/九"),
    (["remove", "nowhere"], "没有 nowhere，现有：moqu-2023、wuting"),
    (["search", "风电", "--nope"], "--nope"),
    (["search", "风电", "-k", "0"], "-k"),
    (["search", "风电", "-k", "很多"], "-k"),
    (["search", "风电", "--region", "火星"], "没有“火星”的文件，现有：墨渠市、梧汀市"),
    (["search", "--from", "{files}/missing.txt"], "missing.txt"),
    (["search", "--from", "{files}/picture.txt"], "picture.txt"),
    (["frobnicate"], "frobnicate"),
    (["list", "--library", "{files}/empty.txt"], "empty.txt"),
]


@pytest.mark.parametrize(
    ("arguments", "named"), MISTAKES, ids=[" ".join(a)[:40] for a, _ in MISTAKES]
)
def test_a_mistake_is_one_line_and_exit_code_2(
    files: Path, library: Path, arguments: list[str], named: str
) -> None:
    words = [word.replace("{files}", str(files)) for word in arguments]
    takes_library = "--library" not in words and words[0] != "frobnicate"
    done = run(*words, *(["--library", library] if takes_library else []))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
    assert named in done.stderr and "Traceback" not in done.stderr


def test_json_of_a_failed_add_is_still_json(files: Path, own_library: Path) -> None:
    done = run("add", files / "empty.txt", "--library", own_library, "--json")
    reason = "empty.txt：文件是空的，没有可加入的内容。"
    assert json.loads(done.stdout) == {
        "added": [],
        "failed": [{"source": "empty.txt", "reason": reason}],
    }
    assert (done.returncode, done.stderr) == (2, f"未加入 {reason}\n")


# --- what a start costs -----------------------------------------------------------------------


def test_search_imports_no_training_framework(library: Path) -> None:
    command = [sys.executable, "-X", "importtime", str(CEWEN), "search", "风电"]
    done = subprocess.run(
        [*command, "--library", str(library)], capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    packages = {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}
    assert {"onnxruntime", "faiss", "tantivy"} <= packages
    heavy = {"torch", "sentence_transformers", "transformers", "gradio", "langchain_text_splitters"}
    assert packages & heavy == set()


def test_a_cold_search_takes_less_than_two_and_a_half_seconds(library: Path) -> None:
    times = []
    for _ in range(3):
        start = time.perf_counter()
        assert run("search", "屋顶光伏", "--library", library).returncode == 0
        times.append(time.perf_counter() - start)
    assert min(times) < 2.5, times


def test_eval_runs_a_set_in_beir_layout(tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    (folder / "qrels").mkdir(parents=True)
    corpus = {"d1": "在北岸山脊建设风电场三座。", "d2": "城区公交车全部更换为电动车。"}
    queries = {"q1": "长沙哪里建风电场", "q2": "公交车换电动的", "q3": "没有评过分的问题"}
    for name, rows in (("corpus", corpus), ("queries", queries)):
        lines = [json.dumps({"_id": key, "text": text}) for key, text in rows.items()]
        (folder / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    qrels = "query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t2\n"
    (folder / "qrels" / "test.tsv").write_text(qrels, encoding="utf-8")
    (report,) = json.loads(run("eval", "--beir", folder, "--json").stdout)["sets"]
    assert report["set"] == "tiny"
    assert report["strata"][-1] == {
        "stratum": "all",
        "queries": 2,
        "nDCG@10": 1.0,
        "recall@5": 1.0,
        "recall@10": 1.0,
        "MRR": 1.0,
    }
    (folder / "qrels" / "test.tsv").unlink()
    failed = run("eval", "--beir", folder)
    assert failed.returncode == 2 and "test.tsv" in failed.stderr
