"""Golden records of the shipped samples: whole measures, written out by hand from the files."""

from dataclasses import replace
from pathlib import Path

import pytest

from corpus import Measure
from corpus.parse import parse_file

SAMPLES = Path(__file__).parent.parent / "corpus" / "samples"

#: A preamble, a middle and a last measure; a box and a closing clause; articles; an unnumbered
#: provision of the traditional file. Offsets count the characters of the cleaned text.
GOLDEN = [
    Measure(
        id="yunze-2023/前言",
        doc_id="yunze-2023",
        path=("前言",),
        number="",
        title="前言",
        text=(
            "云泽依湖而兴、因港而盛,钢铁、化工两个行业能耗约占全市规模以上工业的七成,是达峰的主战"
            "场。为落实国家和澜川省有关部署,编制本方案,明确今后一个时期降碳的路线、项目和责任。"
        ),
        kind="总体要求",
        start=147,
        end=232,
    ),
    Measure(
        id="yunze-2023/二/（四）/2",
        doc_id="yunze-2023",
        path=("二、重点任务", "（四）城乡建设降碳行动", "2.分批改造既有建筑"),
        number="2",
        title="分批改造既有建筑",
        text=(
            "2.分批改造既有建筑。结合老旧小区更新,为2000年以前建成的460万平方米住宅加装外墙保温、"
            "更换节能门窗。机关、商场、宾馆实行用电限额和能耗公示,2025年前完成90栋大型公共建筑节"
            "能改造,改造后综合能耗下降不少于20%。(市住房城乡建设局、市机关事务服务中心、市商务局"
            "按领域推进)"
        ),
        kind="措施",
        start=2707,
        end=2849,
        responsible=("市住房城乡建设局", "市机关事务服务中心", "市商务局"),
    ),
    Measure(
        id="yunze-2023/四/（三）",
        doc_id="yunze-2023",
        path=("四、组织实施", "（三）做好宣传交流"),
        number="（三）",
        title="做好宣传交流",
        text=(
            "(三)做好宣传交流。市级媒体开设“湖城降碳”专栏,每月报道至少4个企业和社区案例;每年面向"
            "市民开放钢厂、焚烧厂、岸电码头等参观点10处。联合省内外重工业港口城市举办低碳转型论坛"
            ",两年一届,交流废钢利用和余热供暖经验。(市委宣传部、市工业和信息化局)"
        ),
        kind="保障",
        start=6110,
        end=6234,
        responsible=("市委宣传部", "市工业和信息化局"),
    ),
    Measure(
        id="lanweng-2023/二/（一）/3/专栏2",
        doc_id="lanweng-2023",
        path=(
            "二、重点任务",
            "（一）推进清洁能源提质扩容",
            "3.加快抽水蓄能和新型储能建设",
            "专栏2 储能与电网支撑工程",
        ),
        number="专栏2",
        title="储能与电网支撑工程",
        text=(
            "专栏2 储能与电网支撑工程\n\n新建砾川、梯坪两座220千伏变电站，改造110千伏线路236公里"
            "，解决西部枯水期供电紧张和丰水期送出受限问题。叠鼓岩抽水蓄能电站征地移民安置规划2024"
            "年完成，进场道路同步动工。建设20万千瓦锂电储能示范站，配置三级消防隔离舱；在高新区试"
            "点5000千瓦钠离子电池储能，比选安全性和度电成本。"
        ),
        kind="专栏",
        start=1168,
        end=1328,
    ),
    Measure(
        id="lanweng-2023/附则",
        doc_id="lanweng-2023",
        path=("附则",),
        number="",
        title="附则",
        text=(
            "本方案自印发之日起实施，执行至2030年底；实施过程中遇国家和省政策调整的，按新规定办理"
            "，由市发展改革委负责解释。"
        ),
        kind="总体要求",
        start=6927,
        end=6984,
    ),
    Measure(
        id="linzhuo-2024-jwjtxtzx/第一章/第一条",
        doc_id="linzhuo-2024-jwjtxtzx",
        path=("第一章 总则", "第一条"),
        number="第一条",
        title="",
        text=(
            "第一条 为了统筹控制大气、水、固体废物污染物与温室气体排放，避免治污增碳、降碳转污，"
            "推动企业用同一套设施、同一笔投入实现两种减排，根据环境保护、大气污染防治、节约能源等"
            "方面法律法规和澜川省有关规定，结合本市钢铁、建材、港口物流集中的实际，制定本办法。"
        ),
        kind="总体要求",
        start=194,
        end=319,
    ),
    Measure(
        id="linzhuo-2024-jwjtxtzx/第三章/第十二条",
        doc_id="linzhuo-2024-jwjtxtzx",
        path=("第三章 源头管控与许可", "第十二条"),
        number="第十二条",
        title="",
        text=(
            "第十二条 新增大气污染物排放的项目实行倍量削减，所需指标优先从煤炭减量、工艺电气化等"
            "兼有降碳效果的措施中取得，此类指标按1比1.5折算抵用。上一年度细颗粒物浓度未达到考核要"
            "求的县（区），氮氧化物按两倍削减；指标来源须在项目投产前落实并公开，不得重复使用。（"
            "责任单位：市生态环境局、市发展改革委）"
        ),
        kind="措施",
        start=1906,
        end=2053,
        responsible=("市生态环境局", "市发展改革委"),
    ),
    Measure(
        id="linzhuo-2024-jwjtxtzx/第六章/第二十六条",
        doc_id="linzhuo-2024-jwjtxtzx",
        path=("第六章 附则", "第二十六条"),
        number="第二十六条",
        title="",
        text=(
            "第二十六条 本办法自2024年8月1日起施行，有效期两年，由市生态环境局负责解释。施行前已"
            "取得环境影响评价批复但尚未开工的项目，应当在六个月内补充碳排放专章；有效期届满前三个"
            "月，市生态环境局应当组织实施效果评估，提出继续执行、修订或者废止的建议，报市人民政府"
            "决定。"
        ),
        kind="总体要求",
        start=4312,
        end=4444,
    ),
    Measure(
        id="chengyuan/三/（二）/第1段",
        doc_id="chengyuan",
        path=(
            "三、调优老链培育新链,推动产业脱碳升级",
            "（二）园区循环化改造行动",
            "推行园区能源资源梯级利用",
        ),
        number="",
        title="推行园区能源资源梯级利用",
        text=(
            "推行园区能源资源梯级利用。对砺谷经济开发区、漱石焦化园区等7个园区逐一编制物料与能量"
            "流图,着力补齐集中供热、中水回用和固废分拣短板,园区间共建蒸汽联络管46公里。到2025年,"
            "省级以上园区全部完成循环化改造,工业用水重复利用率达到95%;2027年前建成零碳园区2个,园"
            "区新增用电中绿电占比不低于50%。(责任单位:市发展改革委、市工业和信息化局、市商务局、"
            "各开发区管委会)"
        ),
        kind="措施",
        start=2826,
        end=3013,
        responsible=("市发展改革委", "市工业和信息化局", "市商务局", "各开发区管委会"),
    ),
]

