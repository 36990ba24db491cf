"""What a figure measures: the noun phrase left of it, and how a list shares its words."""

import re
from functools import lru_cache

#: Verbs that bring a thing about: 建成充电桩 is about 充电桩. Not in names: 建成区, 建设用地.
_BRINGS_ABOUT = (
    r"(?:累计|规划|新|启动|组织|率先|成功|全面|基本|加快|分批|新|已|再|争取|力争|完成)*"
    r"(?:建成(?!区)|创建(?![率活工])|创成|开工(?![面率])(?:建设)?|培育(?![率期])|打造|形成|完成(?![率量情])|达成|投产(?!率)|投运|投放(?![点量站])|投用|"
    r"引进|引育|建设(?![用比率面规量项标工和，]|覆盖)|新建(?![建公住居厂筑民及大项成小光风设园农]|[^，]{0,6}(?:中(?![式小型])|比例|占比|率))|"
    r"评选|布设|布局|落地|配备|安装|敷设|铺设|构建|建立|组建|认定|获评|实施(?![率面])|开展(?![率情])|"
    r"推广(?:应用|使用)?(?![率面比]|应用)|拥有|保有(?!量)|集聚(?!区)|获得|遴选|发放|取得|征集|选树|推介|腾出|攻克|设立|设置)(?:了|出)?"
)
_BRINGS_ABOUT_RE = re.compile(_BRINGS_ABOUT)

#: Verbs that say what happens to the thing and stay with it: 培训干部, 改造老旧小区, 新增装机.
_ACTS = (
    "新增|培训|改造|更换|淘汰|关停|替代|拆除|清退|退出|治理|修复|营造|抚育|栽植|种植|通过|转化|签发|"
    "开发|发展|创办|举办|开行|开通|选派|轮训|消纳|回收|节约|压减|减少|"
    "削减|整治|恢复|造林|种草|封育|还林|还草|还湿|改良|改培|增加|增设|扩建|"
    "审核|接入|纳入|覆盖|关闭|更新|提升|换|节能量|支持|实现|(?<=年)(?:利用|减排)|"
    "(?:减煤|节煤|减碳|降碳|减排|节电|节水|节油|植树)$"
)
#: Verbs that hold their thing: 每年造林8万亩, 五年减煤60万吨.
COMPOUNDS = frozenset(
    "造林 种草 封育 还林 还草 还湿 改良 改培 减煤 节煤 减碳 降碳 减排 节电 节水 节油 植树".split()
)
#: Acts that are also names of what is done: 节能改造200万平方米.
_NOUNS = frozenset(
    "培训 改造 更换 治理 修复 抚育 种植 开发 更新 提升 审核 回收 营造 消纳 恢复 转化 整治 "
    "替代 淘汰 退出 压减 关停 拆除 清退 栽植 覆盖 接入".split()
).union(COMPOUNDS)
_ACTS_RE = re.compile(_ACTS)

_OPENERS = re.compile(
    r"(?:[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）.．、](?!\d)|[①-⑳]|[一二三四五六]是|[-—·]+|"
    r"其中|同时|并且|并|且|以及|同步|和|及(?!时)|使(?!用)|确保|保证|努力|力争|争取|推动|推进|"
    r"促进|促使|实现|保持|带动|引导|全市|全区|全县|全省|全旗|全州|我市|我省|我区|我县|本市|全域|各地|到|在(?![用建])|将|把|逐步|稳步|不断|进一步|持续|"
    r"全面(?!健)|加快|大力|积极|有序|着力|充分|严格|每年|当年(?!新)|累计|年均|平均每年|预计|基本(?!农田|公共)|原则上|要|"
    r"至少|不少于|同比|环比|合计|总计|总体|分别|均|各(?![级类县地乡区])|约(?!束)|将|届时|期间|[两二三四五六七八九十]年内?|以[^，、]{1,16}(?=替代|代替|置换)|，|、|的|[\s:：—\-·])+"
)
_CLOSERS = re.compile(
    r"(?:[两二三四五六七八九十]年内?|[由从]零|的|总计|合计|共计|分别|均|各|累计|，|、|[\s:：])+$"
)
#: Not 充（换）电站, where the bracket stands inside a word.
_BRACKETS = re.compile(r"[（(](?:[^（）()]{3,}[)）]|[A-Za-z]+[)）]$)")
#: “绿电占比稳步提升，达到18%” is about 绿电占比.
_GROWTH = re.compile(
    r"(?:进一步|持续|稳步|不断|逐步|明显|显著|大幅|大幅度|稳定|有效|全面|均|得到|实现)*"
    r"(?:提高|提升|增长|增加|下降|降低|减少|改善|扩大|优化|上升|壮大|发展)$"
)

#: 绿色出行比例在大城市不低于70%: where it holds is no part of the name.
_WHERE = re.compile(r"((?:率|比例|比重|占比))在.+$")

