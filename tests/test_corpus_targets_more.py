"""Targets in the many ways that plans put them; fictional places, expected by hand."""

import pytest

from corpus.targets.find import find_targets
from qa.as_text import target_text

#: text → each target as indicator|comparator|value|unit|qualifier
WORDS = {
    "share-of-a-peak": (
        "需求侧响应能力力争达到最高负荷的5%以上。",
        "需求侧响应能力力争达到最高负荷|以上|5|%|力争",
    ),
    "verb-that-holds-its-thing": ("每年造林8万亩，加强抚育。", "造林||80000|亩|每年"),
    "verb-and-thing": (
        "人工造林3万亩，退耕还林5万亩。",
        "人工造林||30000|亩|",
        "退耕还林||50000|亩|",
    ),
    "in-five-years": ("实施“煤改电”，五年减煤60万吨。", "减煤||600000|吨|五年"),
    "a-year": ("推广秸秆供热，年利用秸秆90万吨。", "年利用秸秆||900000|吨|"),
    "by-means-of": ("以热电联产替代燃煤小锅炉36台。", "替代燃煤小锅炉||36|台|"),
    "done-in-the-clause-before": (
        "对重点企业开展节能监察，每年不少于50家。",
        "节能监察|不少于|50|家|每年",
    ),
    "able-to-last": ("形成不少于20天的应急保障能力。", "应急保障能力|不少于|20|天|"),
    "time-as-a-goal": ("办理时间压缩到5个工作日以内。", "办理时间|以内|5|工作日|"),
    "bound-of-a-change": ("煤炭消费量下降不低于3%。", "煤炭消费量|下降|3|%|不低于"),
    "bound-of-a-change-behind": (
        "年均下降3%以上。碳强度累计下降65%以上。",
        "碳强度|下降|65|%|累计、以上",
    ),
}


@pytest.mark.parametrize("case", WORDS.values(), ids=WORDS)
def test_how_a_figure_compares(case: tuple[str, ...]) -> None:
    text, *expected = case
    rows = [(t.indicator, t.comparator, t.value, t.unit, t.qualifier) for t in find_targets(text)]
    assert ["|".join(row) for row in rows] == expected


#: text of a box → values of its targets; the same text elsewhere
BOXES = {
    "绿色船厂示范工程，改造船台12座。": ("", "12"),
    "公交场站充电改造，建设充电桩120个。": ("", "120"),
    "到2025年，改造泊位40个。": ("40", "40"),
    "建成储备林10万亩，绿电占比达到60%。": ("100000 60", "100000 60"),
}


@pytest.mark.parametrize("text", BOXES)
def test_sizes_of_projects_in_a_box_are_no_targets(text: str) -> None:
    values = [" ".join(t.value for t in find_targets(text, boxed=b)) for b in (True, False)]
    assert tuple(values) == BOXES[text]


