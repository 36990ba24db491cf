"""What is quoted of a measure: its sentences, its clauses, and the bodies that close it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Measure, measure_clauses, split_sentences
from corpus.bodies import Bodies, find_bodies

# --- sentences and clauses --------------------------------------------------------------------


SENTENCES = {
    "ends": ("甲。乙；丙", ["甲。", "乙；", "丙"]),
    "quote": ("坚持“先立。后破”，稳步推进。再评估！", ["坚持“先立。后破”，稳步推进。", "再评估！"]),
    "bracket": ("能效（电；热。气）达标。完", ["能效（电；热。气）达标。", "完"]),
    "other-pairs": ("《一；二》和(a;b)。[c。d]末", ["《一；二》和(a;b)。", "[c。d]末"]),
    "nested": ("甲（乙“丙。丁”戊；己）庚。辛", ["甲（乙“丙。丁”戊；己）庚。", "辛"]),
    "unclosed": ("未闭合（甲。乙\n丙。丁", ["未闭合（甲。乙", "丙。", "丁"]),
    "unopened": ("多余）括号。照切。", ["多余）括号。", "照切。"]),
    "blanks": ("  前后空白。 \n\n 第二行  ", ["前后空白。", "第二行"]),
    "empty": ("", []),
    "only-blanks": (" \n ", []),
}


@pytest.mark.parametrize(("text", "sentences"), SENTENCES.values(), ids=SENTENCES)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in split_sentences(text)] == sentences


@given(st.text(alphabet="甲乙。；“”（）《》 \n1a!;", max_size=80))
def test_sentences_are_trimmed_in_order_and_lose_nothing(text: str) -> None:
    spans = split_sentences(text)
    flat = [0, *(position for span in spans for position in span), len(text)]
    assert flat == sorted(flat)
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in spans)
    joined = "".join(text[start:end] for start, end in spans)
    assert "".join(joined.split()) == "".join(text.split())


def _measure(text: str, title: str, number: str = "1") -> Measure:
    return Measure("d/1", "d", (title,), number, title, text, "措施", 0, len(text))


@pytest.mark.parametrize(
    ("text", "title", "clauses"),
    [
        (
            "1.推广光伏。在学校屋顶安装光伏板。到2025年覆盖三成学校；新建学校同步安装。"
            "（市教育局牵头，市能源局负责）",
            "推广光伏",
            ["在学校屋顶安装光伏板。", "到2025年覆盖三成学校；", "新建学校同步安装。"],
        ),
        (
            "（一）培养人才\n\n每年培训三百名管理员。经费由财政承担。（责任单位：市人社局）",
            "培养人才",
            ["每年培训三百名管理员。", "经费由财政承担。"],
        ),
        (
            "2.更新锅炉。按年推进。淘汰四十台燃煤小锅炉。",
            "更新锅炉",
            ["按年推进。淘汰四十台燃煤小锅炉。"],
        ),
        ("3.修复湿地", "修复湿地", ["3.修复湿地"]),
    ],
    ids=["title-and-bodies-out", "bare-heading", "short-joins-next", "nothing-but-a-title"],
)
def test_clauses_leave_out_title_and_bodies(text: str, title: str, clauses: list[str]) -> None:
    spans = measure_clauses(_measure(text, title))
    assert [text[start:end] for start, end in spans] == clauses


# --- responsible bodies -----------------------------------------------------------------------


BODIES: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "lead-verb": ("（市发改委牵头，市工信局按职责分工负责）", ("市发改委",), ("市工信局",)),
    "labels": (
        "(牵头单位:区能源局,责任单位:区住建局、各街镇)",
        ("区能源局",),
        ("区住建局", "各街镇"),
    ),
    "square": ("[责任单位:市能源局、市科技局]", (), ("市能源局", "市科技局")),
    "lenticular": ("【责任单位：市林业局】", (), ("市林业局",)),
    "tortoise-and-stop": ("〔责任单位：市水利局〕。", (), ("市水利局",)),
    "supporting": ("（责任单位：市能源局；配合单位：市财政局）", (), ("市能源局", "市财政局")),
    "and-others": ("（市科技局等部门负责）", (), ("市科技局",)),
    "nested-office": (
        "（市财政局、市政府办（金融办）负责）",
        (),
        ("市财政局", "市政府办（金融办）"),
    ),
    "nested-counties": (
        "（责任单位：市商务局、各县（市、区）人民政府）",
        (),
        ("市商务局", "各县（市、区）人民政府"),
    ),
    "remark": ("（市住建局负责，以下均需各县市区落实，不再列出）", (), ("市住建局",)),
    "member-units": (
        "（双碳办、专班成员单位按职责分工负责）",
        (),
        ("双碳办", "专班成员单位"),
    ),
    "verb-canyu": ("（市农业局牵头，市水利局参与）", ("市农业局",), ("市水利局",)),
    "verb-canjia": ("（市农业局牵头，市水利局参加）", ("市农业局",), ("市水利局",)),
    "verb-tuijin": ("（市农业局牵头，市水利局按职责推进）", ("市农业局",), ("市水利局",)),
    "verb-luoshi": ("（市农业局牵头，市水利局分工落实）", ("市农业局",), ("市水利局",)),
    "verb-by-field": ("（市住建局、市商务局按领域推进）", (), ("市住建局", "市商务局")),
    "each-leads": ("（市国资委、市生态环境局分别牵头）", ("市国资委", "市生态环境局"), ()),
    "names-only": ("（市统计局、市生态环境局）", (), ("市统计局", "市生态环境局")),
    "one-name-only": ("（绫塘区人民政府）", (), ("绫塘区人民政府",)),
}


@pytest.mark.parametrize(("listing", "lead", "responsible"), BODIES.values(), ids=BODIES)
def test_bodies_of_a_closing_bracket(
    listing: str, lead: tuple[str, ...], responsible: tuple[str, ...]
) -> None:
    text = "1.甲。推广光伏（含风电）。"
    assert find_bodies(text + listing) == Bodies(lead, responsible, start=len(text))


NO_BODIES = {
    "no-bracket": "推广光伏。",
    "abbreviation": "电能利用效率（PUE）",
    "remark": "建设示范区（面积约两万平方米）。",
    "including-a-station": "新建公交场站十处（含充电站）。",
    "short-name": "设立领导小组办公室（简称市双碳办）。",
    "not-at-the-end": "（市发改委负责）统筹全市任务。",
    "unclosed": "（未闭合，市发改委负责",
}


@pytest.mark.parametrize("text", NO_BODIES.values(), ids=NO_BODIES)
def test_other_brackets_are_no_list_of_bodies(text: str) -> None:
    assert find_bodies(text) is None
