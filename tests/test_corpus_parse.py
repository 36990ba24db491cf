"""Small plans of a fictional place, each with one trap."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from test_corpus_invariants import check_document

from corpus import CewenError, Document, Region
from corpus.parse import parse_file, parse_text

TITLE = "樟溪市碳达峰实施方案"
STRAY = "更新公交车辆。三年内把城区四百辆柴油公交车全部换成纯电动车，在终点站配建充电桩，统一充电。"


def _parse(*lines: str) -> Document:
    document = parse_text("\n".join([TITLE, *lines]), "plan.txt")
    check_document(document)
    return document


def _ids(document: Document) -> list[str]:
    return [measure.id.removeprefix(f"{document.id}/") for measure in document.measures]


# --- numbering --------------------------------------------------------------------------------


def test_a_gap_in_the_numbers_is_reported_and_changes_no_address() -> None:
    document = _parse("一、任务", "1.种树。在河边种树。", "3.种草。在坡上种草。")
    assert _ids(document) == ["一/1", "一/3"]
    assert len(document.warnings) == 1
    assert re.search("3.种草.*不连续.*1", document.warnings[0])


def test_a_repeated_number_gets_an_address_of_its_own() -> None:
    document = _parse(
        "一、任务", "1.种树。在河边种树。", "1.种草。在坡上种草。", "1.种花。在园里种花。"
    )
    assert _ids(document) == ["一/1", "一/1~2", "一/1~3"]
    assert ["重复" in warning for warning in document.warnings] == [True, True]


def test_numbers_may_start_again_or_run_on_in_the_next_part() -> None:
    again = _parse("一、任务", "1.种树。种树。", "2.种草。种草。", "二、保障", "1.出钱。出钱。")
    run_on = _parse("一、任务", "1.种树。种树。", "2.种草。种草。", "二、保障", "3.出钱。出钱。")
    assert _ids(again) == ["一/1", "一/2", "二/1"]
    assert _ids(run_on) == ["一/1", "一/2", "二/3"]
    assert again.warnings == run_on.warnings == ()


def test_details_under_running_text_belong_to_the_measure() -> None:
    document = _parse(
        "一、任务", "1.种树。分两步走。", "（1）先选地。", "①看土质。", "（2）再栽种。"
    )
    assert _ids(document) == ["一/1"]
    assert document.measures[0].text.endswith("（2）再栽种。")


def test_details_after_an_introduction_belong_to_the_measure() -> None:
    document = _parse("一、任务", "1.种树", "今年分两步走：", "（1）先选地。", "（2）再栽种。")
    assert _ids(document) == ["一/1"]


def test_small_numbers_under_a_bare_heading_are_the_measures() -> None:
    document = _parse("一、任务", "1.绿化", "（1）种树。在河边种树。", "（2）种草。在坡上种草。")
    assert _ids(document) == ["一/1/（1）", "一/1/（2）"]
    assert document.measures[1].path == ("一、任务", "1.绿化", "（2）种草")


# --- boxes ------------------------------------------------------------------------------------


def test_items_of_a_box_end_where_the_measures_go_on() -> None:
    document = _parse(
        "一、任务",
        "1.种树。在河边种树。",
        "2.种草。在坡上种草。",
        "专栏1  绿化工程",
        "1.河边：八百亩。",
        "2.坡上：三百亩。",
        "3.种花。在园里种花。",
    )
    assert _ids(document) == ["一/1", "一/2", "一/2/专栏1", "一/3"]
    assert document.measures[2].text.endswith("2.坡上：三百亩。")
    assert document.warnings == ()


def test_items_of_a_box_after_the_first_measure_stay_in_the_box() -> None:
    document = _parse(
        "一、任务",
        "1.种树。在河边种树。",
        "专栏1  绿化工程",
        "1.河边：八百亩。",
        "2.坡上：三百亩。",
        "3.园里：一百亩。",
        "2.种草。在坡上种草。",
    )
    assert _ids(document) == ["一/1", "一/1/专栏1", "一/2"]
    assert document.warnings == ()


# --- what surrounds a plan --------------------------------------------------------------------


def test_closing_clause_and_imprint_are_not_of_the_last_measure() -> None:
    document = _parse(
        "一、任务",
        "1.种树。在河边种树。",
        "本方案自印发之日起施行，由市林业局负责解释。",
        "抄送：市委各部门。",
        "市法院，市检察院。",
        "樟溪市人民政府办公室  2023年7月20日印发",
    )
    assert _ids(document) == ["一/1", "附则"]
    assert [m.text for m in document.measures] == [
        "1.种树。在河边种树。",
        "本方案自印发之日起施行，由市林业局负责解释。",
    ]
    assert document.measures[1].kind == "总体要求"
    assert [left.reason for left in document.left_out] == ["抄送与印发信息"] * 3


def test_a_stray_paragraph_names_the_measure_that_it_repeats() -> None:
    stray = STRAY.replace("统一充电", "集中充电")
    lines = [stray, TITLE, "一、任务", "1.种树。在河边种树。", f"2.{STRAY}", "3.种草。种草。"]
    document = parse_text("\n".join(lines), "plan.txt")
    check_document(document)
    assert _ids(document) == ["一/1", "一/2", "一/3"]
    (left,) = document.left_out
    assert (left.start, left.end) == (0, len(stray))
    assert left.reason == "标题前的散段，与 zhangxi/一/2 重复"


def test_another_paragraph_before_the_title_repeats_nothing() -> None:
    other = "本站提醒读者：页面内容由网友上传，转载时请注明来源，如有差错请与编辑部联系，并致谢。"
    document = parse_text("\n".join([other, TITLE, "一、任务", f"1.{STRAY}"]), "plan.txt")
    assert [left.reason for left in document.left_out] == ["网页附带内容"]


def test_a_plan_without_numbers_but_with_titles() -> None:
    document = _parse("推进种树。在河边种树。", "每年八百亩。", "推进种草。在坡上种草。")
    # A sentence as short as a title cannot be told from one: “每年八百亩。” has nothing after it.
    assert _ids(document) == ["第1段", "第2段"]
    assert [m.title for m in document.measures] == ["推进种树", "推进种草"]
    assert document.measures[0].text == "推进种树。在河边种树。\n每年八百亩。"


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["今天天气很好，大家一起去公园里散步。"],
        ["一、主要目标", "到2030年碳排放达峰。"],
        ["专栏1  绿化工程", "河边八百亩。"],
    ],
    ids=["title-only", "prose", "goals-only", "box-only"],
)
def test_a_text_without_measures_is_refused(lines: Sequence[str]) -> None:
    with pytest.raises(CewenError, match=r"plan\.txt"):
        _parse(*lines)


# --- what surrounds a plan, and what only looks like it -------------------------------------------


def _plan_of(*lines: str) -> Document:
    return parse_text("\n".join(["樟溪市碳达峰实施方案", "一、任务", *lines]), "plan.txt")


def test_a_provision_that_begins_like_a_page_element_stays() -> None:
    document = _plan_of("1.种树。营造防护林。", "关闭落后产能，分批退出。", "2.种草。修复草坡。")
    assert [m.id.split("/", 1)[1] for m in document.measures] == ["一/1", "一/2"]
    assert document.measures[0].text.endswith("分批退出。") and not document.left_out


def test_an_attachment_is_left_out_under_its_own_name_and_warned_of() -> None:
    document = _plan_of("1.种树。营造防护林。", "樟溪市人民政府", "2023年4月6日", "附件：任务清单")
    assert [part.reason for part in document.left_out][-1] == "附件"
    assert any("附件" in warning for warning in document.warnings)


def test_articles_need_no_blank_before_their_text() -> None:
    text = (
        "樟溪市节能办法\n第一章 要求\n第一条 本市适用。\n第二条所有单位应当节能。\n第三条到期评估。"
    )
    addresses = [m.id.rpartition("/")[2] for m in parse_text(text, "plan.txt").measures[:2]]
    assert addresses == ["第一条", "第二条"]


def test_phrases_that_end_like_a_place_are_no_region() -> None:
    plan = "工业园区碳达峰实施方案\n一、任务\n1.种树。营造防护林。"
    assert parse_text(plan, "plan.txt").region == Region()


def test_markdown_marks_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "plan.md"
    path.write_text(
        "# 樟溪市碳达峰实施方案\n\n## 一、任务\n\n1. **种树**。营造防护林。\n", encoding="utf-8"
    )
    (measure,) = parse_file(path).measures
    assert (measure.path, measure.text) == (("一、任务", "1.种树"), "1. 种树。营造防护林。")
