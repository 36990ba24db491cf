"""Where a plan applies and on which level of government: from its title, else from its issuer."""

import re

from corpus.document import Region
from corpus.gazetteer import contains, region_at_start, short_name

#: A place that the gazetteer does not know, such as a fictional one.
_REGION = re.compile(
    r"(?P<province>[\u4e00-\u9fff]{2,3}(?:省|自治区))?"
    r"(?P<name>[\u4e00-\u9fff]{2,8}?(?:自治州|自治县|自治旗|地区|省|市|州|盟|县|区|旗))"
)
_INNER = re.compile(
    r"(?P<county>[\u4e00-\u9fff]{1,6}?[县区旗])(?=碳|减|节|绿|低|国家|“|20\d\d|人民|发展|生态|能源|工业)"
)
#: Phrases that end like a place: 工业园区, 城市更新示范区, 关于全市.
_NO_REGION = re.compile(
    r"关于|推进|加快|园区|示范区|开发区|城市|工业|高新|全[市省县区]|本[市省县区]|试点|先行|[矿城郊]区$"
)
#: 长沙高新技术产业开发区: a body of its own inside the city; 永州市园区 are the city's.
_PARK = re.compile(
    r"[\u4e00-\u9fff]{0,4}?(?:经济技术开发区|高新技术产业开发区|经济开发区|经开区|高新区|综合保税区|自由贸易试验区"
    r"|旅游度假区|新片区|新区|[\u4e00-\u9fff]{1,6}(?:开发区|工业园区|产业园区|工业园|产业园|示范区))"
)
_GENERIC_PARK = re.compile(
    r"(?:国家|省级|工业|产业|各类|重点|化工|零碳|低碳|绿色|生态|现代)?(?:园区|开发区|示范区|工业园区|产业园区)"
)
_NATIONAL = re.compile(
    r"国务院|中共中央|^(?:国家(?:发展|能源|统计|林业)|全国)|^(?:生态环境|工业和信息化|住房和?城乡建设|交通运输|科学技术"
    r"|科技|财政|农业农村|商务|自然资源|教育)部"
)
_MAX_HEADING = 80  # longer lines are text, which may name any place
_MAX_LINES = 100  # of what frames a plan; the rest is a list of links
_MUNICIPALITIES = ("北京市", "天津市", "上海市", "重庆市")


def read_region(title: str, around: list[str], issuer: str, text: str) -> tuple[Region, str, bool]:
    """(region, level, whether the region is inferred).

    A title states its region by beginning with it; the region of a notice's heading or of the
    issuer, and a province that only the gazetteer knows, are inferred.
    """
    title = _bare(title)
    region = _at_start(title, around, text)
    if region.name:
        outer = [short_name(name) for name in (region.province, region.city) if name]
        inferred = not all(
            any(_states(line, name, region.name) for line in (title, *around)) for name in outer
        )
        return region, _level(region, title), inferred
    if _NATIONAL.search(issuer) or any(_NATIONAL.match(_bare(line)) for line in around[:12]):
        return Region(), "国家", False
    headings = [line for line in around if "关于" in line and len(line) < _MAX_HEADING]
    for line in (*headings, *re.split("、", issuer)):
        region = _at_start(_bare(line), around, text)
        if region.name:
            return region, _level(region, _bare(line)), True
    return Region(), "国家" if _NATIONAL.match(title) else "", False


def _states(line: str, outer: str, name: str) -> bool:
    """Whether a heading names a place, or a longer line names it right before one inside it."""
    if len(line) < _MAX_HEADING:
        return outer in line
    return bool(re.search(rf"{outer}.{{0,8}}?{short_name(name)}", line))


def _bare(text: str) -> str:
    """A heading from its first place on: 中共永州市委, 《永州市……》."""
    return re.sub(r"^(?:《|中共(?!中央)|\d{4}年|关于印发《?)", "", text.strip())


def _at_start(title: str, around: list[str], text: str) -> Region:
    """The place that a heading begins with: 永州市道县 is 道县, in 永州."""
    meanings = region_at_start(title)
    if len(meanings) == 1:
        return meanings[0]
    if meanings:
        return _decided(meanings, around, text)
    found = _REGION.match(title)
    if not found or _NO_REGION.search(found["name"]):
        return Region()
    name, province = found["name"], found["province"] or ""
    for line in around:
        stated = re.search(rf"[\u4e00-\u9fff]{{2,6}}?(?:省|自治区)(?={name})", line)
        province = province or (stated[0] if stated else "")
    if name.endswith(("省", "自治区")):
        return Region(province=name)
    if name.endswith(("区", "县", "旗")) and not name.endswith("地区"):
        return Region(province=province, county=name)
    inner = _INNER.match(title, found.end())
    county = inner["county"] if inner and not _NO_REGION.search(inner["county"]) else ""
    return Region(province=province, city=name, county=county)


def _decided(meanings: tuple[Region, ...], around: list[str], text: str) -> Region:
    """Which 鼓楼区: the one whose city or province the document names, else only the name."""
    by_line = [
        found
        for line in around[:_MAX_LINES]
        for start in range(min(len(line), 40))
        if len(found := region_at_start(line[start:])) == 1 and found[0] in meanings
    ]
    if by_line:
        return by_line[0][0]
    for outer in ("province", "city"):
        names = {getattr(region, outer) for region in meanings} - {""}
        named = {name for name in names if name in text}
        decided = [region for region in meanings if getattr(region, outer) in named]
        if len(decided) == 1:
            return decided[0]
    if all(contains(meanings[0], other) for other in meanings[1:]):
        return meanings[0]
    first = meanings[0]
    return Region(county=first.county) if first.county else Region(city=first.city)


def _level(region: Region, heading: str) -> str:
    """国家, 省级, 市级 or 县级; empty for a development zone that is no region of its own."""
    rest = heading
    for name in (region.province, region.city, region.county):
        for form in (name, short_name(name)) if name else ():
            rest = rest[len(form) :] if rest.startswith(form) else rest
    if not region.county and _PARK.match(rest) and not _GENERIC_PARK.match(rest):
        return ""
    if region.county:
        return "县级"
    if region.city:
        return "市级"
    return "省级" if region.province or region.name in _MUNICIPALITIES else ""
