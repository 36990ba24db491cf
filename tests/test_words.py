"""Questions in other words: English, everyday speech, places put otherwise."""

from collections import Counter
from importlib.resources import files

import pytest
from conftest import MOQU

from corpus import Document, Region, fold_query
from corpus.parse import parse_text
from index import Library
from qa import ask
from qa.glossary import to_chinese
from qa.question import understand
from qa.quote import quoted_spans
from qa.synonyms import Synonym, synonyms_in


def _plan(name: str, region: Region, text: str = "") -> Document:
    """A document of a region; only what reading a question looks at is filled in."""
    plan = parse_text(MOQU.replace("墨渠市", region.name), f"{name}.txt")
    return Document(
        **{field: getattr(plan, field) for field in plan.__slots__}
        | {"id": f"{name}-2023", "region": region, "text": plan.text + text}
    )


HUZHOU = _plan("huzhou", Region("浙江省", "湖州市", "", "330500"))
KUNDULUN = _plan("kundulun", Region("内蒙古自治区", "包头市", "昆都仑区", "150203"), "昆区" * 3)
DOCUMENTS = {plan.id: plan for plan in (HUZHOU, KUNDULUN)}


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("wind power", "风电"),
        ("near-zero energy buildings", "近零能耗建筑"),
        ("which cities promote wind power by 2030", "推广 推动 风电 到2030年"),
        ("wind power qwertyish", "风电 qwertyish"),
        ("qwertyish asdfgh", "qwertyish asdfgh"),
        ("风电 wind power", "风电 wind power"),
    ],
    ids=["phrase", "hyphen", "function-words", "unknown-word-stays", "nothing-known", "mixed"],
)
def test_english_is_searched_in_the_words_of_the_field(english: str, chinese: str) -> None:
    found = to_chinese(english)
    assert set(chinese.split()) <= set(found.split()), found
    assert not {"which", "cities", "by"} & set(found.split())


def test_what_is_said_and_what_plans_write() -> None:
    assert synonyms_in("pue是多少") == (Synonym("pue", ("电能利用效率",)),)
    assert synonyms_in("风电装机容量怎么算得出") == ()


def test_a_longer_saying_is_taken_before_a_shorter_one_inside_it() -> None:
    said = [synonym.said for synonym in synonyms_in("两高项目")]
    assert said == ["两高项目"]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("地里的薄膜没人收", ["地里的薄膜"]),
        ("暖气管子漏水", ["暖气管子漏水"]),
        ("街边花园和小公园", ["街边花园", "小公园"]),
        ("手头没钱怎么换新电机", ["手头没钱", "换新电机"]),
        ("骑车上班攒积分换礼品", ["攒积分换礼品", "骑车上班"]),
        ("充电车位给电车用", ["充电车位", "电车"]),
        ("EPC总承包", ["epc总承包"]),
        ("V2G和SOFC", ["sofc", "v2g"]),
        ("两高一低", ["两高一低"]),
    ],
    ids=["film", "pipe", "parks", "money", "points", "parking", "not-emc", "letters", "two-high"],
)
def test_everyday_words_are_known(question: str, said: list[str]) -> None:
    assert [s.said for s in synonyms_in(fold_query(question))] == said


@pytest.mark.parametrize(
    "question",
    [
        "构建废旧物资体系",
        "废弃电器拆解",
        "输送电瓶颈",
        "公共配送",
        "防护林",
        "科技工作者",
        "个人行为",
        "市民政局",
        "开发改造",
        "居住建筑",
        "长沙地区",
        "中国企业",
        "各种地方标准",
        "县城管网",
        "改造车间",
        "消费电子",
        "用水能效",
        "不作为依据",
        "集团委托",
        "峰谷电价机制",
        "点点滴滴",
        "不能评定",
    ],
)
def test_a_saying_is_not_found_across_two_words(question: str) -> None:
    assert synonyms_in(fold_query(question)) == ()


@pytest.mark.parametrize(
    ("question", "words"),
    [("全省电力市场", ("电力",)), ("省水利厅", ("水利",)), ("优化工厂布局", ("工厂",))],
)
def test_a_longer_entry_keeps_a_shorter_one_out(question: str, words: tuple[str, ...]) -> None:
    """省电 of 全省电力 is no saving of electricity, and 化工厂 of 优化工厂 no chemical works."""
    assert [s.words for s in synonyms_in(fold_query(question))] == [words]


def test_every_line_of_the_table_says_something_new() -> None:
    text = (files("qa") / "synonyms.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines()]
    assert {len(row) for row in rows} == {3} and all(all(row) for row in rows)
    said = [fold_query(row[0]) for row in rows]
    assert [one for one, count in Counter(said).items() if count > 1] == []
    assert [row[0] for row in rows if fold_query(row[0]) in fold_query(row[1]).split()] == []


@pytest.mark.parametrize(
    ("question", "doc_ids", "query"),
    [
        ("昆都仑钢铁", ("kundulun-2023",), "钢铁"),
        ("昆区钢铁", ("kundulun-2023",), "钢铁"),
        ("除了湖州还有哪里发展钢铁", ("kundulun-2023",), "还有哪里发展钢铁"),
        ("湖州以外的钢铁", ("kundulun-2023",), "钢铁"),
        ("steel in Huzhou", ("huzhou-2023",), "钢铁"),
        ("steel, not huzhoux", None, "huzhoux"),
        ("安吉县钢铁", ("huzhou-2023",), "安吉县钢铁"),
    ],
    ids=["county", "brief-name", "except", "outside-of", "pinyin", "no-pinyin", "county-inside"],
)
def test_a_place_gates_and_leaves_the_query(
    question: str, doc_ids: tuple[str, ...] | None, query: str
) -> None:
    understood = understand(question, DOCUMENTS, [])
    assert understood.doc_ids == doc_ids
    assert query in understood.query and "湖州" not in understood.query


def test_a_region_that_only_mentions_the_subject_is_marked(sample_library: Library) -> None:
    answer = ask(sample_library, "氢能")
    mentions = {section.region for section in answer.sections if section.mention}
    assert mentions and mentions == set(answer.coverage.mentioning)
    for section in answer.sections:
        if section.mention:
            (citation,) = section.citations
            assert "氢" in citation.quote


def test_a_garbled_sentence_is_quoted_only_where_there_is_no_other() -> None:
    text = "推广风电规?;化应用。建设风电场三座。"
    garbled, whole = (0, 11, 0.95), (11, 19, 0.85)
    assert [text[a:b] for a, b in quoted_spans(text, [garbled, whole], "风电")] == [
        "建设风电场三座。"
    ]
    assert quoted_spans(text, [garbled], "风电") == [(0, 11)]
