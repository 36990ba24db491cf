"""Where a plan applies and on which level, from its title or from who issued it."""

import pytest

from corpus import Document, Region
from corpus.parse import parse_text

BODY = ["一、重点任务", "1.推广光伏。在学校屋顶安装光伏板。"]


def _parse(*before: str, title: str) -> Document:
    return parse_text("\n".join([*before, title, *BODY]), "plan.txt")


REGIONS = {
    "county": (
        (),
        "昆都仑区碳达峰方案",
        Region("内蒙古自治区", "包头市", "昆都仑区", "150203"),
        "县级",
        True,
    ),
    "county-with-all": (
        (),
        "内蒙古包头市昆都仑区碳达峰方案",
        Region("内蒙古自治区", "包头市", "昆都仑区", "150203"),
        "县级",
        False,
    ),
    "city": ((), "永州市碳达峰方案", Region("湖南省", "永州市", "", "431100"), "市级", True),
    "province": ((), "湖南省碳达峰方案", Region("湖南省", "", "", "430000"), "省级", False),
    "short-province": (
        (),
        "内蒙古碳达峰方案",
        Region("内蒙古自治区", "", "", "150000"),
        "省级",
        False,
    ),
    "municipality": ((), "上海市碳达峰方案", Region("上海市", "", "", "310000"), "省级", False),
    "county-city": (
        (),
        "义乌市碳达峰方案",
        Region("浙江省", "金华市", "义乌市", "330782"),
        "县级",
        True,
    ),
    "district-of-a-municipality": (
        (),
        "浦东新区碳达峰方案",
        Region("上海市", "", "浦东新区", "310115"),
        "县级",
        True,
    ),
    "prefecture": (
        (),
        "恩施州碳达峰方案",
        Region("湖北省", "恩施土家族苗族自治州", "", "422800"),
        "市级",
        True,
    ),
    "namesake-settled-by-the-issuer": (
        ("杭州市西湖区人民政府", "2023年4月6日"),
        "西湖区碳达峰方案",
        Region("浙江省", "杭州市", "西湖区", "330106"),
        "县级",
        True,
    ),
    "from-the-issuer": (
        ("永州市人民政府", "2023年4月6日"),
        "碳达峰实施方案",
        Region("湖南省", "永州市", "", "431100"),
        "市级",
        True,
    ),
    "zone": (
        (),
        "长沙高新技术产业开发区碳达峰方案",
        Region("湖南省", "长沙市", "", "430100"),
        "",
        True,
    ),
    "parks-of-a-city": (
        (),
        "长沙市园区碳达峰方案",
        Region("湖南省", "长沙市", "", "430100"),
        "市级",
        True,
    ),
    "state-council": (
        ("国务院关于印发碳达峰行动方案的通知", "国发〔2021〕23号"),
        "2030年前碳达峰行动方案",
        Region(),
        "国家",
        False,
    ),
    "ministry": (
        ("工业和信息化部关于印发工业领域碳达峰方案的通知",),
        "工业领域碳达峰实施方案",
        Region(),
        "国家",
        False,
    ),
    "fictional-county": (
        (),
        "云泽市望岫区碳达峰方案",
        Region(city="云泽市", county="望岫区"),
        "县级",
        False,
    ),
    "fictional-province": ((), "青岳省碳达峰方案", Region(province="青岳省"), "省级", False),
    "nowhere": ((), "碳达峰实施方案", Region(), "", False),
}


@pytest.mark.parametrize(
    ("before", "title", "region", "level", "inferred"), REGIONS.values(), ids=REGIONS
)
def test_region_and_level(
    before: tuple[str, ...], title: str, region: Region, level: str, inferred: bool
) -> None:
    document = _parse(*before, title=title)
    assert (document.region, document.level) == (region, level)
    assert ("region" in document.inferred) is inferred


def test_a_national_plan_has_an_id_of_its_own() -> None:
    document = _parse(
        "国务院关于印发碳达峰行动方案的通知", "国发〔2021〕23号", title="2030年前碳达峰行动方案"
    )
    assert document.id == "guojia-2021"
