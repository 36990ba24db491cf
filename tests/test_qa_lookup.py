"""Addresses, document numbers, areas and slips: what is looked up or put right before ranking."""

from pathlib import Path

import pytest
from conftest import MOQU, WUTING, ToyEncoder

from corpus import Document, fold_query
from corpus.parse import parse_text
from index import Library
from qa import EVERYWHERE, ask, search
from qa.areas import areas_in
from qa.lookup import look_up
from qa.spelling import Slip, correct_spelling

BOXED = """示例（虚构）
樟溪市碳达峰实施方案
根据《澜川省碳达峰实施方案》（澜政发〔2022〕19号），制定本方案。
一、能源
（一）发电
1.开发风电。建设风光互补电站，配套建设充电桩。
专栏1 风电工程
新建风电场两座。
（二）用电
1.节约用电。推广节能电机，充电桩错峰充电。
二、保障
（一）加强领导。落实各方责任。
"""
DOCUMENTS: dict[str, Document] = {
    document.id: document
    for document in (
        parse_text(MOQU, "墨渠.txt"),
        parse_text(WUTING, "梧汀.txt"),
        parse_text(BOXED, "樟溪.txt"),
    )
}


@pytest.mark.parametrize(
    ("question", "found", "rest"),
    [
        ("墨渠 一（一）2", ["moqu-2023/一/（一）/2", "wuting/一/（一）/2"], "墨渠"),
        ("第一部分第（一）条", None, ""),
        ("樟溪方案专栏1", ["zhangxi/一/（一）/1/专栏1"], "樟溪方案"),
        ("第二部分第一条", ["moqu-2023/二/（一）/1", "zhangxi/二/（一）"], ""),
        ("zhangxi/一/（二）", ["zhangxi/一/（二）/1"], ""),
        ("一、（二）1.说了什么", ["zhangxi/一/（二）/1"], ""),
        ("墨政发2023年1号", [m.id for m in DOCUMENTS["moqu-2023"].measures], ""),
        (
            "墨政发[2023]第1号怎么说风电",
            [m.id for m in DOCUMENTS["moqu-2023"].measures],
            "怎么说风电",
        ),
        ("澜政发【2022】19号", ["zhangxi/前言"], ""),
        ("澜政发〔2022〕20号", [], ""),
        ("第九部分", [], ""),
    ],
)
def test_what_is_named_is_looked_up(question: str, found: list[str] | None, rest: str) -> None:
    lookup = look_up(fold_query(question), DOCUMENTS)
    assert lookup is not None
    if found is not None:
        assert (sorted(lookup.measure_ids), lookup.rest) == (sorted(found), rest)


@pytest.mark.parametrize(
    "question",
    [
        "2025年非化石能源消费比重",
        "十四五 25项重点工程",
        "三、5万千瓦以上的风电",
        "第三批试点城市",
        "一二三线城市充电桩",
        "单位能耗下降13.5%",
        "三北防护林",
    ],
)
def test_an_amount_is_no_address(question: str) -> None:
    assert look_up(fold_query(question), DOCUMENTS) is None


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library(tmp_path / "library", ToyEncoder)
    for document in DOCUMENTS.values():
        library.add(document)
    return library


def test_a_place_limits_what_is_looked_up(library: Library) -> None:
    assert [hit.measure.id for hit in search(library, "梧汀一（一）2")] == ["wuting/一/（一）/2"]
    answer = ask(library, "墨渠方案一（一）2讲了什么")
    assert [c.quote for c in answer.citations] == [library.measures["moqu-2023/一/（一）/2"].text]


def test_what_else_is_said_ranks_what_was_looked_up(library: Library) -> None:
    found = search(library, "墨政发〔2023〕1号里的光伏")
    assert found[0].measure.id == "moqu-2023/一/（一）/2"
    assert {hit.measure.doc_id for hit in found} == {"moqu-2023"}


def test_an_article_that_does_not_exist_is_refused_by_name(library: Library) -> None:
    answer = ask(library, "樟溪第九部分第三条")
    assert answer.refused
    assert "第九部分第三条" in answer.reason


def test_areas_are_their_places() -> None:
    ((name, places),) = areas_in("湘南各市的风电")
    assert (name, {place.city for place in places}) == ("湘南", {"衡阳市", "郴州市", "永州市"})
    assert areas_in("江南水乡") == []


def test_the_limit_of_a_place_is_said_and_can_be_taken_away(toy_library: Library) -> None:
    limited = ask(toy_library, "梧汀的风电")
    assert {s.region for s in limited.sections} == {"梧汀市"}
    assert "只查了梧汀市" in limited.note
    everywhere = search(toy_library, "梧汀的风电", region=EVERYWHERE)
    assert {hit.measure.doc_id for hit in everywhere} == {"moqu-2023", "wuting"}


@pytest.mark.parametrize(
    ("question", "meant", "slips"),
    [
        ("充电庄", "充电桩", [("充电庄", "充电桩")]),
        ("chongdianzhuang 有多少", "充电桩 有多少", [("chongdianzhuang", "充电桩")]),
        ("墨曲市的风电", "墨渠市的风电", [("墨曲市", "墨渠市")]),
        ("充电桩", "充电桩", []),
        ("wind power stations", "wind power stations", []),
        ("充电的装置", "充电的装置", []),
    ],
)
def test_slips_are_put_right_and_said(
    library: Library, question: str, meant: str, slips: list[tuple[str, str]]
) -> None:
    expected = (meant, tuple(Slip(said, word) for said, word in slips))
    assert correct_spelling(question, library) == expected


def test_an_answer_says_what_it_took_a_slip_for(toy_library: Library) -> None:
    assert ask(toy_library, "墨曲市的风电").note.startswith("已把“墨曲市”理解为“墨渠市”。")


def test_what_is_named_is_shown_whatever_else_is_asked(library: Library) -> None:
    answer = ask(library, "樟溪方案专栏1有没有提到核电")
    assert [c.hit.measure.id for c in answer.citations] == ["zhangxi/一/（一）/1/专栏1"]
    assert answer.note.endswith("以下是问题点到的条款，其余的话没有与原文对上。")
    assert answer.confidence == 1