#: What a figure of level ends in; where an item of a list lacks it, the last item shares its own.
_HEADS = (
    r"(?:率|比例|比重|占比|量|装机|容量|规模|面积|能耗|水耗|煤耗|电耗|排放|产值|强度|消耗|水平|系数|"
    r"指数|里程|浓度|降幅|增幅|能力|数|值|收入|产能|支出|余额|能效|效率|达标|覆盖面|增速|度|比)"
)
_HEAD_END = re.compile(_HEADS + "$")
_SHARED_TAIL = re.compile(
    "屋顶|能效|综合能|能耗|等(?=..)|新能源|清洁能源|可再生能源|非化石|绿色|占|使用|综合利用|回收利用|资源化|无害化|覆盖|总装机|装机|发电|"
    "(?:回收|替代|利用|处理|处置|普及|应用|渗透|达标|收集|接入|运输|排放|安装)(?=" + _HEADS + ")|"
    "消费|保有|改造|新增|数字化|电动化|清洁化|中(?=[^心])|的|产能|产值|总|" + _HEADS + "$"
)
_LEVELS = re.compile(r"[级类业区县]$")
_SHARED_START = re.compile(
    r"^(?:(?:单位|每?万元|亿元)(?:地区|国内)?(?:生产总值|GDP|工业增加值|增加值|面积|产品|产值|建筑面积)?|"
    r"人均|(?:规模以上|规上)(?:工业)?(?:单位(?:工业)?增加值)?)",
    re.IGNORECASE,
)
AND = re.compile(r"、|以及|(?<![饱中缓温])和(?!谐)|(?<![普涉波危])及(?![时其以])|(?<!参)与")


def noun_phrase(words: str) -> str:
    """The name of the thing in the words left of a figure: no place, verb or adverb around it."""
    phrase = _WHERE.sub(r"\1", re.sub("每年", "", _BRACKETS.sub("", words)))
    if names_level(phrase):
        phrase = _open(phrase)
        start = _BRINGS_ABOUT_RE.match(phrase)
        if start and not re.search("新建|推广|实施", start[0]) and start.end() < len(phrase):
            phrase = phrase[start.end() :]
        return _CLOSERS.sub("", phrase)
    verbs = [m for m in _BRINGS_ABOUT_RE.finditer(phrase) if not phrase[m.end() :].startswith("的")]
    if verbs and verbs[-1].end() < len(phrase):
        phrase = phrase[verbs[-1].end() :]
    return _CLOSERS.sub("", _open(phrase))


def _open(phrase: str) -> str:
    match = _OPENERS.match(phrase)
    return phrase[match.end() :] if match else phrase


def governs(words: str) -> bool:
    """Whether the words end in a verb whose thing is still to come: 建成, 新增; not 造林改造."""
    verb = brings_about(words)
    if verb is None or verb.end() < len(words):
        return False
    return (
        verb.re is _BRINGS_ABOUT_RE
        or verb[0] not in _NOUNS
        or not noun_phrase(words[: verb.start()])
    )


@lru_cache(maxsize=64)  # each figure asks it of the same words several times
def brings_about(words: str) -> re.Match[str] | None:
    """The last verb that sets out to do something: 建成…, 新增…."""
    found = [*_BRINGS_ABOUT_RE.finditer(words), *_ACTS_RE.finditer(words)]
    return max(found, key=lambda match: match.end(), default=None)


def after_growth(words: str) -> str:
    """The subject of a clause that ends in 进一步提高 and the like, else empty."""
    match = _GROWTH.search(words)
    return noun_phrase(words[: match.start()]) if match and match.start() else ""


def with_shared(name: str, before: str) -> str:
    """``name`` with the closing words of the item before: 粉煤灰 after 煤矸石综合利用率."""
    match = _SHARED_TAIL.search(before, 1)
    tail = _whole_word(before, match.start()) if match and names_level(before) else ""
    return name if names_level(name) or not name else name + tail


def names_level(words: str) -> bool:
    """Whether the words end like a figure's name: …率, …比重, …面积."""
    return _HEAD_END.search(words) is not None


def distribute(subject: str, count: int) -> tuple[str, ...] | None:
    """The ``count`` indicators of a list, shared words given to each; None if it has not so many.

    ``出租车、公交车新能源车比例`` is 出租车新能源车比例 and 公交车新能源车比例;
    ``单位GDP能耗和碳排放`` is 单位GDP能耗 and 单位GDP碳排放.
    """
    items = [item for item in AND.split(subject) if item]
    if len(items) != count:
        items = [item for item in subject.split("、") if item]
    if len(items) != count or count < 2:
        return None
    items = [items[0], *(re.sub(r"^的", "", item) for item in items[1:])]
    start = _SHARED_START.match(items[0])
    if start and all(names_level(item) for item in items[:-1]):
        head = start[0]
        return tuple(
            item if index == 0 or _SHARED_START.match(item) else head + item
            for index, item in enumerate(items)
        )
    tail = _shared_tail(items)
    last = items[-1].removesuffix(tail) + tail.removeprefix("等") if tail else items[-1]
    tail = tail.removeprefix("等")
    return (*(item if names_level(item) else item + tail for item in items[:-1]), last)


def _shared_tail(items: list[str]) -> str:
    last = items[-1]
    if all(_LEVELS.search(item) for item in items[:-1]):
        mark = items[0][-1]
        if mark in last[:-1]:
            return last[last.index(mark) + 1 :]
    if not names_level(last):
        return ""
    match = _SHARED_TAIL.search(last, 1)
    return _whole_word(last, match.start()) if match else ""


def _whole_word(name: str, start: int) -> str:
    """What a list shares, from ``start`` on; 装配率 rather than 率, 温度 rather than 度."""
    return name[-3:] if name[start:] == "率" else name[min(start, len(name) - 2) :]
