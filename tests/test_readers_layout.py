"""Where paragraphs begin and in which order columns are read, on lines placed by hand."""

import pytest

from corpus.readers.characters import plain_characters
from corpus.readers.columns import Page, Rule, Run, find_flows
from corpus.readers.layout import to_paragraphs

EM = 10.0
LEFT, RIGHT = 100.0, 400.0  # 30 characters
FULL = 30


def line(
    chars: int | str, y: float, indent: float = 0.0, size: float = EM, left: float = LEFT
) -> Run:
    """A line of so many characters, or of this text, indented by so many."""
    text = "文" * chars if isinstance(chars, int) else chars
    start = left + indent * size
    return Run(text, start, start + len(text) * size, y, size)


def page(*runs: Run, rules: tuple[Rule, ...] = ()) -> Page:
    return Page(500.0, 800.0, runs, rules=rules)


def paragraphs(*pages: Page) -> list[str]:
    return to_paragraphs(list(pages))[0]


def lengths(*runs: Run) -> list[int]:
    return [len(text) for text in paragraphs(page(*runs))]


#: A paragraph that shows the column's edges, 20 points from line to line, far above the rest.
def body(*runs: Run) -> list[int]:
    shown = [line(28, 100, 2), line(30, 120), line(30, 140), line(5, 160)]
    return lengths(*shown, *runs)[1:]


# --- indents ------------------------------------------------------------------------------------


def test_an_indented_line_begins_a_paragraph_also_after_a_full_line() -> None:
    assert body(line(28, 180, 2), line(30, 200), line(28, 220, 2), line(9, 240)) == [58, 37]


def test_two_one_line_paragraphs_stay_apart() -> None:
    assert body(line(28, 180, 2), line(28, 200, 2), line(30, 220)) == [28, 58]


def test_a_short_heading_ends_where_the_next_word_had_room() -> None:
    assert body(line(10, 180, 2), line(28, 200, 2), line(3, 220)) == [10, 31]


def test_a_line_left_short_because_a_figure_did_not_fit_goes_on() -> None:
    # 27 + 2 characters leave one em; 2025 needs two.
    runs = [line(27, 180, 2), Run("2025年达到", LEFT, LEFT + 50, 200, EM)]
    assert body(*runs) == [34]


def test_a_year_or_a_decimal_at_a_line_start_is_no_number() -> None:
    runs = [
        line(28, 180, 2),
        line("2025年底前建成。", 200),
        line(28, 220, 2),
        line("1.5万户。", 240),
    ]
    assert body(*runs) == [28 + 10, 28 + 6]


def test_space_between_lines_parts_paragraphs_without_indent() -> None:
    runs = [line(30, y) for y in (100, 120, 150, 170)] + [line(4, 190), line(30, 220), line(6, 240)]
    assert lengths(*runs) == [60, 64, 36]


def test_a_change_of_size_parts_title_and_text() -> None:
    title = Run("题" * 10, 170, 330, 100, 16.0)
    assert lengths(title, line(28, 130, 2), line(30, 150), line(5, 170)) == [10, 63]


def test_a_title_on_two_lines_is_one_and_its_status_another() -> None:
    first = Run("示例市国民经济与社会", 170, 330, 60, 16.0)
    second = Run("碳达峰实施方案", 194, 306, 80, 16.0)
    status = Run("（征求意见稿）", 194, 306, 100, 16.0)
    text = [line(28, 130, 2), line(30, 150), line(5, 170)]
    assert paragraphs(page(first, second, status, *text))[:2] == [
        "示例市国民经济与社会碳达峰实施方案",
        "（征求意见稿）",
    ]


# --- pages --------------------------------------------------------------------------------------


def test_a_paragraph_runs_over_to_the_next_page_and_belongs_to_the_first() -> None:
    first = page(line(28, 100, 2), line(30, 120), line(28, 140, 2), line(30, 160))
    second = page(line(30, 100), line(4, 120), line(28, 140, 2), line(2, 160))
    text, starts = to_paragraphs([first, second, page()])
    assert [len(paragraph) for paragraph in text] == [58, 92, 30]
    assert starts == [0, 2, 3]


