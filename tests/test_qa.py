"""Questions, ranking, answers, citations and precedents; values worked out by hand."""

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import MOQU, WUTING, ToyEncoder
from pytest import approx

from corpus import CewenError, Document, Measure, Region
from corpus.parse import parse_text
from index import Library, Match
from qa import (
    Answer,
    Citation,
    Coverage,
    Hit,
    Precedent,
    Section,
    ask,
    cite_document,
    cite_measure,
    cite_place,
    find_precedents,
    search,
)
from qa.as_text import answer_text
from qa.evidence import THRESHOLD
from qa.html import answer_html, document_html, notice_html, precedents_html
from qa.question import Question, documents_of, understand
from qa.ranking import Part, min_max
from qa.setup import Ranking

PLAN = parse_text(MOQU, "墨渠.txt")
REGIONS = {
    "huzhou": Region("浙江省", "湖州市", "", "330500"),
    "jinzhong": Region("山西省", "晋中市", "", "140700"),
    "kundulun": Region("内蒙古自治区", "包头市", "昆都仑区", "150203"),
    "moqu": PLAN.region,
}
DOCUMENTS = {doc_id: replace(PLAN, id=doc_id, region=region) for doc_id, region in REGIONS.items()}


# --- reading a question -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "query", "places", "doc_ids"),
    [
        ("公交怎么优化", "公交怎么优化", (), None),
        ("湖州市公交怎么优化", "公交怎么优化", ("湖州市",), ("huzhou",)),
        ("湖州公交怎么优化", "公交怎么优化", ("湖州",), ("huzhou",)),
        ("墨渠市风电开发", "风电开发", ("墨渠市",), ("moqu",)),
        ("墨渠风电开发", "风电开发", ("墨渠",), ("moqu",)),
        ("浙江充电桩建设", "充电桩建设", ("浙江",), ("huzhou",)),
        ("内蒙古自治区供热", "供热", ("内蒙古自治区",), ("kundulun",)),
        ("包头供热改造", "供热改造", ("包头",), ("kundulun",)),
        # The gate can only narrow to the city's plan, so the county stays in the query.
        ("安吉县竹林碳汇", "安吉县竹林碳汇", ("安吉县",), ("huzhou",)),
        ("湖州和晋中公交", "公交", ("湖州", "晋中"), ("huzhou", "jinzhong")),
        ("湖州、晋中公交", "公交", ("湖州", "晋中"), ("huzhou", "jinzhong")),
        ("山东钢铁要求", "钢铁要求", ("山东",), ()),
        ("山东省钢铁要求", "钢铁要求", ("山东省",), ()),
        ("北京充电桩建设", "充电桩建设", ("北京",), ()),
        ("晉中焦化ＰＵＥ", "焦化pue", ("晋中",), ("jinzhong",)),
        ("  鋼鐵　要求 ", "钢铁 要求", (), None),
    ],
)
def test_places(text: str, query: str, places: tuple[str, ...], doc_ids: tuple[str, ...]) -> None:
    absent = () if doc_ids else places
    expected = Question(text.strip(), query, places, doc_ids, (), False, absent)
    assert replace(understand(text, DOCUMENTS, []), synonyms=()) == expected


@pytest.mark.parametrize("text", ["矿区生态修复", "主城区供热", "郊区垃圾收运", "培育朝阳产业"])
def test_everyday_words_are_no_places(text: str) -> None:
    """矿区, 城区 and 郊区 are also the full names of districts far away, 朝阳 is a city."""
    assert replace(understand(text, DOCUMENTS, []), synonyms=()) == Question(
        text, text, (), None, (), False
    )


@pytest.mark.parametrize(
    ("text", "bodies", "wants_lead"),
    [
        ("能源局牵头哪些措施", ("能源局",), True),
        ("市能源局负责什么", ("能源局",), False),
        ("发展和改革委员会配合哪些工作", ("发展改革委",), False),
        ("市发展改革委和市能源局的职责", ("发展改革委", "能源局"), False),
        ("供销社参与哪些措施", ("供销合作社",), False),
        ("妇联负责什么", ("妇女联合会",), False),
        ("能源局大楼在哪里", (), False),
        ("教育局牵头哪些措施", (), True),
    ],
)
def test_bodies(text: str, bodies: tuple[str, ...], wants_lead: bool) -> None:
    expected = Question(text, text, (), None, bodies, wants_lead)
    known = ["能源局", "发展改革委", "财政局", "供销合作社", "妇女联合会"]
    assert replace(understand(text, DOCUMENTS, known), synonyms=()) == expected


