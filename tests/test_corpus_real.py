"""The five real plans beside the repository: counts and facts only, never their sentences."""

import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from test_corpus_invariants import check_document

from corpus import Document, Region, measure_clauses
from corpus.parse import parse_file
from corpus.sanity import check

CORPUS = Path(__file__).parent.parent.parent / "shared" / "corpus"
FILES = {
    "yongzhou": "000_b8f38f04c088bb1e.txt",
    "huzhou": "001_900f08d21590d976.txt",
    "chenzhou": "002_eecbba84a90abe8a.txt",
    "kundulun": "003_81c4ae2a05955149.txt",
    "jinzhong": "004_471d5c02ef2f7ee0.txt",
}
pytestmark = pytest.mark.skipif(
    not all((CORPUS / name).is_file() for name in FILES.values()),
    reason="the five real plans are not in ../shared/corpus",
)


@cache
def _plan(city: str) -> Document:
    return parse_file(CORPUS / FILES[city])


# --- counts, as the corpus's README gives them ------------------------------------------------

PARTS = {
    "yongzhou": {"二": 46, "三": 4, "四": 3},
    "huzhou": {"二": 18, "三": 64, "四": 15, "五": 8, "六": 6},
    "chenzhou": {"二": 36, "三": 4, "四": 4},
    "kundulun": {"二": 42, "三": 3},
    "jinzhong": {"二": 13, "三": 14, "四": 10, "五": 4, "六": 5, "七": 1},
}
KINDS = {
    "yongzhou": {"措施": 46, "保障": 7, "总体要求": 3, "目标": 1},
    "huzhou": {"措施": 105, "保障": 6, "总体要求": 5, "目标": 1},
    "chenzhou": {"措施": 36, "保障": 8, "总体要求": 3, "目标": 1, "专栏": 10},
    "kundulun": {"措施": 42, "保障": 3, "总体要求": 2, "目标": 1},
    "jinzhong": {"措施": 41, "保障": 6, "总体要求": 6, "目标": 2},
}


@pytest.mark.parametrize("city", FILES)
def test_measures_of_each_part(city: str) -> None:
    measures = _plan(city).counted_measures
    assert Counter(m.id.split("/")[1] for m in measures) == PARTS[city]
    garbled = [warning for warning in _plan(city).warnings if re.search("乱码|缺字", warning)]
    assert [*_plan(city).warnings] == garbled and bool(garbled) == (city == "jinzhong")


def test_three_hundred_measures_in_all() -> None:
    assert sum(len(_plan(city).counted_measures) for city in FILES) == 300


@pytest.mark.parametrize("city", FILES)
def test_kinds(city: str) -> None:
    assert Counter(m.kind for m in _plan(city).measures) == KINDS[city]


@pytest.mark.parametrize("city", FILES)
def test_invariants(city: str) -> None:
    check_document(_plan(city))
    report = check(_plan(city))
    assert (report.share, report.gaps, report.lost) == (1.0, (), ())


def test_boxes_of_chenzhou() -> None:
    boxes = [m.id for m in _plan("chenzhou").measures if m.kind == "专栏"]
    assert [box.removeprefix("chenzhou-2023/二/") for box in boxes] == [
        "（一）/2/专栏1",
        "（一）/4/专栏2",
        "（三）/3/专栏3",
        "（三）/4/专栏4",
        "（四）/2/专栏5",
        "（五）/1/专栏6",
        "（七）/4/专栏7",
        "（九）/1/专栏8",
        "（十）/1/专栏9",
        "（十一）/专栏10",
    ]


GOALS = {
    "yongzhou": ["yongzhou-2023/一/（二）"],
    "huzhou": ["huzhou-2024/一/（三）"],
    "chenzhou": ["chenzhou-2023/一"],
    "kundulun": ["kundulun-2023/一/（二）"],
    "jinzhong": ["jinzhong/一/第2段", "jinzhong/一/第3段"],
}
GUIDING = {
    "yongzhou": ["前言", "一/（一）", "二"],
    "huzhou": ["前言", "一/（一）", "一/（二）/第1段", "一/（二）/第2段", "一/（二）/第3段"],
    "chenzhou": ["前言", "二", "附则"],
    "kundulun": ["前言", "一/（一）"],
    "jinzhong": ["前言", "一/第1段", "二", "三", "四", "五"],
}


@pytest.mark.parametrize("city", FILES)
def test_goals_and_guiding_thought_are_kept_beside_the_measures(city: str) -> None:
    plan = _plan(city)
    assert [m.id for m in plan.measures if m.kind == "目标"] == GOALS[city]
    guiding = [m.id.partition("/")[2] for m in plan.measures if m.kind == "总体要求"]
    assert guiding == GUIDING[city]


# --- metadata ---------------------------------------------------------------------------------

