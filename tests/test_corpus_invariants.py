"""What holds for every document, checked on the samples and on random plans."""

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus import CewenError, Document
from corpus.parse import parse_file, parse_text

SAMPLES = sorted((Path(__file__).parent.parent / "corpus" / "samples").glob("*.txt"))
TITLE = "樟溪市碳达峰实施方案"


def check_document(document: Document) -> None:
    """What holds for every document: true offsets, unique addresses, every line accounted for."""
    ids = [measure.id for measure in document.measures]
    assert len(set(ids)) == len(ids)
    starts = [measure.start for measure in document.measures]
    assert starts == sorted(starts)
    for m in document.measures:
        assert document.text[m.start : m.end] == m.text
        assert m.text == m.text.strip() != ""
        assert m.id.startswith(f"{document.id}/")
        assert m.doc_id == document.id
        assert len(m.path) == m.id.removeprefix(f"{document.id}/").count("/") + 1
    assert document.text.count("\n") == document.original.count("\n")
    _check_every_line_is_accounted_for(document)


def _check_every_line_is_accounted_for(document: Document) -> None:
    """Each line is in one measure, left out, the title, or a bare heading that a path repeats."""
    spans = [(m.start, m.end) for m in document.measures]
    spans += [(left.start, left.end) for left in document.left_out]
    ends = [position for span in sorted(spans) for position in span]
    assert ends == sorted(ends), "no two stretches overlap"
    headings = {_letters(heading) for m in document.measures for heading in m.path}
    start = 0
    titles = 0
    for line in document.text.split("\n"):
        owners = sum(a <= start and start + len(line) <= b for a, b in spans)
        touched = sum(a < start + len(line) and start < b for a, b in spans)
        assert owners == touched, f"{line!r} is cut"
        if line and not owners and not any(_letters(line) in heading for heading in headings):
            # A title may take several lines, or carry its status behind it.
            is_title = line.startswith(document.title) or _letters(line) in _letters(document.title)
            assert is_title, f"{line!r} is lost"
            titles += 1
        start += len(line) + 1
    assert titles <= 3


def _letters(text: str) -> str:
    return re.sub(r"\W", "", unicodedata.normalize("NFKC", text))


@pytest.mark.parametrize("path", SAMPLES, ids=[path.stem for path in SAMPLES])
def test_samples_hold_the_invariants(path: Path) -> None:
    check_document(parse_file(path))


_NUMBER = st.integers(1, 12)
_HAN = st.sampled_from("一二三四五十")
_TEXT = st.sampled_from(
    [
        "种树",
        "种草。在坡上种草。",
        "主要目标",
        "总体要求",
        "目标任务",
        "保障措施",
        "种花。种花（市林业局负责）",
        "种花：在园里种花，每年三百亩；",
        "推动林业绿色低碳转型，构建林果一体的",
        "种竹 在山上种竹，每年三百亩，到2025年成林。",
        "重点如下：",
        "",
    ]
)
_OPEN, _CLOSE = st.sampled_from("（(【"), st.sampled_from("）)】")
_STOP = st.sampled_from(["、", ".", "．", "、 ", " . "])
_HEADING = st.one_of(
    st.builds("第{}{} {}".format, _HAN, st.sampled_from("章节条篇"), _TEXT),
    st.builds("第{}部分{}".format, _HAN, _TEXT),
    st.builds("{}{}{}".format, _HAN, _STOP, _TEXT),
    st.builds("{}{}{}{}".format, _OPEN, _HAN, _CLOSE, _TEXT),
    st.builds("{}{}{}".format, _NUMBER, _STOP, _TEXT),
    st.builds("{}.{} {}".format, _NUMBER, _NUMBER, _TEXT),
    st.builds("{}.{}.{} {}".format, _NUMBER, _NUMBER, _NUMBER, _TEXT),
    st.builds("{}{}{}{}".format, _OPEN, _NUMBER, _CLOSE, _TEXT),
    st.builds("{}）{}".format, _NUMBER, _TEXT),
    st.builds("{}{}".format, st.sampled_from("①②③㈠㈡⑴⑵⒈⒉"), _TEXT),
    st.builds("{} {}".format, _HAN, _TEXT),
    st.builds("行动{}：{}".format, _HAN, _TEXT),
    st.builds(
        "{}{}{}{}".format, st.sampled_from(["专栏", "【专栏", "专 栏 "]), _NUMBER, _STOP, _TEXT
    ),
    st.builds(
        "附件{}{}{}".format,
        st.sampled_from(["", "1", "2", "一"]),
        st.sampled_from(["", "：", " "]),
        _TEXT,
    ),
)
_AROUND = st.sampled_from(
    [
        "首页 > 正文",
        TITLE,
        "樟溪市碳达峰",
        "实施方案",
        "（2023—2030年）",
        "目录",
        "一、种树………… 3",
        "二、种草 12",
        f"关于印发《{TITLE}》的通知",
        f"附件：{TITLE}",
        "（征求意见稿）",
        "樟溪市人民政府",
        "樟政发〔2023〕8号",
        "2023年4月6日",
        "二〇二三年四月六日",
        "抄送：市委各部门。",
        "（此件公开发布）",
        "分享到：微信",
        "上一篇：通知",
        "本方案自印发之日起施行。",
        f"《{TITLE}》起草说明",
        "更新公交车辆。三年内把城区四百辆柴油公交车全部换成纯电动车，在终点站统一充电。",
        "在终点站统一充电，三年内把城区四百辆柴油公交车全部换成纯电动车",
        "（三）条规定的除外。",
        "——坚持节约。节约优先。",
        "一是节约。二是循环。",
        "進(jìn)行著力",
        "Plant trees. 1,200 ha",
    ]
)
_LINE = st.one_of(_HEADING, _HEADING, _TEXT, _AROUND)


@settings(max_examples=300, deadline=None)
@given(st.lists(_LINE, max_size=30))
@example([TITLE, "一、", "专栏1  ", "（一）"])
@example(["1.种树。种树。", "第一条 种草", "专栏1 种花", "1.种树"])
def test_random_plans_hold_the_invariants(lines: list[str]) -> None:
    try:
        document = parse_text("\n".join(lines), "plan.txt")
    except CewenError:
        return
    check_document(document)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_a_document_or_a_refusal(text: str) -> None:
    try:
        document = parse_text(f"{TITLE}\n一、任务\n1.种树。种树。\n{text}", "plan.txt")
    except CewenError:
        return
    check_document(document)