@pytest.mark.parametrize("text", ["", " \n\t　", "？！……"])
def test_an_empty_question_is_refused(text: str) -> None:
    with pytest.raises(CewenError, match=r"^问题是空的，请输入问题。$"):
        understand(text, DOCUMENTS, [])


def test_a_question_may_have_500_characters() -> None:
    assert understand("风" * 500, DOCUMENTS, []).query == "风" * 500
    with pytest.raises(CewenError, match="问题有 501 字，最多 500 字"):
        understand("风" * 501, DOCUMENTS, [])


def test_a_region_is_given_by_any_of_its_levels() -> None:
    given = {
        name: documents_of(name, DOCUMENTS)
        for name in ("浙江省", "浙江", "湖州", "昆都仑", "墨渠市")
    }
    assert given == {
        "浙江省": ("huzhou",),
        "浙江": ("huzhou",),
        "湖州": ("huzhou",),
        "昆都仑": ("kundulun",),
        "墨渠市": ("moqu",),
    }
    with pytest.raises(
        CewenError, match="没有“山东”的文件，现有：墨渠市、昆都仑区、晋中市、湖州市"
    ):
        documents_of("山东", dict(DOCUMENTS))


def test_an_unknown_region_option_lists_what_there_is(toy_library: Library) -> None:
    for use in (search, ask, find_precedents):
        with pytest.raises(CewenError, match="没有“火星”的文件，现有：墨渠市、梧汀市"):
            use(toy_library, "风电", region="火星")  # type: ignore[operator]


# --- ranking ----------------------------------------------------------------------------------


def test_min_max() -> None:
    matches = [Match("a", 5.0, 0, 1), Match("b", 2.0, 0, 1), Match("c", 1.0, 0, 1)]
    assert min_max(matches) == {"a": 1.0, "b": 0.25, "c": 0.0}
    assert min_max(matches[1:2]) == {"b": 1.0}
    assert min_max([]) == {}


def _parts(**scores: object) -> tuple[Part, ...]:
    weights = {"整条": 0.25, "分句": 0.45, "词": 0.05, "字": 0.05, "含词": 0.1, "含字": 0.1}
    return tuple(Part(name, score, weights[name]) for name, score in scores.items())  # type: ignore[arg-type]


def test_retrievers_and_evidence_are_summed(toy_library: Library) -> None:
    """风光 against 风 2 光 1, 光 2 and 林 3: cosines 3/√10, 1/√2 and 0, so min-max 1, √5/3, 0."""
    wind, sun, trees = (toy_library.measures[m.id] for m in PLAN.measures)
    half = approx(5**0.5 / 3)
    none = {"含词": 0.0, "含字": 0.0}
    assert search(toy_library, "风光", region="墨渠") == [
        Hit(
            wind,
            approx(1.0),  # type: ignore[arg-type]
            1,
            wind.start + 7,
            wind.start + 16,
            _parts(**dict.fromkeys(("整条", "分句", "词", "字", "含词", "含字"), approx(1.0))),
        ),
        Hit(
            sun,
            approx(0.7 * 5**0.5 / 3),  # type: ignore[arg-type]
            2,
            sun.start + 7,
            sun.start + 16,
            _parts(整条=half, 分句=half, **none),
        ),
        Hit(trees, 0.0, 3, trees.start + 7, trees.start + 19, _parts(整条=0.0, 分句=0.0, **none)),
    ]


def test_every_region_comes_before_a_second_one_of_the_same(toy_library: Library) -> None:
    regions = [
        [hit.measure.doc_id for hit in search(toy_library, "光伏和风光", ranking=ranking)]
        for ranking in (Ranking(), Ranking(diverse=True))
    ]
    assert regions == [
        ["moqu-2023", "moqu-2023", "wuting", "moqu-2023", "wuting"],
        ["moqu-2023", "wuting", "moqu-2023", "wuting", "moqu-2023"],
    ]