Facts = tuple[str, str, str, date | None, str, Region]
METADATA: dict[str, Facts] = {
    "yongzhou": (
        "yongzhou-2023",
        "永州市碳达峰实施方案",
        "永州市人民政府",
        date(2023, 4, 6),
        "正式",
        Region("湖南省", "永州市", "", "431100"),
    ),
    "huzhou": (
        "huzhou-2024",
        "湖州市国家碳达峰" + "试点城市实施方案",
        "湖州市发展和改革委员会",
        date(2024, 4, 15),
        "征求意见稿",
        Region("浙江省", "湖州市", "", "330500"),
    ),
    "chenzhou": (
        "chenzhou-2023",
        "郴州市碳达峰行动方案",
        "郴州市人民政府",
        date(2023, 7, 16),
        "正式",
        Region("湖南省", "郴州市", "", "431000"),
    ),
    "kundulun": (
        "kundulun-2023",
        "昆都仑区碳达峰实施方案",
        "中共昆都仑区委员会、昆都仑区人民政府",
        date(2023, 12, 27),
        "正式",
        Region("内蒙古自治区", "包头市", "昆都仑区", "150203"),
    ),
    "jinzhong": (
        "jinzhong",
        "晋中市碳达峰实施方案",
        "",
        None,
        "",
        Region("山西省", "晋中市", "", "140700"),
    ),
}


@pytest.mark.parametrize("city", FILES)
def test_metadata(city: str) -> None:
    d = _plan(city)
    assert (d.id, d.title, d.issuer, d.issued_on, d.status, d.region) == METADATA[city]
    assert (d.doc_number, d.fictional, d.source) == ("", False, FILES[city])


BASIS = {  # level, numbers of the higher plans that it names, what is inferred
    "yongzhou": ("市级", [], ("status",)),
    "huzhou": ("市级", [""], ()),
    "chenzhou": ("市级", ["湘政发〔2022〕19号"], ("region", "status")),
    "kundulun": ("县级", [], ("region", "status")),
    "jinzhong": ("市级", ["晋发〔2022〕25号", "晋政发〔2022〕29号"], ("region",)),
}


@pytest.mark.parametrize("city", FILES)
def test_level_basis_and_what_is_inferred(city: str) -> None:
    d = _plan(city)
    numbers = [re.sub(r"^.*?(?:（([^（）]+号)）)?$", r"\1", plan) for plan in d.implements]
    assert (d.level, numbers, d.inferred) == BASIS[city]


# --- responsible bodies and single lines ------------------------------------------------------

WITH_BODIES = {  # lines of the file that end in a list of bodies: all, and those that name a lead
    "yongzhou": (53, 0),
    "huzhou": (0, 0),
    "chenzhou": (44, 32),
    "kundulun": (42, 42),
    "jinzhong": (46, 0),
}


@pytest.mark.parametrize("city", FILES)
def test_measures_with_responsible_bodies(city: str) -> None:
    measures = _plan(city).counted_measures
    listed = sum(bool(m.lead or m.responsible) for m in measures)
    assert (listed, sum(bool(m.lead) for m in measures)) == WITH_BODIES[city]


@pytest.mark.parametrize("city", FILES)
def test_bodies_are_names_and_nothing_else(city: str) -> None:
    names = {name for m in _plan(city).measures for name in m.lead + m.responsible}
    assert {n for n in names if re.search(r"负责|牵头|责任单位|[、，,：:]", n)} == {
        n for n in names if re.search(r"（[^）]*、[^）]*）|\([^)]*、[^)]*\)", n)
    }


@pytest.mark.parametrize(
    ("city", "address", "line"),
    [
        ("yongzhou", "二/（一）/1", 20),
        ("yongzhou", "二/（十）/4", 74),
        ("yongzhou", "四/（三）", 83),
        ("huzhou", "二/（一）/第1段", 57),
        ("huzhou", "三/（六）/1/第4段", 239),
        ("huzhou", "三/（八）/3/第2段", 295),
        ("chenzhou", "二/（一）/1", 25),
        ("chenzhou", "二/（十）/3", 150),
        ("chenzhou", "四/（四）", 177),
        ("kundulun", "二/（十三）/3", 75),
    ],
)
def test_a_measure_of_one_line_is_that_line(city: str, address: str, line: int) -> None:
    plan = _plan(city)
    (measure,) = [m for m in plan.measures if m.id == f"{plan.id}/{address}"]
    assert plan.text.count("\n", 0, measure.start) == line - 1
    original = (CORPUS / FILES[city]).read_text(encoding="utf-8").split("\n")[line - 1]
    assert "".join(measure.text.split()) == "".join(original.split())


@pytest.mark.parametrize("city", FILES)
def test_every_measure_has_clauses_within_it(city: str) -> None:
    for measure in _plan(city).measures:
        flat = [position for span in measure_clauses(measure) for position in span]
        assert flat == sorted(flat)
        assert 0 <= flat[0] < flat[-1] <= len(measure.text)


# --- the damaged file -------------------------------------------------------------------------


def test_strays_of_jinzhong_name_what_they_repeat() -> None:
    plan = _plan("jinzhong")
    lines = [(plan.text.count("\n", 0, left.start), left.reason) for left in plan.left_out]
    assert lines == [
        (0, "标题前的散段，与 jinzhong/二/（二）/1 重复"),
        (1, "标题前的散段，与 jinzhong/三/（二）/3 重复"),
        (2, "标题前的散段，与 jinzhong/六/（五） 重复"),
    ]


def test_jinzhong_is_simplified_and_free_of_pinyin() -> None:
    text = _plan("jinzhong").text
    # Inside the damaged runs a syllable may follow something else than a Chinese character.
    toned = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
    assert re.findall(rf"[\u4e00-\u9fff][(（][a-z]*[{toned}][a-z]*[)）]", text) == []
    assert re.findall("[達發業農產機關導環電碼]", text) == []
    assert re.findall("著[力眼手重]", text) == []
    assert text.count("着力") > 0
