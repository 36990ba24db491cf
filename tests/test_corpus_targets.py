"""Targets read off a measure's text: whole records, worked out by hand; fictional places."""

import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Target
from corpus.parse import parse_file
from corpus.targets.find import find_targets
from corpus.targets.periods import find_mentions
from corpus.targets.quantities import find_quantities

PLANS = Path(__file__).parents[2] / "shared" / "corpus"

#: text → for each target: span | indicator | period | base | comparator | value | unit | qualifier
RECORDS = {
    "level": (
        "到2025年，全市桐川新能源装机容量力争达到300万千瓦以上。",
        "桐川新能源装机容量力争达到300万千瓦以上|桐川新能源装机容量|2025年||以上|3000000|千瓦|力争",
    ),
    "change-against-a-year": (
        "到2030年，单位地区生产总值能耗比2020年下降18%以上。",
        "单位地区生产总值能耗比2020年下降18%以上|单位地区生产总值能耗|2030年|2020年|下降|18|%|以上",
    ),
    "shared-tail": (
        "到2025年，出租车、邮政快递业新能源车比例分别达到80%、89%以上。",
        "出租车、邮政快递业新能源车比例分别达到80%|出租车新能源车比例|2025年||以上|80|%|",
        "出租车、邮政快递业新能源车比例分别达到80%、89%以上"
        "|邮政快递业新能源车比例|2025年||以上|89|%|",
    ),
    "shared-head": (
        "单位GDP能耗和二氧化碳排放分别比2020年下降13.5%和18%。",
        "单位GDP能耗和二氧化碳排放分别比2020年下降13.5%|单位GDP能耗||2020年|下降|13.5|%|",
        "单位GDP能耗和二氧化碳排放分别比2020年下降13.5%和18%"
        "|单位GDP二氧化碳排放||2020年|下降|18|%|",
    ),
    "two-years": (
        "到2025、2030年，绿色建筑占比分别达到75%、100%。",
        "绿色建筑占比分别达到75%|绿色建筑占比|2025年||达到|75|%|",
        "绿色建筑占比分别达到75%、100%|绿色建筑占比|2030年||达到|100|%|",
    ),
    "two-years-two-things": (
        "2025年和2030年，光伏、风电装机分别达到10万千瓦、20万千瓦和5万千瓦、8万千瓦。",
        "光伏、风电装机分别达到10万千瓦|光伏装机|2025年||达到|100000|千瓦|",
        "光伏、风电装机分别达到10万千瓦、20万千瓦|光伏装机|2030年||达到|200000|千瓦|",
        "光伏、风电装机分别达到10万千瓦、20万千瓦和5万千瓦|风电装机|2025年||达到|50000|千瓦|",
        "光伏、风电装机分别达到10万千瓦、20万千瓦和5万千瓦、8万千瓦|风电装机|2030年||达到|80000|千瓦|",
    ),
    "left-out-name": (
        "森林覆盖率2025年达到20%，2030年提高到22%左右。",
        "森林覆盖率2025年达到20%|森林覆盖率|2025年||达到|20|%|",
        "2030年提高到22%左右|森林覆盖率|2030年||提高到|22|%|左右",
    ),
    "left-out-verb": (
        "“十五五”期间新增风电装机300万千瓦、光伏200万千瓦。",
        "新增风电装机300万千瓦|新增风电装机|十五五|||3000000|千瓦|",
        "光伏200万千瓦|光伏装机|十五五|||2000000|千瓦|",
    ),
    "grown-before": (
        "到2030年，绿电占比稳步提升，达到18%左右。",
        "达到18%左右|绿电占比|2030年||达到|18|%|左右",
    ),
    "from-to": (
        "公交车新能源化率由2020年的62%提高到2025年的90%。",
        "公交车新能源化率由2020年的62%提高到2025年的90%|公交车新能源化率|2025年|2020年|提高到|90|%|",
    ),
    "cap": (
        "煤炭消费总量控制在1.2亿吨标准煤以内，数据中心PUE不高于1.25。",
        "煤炭消费总量控制在1.2亿吨标准煤以内|煤炭消费总量|||以内|120000000|吨标准煤|",
        "数据中心PUE不高于1.25|数据中心PUE|||不高于|1.25||",
    ),
    "built": (
        "到2025年，累计建成公共充电桩1.66万个，打造3—5个零碳园区。",
        "公共充电桩1.66万个|公共充电桩|2025年|||16600|个|累计",
        "打造3—5个零碳园区|零碳园区|2025年|||3-5|个|",
    ),
    "ranks": (
        "2025年底前，培育国家级绿色工厂2家、省级10家以上。",
        "国家级绿色工厂2家|国家级绿色工厂|2025年|||2|家|",
        "省级10家以上|省级绿色工厂|2025年||以上|10|家|",
    ),
    "share-of-those": (
        "到2025年，推动80%以上的机关建成节约型机关。",
        "推动80%以上的机关建成节约型机关|机关建成节约型机关|2025年||以上|80|%|",
    ),
    "yearly": (
        "绿色贷款余额年均增长6%，每年完成老旧小区改造20万平方米。",
        "绿色贷款余额年均增长6%|绿色贷款余额|||增长|6|%|年均",
        "老旧小区改造20万平方米|老旧小区改造||||200000|平方米|每年",
    ),
    "under-a-colon": (
        "到2030年：\n（1）湿地保护率达到六成以上；\n（2）林草覆盖率超过一半。",
        "湿地保护率达到六成以上|湿地保护率|2030年||以上|60|%|",
        "林草覆盖率超过一半|林草覆盖率|2030年||超过|50|%|",
    ),
    "topic": (
        "屋顶光伏安装比例：机关不低于50%，厂房不低于30%。",
        "机关不低于50%|机关屋顶光伏安装比例|||不低于|50|%|",
        "厂房不低于30%|厂房屋顶光伏安装比例|||不低于|30|%|",
    ),
    "parts": (
        "到2025年，光伏装机达到36万千瓦，其中沙地基地15万千瓦；到2030年突破60万千瓦。",
        "光伏装机达到36万千瓦|光伏装机|2025年||达到|360000|千瓦|",
        "沙地基地15万千瓦|沙地基地|2025年|||150000|千瓦|",
        "到2030年突破60万千瓦|光伏装机|2030年||突破|600000|千瓦|",
    ),
    "blanks": (
        "到 2025 年，供电煤耗降至 295 克标准煤/千瓦时以下。",
        "供电煤耗降至 295 克标准煤/千瓦时以下|供电煤耗|2025年||以下|295|克标准煤/千瓦时|",
    ),
    "per": (
        "氢价力争不高于每公斤22元。",
        "氢价力争不高于每公斤22元|氢价|||不高于|22|元/千克|力争",
    ),
    "past-then-goal": (
        "2020年，全市造林率为43.2%，到2025年提高到44%。",
        "到2025年提高到44%|造林率|2025年||提高到|44|%|",
    ),
    "which-firms": (
        "到2025年，培育产值超百亿元企业3家。",
        "产值超百亿元企业3家|产值超百亿元企业|2025年|||3|家|",
    ),
}