@pytest.mark.parametrize(
    "number",
    [
        "— 3 —",
        "- 3 -",
        "第3页 共20页",
        "第 3 页",
        "3",
        "3/20",
        "－3－",
        "·3·",
        "Page 3 of 20",
        "第三页",
    ],
)
def test_a_page_number_in_any_dress_is_left_out(number: str) -> None:
    texts = [line(28, 150, 2), line(30, 170), line(4, 190), Run(number, 230, 270, 780, 9.0)]
    assert lengths(*texts) == [62]


def test_a_running_header_needs_more_than_one_page() -> None:
    pages = [
        page(Run("示例市政府公报", 200, 270, 30, 9.0), line(30, 150 + shift), line(4, 170 + shift))
        for shift in (0, 7, 14)
    ]
    assert paragraphs(*pages) == ["文" * 34] * 3
    assert paragraphs(pages[0]) == ["示例市政府公报", "文" * 34]


# --- columns and tables -------------------------------------------------------------------------


def column(mark: str, left: float, top: float, count: int) -> list[Run]:
    return [Run(mark * 14, left, left + 140, top + 20 * n, EM) for n in range(count)]


def test_columns_are_read_one_after_the_other_between_titles_across() -> None:
    title = Run("题" * 20, 150, 350, 100, EM)
    runs = [*column("左", 100, 140, 6), *column("右", 260, 147, 6), title]
    below = [
        Run("尾" * 20, 150, 350, 300, EM),
        *column("甲", 100, 320, 5),
        *column("乙", 260, 320, 5),
    ]
    flows = find_flows([page(*runs, *below)])
    read = "".join(flow.lines[0].text[0] for flow in flows)
    assert read == "题左右尾甲乙"


def test_a_table_is_read_by_rows_and_cells() -> None:
    edges, levels = (100.0, 200.0, 400.0), (110.0, 160.0, 190.0)
    rules = tuple((100.0, y, 400.0, y) for y in levels) + tuple((x, 110.0, x, 190.0) for x in edges)
    cells = [
        Run("非化石能源", 110, 160, 130, EM),
        Run("消费比重", 110, 150, 150, EM),
        Run("百分之二十二", 210, 270, 140, EM),
        Run("森林覆盖率", 110, 160, 180, EM),
        Run("百分之六十", 210, 260, 180, EM),
    ]
    text = paragraphs(page(line(30, 90), *cells, line(30, 220), rules=rules))
    assert text[1:3] == ["非化石能源消费比重 百分之二十二", "森林覆盖率 百分之六十"]


def test_a_box_of_one_cell_is_running_text() -> None:
    rules = ((100.0, 170.0, 400.0, 170.0), (100.0, 250.0, 400.0, 250.0))
    rules += ((100.0, 170.0, 100.0, 250.0), (400.0, 170.0, 400.0, 250.0))
    shown = [line(28, 80, 2), line(30, 100), line(5, 120)]
    inside = [line(26, 190, 3, left=100), line(28, 210, 1), line(6, 230, 1), line(28, 280, 2)]
    text = paragraphs(page(*shown, *inside, rules=rules))
    assert [len(paragraph) for paragraph in text] == [63, 60, 28]


# --- characters ---------------------------------------------------------------------------------


def test_radicals_are_replaced_and_nothing_else() -> None:
    assert plain_characters(["⼀、⻓期⽬标㎡①"]) == ["一、长期目标㎡①"]


def test_blanks_after_every_character_go_and_single_ones_stay() -> None:
    spaced = " ".join("建设海上风电场和抽水蓄能电站提高调节能力并网运行")
    assert plain_characters([spaced, "第一章 总则"])[0] == spaced.replace(" ", "")
    assert plain_characters(["第一章 总则", "建设海上风电场"]) == ["第一章 总则", "建设海上风电场"]