def test_an_introduction_counts_a_fifth_less(tmp_path: Path) -> None:
    library = Library(tmp_path, ToyEncoder)
    library.add(
        parse_text(MOQU.replace("一、能源\n", "一、能源\n统筹各方力量协同推进。\n"), "墨渠.txt")
    )
    # Nothing else has a word of the question, nor its direction: best in all, 1 before.
    best = search(library, "统筹各方力量", k=1)
    assert [(hit.measure.id, hit.score) for hit in best] == [("moqu-2023/一", approx(0.8))]


def _score_by(hit: Hit, retriever: str) -> float:
    return next(part.score for part in hit.found_by if part.retriever == retriever)


def test_a_body_that_leads_comes_first_and_k_cuts(toy_library: Library) -> None:
    found = search(toy_library, "能源局牵头", k=3)
    assert [(hit.measure.id, _score_by(hit, "单位")) for hit in found] == [
        ("moqu-2023/一/（一）/1", 1.0),  # 牵头
        ("moqu-2023/一/（一）/2", 0.5),  # its list marks no lead; 能源 stands in the heading above
        ("wuting/一/（一）/2", 0.5),
    ]


def test_a_place_that_the_library_lacks_finds_nothing(toy_library: Library) -> None:
    assert search(toy_library, "山东风电") == []


# --- citations --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("a/二/（三）/2", "二、（三）2"),
        ("a/二/（一）/2/专栏1", "二、（一）2 专栏1"),
        ("a/三/（一）/1/第2段", "三、（一）1 第2段"),
        ("a/第二章/第五条", "第二章第五条"),
        ("a/第五条", "第五条"),
        ("a/前言", "前言"),
        ("a/附则", "附则"),
        ("a/一", "一"),
        ("a/十一/（十二）", "十一、（十二）"),
        ("a/二/7", "二、7"),
    ],
)
def test_cite_place(address: str, written: str) -> None:
    assert cite_place(replace(PLAN.measures[0], id=address)) == written


@pytest.mark.parametrize(
    ("document", "written"),
    [
        (PLAN, "〔示例（虚构）〕《墨渠市碳达峰实施方案》（墨渠市人民政府，2023年5月1日）"),
        (
            replace(PLAN, fictional=False),
            "《墨渠市碳达峰实施方案》（墨渠市人民政府，2023年5月1日）",
        ),
        (
            replace(PLAN, fictional=False, status="征求意见稿"),
            "《墨渠市碳达峰实施方案（征求意见稿）》（墨渠市人民政府，2023年5月1日）",
        ),
        (
            replace(PLAN, fictional=False, inferred=("issued_on",)),
            "《墨渠市碳达峰实施方案》（墨渠市人民政府）",
        ),
        (
            replace(PLAN, fictional=False, issuer=""),
            "《墨渠市碳达峰实施方案》（2023年5月1日）",
        ),
        (
            replace(PLAN, fictional=False, issuer="", issued_on=None, status=""),
            "《墨渠市碳达峰实施方案》",
        ),
        (
            replace(PLAN, fictional=False, issued_on=date(2023, 12, 27)),
            "《墨渠市碳达峰实施方案》（墨渠市人民政府，2023年12月27日）",
        ),
    ],
    ids=[
        "fictional",
        "plain",
        "draft",
        "upload-date",
        "no-issuer",
        "nothing-stated",
        "two-digit-date",
    ],
)
def test_cite_document(document: Document, written: str) -> None:
    assert cite_document(document) == written
    assert cite_measure(document, PLAN.measures[0]) == written + "一、（一）1"


# --- answers ----------------------------------------------------------------------------------