GOLDEN_IDS = [
    "yunze-first",
    "yunze-middle",
    "yunze-last",
    "lanweng-box",
    "lanweng-closing",
    "linzhuo-first",
    "linzhuo-middle",
    "linzhuo-last",
    "chengyuan-unnumbered",
]


@pytest.mark.parametrize("expected", GOLDEN, ids=GOLDEN_IDS)
def test_golden_record(expected: Measure) -> None:
    name = expected.doc_id.partition("-")[0]
    document = parse_file(SAMPLES / f"{name}.txt")
    found = {measure.id: measure for measure in document.measures}
    # Figures have tests of their own.
    assert replace(found[expected.id], targets=()) == expected
    assert document.text[expected.start : expected.end] == expected.text


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("yunze", "yunze-2023/前言", "yunze-2023/四/（三）"),
        ("lanweng", "lanweng-2023/前言", "lanweng-2023/附则"),
        (
            "linzhuo",
            "linzhuo-2024-jwjtxtzx/第一章/第一条",
            "linzhuo-2024-jwjtxtzx/第六章/第二十六条",
        ),
        ("chengyuan", "chengyuan/前言", "chengyuan/七"),
        ("qingyan", "qingyan-2024/前言", "qingyan-2024/五/（五）"),
        ("shuoling", "shuoling-2026/前言", "shuoling-2026/八/25"),
        ("wangxiu", "wangxiu-2023/前言", "wangxiu-2023/三/（四）"),
    ],
    ids=["yunze", "lanweng", "linzhuo", "chengyuan", "qingyan", "shuoling", "wangxiu"],
)
def test_measures_are_in_document_order(name: str, first: str, last: str) -> None:
    measures = parse_file(SAMPLES / f"{name}.txt").measures
    assert (measures[0].id, measures[-1].id) == (first, last)
    assert [m.start for m in measures] == sorted(m.start for m in measures)
