"""Metadata as it is stated, as it follows, and as a portal's table has it; fictional places."""

from datetime import date

import pytest

from corpus import Document
from corpus.parse import parse_source, parse_text
from corpus.source import Source

TITLE = "樟溪市碳达峰实施方案"
NOTICE = f"樟溪市人民政府关于印发《{TITLE}》的通知"
BODY = ["一、重点任务", "1.推广光伏。在学校屋顶安装光伏板。"]


def _parse(
    *before: str, title: str = TITLE, body: list[str] = BODY, after: tuple[str, ...] = ()
) -> Document:
    return parse_text("\n".join([*before, title, *body, *after]), "plan.txt")


# --- 文号 -------------------------------------------------------------------------------------

NUMBERS = {
    "tortoise": "樟政发〔2022〕19号",
    "square": "樟政发[2022]19号",
    "wide-square": "樟政发［2022］19号",
    "lenticular": "樟政发【2022】19号",
    "round": "樟政发（2022）19号",
    "half-round": "樟政发(2022)19号",
    "angle": "樟政发〈2022〉19号",
    "small-tortoise": "樟政发﹝2022﹞19号",
    "blanks": "樟政发 〔 2022 〕 19 号",
    "year": "樟政发 2022 年 19 号",
    "year-ordinal": "樟政发2022年第19号",
    "ordinal": "樟政发〔2022〕第19号",
    "wide-digits": "樟政发〔２０２２〕１９号",
    "label": "发文字号：樟政发〔2022〕19号",
    "label-in-a-row": "索引号：ABC/2022-001 发文字号：樟政发〔2022〕19号 成文日期：2022年8月1日",
    "signer": "樟政发〔2022〕19号 签发人：林一",
    "bracketed": "（樟政发〔2022〕19号）",
    "in-the-heading": f"{NOTICE}（樟政发〔2022〕19号）",
}


@pytest.mark.parametrize("line", NUMBERS.values(), ids=NUMBERS)
def test_a_document_number_is_spelled_one_way(line: str) -> None:
    document = _parse(NOTICE, line)
    assert document.doc_number == "樟政发〔2022〕19号"
    assert line in document.text


CITED = {
    "basis": "根据《澜川省碳达峰实施方案》（澜政发〔2022〕19号）要求，现将方案印发给你们。",
    "repeals": "《旧方案》（樟政发〔2015〕3号）同时废止。",
    "body": "按照澜政发〔2022〕19号文件执行",
}


@pytest.mark.parametrize("line", CITED.values(), ids=CITED)
def test_a_number_inside_a_sentence_is_another_documents(line: str) -> None:
    assert _parse(NOTICE, line).doc_number == ""


def test_the_year_of_the_number_serves_the_id_where_no_date_is_stated() -> None:
    document = _parse(NOTICE, "樟政发〔2022〕19号")
    assert (document.id, document.issued_on) == ("zhangxi-2022", None)


# --- date, status -----------------------------------------------------------------------------

DATES = {
    "words": "二〇二三年四月六日",
    "words-spaced": "二 〇 二 三 年 四 月 六 日",
    "words-zero": "二零二三年四月六日",
    "hyphens": "2023-04-06",
    "dots": "2023.4.6",
    "slashes": "2023/4/6",
    "wide": "２０２３年４月６日",
    "spaced": "2023 年 4 月 6 日",
    "label": "成文日期：2023年4月6日",
    "brackets": "（2023年4月6日）",
}


@pytest.mark.parametrize("line", DATES.values(), ids=DATES)
def test_a_date_in_words_or_figures(line: str) -> None:
    document = _parse(NOTICE, "樟溪市人民政府", line)
    assert (document.issuer, document.issued_on) == ("樟溪市人民政府", date(2023, 4, 6))
    assert "issued_on" not in document.inferred


