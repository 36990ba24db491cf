"""The indicator of a figure, from the words on both sides of it and from the figure before."""

import re

from corpus.targets.goals import TO_AIM, Head
from corpus.targets.indicators import (
    AND,
    COMPOUNDS,
    brings_about,
    distribute,
    governs,
    names_level,
    noun_phrase,
    with_shared,
)
from corpus.targets.quantities import Quantity

#: 9个县创建示范县, 1家制氢项目落户…: what is counted ends, or begins, at the verb.
_BECOMES = re.compile(r".*?(?:创建|建成|创成|成为|获评|进入)(?:为|了)?")
_THEN = re.compile(
    r"(?<=..)(?:基本|全部|全面)?(?:落户|落地|开工|投产|建成|纳入|投入|并网|用于|到).*$"
)
_TASK = re.compile(r"的?(?:建设|创建|改造)?(?:任务|工作|目标)$")
_CHANGES = re.compile(r"^(?:压减|减少|削减|增加|净增|净减|降低|提高)(?=..)")
#: Acts that stay with the thing they are done to, whichever side of the figure it stands.
_KEPT = ("新增", "培训", "改造", "淘汰", "更换", "覆盖")
_ALONE = frozenset("培训 轮训 改造 转化 种植 发展".split()) | COMPOUNDS
#: 垃圾焚烧项目2个，装机容量2.2万千瓦: a name that says nothing without the one before.
_NAMELESS = re.compile(
    r"^(?:总|年)?(?:装机|装机容量|装机规模|容量|规模|面积|建筑面积|总?产值|总数|总量|占比|比例|比重|产能|里程|长度)$"
)
#: Those who do it: 乡镇企业至少配备1名.
_DOER = re.compile("(?:[省市县区州旗镇乡村]|企业|单位|机构|部门|学校|银行|至少)$")
_PLACES = re.compile(
    "(?:在?[一-龥]{2,5}(?:[市县州旗]|(?<![小园社景校片能范街厂矿灌林])区)(?:[、和及]|$))+"
)
_THIS = re.compile("(?:这一|该|上述|此).{2}")
#: 甲、乙等技术10项 are 技术.
_EXAMPLES = re.compile("^.+、.+等(?!级)(?=.{2,}$)")
#: 再生水利用率甲地区达到25%，其他地区…: the place stands behind the name.
_PLACED = re.compile(
    "^(?P<name>.+?(?:率|比例|比重|占比))(?P<place>.*(?:地区|区域|城市|县城|乡村|农村|企业|行业|领域))$"
)
_RANK = re.compile(r".{1,4}级(?:以上)?")


def own_name(head: Head, after: str, quantity: Quantity) -> tuple[str, str]:
    """The indicator and comparator by a figure's own clause; the name is empty if left out."""
    verb = brings_about(head.subject)
    name = noun_phrase(head.subject)
    comparator = head.comparator
    ends_in_verb = governs(head.subject)
    at_least = head.bound in ("至少", "不少于") and quantity.kind == "counted"
    if after and (ends_in_verb or not name or at_least):
        name = _thing_after(after, quantity)
        if verb and verb[0] in _KEPT:
            name = verb[0] + name
    elif quantity.kind == "percent" and after and not (head.comparator or head.bound):
        name += _thing_after(TO_AIM.sub("", after), quantity)
    elif ends_in_verb and verb:
        thing = noun_phrase(head.subject[: verb.start()])  # 高标准农田建设30万亩
        name = verb[0] if verb[0] in _ALONE else ("" if _DOER.search(thing) else thing)
    if _THIS.fullmatch(name):
        name = ""
    if quantity.kind == "counted":
        name = _EXAMPLES.sub("", name)
    changed = _CHANGES.match(name)
    if changed and not comparator:
        comparator, name = changed[0], name[changed.end() :]
    return name, comparator


def _thing_after(after: str, quantity: Quantity) -> str:
    thing = after.removeprefix("的")
    if quantity.kind == "percent":
        return re.sub("标准要求$", "标准", thing)
    thing = _TASK.sub("", thing)
    counted = quantity.kind == "counted" and not (quantity.spelled and quantity.value == "1")
    becomes = _BECOMES.match(thing) if counted else None  # 至少一个县建成系统 counts the 县
    if becomes and thing[becomes.end() :]:
        return thing[becomes.end() :]
    return _THEN.sub("", thing)


def full_name(name: str, before: str, topic: str, *, shares: bool) -> str:
    """A name that leans on the one before, or on a ``topic``, with the words it leaves out.

    市级 after 省级绿色工厂 is 市级绿色工厂; with ``shares``, 粉煤灰 after 煤矸石综合利用率 is
    粉煤灰综合利用率; under 光伏安装比例： 厂房 is 厂房光伏安装比例.
    """
    if topic and not names_level(name):
        return name + topic
    if not before:
        return name
    if name.startswith("占") or name in ("增速", "增幅", "降幅"):
        return before if before.endswith(name) else before + name
    if (placed := _PLACED.match(before)) and _PLACED.match(placed["name"] + name):
        return placed["name"] + name
    if _NAMELESS.match(name):
        before = before.removeprefix("新增")
        if names_level(before):
            return before if before.endswith(name) else name
        return before + name
    if _RANK.fullmatch(name) and "级" in before:
        return name + re.sub(r"^.*?级(?:及?以上)?", "", before)
    return with_shared(name, before) if shares else name


def shared_out(name: str, count: int, times: int) -> tuple[str, ...]:
    """One indicator for each of ``count`` figures, or one for all, given ``times`` periods.

    2025、2030年光伏、风电装机分别达到A、B和C、D names each twice.
    """
    if count == times > 1:
        return (name,)
    several = distribute(name, count)
    if several is None and times > 1 and count > times and count % times == 0:
        several = distribute(name, count // times)
        several = several and tuple(item for item in several for _ in range(times))
    return several or (name,)


def each_of(names: tuple[str, ...], word: str) -> tuple[str, ...]:
    """The indicators of which 均 or 各 says the same: 化肥、农药利用率 is two."""
    if len(names) == 1 and word == "各":
        return tuple(item for item in AND.split(names[0]) if item) or names
    if len(names) != 1 or not names_level(names[0]):
        return names
    return distribute(names[0], len(AND.split(names[0]))) or names


def without_places(subject: str) -> str:
    """新建甲市、乙区 is 新建: where the things are built is no part of what is counted."""
    verb = brings_about(subject)
    return subject[: verb.end()] if verb and _PLACES.fullmatch(subject, verb.end()) else subject