#: text → each target as indicator|period|value|unit
SENTENCES = {
    "two-years-one-name": (
        "到2025、2030年，客船新能源和清洁能源化比例分别达到52%、91%。",
        "客船新能源和清洁能源化比例|2025年|52|%",
        "客船新能源和清洁能源化比例|2030年|91|%",
    ),
    "three-years": (
        "2024年、2025年、2026年分别更新电动公交车200、300、400台。",
        "更新电动公交车|2024年|200|台",
        "更新电动公交车|2025年|300|台",
        "更新电动公交车|2026年|400|台",
    ),
    "names-taken-over": (
        "2024年建成换电站40座、公共充电桩3000个以上，2026年分别达到60座、5000个。",
        "换电站|2024年|40|座",
        "公共充电桩|2024年|3000|个",
        "换电站|2026年|60|座",
        "公共充电桩|2026年|5000|个",
    ),
    "changes-taken-over": (
        "到2028年，工业能耗下降11%，标杆产能占比提高12个百分点；到2030年，下降18%、提高20个百分点。",
        "工业能耗|2028年|11|%",
        "标杆产能占比|2028年|12|百分点",
        "工业能耗|2030年|18|%",
        "标杆产能占比|2030年|20|百分点",
    ),
    "each-the-same": (
        "2026年，化肥、农药利用率均达到43%，建设零碳村镇、零碳园区各5个。",
        "化肥利用率|2026年|43|%",
        "农药利用率|2026年|43|%",
        "零碳村镇|2026年|5|个",
        "零碳园区|2026年|5|个",
    ),
    "yearly-is-not-each": (
        "光伏、风电装机年均增长9%。",
        "光伏、风电装机||9|%",
    ),
    "shares-of-a-list": (
        "到2030年，70%以上的县（区）、80%以上的乡镇建成分类体系。",
        "县（区）建成分类体系|2030年|70|%",
        "乡镇建成分类体系|2030年|80|%",
    ),
    "covers": (
        "到2025年，清洁取暖覆盖全市60%的行政村。",
        "清洁取暖覆盖全市行政村|2025年|60|%",
    ),
    "aimed-at": (
        "实现畜禽粪污综合利用率80%，力争实现瓦斯利用率47%目标要求。",
        "畜禽粪污综合利用率||80|%",
        "瓦斯利用率||47|%",
    ),
    "verb-behind": (
        "到2025年，高标准农田建设30万亩，氢能重卡推广累计达到900台（套），处理能力新增500吨/日。",
        "高标准农田|2025年|300000|亩",
        "氢能重卡|2025年|900|台(套)",
        "处理能力|2025年|500|吨/日",
    ),
    "examples": (
        "突破煤炭清洁利用、光伏发电等关键技术9项以上。",
        "关键技术||9|项",
    ),
    "long-description": (
        "打造7个特色突出、链条完整的产业集群。",
        "特色突出、链条完整的产业集群||7|个",
    ),
    "places-before-the-figure": (
        "到2026年，新建云泽市、澜河区3个公用码头泊位。",
        "公用码头泊位|2026年|3|个",
    ),
    "at-least-one": (
        "至少一个乡镇全部建成回收系统。",
        "乡镇||1|个",
    ),
    "events": (
        "每年举办技术对接会不少于4场，每季度检查2次。",
        "举办技术对接会||4|场",
    ),
    "this-figure": (
        "截至2022年底，公交车电动化占比为72%。到2025年，这一比例达到90%。",
        "公交车电动化占比|2025年|90|%",
    ),
    "now-and-then": (
        "2022年，优良天数比率为82.3%，同比提高3.1个百分点；2025年要达到85%以上。",
        "优良天数比率|2025年|85|%",
    ),
    "has-and-adds": (
        "全市已建成绿色工厂46家，力争到2026年新增30家、总数突破75家。",
        "绿色工厂|2026年|30|家",
        "绿色工厂总数|2026年|75|家",
    ),
    "by-place": (
        "到2025年，再生水利用率缺水地区达到25%以上，其他地区达到15%。",
        "再生水利用率缺水地区|2025年|25|%",
        "再生水利用率其他地区|2025年|15|%",
    ),
    "growth-of": (
        "绿色贷款余额突破300亿元，年均增速不低于20%。",
        "绿色贷款余额||30000000000|元",
        "绿色贷款余额增速||20|%",
    ),
    "span-of-years": (
        "2024—2027年，累计新增绿色建材产品50个以上。",
        "新增绿色建材产品|2024-2027年|50|个",
    ),
    "size-of-places": (
        "到2025年，人口100万人口以上城市新车电动化比例不低于80%。",
        "人口100万人口以上城市新车电动化比例|2025年|80|%",
    ),
    "by-and-to": (
        "2026年，定额达标率提升15个百分点至90%，储能装机由零增加到12万千瓦，降尘量不高于5吨/月·平方公里。",
        "定额达标率|2026年|15|百分点",
        "定额达标率|2026年|90|%",
        "储能装机|2026年|120000|千瓦",
        "降尘量|2026年|5|吨/月·平方公里",
    ),
    "dashes-under-a-title": (
        "2025年目标：\n——绿电占比达到16%；\n——各类减排量分别为400吨、20吨。",
        "绿电占比|2025年|16|%",
        "各类减排量|2025年|400|吨",
        "各类减排量|2025年|20|吨",
    ),
}


@pytest.mark.parametrize("case", SENTENCES.values(), ids=SENTENCES)
def test_sentences(case: tuple[str, ...]) -> None:
    text, *expected = case
    assert [f"{t.indicator}|{t.period}|{t.value}|{t.unit}" for t in find_targets(text)] == expected


