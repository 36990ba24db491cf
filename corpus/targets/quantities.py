"""Figures with their units: 1.66万个, 百分之二十, 2—3%, 300克标准煤/千瓦时.

Values are plain decimals without separators, and 万, 亿 and 千 are multiplied in, so that one
quantity has one spelling: 300万千瓦 is 3000000 千瓦. Units are as written, save those of
``_SAME_UNIT``: energy in 千瓦时, power in 千瓦, coal in 吨标准煤, 成 and 一半 in %.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal

_HAN_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
}
_HAN_PLACES = {"十": 10, "百": 100, "千": 1000}
_MULTIPLES = {
    "": 1,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "万亿": 10**12,
}

#: unit as written → (canonical unit, factor)
_SAME_UNIT: dict[str, tuple[str, int | Decimal]] = {
    "％": ("%", 1),
    "°C": ("℃", 1),
    "个点": ("百分点", 1),
    "个基点": ("基点", 1),
    "个工作日": ("工作日", 1),
    "个百分点": ("百分点", 1),
    "成": ("%", 10),
    "瓦": ("千瓦", Decimal("0.001")),
    "KW": ("千瓦", 1),
    "兆瓦": ("千瓦", 1000),
    "MW": ("千瓦", 1000),
    "吉瓦": ("千瓦", 10**6),
    "GW": ("千瓦", 10**6),
    "KWH": ("千瓦时", 1),
    "兆瓦时": ("千瓦时", 1000),
    "MWH": ("千瓦时", 1000),
    "吉瓦时": ("千瓦时", 10**6),
    "GWH": ("千瓦时", 10**6),
    "吨标煤": ("吨标准煤", 1),
    "公斤标准煤": ("千克标准煤", 1),
    "公斤标煤": ("千克标准煤", 1),
    "千克标煤": ("千克标准煤", 1),
    "克标煤": ("克标准煤", 1),
    "公斤": ("千克", 1),
    "KM": ("公里", 1),
    "千米": ("公里", 1),
    "平方千米": ("平方公里", 1),
    "标方": ("立方米", 1),
    "标准立方米": ("立方米", 1),
    "方": ("立方米", 1),
    "台套": ("台(套)", 1),
    "台/套": ("台(套)", 1),
}

_MEASURED = (
    "千瓦时 兆瓦时 吉瓦时 千瓦 兆瓦 吉瓦 瓦 kWh MWh GWh kW MW GW 千伏安 千伏 kV "
    "吨标准煤 吨标煤 吨二氧化碳当量 吨二氧化碳 吨CO2 吨油当量 吨 千克标准煤 千克标煤 "
    "公斤标准煤 公斤标煤 克标准煤 克标煤 克二氧化碳 千克二氧化碳 千克 公斤 毫克 微克 克 "
    "标准立方米 立方米 标方 平方米 平方公里 平方千米 "
    "公顷 亩 公里 千米 km 厘米 毫米 海里 米 蒸吨 吉焦 GJ 千焦 兆焦 美元 元 分贝 ℃ 摄氏度"
).split()
_TIMES = "个工作日 工作日 个月 小时 分钟 秒 天 日 月 年".split()
_COUNTED = (
    "标台 标准箱 标箱 TEU 人次 车次 班次 辆次 台套 台(套) 台（套） 台/套 羊单位 "
    "个 家 座 台 辆 艘 架 套 处 条 项 所 户 名 人 株 对 种 件 次 场 栋 幢 口 块 片 只 头 "
    "间 张 份 部 支 盏 根 组 类 款 期 班 例 床 列 孔 把 批 村 倍 番 折"
).split()
_PERCENT = "个百分点 百分点 个点 个基点 % ％ ‰".split()


def _any(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_BASE_UNIT = rf"(?:{_any([*_PERCENT, *_MEASURED, *_TIMES, *_COUNTED])})(?!级|线|(?<=人)口)"
_PER = rf"(?:[/·](?:[万亿](?=元)|百(?=公里)|100)?(?:{_any([*_MEASURED, *_TIMES, *_COUNTED])}|人))*"
_UNIT = (
    r"(?P<multiple>万亿|[十百千]?万|亿|百(?!分)|千(?![瓦克米伏焦]))?余?多?"
    rf"(?P<unit>{_BASE_UNIT}{_PER})?"
)
_NUMBER = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
_HAN = "[零〇一二两三四五六七八九十百千]"
_FIGURE = re.compile(
    rf"(?<![A-Za-z0-9.\-+〔])(?P<low>{_NUMBER})"
    rf"(?:(?:(?:%|％|个|[十百千]?万|亿)?[-—–~～－至到]+|[:：](?=\d))(?P<high>{_NUMBER}))?"
    rf"[余多]?[ \u3000]?{_UNIT}(?![A-Za-z+＋]|\.\d)",
    re.IGNORECASE,
)
_HAN_PERCENT = re.compile(rf"百分之(?P<han>{_HAN}{{1,12}}(?:点{_HAN}{{1,12}})?|百)")
_HAN_FRACTION = re.compile(rf"(?P<below>{_HAN}{{1,12}})分之(?P<above>{_HAN}{{1,12}})(?![^\s]*行动)")
_HAN_TENTHS = re.compile(
    r"(?<![大组构现养完达建变促造])(?P<han>[一二两三四五六七八九])成(?P<half>半)?"
    r"(?![立为员果本效长套都品型])"
)
_HALF = re.compile(r"一半")
#: Not 一次, 三项, 两种: words more often than counts.
_SPELLED = [unit for unit in _COUNTED if unit not in "次期类种对场项批部件片把口"]
_HAN_COUNT = re.compile(
    rf"(?<![第同统之唯某每各任单])(?P<han>{_HAN}{{1,12}})(?P<multiple>万|亿)?余?"
    rf"(?P<unit>{_any(_SPELLED)}"
    r"|万?千瓦|万?吨|万?亩|公里|[万亿]元)(?![面体业方性际类庭])"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure at ``[start, end)``; ``unit`` is empty where none is written.

    ``kind`` says what it may be: "percent", "measured" (吨, 公里), "counted" (个, 辆),
    "time" (小时) or "bare". ``spelled`` marks 两座, numbers written out.
    """

    start: int
    end: int
    value: str
    unit: str
    kind: str
    spelled: bool = False
    scale: Decimal = Decimal(1)