def test_who_leads_is_answered_with_the_list_itself(toy_library: Library) -> None:
    wind = PLAN.measures[0]
    answer = ask(toy_library, "能源局牵头哪些措施")
    hit = search(toy_library, "能源局牵头哪些措施", k=1)[0]
    citation = Citation(1, hit, "（市能源局牵头，市财政局配合）", wind.start + 16, wind.end)
    assert answer == Answer(
        question="能源局牵头哪些措施",
        sections=(Section("墨渠市", (citation,)),),
        citations=(citation,),
        coverage=Coverage(("墨渠市",), ("梧汀市",)),
        refused=False,
        reason="",
        nearest=(),
        confidence=1.0,
    )
    *lines, coverage = answer_text(toy_library, answer).split("\n")
    assert lines == [
        "【墨渠市】",
        "  “（市能源局牵头，市财政局配合）” [1]",
        "    [1] 〔示例（虚构）〕《墨渠市碳达峰实施方案》（墨渠市人民政府，2023年5月1日）"
        "一、（一）1 开发风电",
    ]
    assert re.fullmatch("共检索 2 个地区：.* 1 个（墨渠市）.* 1 个（梧汀市）。", coverage)


def test_a_place_without_documents_is_refused_by_name(toy_library: Library) -> None:
    answer = ask(toy_library, "北京市风电场")
    nearest = tuple(search(toy_library, "风电场"))
    assert answer == Answer("北京市风电场", (), (), Coverage((), ()), True, answer.reason, nearest)
    assert answer.reason.startswith("文库中没有北京市的文件（现有：墨渠市、梧汀市）。")
    assert answer.nearest[0].measure.id == "wuting/一/（一）/2"