NO_TARGETS = [
    "推广3吨以下电动厢式车。",
    "对示范项目按投资的20%给予补助，单个项目不超过300万元。",
    "2022年，全市能耗强度为0.42吨标准煤，比2015年下降21%，优良天数达到328天。",
    "《云泽省节能规划》提出到2025年能耗强度下降14%，各地抓好贯彻。",
    "严禁新增产能，对能效低于0.8的机组依法关停。",
    "按照每千瓦时0.2元给予补贴，年度补贴最高200万元，连续补贴3年。",
    "3座高炉2026年前整合为1座新炉。",
    "推进总投资35亿元的电站、装机60万千瓦的风电项目建设。",
    "逾期按照第三十条处2万元以上10万元以下罚款。",
]


@pytest.mark.parametrize("text", NO_TARGETS)
def test_figures_that_are_no_targets(text: str) -> None:
    assert find_targets(text) == ()


#: table → each target as indicator|period|base|comparator|value|unit|nature|its words
TABLES = {
    "years": (
        "指标 2020年 2025年 2030年 属性\n森林覆盖率（%） 41.2 42 43 约束性\n"
        "能源\n新型储能装机（万千瓦） 5 60 ≥200 预期性",
        "森林覆盖率|2025年|||42|%|约束性|森林覆盖率（%） 41.2 42",
        "森林覆盖率|2030年|||43|%|约束性|森林覆盖率（%） 41.2 42 43",
        "新型储能装机|2025年|||600000|千瓦|预期性|新型储能装机（万千瓦） 5 60",
        "新型储能装机|2030年||不低于|2000000|千瓦|预期性|新型储能装机（万千瓦） 5 60 ≥200",
    ),
    "unit-column": (
        "序号 指标名称 单位 2025年目标值 责任单位\n1 污泥处置率 % 95以上 住建局\n"
        "2 氢能车 辆 500 工信局",
        "污泥处置率|2025年||以上|95|%||污泥处置率 % 95以上",
        "氢能车|2025年|||500|辆||氢能车 辆 500",
    ),
    "merged-cells": (
        "类别 指标 2025年\n能源 绿电占比（%） 20左右\n单位GDP碳排放比2020年下降（%） [18]\n"
        "煤炭 完成国家任务",
        "绿电占比|2025年|||20|%||绿电占比（%） 20左右",
        "单位GDP碳排放|2025年|2020年|下降|18|%||单位GDP碳排放比2020年下降（%） [18]",
    ),
    "no-header": (
        "单位GDP能耗降低（%） 14.5 约束性",
        "单位GDP能耗|||降低|14.5|%|约束性|单位GDP能耗降低（%） 14.5",
    ),
    "prose-goes-on": (
        "指标 2025年\n绿电占比（%） 20\n到2030年，绿电占比达到25%。",
        "绿电占比|2025年|||20|%||绿电占比（%） 20",
        "绿电占比|2030年||达到|25|%||绿电占比达到25%",
    ),
    "years-unknown": ("绿电占比（%） 18 20 25 预期性",),
}


@pytest.mark.parametrize("case", TABLES.values(), ids=TABLES)
def test_tables(case: tuple[str, ...]) -> None:
    text, *expected = case
    found = [
        (
            t.indicator,
            t.period,
            t.base,
            t.comparator,
            t.value,
            t.unit,
            t.nature,
            text[t.start : t.end],
        )
        for t in find_targets(text)
    ]
    assert ["|".join(row) for row in found] == expected
    assert [t.start - 9 for t in find_targets(text, 9)] == [t.start for t in find_targets(text)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("每年造林8万亩，加强抚育。", "造林 每年 8万亩"),
        ("装机容量达到12500千瓦。", "装机容量 达到 1.25万千瓦"),
        ("森林蓄积量达到1.73亿立方米。", "森林蓄积量 达到 1.73亿立方米"),
        ("新增充电桩9000个。", "新增充电桩 9000个"),
        ("比重达到16.5%以上。", "比重 16.5%以上"),
    ],
)
def test_a_large_figure_is_shown_as_plans_write_it(text: str, said: str) -> None:
    (target,) = find_targets(text)
    assert target_text(target) == said
