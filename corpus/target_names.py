"""The indicator of a figure, from the words on both sides of it and from the figure before."""

import re

from corpus.goals import Head
from corpus.indicators import (
    brings_about,
    distribute,
    governs,
    names_level,
    noun_phrase,
    with_shared,
)
from corpus.quantities import Quantity

#: 9个县创建示范县, 1家制氢项目落户…: what is counted ends, or begins, at the verb.
_BECOMES = re.compile(r".*?(?:创建|建成|创成|成为|获评|进入)(?:为|了)?")
_THEN = re.compile(r"(?<=..)(?:落户|落地|开工|投产|建成|纳入|投入|并网|用于|到).*$")
_TASK = re.compile(r"的?(?:建设|创建|改造)?(?:任务|工作|目标)$")
_CHANGES = re.compile(r"^(?:压减|减少|削减|增加|净增|净减|降低|提高)(?=..)")
#: Acts that stay with the thing they are done to, whichever side of the figure it stands.
_KEPT = ("新增", "培训", "改造", "淘汰", "更换")
_ALONE = ("培训", "轮训", "改造", "转化", "种植", "发展")
#: 垃圾焚烧项目2个，装机容量2.2万千瓦: a name that says nothing without the one before.
_NAMELESS = re.compile(
    r"^(?:总|年)?(?:装机|装机容量|装机规模|容量|规模|面积|建筑面积|总?产值|占比|比例|比重|产能|里程|长度)$"
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
        name += after.removeprefix("的")
    elif ends_in_verb:
        name = verb[0] if verb and verb[0] in _ALONE else ""
    changed = _CHANGES.match(name)
    if changed and not comparator:
        comparator, name = changed[0], name[changed.end() :]
    return name, comparator


def _thing_after(after: str, quantity: Quantity) -> str:
    thing = _TASK.sub("", after.removeprefix("的"))
    if quantity.kind == "percent":
        return thing
    becomes = _BECOMES.match(thing) if quantity.kind == "counted" else None
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
    if name.startswith("占"):
        return before + name
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
    several = distribute(name, count)
    if several is None and times > 1 and count > times and count % times == 0:
        several = distribute(name, count // times)
        several = several and tuple(item for item in several for _ in range(times))
    return several or (name,)