def find_quantities(text: str) -> list[Quantity]:
    """Every figure of a text, in order; years and dates are among them."""
    found: list[Quantity] = []
    taken = bytearray(len(text))
    for pattern in (_FIGURE, _HAN_PERCENT, _HAN_FRACTION, _HAN_TENTHS, _HALF, _HAN_COUNT):
        for match in pattern.finditer(text):
            start, end = match.span()
            if not any(taken[start:end]):
                found.append(_quantity(match))
                taken[start:end] = b"\1" * (end - start)
    found.sort(key=lambda q: q.start)
    for index in range(len(found) - 2, -1, -1):
        found[index] = _with_unit(text, found[index], found[index + 1])
    return found


def _with_unit(text: str, quantity: Quantity, following: Quantity) -> Quantity:
    """1000、1100万立方米: the first has the unit of the second."""
    if quantity.unit or not following.unit:
        return quantity
    listed = text[quantity.end : following.start] in ("、", "和", "及")
    if not listed or quantity.scale != 1 or not re.fullmatch(r"[\d.]+", quantity.value):
        return quantity
    value = _plain(Decimal(quantity.value) * following.scale)
    return replace(following, start=quantity.start, end=quantity.end, value=value)


def per_unit(quantity: Quantity, denominator: str) -> str:
    """The unit of 每千瓦时298克: 克/千瓦时."""
    return f"{quantity.unit}/{_SAME_UNIT.get(denominator, (denominator, 1))[0]}"


def _quantity(match: re.Match[str]) -> Quantity:
    span = match.start(), match.end()
    if match.re is _HALF:
        return Quantity(*span, "50", "%", "percent", True)
    if match.re is _HAN_FRACTION:
        above, below = int(han_number(match["above"])), int(han_number(match["below"]))
        if below and above * 10000 % below == 0:
            return Quantity(*span, _plain(Decimal(above * 100) / below), "%", "percent", True)
        return Quantity(*span, f"{above}/{below}", "", "percent", True)
    if match.re is _HAN_PERCENT:
        return Quantity(*span, _plain(han_number(match["han"])), "%", "percent", True)
    if match.re is _HAN_TENTHS:
        tenths = han_number(match["han"]) * 10 + (5 if match["half"] else 0)
        return Quantity(*span, _plain(tenths), "%", "percent", True)
    if match.re is _HAN_COUNT:
        unit, multiple = match["unit"], match["multiple"] or ""
        if unit[0] in "万亿":
            multiple, unit = unit[0], unit[1:]
        value = _plain(han_number(match["han"]) * _MULTIPLES[multiple])
        return Quantity(*span, value, unit, _kind(unit), True)
    written = unicodedata.normalize("NFKC", match["unit"] or "")
    head, _, tail = written.partition("/")
    unit, factor = _SAME_UNIT.get(
        written.upper() if re.match("[A-Za-z]+$", written) else written, (written, 1)
    )
    if tail and unit == written:
        unit, factor = _SAME_UNIT.get(head, (head, 1))
        unit = f"{unit}/{tail}"
    scale = _MULTIPLES[match["multiple"] or ""] * Decimal(factor)
    value = _plain(_decimal(match["low"]) * scale)
    if match["high"]:
        mark = ":" if re.search(r"[:：]", match[0]) else "-"
        value = f"{value}{mark}{_plain(_decimal(match['high']) * scale)}"
    return Quantity(*span, value, unit, _kind(unit), scale=scale)


def _kind(unit: str) -> str:
    if not unit:
        return "bare"
    if unit in ("%", "‰", "百分点", "基点"):
        return "percent"
    if unit in _TIMES or unit == "工作日":
        return "time"
    return "counted" if unit in _COUNTED else "measured"


def han_number(token: str) -> Decimal:
    """The value of 二十, 一百二十 or 三点五."""
    whole, _, fraction = token.partition("点")
    total = digit = 0
    for char in whole:
        if char in _HAN_PLACES:
            total += max(digit, 1) * _HAN_PLACES[char]
            digit = 0
        else:
            digit = _HAN_DIGITS[char]
    decimals = "".join(str(_HAN_DIGITS[char]) for char in fraction)
    return Decimal(f"{total + digit}.{decimals or 0}")


def _decimal(number: str) -> Decimal:
    return Decimal(unicodedata.normalize("NFKC", number).replace(",", ""))


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