STATUSES = {
    "draft": ((), f"{TITLE}（征求意见稿）", "征求意见稿", False),
    "public-draft": ((), f"{TITLE}（公开征求意见稿）", "征求意见稿", False),
    "call": (("关于公开征求碳达峰方案意见的公告",), TITLE, "征求意见稿", True),
    "proposal": ((), f"{TITLE}（草案）", "草案", False),
    "trial": ((NOTICE,), f"{TITLE}（试行）", "试行", False),
    "interim": ((NOTICE,), f"{TITLE}（暂行）", "试行", False),
    "repealed": (("【已废止】", NOTICE), TITLE, "废止", False),
    "repealed-by-label": (("有效性：废止", NOTICE), TITLE, "废止", False),
    "repeals-another": ((NOTICE, "《旧方案》同时废止。"), TITLE, "正式", True),
    "in-force-by-label": (("有效性：有效",), TITLE, "正式", False),
    "silent": ((), TITLE, "", False),
}


@pytest.mark.parametrize(("before", "title", "status", "inferred"), STATUSES.values(), ids=STATUSES)
def test_status_and_whether_it_is_inferred(
    before: tuple[str, ...], title: str, status: str, inferred: bool
) -> None:
    document = _parse(*before, title=title)
    assert (document.status, "status" in document.inferred) == (status, inferred)


# --- a portal's table -------------------------------------------------------------------------

TABLE = (
    ("发布机构", "樟溪市人民政府办公室"),
    ("发文字号", "樟政办发[2023]5号"),
    ("成文日期", "2023-04-06"),
    ("发布日期", "2023-04-10"),
)


def _with_table(*lines: str, table: tuple[tuple[str, str], ...] = TABLE) -> Document:
    return parse_source(Source("\n".join([*lines, TITLE, *BODY]), stated=table), "plan.html", "0")


def test_a_table_serves_where_the_document_is_silent() -> None:
    document = _with_table()
    assert document.issuer == "樟溪市人民政府办公室"
    assert document.doc_number == "樟政办发〔2023〕5号"
    assert document.issued_on == date(2023, 4, 6)
    assert document.inferred == ()


def test_what_the_document_states_comes_before_the_table() -> None:
    document = _with_table(NOTICE, "樟政发〔2023〕8号", "樟溪市人民政府", "2023年4月1日")
    assert document.issuer == "樟溪市人民政府"
    assert document.doc_number == "樟政发〔2023〕8号"
    assert document.issued_on == date(2023, 4, 1)


def test_the_day_of_publication_is_inferred_to_be_the_date() -> None:
    document = _with_table(table=TABLE[3:])
    assert (document.issued_on, document.inferred) == (date(2023, 4, 10), ("issued_on",))


# --- what it carries out ----------------------------------------------------------------------

BASES = {
    "one": (
        "为贯彻落实《澜川省碳达峰实施方案》，制定本方案。",
        ("澜川省碳达峰实施方案",),
    ),
    "numbered": (
        "根据《澜川省碳达峰实施方案》（澜政发[2022]19号）要求，结合我市实际，制定本方案。",
        ("澜川省碳达峰实施方案（澜政发〔2022〕19号）",),
    ),
    "notice": (
        "为落实《澜川省人民政府关于印发澜川省碳达峰实施方案的通知》（澜政发〔2022〕19号），制定本方案。",
        ("澜川省碳达峰实施方案（澜政发〔2022〕19号）",),
    ),
    "two": (
        "按照《甲省降碳规划（2021—2025年）》《乙省节能方案》部署，编制本方案。",
        ("甲省降碳规划（2021—2025年）", "乙省节能方案"),
    ),
    "law": ("根据《节约能源法》，制定本方案。", ()),
    "itself": (f"现将《{TITLE}》印发给你们，请贯彻落实。", ()),
    "none": ("为做好工作，制定本方案。", ()),
}


@pytest.mark.parametrize(("line", "plans"), BASES.values(), ids=BASES)
def test_the_higher_plans_that_it_carries_out(line: str, plans: tuple[str, ...]) -> None:
    assert _parse(body=[line, *BODY]).implements == plans