def _expected(text: str, lines: tuple[str, ...]) -> tuple[Target, ...]:
    found = []
    for line in lines:
        span, *fields = line.split("|")
        start = text.index(span)
        name, period, base, comparator, value, unit, qualifier = fields
        end = start + len(span)
        found.append(Target(name, period, base, comparator, value, unit, qualifier, start, end))
    return tuple(found)


@pytest.mark.parametrize("case", RECORDS.values(), ids=RECORDS)
def test_records(case: tuple[str, ...]) -> None:
    text, *lines = case
    assert find_targets(text) == _expected(text, tuple(lines))


def test_nature_and_offset() -> None:
    text = "单位GDP能耗降低13.5%（约束性）。"
    (target,) = find_targets(text, 100)
    assert (target.nature, target.comparator, target.value) == ("约束性", "降低", "13.5")
    assert text[target.start - 100 : target.end - 100] == text[:-1]


NO_TARGETS = [
    "推进桐川90万千瓦抽水蓄能电站建设。",
    "加快推进双岭（210万千瓦）、河东两个80万千瓦抽水蓄能项目前期工作。",
    "支持建设年产500吨高纯氢项目。",
    "加快建设全长120公里的轨道交通线路。",
    "新建输电线路150公里，总容量48万千伏安。",
    "对年综合能耗3000吨标准煤以上的企业开展节能监察。",
    "建筑面积2万平方米以上的公共建筑全部执行二星级标准。",
    "第十二条规定的重点用能单位，年能耗1万吨以上。",
    "单位产品能耗超过限额标准10%以上的企业执行惩罚性电价。",
    "能效值超过1.6的机房限期整改。",
    "对符合条件的企业给予最高50万元奖励，按投资额的10%给予补助。",
    "截至2021年底，全市建成充电桩3000个。",
    "近年来，累计完成造林200万亩。",
    "“十三五”期间，单位GDP能耗累计下降16%。",
    "对2000年以前建成的300万平方米老旧小区实施改造。",
    "全面淘汰35蒸吨/小时以下燃煤锅炉，4.3米焦炉全部关停。",
    "建设3×400MW燃气机组和220千伏变电站。",
    "2030年前实现碳达峰，2060年前实现碳中和。",
    "完善“1+N”政策体系，推广5G基站，打造“15分钟生活圈”。",
    "落实《规划（2021—2035年）》（桐政发〔2022〕19号）要求，每2年评估一次。",
    "新建住宅执行75%节能标准。",
    "评审结果公示不少于5个工作日。",
    "在政府网站征求意见不少于30日，申请人提前20天报送材料。",
    "项目建成后年发电量3亿千瓦时。",
    "过去五年累计造林30万亩。",
    "最高奖励50万元。",
    "探索开展5类产品碳足迹核算，组织10家企业参加培训。",
]


