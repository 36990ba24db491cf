"""What is recognised in the shipped samples; numbers counted by hand in the files."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from corpus import Document, Region, measure_clauses
from corpus.parse import parse_file

SAMPLES = Path(__file__).parent.parent / "corpus" / "samples"


def _sample(name: str) -> Document:
    return parse_file(SAMPLES / f"{name}.txt")


# --- counts -----------------------------------------------------------------------------------

PARTS = {
    "yunze": {"二": 29, "三": 4, "四": 3},
    "lanweng": {"二": 30, "三": 4},
    "chengyuan": {"二": 9, "三": 8, "四": 7, "五": 6, "六": 4, "七": 1},
    "linzhuo": {"第二章": 4, "第三章": 5, "第四章": 6, "第五章": 5},
    "qingyan": {"二": 10, "三": 22, "四": 5, "五": 5},
    "shuoling": {"一": 3, "二": 3, "三": 3, "四": 2, "五": 3, "六": 4, "七": 4, "八": 3},
    "wangxiu": {"二": 24, "三": 4},
}
KINDS = {
    "yunze": {"措施": 29, "保障": 7, "总体要求": 3, "目标": 1},
    "lanweng": {"措施": 30, "保障": 4, "总体要求": 2, "目标": 1, "专栏": 8},
    "chengyuan": {"措施": 30, "保障": 5, "总体要求": 2, "目标": 1},
    "linzhuo": {"措施": 20, "总体要求": 6},
    "qingyan": {"措施": 37, "保障": 5, "总体要求": 2, "目标": 1},
    "shuoling": {"措施": 22, "保障": 3, "总体要求": 1},
    "wangxiu": {"措施": 24, "保障": 4, "总体要求": 2, "目标": 1},
}


def test_every_shipped_sample_is_counted_here() -> None:
    assert {path.stem for path in SAMPLES.glob("*.txt")} == PARTS.keys() == KINDS.keys()


@pytest.mark.parametrize("name", PARTS)
def test_measures_of_each_part(name: str) -> None:
    document = _sample(name)
    assert Counter(m.id.split("/")[1] for m in document.counted_measures) == PARTS[name]
    assert document.warnings == ()


@pytest.mark.parametrize("name", KINDS)
def test_kinds(name: str) -> None:
    assert Counter(m.kind for m in _sample(name).measures) == KINDS[name]


def test_boxes_follow_the_measure_that_they_belong_to() -> None:
    boxes = [m.id for m in _sample("lanweng").measures if m.kind == "专栏"]
    assert boxes == [
        "lanweng-2023/二/（一）/2/专栏1",
        "lanweng-2023/二/（一）/3/专栏2",
        "lanweng-2023/二/（三）/1/专栏3",
        "lanweng-2023/二/（四）/1/专栏4",
        "lanweng-2023/二/（五）/1/专栏5",
        "lanweng-2023/二/（六）/2/专栏6",
        "lanweng-2023/二/（七）/1/专栏7",
        "lanweng-2023/二/（八）/1/专栏8",
    ]


def test_numbers_run_on_across_the_parts() -> None:
    measures = _sample("shuoling").counted_measures
    assert [m.number for m in measures] == [str(n) for n in range(1, 26)]
    assert measures[3].id == "shuoling-2026/二/4"


def test_unnumbered_provisions_are_addressed_by_their_place() -> None:
    document = _sample("qingyan")
    place = "qingyan-2024/三/（二）/1/"
    found = [m for m in document.measures if m.id.startswith(place)]
    assert [(m.id.removeprefix(place), m.number, m.title) for m in found] == [
        ("第1段", "", "推动陶瓷窑炉更新换代"),
        ("第2段", "", "推进印染清洁生产"),
        ("第3段", "", "支持纺织企业智能化节能"),
    ]
    assert found[0].path == (
        "三、重点任务",
        "（二）推动特色产业绿色升级",
        "1.实施传统产业节能改造",
        "推动陶瓷窑炉更新换代",
    )


# --- metadata ---------------------------------------------------------------------------------

Facts = tuple[str, str, str, date | None, str, Region]
METADATA: dict[str, Facts] = {
    "yunze": (
        "云泽市碳达峰实施方案",
        "云泽市人民政府",
        "云政发〔2023〕8号",
        date(2023, 3, 20),
        "正式",
        Region(city="云泽市"),
    ),
    "lanweng": (
        "岚滃市碳达峰行动方案",
        "岚滃市人民政府",
        "岚政发〔2023〕15号",
        date(2023, 9, 8),
        "正式",
        Region(city="岚滃市"),
    ),
    "chengyuan": ("澄渊市碳达峰实施方案", "", "", None, "", Region(city="澄渊市")),
    "linzhuo": (
        "临濯市减污降碳协同增效实施办法（试行）",
        "临濯市人民政府办公室",
        "临政办发〔2024〕15号",
        date(2024, 6, 5),
        "试行",
        Region(city="临濯市"),
    ),
    "qingyan": (
        "青砚市碳达峰试点建设方案",
        "青砚市发展和改革委员会",
        "",
        date(2024, 5, 13),
        "征求意见稿",
        Region(city="青砚市"),
    ),
    "shuoling": (
        "朔陵市“十五五”时期碳达峰工作要点",
        "朔陵市发展和改革委员会",
        "",
        date(2026, 1, 15),
        "",
        Region(city="朔陵市"),
    ),
    "wangxiu": (
        "望岫区碳达峰实施方案",
        "中共望岫区委员会、望岫区人民政府",
        "",
        date(2023, 11, 2),
        "正式",
        Region(county="望岫区"),
    ),
}


@pytest.mark.parametrize("name", METADATA)
def test_metadata(name: str) -> None:
    d = _sample(name)
    assert (d.title, d.issuer, d.doc_number, d.issued_on, d.status, d.region) == METADATA[name]
    assert d.fictional
    assert d.source == f"{name}.txt"


# --- what was left out, and the original beside it --------------------------------------------

PAGE, NOTICE, IMPRINT = "网页附带内容", "印发或征求意见的通知", "抄送与印发信息"
LEFT_OUT = {  # first line, last line (from 1, as an editor counts) and why
    "yunze": [(1, 1, PAGE), (2, 7, NOTICE)],
    "lanweng": [
        (1, 1, PAGE),
        (2, 12, NOTICE),
        (170, 170, IMPRINT),
        (171, 171, IMPRINT),
        (173, 173, IMPRINT),
    ],
    "chengyuan": [(1, 1, PAGE)],
    "qingyan": [(1, 7, PAGE), (9, 25, NOTICE), (29, 29, "标题下的状态"), (191, 209, PAGE)],
    "shuoling": [(1, 1, PAGE), (37, 37, "落款"), (38, 38, "落款")],
}


@pytest.mark.parametrize("name", LEFT_OUT)
def test_lines_left_out_and_why(name: str) -> None:
    d = _sample(name)
    lines = [
        (1 + d.text.count("\n", 0, left.start), 1 + d.text.count("\n", 0, left.end), left.reason)
        for left in d.left_out
    ]
    assert lines == LEFT_OUT[name]


def test_traditional_file_is_simplified_line_for_line() -> None:
    d = _sample("chengyuan")
    original = (SAMPLES / "chengyuan.txt").read_text(encoding="utf-8")
    assert d.original == original
    assert len(d.text) == len(original.rstrip("\n")) + original.endswith("\n")
    (measure,) = [m for m in d.measures if m.id == "chengyuan/二/（一）/1"]
    assert measure.title == "推行煤矿绿色智能开采"
    assert d.original_of(measure.start, measure.end) == original.split("\n")[10]
    assert "着力补上调峰能力不足" in d.text


def test_original_of_a_part_of_a_line_is_the_whole_line() -> None:
    d = _sample("lanweng")
    box = next(m for m in d.measures if m.number == "专栏2")
    lines = d.original.split("\n")
    assert d.original_of(box.start, box.end) == "\n".join(lines[41:44])
    assert d.original_of(box.start + 3, box.start + 5) == lines[41] == "\t专栏2  储能与电网支撑工程"


# --- clauses ----------------------------------------------------------------------------------


def test_an_article_can_be_quoted_from_its_first_sentence_on() -> None:
    quoted = {}
    for measure in _sample("linzhuo").measures:
        start, end = measure_clauses(measure)[0]
        quoted[measure.number] = measure.text[start:end][:8]
    firsts = {
        m.number: m.text.removeprefix(m.number).lstrip()[:8] for m in _sample("linzhuo").measures
    }
    assert quoted == firsts


def test_clauses_of_a_measure_with_bodies() -> None:
    (measure,) = [m for m in _sample("wangxiu").measures if m.id.endswith("二/（六）/2")]
    assert [measure.text[start:end][-6:] for start, end in measure_clauses(measure)] == [
        "减少10%。",
        "周期20天;",
        "碳足迹标识。",
    ]