def check_invariants(library: Library, answer: Answer) -> None:
    text = answer_text(library, answer)
    numbers = [citation.number for citation in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {int(n) for n in re.findall(r"\[(\d+)\]", text)} == set(numbers)
    assert [c for section in answer.sections for c in section.citations] == [*answer.citations]
    assert {s.region for s in answer.sections if not s.mention} == {*answer.coverage.having}
    assert {s.region for s in answer.sections if s.mention} == {*answer.coverage.mentioning}
    assert {*answer.coverage.mentioning} <= {*answer.coverage.lacking}
    for citation in answer.citations:
        measure = citation.hit.measure
        document = library.document(measure.doc_id)
        assert document.text[citation.start : citation.end] == citation.quote
        assert measure.start <= citation.start < citation.end <= measure.end
    if answer.refused:
        assert not answer.citations and answer.reason in text
    else:
        regions = {document.region.name for document in library.documents.values()}
        assert {*answer.coverage.having} | {*answer.coverage.lacking} == regions
        assert not {*answer.coverage.having} & {*answer.coverage.lacking}


ANSWERED = [
    "钢铁行业碳达峰要求",
    "数据中心能耗有什么要求",
    "生活垃圾怎么处理",
    "公交车什么时候全部换成新能源",
    "林业局牵头哪些措施",
    "2025年非化石能源消费比重",
    "充電樁建設",
    "公交车",
]
REFUSED = ["核电站建设规划", "养老金缴费标准"]


@pytest.mark.parametrize("question", ANSWERED)
@pytest.mark.parametrize("library_name", ["sample_library", "plans_library"])
def test_answers_quote_and_number_correctly(
    request: pytest.FixtureRequest, library_name: str, question: str
) -> None:
    library: Library = request.getfixturevalue(library_name)
    answer = ask(library, question)
    assert not answer.refused and answer.citations
    check_invariants(library, answer)


@pytest.mark.parametrize("question", REFUSED)
@pytest.mark.parametrize("library_name", ["sample_library", "plans_library"])
def test_what_no_plan_says_is_refused_with_the_nearest(
    request: pytest.FixtureRequest, library_name: str, question: str
) -> None:
    library: Library = request.getfixturevalue(library_name)
    answer = ask(library, question)
    nearest = tuple(search(library, question, k=5))
    assert answer == Answer(
        question, (), (), Coverage((), ()), True, answer.reason, nearest, "", answer.confidence
    )
    assert 0 <= answer.confidence < THRESHOLD
    assert answer.reason.startswith(f"文库里没有直接回答“{question}”的条款。")
    check_invariants(library, answer)
    for hit in nearest:
        document = library.document(hit.measure.doc_id)
        assert cite_measure(document, hit.measure) in answer_text(library, answer)


def test_a_named_region_is_the_only_one_answered_for(sample_library: Library) -> None:
    for answer in (
        ask(sample_library, "云泽市数据中心能耗有什么要求"),
        ask(sample_library, "云泽数据中心能耗有什么要求"),
        ask(sample_library, "数据中心能耗有什么要求", region="云泽"),
    ):
        assert answer.coverage == Coverage(("云泽市",), ())
        assert {c.hit.measure.id for c in answer.citations} == {"yunze-2023/二/（二）/2"}


@pytest.mark.parametrize(
    "text",
    ["云泽市生活垃圾处理", "云泽市的生活垃圾处理", "云泽的生活垃圾处理", "生活垃圾处理，云泽"],
)
def test_how_a_region_is_joined_does_not_matter(sample_library: Library, text: str) -> None:
    cited = {citation.hit.measure.id for citation in ask(sample_library, text).citations}
    assert cited == {"yunze-2023/二/（六）/3"}


@pytest.mark.parametrize(
    "text", ["云泽市、澄渊市生活垃圾处理", "云泽市和澄渊市的生活垃圾处理", "云泽与澄渊生活垃圾处理"]
)
def test_two_regions_are_both_answered_for(sample_library: Library, text: str) -> None:
    coverage = ask(sample_library, text).coverage
    assert ({*coverage.having}, coverage.lacking) == ({"云泽市", "澄渊市"}, ())


def test_an_empty_library_says_how_to_fill_it(tmp_path: Path) -> None:
    with pytest.raises(CewenError, match="cewen add"):
        ask(Library(tmp_path, ToyEncoder), "风电场")


def test_the_plans_with_a_measure_on_steel_are_not_said_to_lack_one(
    sample_library: Library,
) -> None:
    """云泽 二、（三）1 and 澄渊 三、（一）1 are about nothing but the steel works."""
    answer = ask(sample_library, "钢铁行业碳达峰要求")
    assert {"云泽市", "澄渊市"} <= {*answer.coverage.having}


def test_steel_in_the_real_plans(plans_library: Library) -> None:
    first = search(plans_library, "钢铁行业碳达峰要求", k=3)
    expected = {"kundulun-2023/二/（三）/2", "jinzhong/三/（一）/1", "yongzhou-2023/二/（三）/2"}
    assert {hit.measure.id for hit in first} == expected
    coverage = ask(plans_library, "钢铁行业碳达峰要求").coverage
    assert {*coverage.having} == {"昆都仑区", "晋中市", "永州市"}
    assert {*coverage.lacking} == {"郴州市", "湖州市"}


# --- precedents -------------------------------------------------------------------------------


def test_precedents_by_hand(toy_library: Library) -> None:
    """The draft counts 风 1. 五座 for 三座: 11 of 12 characters each; 建设风…电 of 8 and 12."""
    wind = toy_library.measures[PLAN.measures[0].id]
    other_wind = toy_library.measures["wuting/一/（一）/2"]
    found, own = find_precedents(toy_library, "在北岸山脊建设风电场五座。", k=2)
    cosine = approx(2 / 5**0.5)
    assert own == []
    assert found == [
        _precedent(other_wind, (8, 21), 1, (1 + 22 / 24) / 2, approx(1.0), 22 / 24),
        _precedent(wind, (7, 16), 2, (2 / 5**0.5 + 8 / 20) / 2, cosine, 8 / 20),
    ]


def _precedent(
    measure: Measure, span: tuple[int, int], rank: int, score: float, cosine: object, wording: float
) -> Precedent:
    hit = Hit(
        measure,
        approx(score),  # type: ignore[arg-type]
        rank,
        measure.start + span[0],
        measure.start + span[1],
        (Part("分句", cosine, 1.0),),  # type: ignore[arg-type]
    )
    return Precedent(hit, measure.text[slice(*span)], approx(wording))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["在北岸山脊建设风电场三座。", "在北岸山脊，建设风电场三座", "在北岸山脊建設風電場三座"]
)
def test_the_document_a_text_comes_from_is_no_precedent(toy_library: Library, text: str) -> None:
    found, own = find_precedents(toy_library, text)
    assert own == ["wuting"]
    assert [p.hit.measure.id for p in found[:1]] == ["moqu-2023/一/（一）/1"]
    assert {p.hit.measure.doc_id for p in found} == {"moqu-2023"}
    assert find_precedents(toy_library, text, region="梧汀市") == ([], ["wuting"])


