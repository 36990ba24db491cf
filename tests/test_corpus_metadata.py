"""What a document says of itself, and the places that its region is looked up among."""

import re
from datetime import date

import pytest

from corpus import Document, Region, with_id
from corpus.gazetteer import contains, known_regions, places_in, region_at_start, short_name
from corpus.parse import parse_text

PLAN = "樟溪市碳达峰实施方案\n一、重点任务\n1.推广光伏。在学校屋顶安装光伏板。\n"
NOTICE = "樟溪市人民政府关于印发《樟溪市碳达峰实施方案》的通知"


def _parse(*before: str, plan: str = PLAN, after: str = "") -> Document:
    return parse_text("\n".join([*before, plan + after]), "plan.txt")


# --- 文号, date, status, issuer ---------------------------------------------------------------

DOC_NUMBERS = {
    "tortoise": ("樟政发〔2023〕8号", "樟政发〔2023〕8号"),
    "square": ("樟政办发[2023]15号", "樟政办发〔2023〕15号"),
    "round": ("樟政函（2023）6号", "樟政函〔2023〕6号"),
    "lenticular": ("樟发改规【2024】101号", "樟发改规〔2024〕101号"),
    "spaced": ("樟政发 〔2023〕 8 号", "樟政发〔2023〕8号"),
    "labelled": ("发文字号：樟政发〔2023〕8号", "樟政发〔2023〕8号"),
    "cites-another": ("根据国家文件（国发〔2021〕23号）要求，制定本方案并印发。", ""),
    "none": ("各县区人民政府：", ""),
}


@pytest.mark.parametrize(("line", "number"), DOC_NUMBERS.values(), ids=DOC_NUMBERS)
def test_document_number(line: str, number: str) -> None:
    assert _parse(NOTICE, line).doc_number == number


DATES = {
    "figures": ("2023年4月6日", date(2023, 4, 6)),
    "spaced": ("2023 年 4 月 6 日", date(2023, 4, 6)),
    "words": ("二〇二四年十二月二十五日", date(2024, 12, 25)),
    "words-circle": ("二○二三年六月五日", date(2023, 6, 5)),
    "words-zero": ("二零二三年十月三十一日", date(2023, 10, 31)),
    "no-such-day": ("2023年2月30日", None),
    "upload-time": ("2024-05-13 09:20 来源：樟溪市发展和改革委员会", None),
}


@pytest.mark.parametrize(("line", "issued_on"), DATES.values(), ids=DATES)
def test_date_under_the_notice(line: str, issued_on: date | None) -> None:
    assert _parse(NOTICE, "樟溪市人民政府", line).issued_on == issued_on


@pytest.mark.parametrize(("line", "issued_on"), list(DATES.values())[:5], ids=list(DATES)[:5])
def test_date_under_the_plan_is_no_provision(line: str, issued_on: date) -> None:
    document = _parse(after=f"樟溪市人民政府\n{line}\n")
    assert (document.issuer, document.issued_on) == ("樟溪市人民政府", issued_on)
    assert document.measures[-1].text == "1.推广光伏。在学校屋顶安装光伏板。"


def test_date_of_the_imprint_serves_when_the_notice_has_none() -> None:
    document = _parse(after="抄送：市委各部门。\n樟溪市人民政府办公室 2023年7月20日印发\n")
    assert document.issued_on == date(2023, 7, 20)


STATUSES = {
    "issued": ((NOTICE,), PLAN, "正式"),
    "draft-in-title": ((), PLAN.replace("方案", "方案（征求意见稿）"), "征求意见稿"),
    "draft-under-title": ((), PLAN.replace("方案", "方案\n(征求意见稿)"), "征求意见稿"),
    "trial": ((NOTICE,), PLAN.replace("方案", "方案（试行）"), "试行"),
    "not-stated": ((), PLAN, ""),
}


@pytest.mark.parametrize(("before", "plan", "status"), STATUSES.values(), ids=STATUSES)
def test_status(before: tuple[str, ...], plan: str, status: str) -> None:
    assert _parse(*before, plan=plan).status == status


def test_draft_is_no_part_of_the_title_but_trial_is() -> None:
    draft = _parse(plan=PLAN.replace("方案", "方案（征求意见稿）"))
    trial = _parse(plan=PLAN.replace("方案", "方案（试行）"))
    assert draft.title == "樟溪市碳达峰实施方案"
    assert trial.title == "樟溪市碳达峰实施方案（试行）"


ISSUERS = {
    "plain": (("樟溪市人民政府", "2023年4月6日"), "樟溪市人民政府"),
    "spaced": (("樟 溪 市 人 民 政 府", "2023年4月6日"), "樟溪市人民政府"),
    "two-bodies": (
        ("中共樟溪市委员会", "樟溪市人民政府", "2023年4月6日"),
        "中共樟溪市委员会、樟溪市人民政府",
    ),
    "office": (("樟溪市人民政府办公室", "2023年4月6日"), "樟溪市人民政府办公室"),
    "department": (("樟溪市发展和改革委员会", "2023年4月6日"), "樟溪市发展和改革委员会"),
    "addressees": (("各县区人民政府：", "各县区人民政府", "2023年4月6日"), ""),
}


@pytest.mark.parametrize(("lines", "issuer"), ISSUERS.values(), ids=ISSUERS)
def test_issuer(lines: tuple[str, ...], issuer: str) -> None:
    assert _parse("关于印发《樟溪市碳达峰实施方案》的通知", *lines).issuer == issuer


# --- region and id ----------------------------------------------------------------------------