# --- issuer ---------------------------------------------------------------------------------------

ISSUERS = {
    "two-on-a-line": (
        ("樟溪市发展和改革委员会 樟溪市财政局", "2023年4月6日"),
        "樟溪市发展和改革委员会、樟溪市财政局",
    ),
    "heading": ((NOTICE,), "樟溪市人民政府"),
    "committee-and-government": (
        ("中共樟溪市委 樟溪市人民政府", "2023年4月6日"),
        "中共樟溪市委、樟溪市人民政府",
    ),
    "portal": (("来源：樟溪市人民政府",), ""),
}


@pytest.mark.parametrize(("before", "issuer"), ISSUERS.values(), ids=ISSUERS)
def test_who_issued_it(before: tuple[str, ...], issuer: str) -> None:
    assert _parse(*before).issuer == issuer


# --- 废止, 修订, 令 ----------------------------------------------------------------------------


def test_a_plan_marked_as_repealed_is_so_and_its_title_is_without_the_mark() -> None:
    for document in (_parse(title=f"{TITLE}（已废止）"), _parse(body=["（已失效）", *BODY])):
        assert (document.title, document.status, document.inferred) == (TITLE, "废止", ())


def test_a_notice_that_repeals_the_plan_attached_to_it() -> None:
    document = parse_text(
        "\n".join(
            [
                f"樟溪市人民政府关于废止《{TITLE}》的通知",
                f"经研究，决定废止《{TITLE}》（樟政发〔2022〕9号）。",
                "樟溪市人民政府",
                "2025年1月3日",
                f"附件：{TITLE}",
                *BODY,
            ]
        ),
        "plan.txt",
    )
    assert (document.title, document.status) == (TITLE, "废止")
    assert (document.issuer, document.issued_on) == ("樟溪市人民政府", date(2025, 1, 3))
    assert [m.id for m in document.measures] == ["zhangxi-2025/一/1"]


def test_a_notice_that_repeals_another_plan_leaves_this_one_in_force() -> None:
    assert _parse(NOTICE, "同时废止《樟溪市节能实施方案》。").status == "正式"


def test_a_note_under_the_title_says_who_issued_it_and_first_when() -> None:
    document = _parse(body=["（樟溪市人民政府2022年6月30日印发，2024年6月3日修订）", *BODY])
    assert (document.issuer, document.issued_on) == ("樟溪市人民政府", date(2022, 6, 30))


@pytest.mark.parametrize("head", [["樟溪市人民政府令", "第 58 号"], ["樟溪市人民政府令第58号"]])
def test_a_decree_has_its_number_and_issuer(head: list[str]) -> None:
    document = _parse(*head, f"《{TITLE}》已经通过，现予公布。", "2023年6月15日")
    assert document.doc_number == "樟溪市人民政府令第58号"
    assert (document.issuer, document.issued_on) == ("樟溪市人民政府", date(2023, 6, 15))
    assert {part.reason for part in document.left_out} == {"印发或征求意见的通知"}


def test_issuers_number_and_date_around_the_title_say_that_they_are() -> None:
    head = "中共樟溪市委 樟溪市人民政府"
    document = _parse(head, body=["樟政发〔2022〕19号", "2022年8月1日", *BODY])
    assert {part.reason for part in document.left_out} == {"标题上下的机关、文号与日期"}
    assert (document.doc_number, document.issued_on) == ("樟政发〔2022〕19号", date(2022, 8, 1))


def test_an_upload_date_is_inferred_and_gives_no_id() -> None:
    text = "樟溪市碳达峰实施方案\n一、任务\n1.种树。在河边种树。\n"
    ids = {
        label: parse_source(Source(text, stated=((label, "2023-04-10"),)), "页.html", "00").id
        for label in ("发布日期", "成文日期")
    }
    assert ids == {"发布日期": "zhangxi", "成文日期": "zhangxi-2023"}