def test_precedents_under_the_real_model(sample_library: Library) -> None:
    draft = "严禁新增钢铁产能，推广电弧炉短流程炼钢，提高废钢利用比例。"
    found, own = find_precedents(sample_library, draft, k=5)
    assert own == []
    # The three plans with a steel works, each in the measure on it.
    assert {precedent.hit.measure.id for precedent in found[:3]} == {
        "chengyuan/三/（一）/1",
        "wangxiu-2023/二/（三）/1",
        "yunze-2023/二/（三）/1",
    }
    scores = [precedent.hit.score for precedent in found]
    assert scores == sorted(scores, reverse=True)
    assert [precedent.hit.rank for precedent in found] == [*range(1, len(found) + 1)]
    for precedent in found:
        hit = precedent.hit
        source = sample_library.document(hit.measure.doc_id)
        assert source.text[hit.start : hit.end] == precedent.clause


def test_a_clause_may_have_3000_characters(toy_library: Library) -> None:
    assert find_precedents(toy_library, "风" * 3_000)[1] == []
    with pytest.raises(CewenError, match="条款有 3001 字，最多 3000 字"):
        find_precedents(toy_library, "风" * 3_001)
    with pytest.raises(CewenError, match="条款是空的"):
        find_precedents(toy_library, "。")


# --- HTML -------------------------------------------------------------------------------------

HOSTILE = (
    "<script>alert('x')</script>与\"引号\"、${x}和{{x}}及<img src=x onerror=alert(1)>&amp;技术"
)


class Page(HTMLParser):
    """What a browser makes of a fragment: its tags, attributes and text."""

    def __init__(self, fragment: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(fragment)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def hostile_library(tmp_path: Path) -> Library:
    library = Library(tmp_path / "hostile", ToyEncoder)
    document = parse_text(MOQU.replace("风光互补", HOSTILE), f"{HOSTILE}.txt")
    library.add(replace(document, title=HOSTILE, doc_number=HOSTILE))
    library.add(parse_text(WUTING, "梧汀.txt"))
    return library


def test_a_documents_text_never_becomes_markup(hostile_library: Library) -> None:
    measure = hostile_library.measures["moqu-2023/一/（一）/1"]
    document = hostile_library.document("moqu-2023")
    answer = ask(hostile_library, "北京市" + "建设" + HOSTILE)
    body = ask(hostile_library, "能源局牵头哪些措施")
    assert answer.nearest and body.citations
    found = find_precedents(hostile_library, f"建设{HOSTILE[:-2]}电站")[0]
    fragments = {
        "refusal": answer_html(hostile_library, answer),
        "answer": answer_html(hostile_library, body),
        "precedents": precedents_html(hostile_library, found, ["moqu-2023"]),
        "document": document_html(document, measure, measure.start, measure.end),
        "notice": notice_html(HOSTILE),
    }
    for name, fragment in fragments.items():
        page = Page(fragment)
        assert not page.tags & {"script", "img"}, name
        assert not [a for a, _ in page.attributes if a.startswith("on") or a == "src"], name
        assert HOSTILE in page.text, name
    copied = dict(Page(fragments["answer"]).attributes)["data-copy"]
    assert copied == answer_text(hostile_library, body)


def test_a_document_shows_every_line_and_marks_the_span(toy_library: Library) -> None:
    wind = PLAN.measures[0]
    fragment = document_html(PLAN, wind, wind.start + 7, wind.start + 16)
    assert re.findall("<mark>(.*?)</mark>", fragment) == ["建设风光互补电站。"]
    assert re.findall('<p class="cw-line cw-current">(.*?)</p>', fragment) == [
        "1.开发风电。<mark>建设风光互补电站。</mark>（市能源局牵头，市财政局配合）"
    ]
    for line in PLAN.text.split("\n"):
        assert line in Page(fragment).text
