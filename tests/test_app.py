"""The page in a real headless browser, over the shipped samples and the real model."""

import re
import time
from collections.abc import Iterator

import pytest
from browsing import LAPTOP, PHONE, browsed, fits, needs_browser, served
from playwright.sync_api import Page, expect

from index import Library

pytestmark = needs_browser


@pytest.fixture(scope="module")
def address(sample_library: Library) -> Iterator[str]:
    with served(sample_library.folder) as address:
        yield address


@pytest.fixture(params=[LAPTOP, PHONE], ids=["laptop", "phone"])
def page(request: pytest.FixtureRequest, address: str) -> Iterator[Page]:
    with browsed(address, request.param) as page:
        yield page


def ask(page: Page, question: str) -> None:
    page.locator("#cw-question textarea").fill(question)
    page.get_by_role("button", name="查询").click()


def test_an_answer_names_regions_and_a_click_opens_the_measure(page: Page) -> None:
    ask(page, "钢铁行业碳达峰要求")
    answer = page.locator("#cw-answer")
    expect(answer.locator(".cw-coverage")).to_contain_text("云泽市")
    cited = answer.locator(".cw-item", has_text="云泽市碳达峰实施方案").first
    quote = (
        cited.locator("blockquote").first.evaluate("node => node.firstChild.textContent").strip()
    )
    cited.locator(".cw-cite").click()
    reader = page.locator(".cw-reader").first
    expect(reader.locator(".cw-current").first).to_be_in_viewport()
    expect(reader.locator("mark")).to_have_text(quote)
    expect(reader.locator(".cw-path")).to_contain_text("二、重点任务")
    expect(reader.locator("header")).to_contain_text("示例（虚构）")
    # However far down the answer a citation is, what it opens is on the screen.
    answer.locator(".cw-cite").last.click()
    expect(reader.locator("mark").first).to_be_in_viewport()


def test_a_question_without_an_answer_is_refused_with_the_nearest(page: Page) -> None:
    page.get_by_role("button", name="核电站建设规划").click()
    answer = page.locator("#cw-answer")
    expect(answer.locator(".cw-refusal")).to_contain_text("没有直接回答“核电站建设规划”")
    expect(answer.locator(".cw-nearest li")).to_have_count(5)
    expect(answer.locator(".cw-number")).to_have_count(0)


def test_a_region_limits_the_answer(page: Page) -> None:
    page.get_by_role("listbox", name="地区").or_(page.get_by_label("地区")).first.click()
    page.get_by_role("option", name="朔陵市").click()
    ask(page, "数据中心能耗")
    expect(page.locator("#cw-answer .cw-region h3")).to_have_count(1)
    expect(page.locator("#cw-answer .cw-region h3")).to_contain_text("朔陵市")


def test_the_region_of_a_question_can_be_lifted(page: Page) -> None:
    ask(page, "云泽市钢铁行业碳达峰要求")
    coverage = page.locator("#cw-answer .cw-coverage")
    expect(coverage).to_contain_text("只查了云泽市")
    expect(page.locator("#cw-answer .cw-region h3")).to_have_count(1)
    page.get_by_role("listbox", name="地区").or_(page.get_by_label("地区")).first.click()
    page.get_by_role("option", name="全部地区").click()
    ask(page, "云泽市钢铁行业碳达峰要求")
    expect(coverage).to_contain_text("共检索 7 个地区")  # as many as there are samples
    expect(coverage).not_to_contain_text("只查了")


def test_the_score_of_a_quotation_unfolds(page: Page) -> None:
    ask(page, "数据中心能耗")
    why = page.locator("#cw-answer .cw-why").first
    expect(why.locator("p")).to_be_hidden()
    why.locator("summary").click()
    expect(why.locator("p")).to_be_visible()
    # What it says adds up: 得分 a ＝ name score×weight ＋ …
    said, sums = why.locator("p").inner_text().split(" ＝ ")
    parts = re.findall(r"([\d.]+)×([\d.]+)", sums)
    total = sum(float(score) * float(weight) for score, weight in parts)
    assert total == pytest.approx(float(said.removeprefix("得分 ")), abs=0.01)
    assert fits(page)


def test_a_mistake_gets_one_line(page: Page) -> None:
    ask(page, "   ")
    expect(page.locator("#cw-answer .cw-error")).to_have_text("问题是空的，请输入问题。")


def test_precedents_open_their_whole_measure(page: Page) -> None:
    page.get_by_role("tab", name="先例").click()
    page.locator("#cw-clause textarea").fill("新建数据中心电能利用效率不高于1.25。")
    page.get_by_role("button", name="找先例").click()
    found = page.locator("#cw-precedents li")
    expect(found.first).to_contain_text("数据中心")
    found.first.locator(".cw-cite").click()
    expect(page.locator(".cw-current:visible").first).to_contain_text("数据中心")


def test_the_page_is_chinese_and_calls_nobody(page: Page) -> None:
    ask(page, "生活垃圾怎么处理")
    expect(page.locator("#cw-answer .cw-item").first).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert page.title() == "策问 · 按措施检索政策"
    shown = page.locator("body").inner_text()
    allowed = {"pm", "txt"}  # PM2.5 in a sample, a file's ending
    english = {w.lower() for w in re.findall(r"[A-Za-z]{3,}", shown)} - allowed
    assert not english & {"built", "gradio", "use", "via", "api", "settings", "loading", "submit"}
    assert fits(page)
    time.sleep(1)  # late requests
    assert page.outside == []  # type: ignore[attr-defined]