REGIONS = {
    "fictional-city": ("樟溪市碳达峰实施方案", Region(city="樟溪市"), "zhangxi"),
    "city": ("永州市碳达峰实施方案", Region("湖南省", "永州市", "", "431100"), "yongzhou"),
    "two-characters": ("道县碳达峰方案", Region("湖南省", "永州市", "道县", "431124"), "daoxian"),
    "du-in-a-name": (
        "昆都仑区碳达峰实施方案",
        Region("内蒙古自治区", "包头市", "昆都仑区", "150203"),
        "kundulun",
    ),
    "municipality": ("重庆市碳达峰方案", Region("重庆市", "", "", "500000"), "chongqing"),
    "autonomous-region": (
        "广西壮族自治区碳达峰方案",
        Region("广西壮族自治区", "", "", "450000"),
        "guangxi",
    ),
    "province-before-city": (
        "湖南省永州市碳达峰实施方案",
        Region("湖南省", "永州市", "", "431100"),
        "yongzhou",
    ),
    "city-before-county": (
        "永州市道县碳达峰实施方案",
        Region("湖南省", "永州市", "道县", "431124"),
        "daoxian",
    ),
    "province-settles-it": (
        "福建省鼓楼区碳达峰实施方案",
        Region("福建省", "福州市", "鼓楼区", "350102"),
        "gulou",
    ),
    "ambiguous-county": ("鼓楼区碳达峰实施方案", Region(county="鼓楼区"), "gulou"),
    "not-a-place": ("全市碳达峰实施方案", Region(), "qstdfssf"),
    "no-place": ("碳达峰实施方案", Region(), "tdfssfa"),
    "other-subject": ("樟溪市节能管理办法", Region(city="樟溪市"), "zhangxi-jnglbf"),
}


@pytest.mark.parametrize(("title", "region", "doc_id"), REGIONS.values(), ids=REGIONS)
def test_region_and_id_of_a_title(title: str, region: Region, doc_id: str) -> None:
    document = _parse(plan=PLAN.replace("樟溪市碳达峰实施方案", title))
    assert (document.region, document.id) == (region, doc_id)


def test_year_joins_the_id_and_another_id_readdresses_the_measures() -> None:
    document = _parse(NOTICE, "樟溪市人民政府", "2023年4月6日")
    assert [m.id for m in document.measures] == ["zhangxi-2023/一/1"]
    moved = with_id(document, "zhangxi-2023-b")
    assert (moved.id, moved.text) == ("zhangxi-2023-b", document.text)
    assert [(m.id, m.doc_id) for m in moved.measures] == [("zhangxi-2023-b/一/1", "zhangxi-2023-b")]


# --- gazetteer --------------------------------------------------------------------------------

HUNAN, YONGZHOU = Region("湖南省"), Region("湖南省", "永州市")
DAOXIAN = Region("湖南省", "永州市", "道县")
CHAOYANG_BEIJING = Region("北京市", county="朝阳区")
CHAOYANG_CHANGCHUN = Region("吉林省", "长春市", "朝阳区")
CONTAINS = {
    "province-city": (HUNAN, YONGZHOU, True),
    "province-county": (HUNAN, DAOXIAN, True),
    "city-county": (YONGZHOU, DAOXIAN, True),
    "same": (DAOXIAN, DAOXIAN, True),
    "county-city": (DAOXIAN, YONGZHOU, False),
    "city-province": (YONGZHOU, HUNAN, False),
    "other-province": (Region("浙江省"), YONGZHOU, False),
    "nothing-stated": (Region(), DAOXIAN, False),
    "namesake-county": (CHAOYANG_BEIJING, CHAOYANG_CHANGCHUN, False),
    "namesake-county-back": (CHAOYANG_CHANGCHUN, CHAOYANG_BEIJING, False),
}


@pytest.mark.parametrize(("outer", "inner", "expected"), CONTAINS.values(), ids=CONTAINS)
def test_contains(outer: Region, inner: Region, expected: bool) -> None:
    assert contains(outer, inner) is expected


def test_what_a_text_begins_with_can_mean_one_place_several_or_none() -> None:
    fuzhou = Region("福建省", "福州市", "鼓楼区", "350102")
    assert region_at_start("福建省鼓楼区碳达峰") == (fuzhou,)
    assert fuzhou in region_at_start("鼓楼区")
    assert {r.city for r in region_at_start("江苏省鼓楼区")} == {"南京市", "徐州市"}
    assert region_at_start("樟溪市") == ()


def test_cities_without_counties_are_cities() -> None:
    assert region_at_start("东莞市") == (Region("广东省", "东莞市", "", "441900"),)


def test_every_code_has_six_digits() -> None:
    assert [r for r in known_regions() if not re.fullmatch(r"\d{6}", r.adcode)] == []


SHORT_NAMES = {
    "city": ("长沙市", "长沙"),
    "region": ("内蒙古自治区", "内蒙古"),
    "region-of-a-people": ("广西壮族自治区", "广西"),
    "league": ("锡林郭勒盟", "锡林郭勒"),
    "prefecture-of-a-people": ("延边朝鲜族自治州", "延边"),
    "prefecture-of-two-peoples": ("恩施土家族苗族自治州", "恩施"),
    "too-short": ("郊区", "郊区"),
}


@pytest.mark.parametrize(("name", "short"), SHORT_NAMES.values(), ids=SHORT_NAMES)
def test_short_name(name: str, short: str) -> None:
    assert short_name(name) == short


def test_places_named_in_a_question() -> None:
    assert places_in("永州和日照市的光伏") == [
        ("永州", (Region("湖南省", "永州市", "", "431100"),)),
        ("日照市", (Region("山东省", "日照市", "", "371100"),)),
    ]
    assert places_in("年日照时数较长、安康祥和的大同社会") == []
    assert {r.province for r in places_in("鼓楼区")[0][1]} == {"江苏省", "福建省", "河南省"}