@pytest.mark.parametrize("text", NO_TARGETS)
def test_figures_that_are_no_targets(text: str) -> None:
    assert find_targets(text) == ()


QUANTITIES = {
    "３００万千瓦": ("3000000", "千瓦"),
    "1GW": ("1000000", "千瓦"),
    "4.8亿立方米": ("480000000", "立方米"),
    "1,200万吨": ("12000000", "吨"),
    "120万吨标煤": ("1200000", "吨标准煤"),
    "2—3%": ("2-3", "%"),
    "10%-15%": ("10-15", "%"),
    "百分之二十": ("20", "%"),
    "百分之三点五": ("3.5", "%"),
    "四分之一": ("25", "%"),
    "三分之一": ("1/3", ""),
    "三成半": ("35", "%"),
    "57.4个百分点": ("57.4", "百分点"),
    "十五万亩": ("150000", "亩"),
    "两座": ("2", "座"),
    "20余家": ("20", "家"),
    "2.5:1": ("2.5:1", ""),
    "0.50吨标准煤/万元": ("0.5", "吨标准煤/万元"),
    "20个工作日": ("20", "工作日"),
}


@pytest.mark.parametrize("text", QUANTITIES)
def test_quantities(text: str) -> None:
    assert [(q.value, q.unit) for q in find_quantities(text)] == [QUANTITIES[text]]


PERIODS = {
    "到2025年底": ("due", ("2025年",)),
    "2025年6月底前": ("due", ("2025年",)),
    "二〇三〇年前": ("due", ("2030年",)),
    "2021年至2025年": ("due", ("2021-2025年",)),
    "到2025年和2030年": ("due", ("2025年", "2030年")),
    "“十四五”末": ("due", ("十四五",)),
    "较“十三五”末": ("base", ("十三五",)),
    "与2015年相比": ("base", ("2015年",)),
    "以2020年320万吨为基数": ("base", ("2020年",)),
    "截至2022年底": ("past", ("2022年",)),
    "2020年": ("past", ("2020年",)),
    "“十四五”以来": ("past", ("十四五",)),
}


@pytest.mark.parametrize("text", PERIODS)
def test_periods(text: str) -> None:
    assert [(m.role, m.values) for m in find_mentions(text)] == [PERIODS[text]]


@given(
    st.text(
        alphabet="到2025年、，。；：（）其中由比 和的分别达到下降%万个千瓦一半新增率“十四五”"
        "各均\n 指标（）≥约束性",
        max_size=60,
    )
)
def test_any_text_gives_spans_within_it(text: str) -> None:
    for target in find_targets(text):
        assert 0 <= target.start < target.end <= len(text)
        assert target.indicator and target.value
        shifted = replace(target, start=target.start + 7, end=target.end + 7)
        assert shifted in find_targets(text, 7)


@pytest.mark.parametrize("text", ["占" * 20000 + "20%", "一二三" * 9000, "5%、" * 3000])
def test_garbled_text_is_read_in_no_time(text: str) -> None:
    began = time.process_time()
    find_targets(text)
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "part", ["到2025年，占比达到5%、", "由2020年的5%提高到8%，", "（其中5%）", "2020年占比5%，"]
)
def test_time_grows_with_the_length_of_a_line(part: str) -> None:
    def seconds(length: int) -> float:
        began = time.process_time()
        find_targets(part * (length // len(part)))
        return time.process_time() - began

    seconds(2_000)
    # four times the length: about 4 where it is linear, 16 where every figure meets every other
    assert seconds(40_000) < 8 * max(seconds(10_000), 0.05)


@pytest.mark.parametrize(
    ("prefix", "count", "sample"),
    [
        ("000", 29, ("yongzhou-2023/二/（一）/5", "充电桩保有量", "2025年", "16600", "个")),
        ("002", 43, ("chenzhou-2023/二/（九）/1", "森林蓄积量", "2035年", "100000000", "立方米")),
    ],
)
def test_real_plans(prefix: str, count: int, sample: tuple[str, ...]) -> None:
    paths = sorted(PLANS.glob(f"{prefix}_*.txt"))
    if not paths:
        pytest.skip("the real plans are not beside the repository (../shared/corpus)")
    document = parse_file(paths[0])
    rows = [
        (measure.id, t.indicator, t.period, t.value, t.unit)
        for measure in document.measures
        for t in find_targets(measure.text, measure.start)
    ]
    assert len(rows) == count
    assert sample in rows
