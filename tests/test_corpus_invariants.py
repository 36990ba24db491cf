"""What holds for every document, checked on the samples and on random plans."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus import CewenError, Document, parse_file, parse_text

SAMPLES = sorted((Path(__file__).parent.parent / "corpus" / "samples").glob("*.txt"))
TITLE = "樟溪市碳达峰实施方案"


def check_document(document: Document) -> None:
    """What holds for every document: true offsets, unique addresses, every line accounted for."""
    ids = [measure.id for measure in document.measures]
    assert len(set(ids)) == len(ids)
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
        if line and not owners and _letters(line) not in headings:
            assert line.startswith(document.title), f"{line!r} is lost"
            titles += 1
        start += len(line) + 1
    assert titles <= 1


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text)


@pytest.mark.parametrize("path", SAMPLES, ids=[path.stem for path in SAMPLES])
def test_samples_hold_the_invariants(path: Path) -> None:
    check_document(parse_file(path))


_NUMBER = st.integers(1, 4)
_HAN = st.sampled_from("一二三四十")
_TEXT = st.sampled_from(
    ["种树", "种草。在坡上种草。", "主要目标", "总体要求", "种花。种花（市林业局负责）", ""]
)
_HEADING = st.one_of(
    st.builds("第{}章 {}".format, _HAN, _TEXT),
    st.builds("第{}条 {}".format, _HAN, _TEXT),
    st.builds("{}、{}".format, _HAN, _TEXT),
    st.builds("（{}）{}".format, _HAN, _TEXT),
    st.builds("{}.{}".format, _NUMBER, _TEXT),
    st.builds("(1){}".format, _TEXT),
    st.builds("①{}".format, _TEXT),
    st.builds("专栏{}  {}".format, _NUMBER, _TEXT),
)
_LINE = st.one_of(
    _HEADING,
    _TEXT,
    st.sampled_from(
        [
            "首页 > 正文",
            TITLE,
            f"关于印发《{TITLE}》的通知",
            "（征求意见稿）",
            "樟溪市人民政府",
            "2023年4月6日",
            "抄送：市委各部门。",
            "分享到：微信",
            "上一篇：通知",
            "本方案自印发之日起施行。",
            "更新公交车辆。三年内把城区四百辆柴油公交车全部换成纯电动车，在终点站统一充电。",
            "進(jìn)行著力",
        ]
    ),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_LINE, max_size=25))
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
