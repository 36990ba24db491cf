"""The tab where questions are judged, in a real browser; what counts is what is on the disk."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import LAPTOP, PHONE, browsed, fits, load, needs_browser, served
from playwright.sync_api import Locator, Page, expect

from corpus import CewenError
from evals.judge import OwnSet, pool
from evals.page import DEFAULT_SET, judging_html, open_question, own_sets_html, write_down
from evals.sets import load_set
from index import Library

BUSES, PANELS = "公交车什么时候全部换成新能源", "屋顶光伏怎么补贴"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the sets of a user are kept that is none of this machine."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return tmp_path / "cewen" / "sets"


@pytest.fixture
def address(sample_library: Library, home: Path) -> Iterator[str]:
    with served(sample_library.folder) as address:  # which inherits the environment
        yield address


def pool_on(page: Page, question: str, name: str = DEFAULT_SET) -> Locator:
    page.locator("#cw-judge-question textarea").fill(question)
    page.locator("#cw-judge-set").get_by_role("textbox").fill(name)
    page.get_by_role("button", name="汇集候选").click()
    expect(page.locator(".cw-asked")).to_have_text(question)
    return page.locator(".cw-card")


def addresses(cards: Locator) -> list[str]:
    return [str(card.locator("button").first.get_attribute("data-address")) for card in cards.all()]


@needs_browser
@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_two_questions_are_judged_in_turn(
    sample_library: Library, home: Path, address: str, size: tuple[int, int]
) -> None:
    with browsed(address, size) as page:
        page.get_by_role("tab", name="评测").click()
        cards = pool_on(page, BUSES)
        found = addresses(cards)
        assert found == [one.measure.id for one in pool(sample_library, BUSES)]
        expect(cards.first.locator("mark")).to_be_visible()
        shown = page.locator("#cw-judging").inner_text()
        assert not re.search("得分|整条向量|分句向量|字对", shown)  # judged blind
        # Clicked faster than they are saved, and the first changed afterwards.
        for card, grade in ((0, 2), (1, 1), (2, 0), (0, 1)):
            cards.nth(card).locator(f"[data-grade='{grade}']").click()
        progress = page.locator(".cw-progress")
        expect(progress).to_have_text(f"已判 3 / {len(found)}，其中 2 条 1 级以上")
        pressed = page.locator(".cw-card [aria-pressed=true]")
        expect(pressed).to_have_text(["1 部分相关", "1 部分相关", "0 不相关"])
        grades = dict(zip(found[:3], (1, 1, 0), strict=True))
        assert load_set(DEFAULT_SET).grades == {"u001": grades}
        lines = (home / DEFAULT_SET / "qrels.tsv").read_text(encoding="utf-8").splitlines()
        assert len(lines) == 1 + 4  # nothing is taken back, the last counts

        # A grade of the first question that is given while the second is being pooled.
        page.locator("#cw-judge-question textarea").fill(PANELS)
        page.evaluate(
            """() => {
              [...document.querySelectorAll('button')]
                .find((button) => button.textContent.trim() === '汇集候选').click();
              document.querySelectorAll('.cw-card')[3].querySelector('[data-grade="2"]').click();
            }"""
        )
        expect(page.locator(".cw-asked")).to_have_text(PANELS)
        expect(page.locator("#cw-sets .cw-remark")).to_contain_text("判分 4 条")
        expect(page.locator(".cw-asked")).to_have_text(PANELS)
        expect(progress).to_contain_text("已判 0 /")
        # By the keyboard: the focus stays where it was.
        button = cards.first.locator("[data-grade='0']")
        button.focus()
        page.keyboard.press("Enter")
        expect(progress).to_contain_text("已判 1 /")
        expect(button).to_be_focused()
        second = addresses(cards)[0]
        assert load_set(DEFAULT_SET).grades == {
            "u001": grades | {found[3]: 2},
            "u002": {second: 0},
        }

        # No answer to the second; then the page is left, and the first is gone on with.
        page.get_by_role("button", name="没有条款回答这个问题").click()
        expect(page.locator(".cw-none")).to_contain_text("已记为无答案")
        assert [query.id for query in load_set(DEFAULT_SET).unanswerable] == ["u002"]
        load(page, address)
        page.get_by_role("tab", name="评测").click()
        listed = page.locator("#cw-sets li")
        expect(listed).to_contain_text("2 个问题：有答案 1，无答案 1，未判出 0；判分 5 条")
        command = listed.locator("[data-copy]").get_attribute("data-copy")
        assert command == f"cewen eval --set {DEFAULT_SET} --library {sample_library.folder}"
        pool_on(page, BUSES)
        expect(progress).to_have_text(f"已判 4 / {len(found)}，其中 3 条 1 级以上")
        assert fits(page)
        assert page.outside == []  # type: ignore[attr-defined]


@needs_browser
def test_mistakes_get_one_line_and_the_question_stays(home: Path, address: str) -> None:
    with browsed(address, PHONE) as page:
        page.get_by_role("tab", name="评测").click()
        cards = pool_on(page, BUSES)
        notice = page.locator("#cw-judge-notice .cw-error")
        page.locator("#cw-judge-set").get_by_role("textbox").fill("../elsewhere")
        page.get_by_role("button", name="汇集候选").click()
        expect(notice).to_contain_text("评测集名称“../elsewhere”不能用")
        cards.first.locator("[data-grade='2']").click()  # of the question that is still there
        expect(page.locator(".cw-progress")).to_contain_text("已判 1 /")
        expect(notice).to_have_count(0)
        assert [path.name for path in home.iterdir()] == [DEFAULT_SET]
        # What was not finished is offered, and a click opens it in its set.
        pool_on(page, PANELS, "另一套")
        offered = page.locator("#cw-sets [data-resume]")
        expect(offered).to_have_text([PANELS])
        pool_on(page, BUSES)
        offered.click()
        expect(page.locator(".cw-asked")).to_have_text(PANELS)
        expect(page.locator("#cw-judge-set").get_by_role("textbox")).to_have_value("另一套")
        assert load_set("另一套").queries[0].text == PANELS
        assert len(load_set("另一套").queries) == 1


def test_what_a_click_says_is_checked(toy_library: Library, home: Path) -> None:
    open_question(toy_library, "风电", "topic", "mine")
    click = {"set": "mine", "query": "u001", "address": "moqu-2023/一/（一）/1", "grade": "2"}
    assert write_down(toy_library, click).text == "风电"
    for wrong, said in (
        ({"set": "../mine"}, "不能用"),
        ({"query": "u002"}, "没有问题 u002"),
        ({"address": "../../x"}, "已不在文库中"),
        ({"grade": "3"}, "没有 3 这一级"),
        ({"grade": "x"}, "这一级"),
    ):
        with pytest.raises(CewenError, match=said):
            write_down(toy_library, click | wrong)
    assert load_set("mine").grades == {"u001": {"moqu-2023/一/（一）/1": 2}}


def test_no_answer_is_written_and_taken_back(tmp_path: Path) -> None:
    own = OwnSet(tmp_path / "own")
    first, second = own.question("风电"), own.question("光伏", "unanswerable")
    assert (first.expects_answer, second.expects_answer) == (True, False)
    assert not own.expect(first, False).expects_answer
    assert own.expect(second, True).expects_answer
    assert [query.id for query in own.read().unanswerable] == ["u001"]
    assert own.read().queries[1].stratum == "unanswerable"
    assert own.expect(first, True) == first
    assert sorted(path.name for path in own.folder.iterdir()) == [
        ".judging.lock",
        "qrels.tsv",
        "queries.jsonl",
    ]


def test_a_question_is_never_markup(toy_library: Library, home: Path) -> None:
    hostile = "风电<img src=x onerror=alert(1)>"
    judging = open_question(toy_library, hostile, "topic", "mine")
    shown = judging_html(toy_library, judging) + own_sets_html(toy_library)
    assert "<img" not in shown
    assert "风电&lt;img" in shown


def test_a_broken_set_is_named_and_hides_no_other(toy_library: Library, home: Path) -> None:
    open_question(toy_library, "风电", "topic", "mine")
    (home / "broken").mkdir()
    (home / "broken" / "queries.jsonl").write_text("{}\n", encoding="utf-8")
    shown = own_sets_html(toy_library)
    assert "第 1 行应是含 _id 和 text 的 JSON 对象" in shown
    assert "--set mine" in shown
