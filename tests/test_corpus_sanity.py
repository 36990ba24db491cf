"""The sanity report of a document: shares, gaps and extremes counted by hand."""

import time
from dataclasses import replace

import pytest

from corpus import CewenError, Document
from corpus.parse import parse_text
from corpus.sanity import Extent, check

PLAN = """\
首页 > 正文
樟溪市碳达峰实施方案
一、任务
1.种树。在河边种树。
2.种草。在坡上种草，每年种。
4.种花。在园里种花。
（三）循环
二、主要目标
到2030年达峰。
"""


def _plan(text: str = PLAN) -> Document:
    return parse_text(text, "plan.txt")


def test_counts_of_a_small_plan() -> None:
    report = check(_plan())
    # 11 + 15 + 11 characters of the items, 5 of （三）循环, 6 + 9 of the goals.
    assert (report.body_chars, report.covered_chars, report.share) == (57, 57, 1.0)
    assert dict(report.kinds) == {"措施": 4, "目标": 1}
    assert report.longest == Extent("zhangxi/二", 16)
    assert report.shortest == Extent("zhangxi/一/（三）", 5)
    assert report.left_out == (("网页附带内容", 7),)
    assert report.lost == ()


def test_missing_numbers_are_named_with_their_place() -> None:
    assert check(_plan()).gaps == ("一：2 与 4 之间缺 1 项",)


def test_numbers_that_run_on_have_no_gap() -> None:
    text = (
        "樟溪市碳达峰实施方案\n一、任务\n1.种树。种树。\n2.种草。种草。\n二、保障\n3.出钱。出钱。\n"
    )
    assert check(_plan(text)).gaps == ()


def test_a_line_in_no_record_lowers_the_share_and_is_named() -> None:
    document = _plan()
    without = replace(document, measures=document.measures[:-1])
    report = check(without)
    # The heading 二、主要目标 and its line (6 + 9 characters) are in no path any more.
    assert (report.body_chars, report.covered_chars) == (57, 42)
    assert report.lost == (8, 9)
    assert report.warnings == ("正文有 26.3% 的文字不在任何措施里（第 8、9 行等），请核对",)


def test_a_measure_of_unusual_length_is_warned_of() -> None:
    long = "种树。" * 1100
    document = _plan(f"樟溪市碳达峰实施方案\n一、任务\n1.种树。{long}\n2.种草。种草。\n")
    (warning,) = document.warnings
    assert warning == "一/1 长达 3305 字，可能漏认了其中的编号或小标题"


def test_a_missing_title_among_titled_siblings_is_warned_of() -> None:
    untitled = "在河边和坡上种树，" * 8
    text = f"樟溪市碳达峰实施方案\n一、任务\n1.种树。种树。\n2.种草。种草。\n3.{untitled}\n"
    (warning,) = _plan(text).warnings
    assert warning == "一/3 没有认出小标题，同级的有"
    none = f"樟溪市碳达峰实施方案\n一、任务\n1.{untitled}\n2.{untitled}\n3.{untitled}\n"
    assert _plan(none).warnings == ()


# --- texts that are no plans -------------------------------------------------------------------

TOO_LARGE = {
    "word": (f"一、任务\n{'QUJD' * 76}\n", "第 2 行夹有编码数据（如嵌入的图片），请删去后再加入"),
    "line": (
        f"一、任务\n{'建设电站，' * 4001}\n",
        "第 2 行长达 20005 字，一行最多 20000 字，请按段落分行后再加入",
    ),
    "damage": ("1.规?guī)模化\n" * 301, "约有 301 处乱码，无法引用，请换一份完好的原文件再加入"),
    "lines": (
        "一、任务\n" * 20001,
        "有 20001 行文字，一份文件最多 20000 行，请拆分或只留方案本身再加入",
    ),
}


@pytest.mark.parametrize(("text", "reason"), TOO_LARGE.values(), ids=TOO_LARGE)
def test_what_is_too_large_for_a_plan_is_refused_in_one_line(text: str, reason: str) -> None:
    with pytest.raises(CewenError) as error:
        parse_text(text, "plan.txt")
    assert str(error.value) == f"plan.txt：{reason}。"


#: Each took minutes when a pattern or a loop grew with a power of the length.
HEAVY = {
    "title": "关于印发" * 4000 + "\n",
    "bodies": "局" * 10000 + "关于印发的通知\n",
    "leaders": "目录\n" + "...... " * 2800 + "\n",
    "books": "贯彻《某方案》制定" * 2000 + "\n",
    "contents": "目录\n" + "".join(f"（一）任务 {n % 900 + 1}\n" for n in range(15000)),
    "guides": "二、" + "总体要求" * 40 + "的\n",
}


@pytest.mark.parametrize("before", HEAVY.values(), ids=HEAVY)
def test_a_plan_below_a_heavy_text_is_read_in_seconds(before: str) -> None:
    began = time.process_time()
    document = parse_text(f"{before}{PLAN}", "plan.txt")
    assert time.process_time() - began < 8  # 1 to 4 s on a slow machine
    assert "在河边种树。" in document.measures[-5].text


def test_many_headings_are_read_in_seconds() -> None:
    began = time.process_time()
    headings = "".join(f"{n % 99 + 1}.种树。种树。\n" for n in range(8000))
    document = parse_text(f"樟溪市碳达峰实施方案\n一、任务\n{headings}", "plan.txt")
    assert time.process_time() - began < 8
    assert document.measures[99].id == "zhangxi/一/1~2"
    assert document.measures[-1].id == "zhangxi/一/80~81"
