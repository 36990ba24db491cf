"""What a person knows better than the file: metadata corrected by hand, over what was read."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from corpus.clean import printable
from corpus.document import Document, Region
from corpus.errors import CewenError
from corpus.gazetteer import region_at_start

#: Field that can be corrected → what it is called in the app and may be called in a command.
CORRECTABLE = {
    "title": "标题",
    "issuer": "机关",
    "doc_number": "文号",
    "issued_on": "日期",
    "status": "状态",
    "region": "地区",
    "level": "层级",
}
STATUSES = ("正式", "征求意见稿", "送审稿", "修订稿", "草案", "试行", "废止")
LEVELS = ("国家", "省级", "市级", "县级")
_MAX_CHARS = 200
_DOC_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,12}\s?[〔\[【（(]\s?\d{4}\s?年?\s?[〕\]】）)]\s?第?\s?\d{1,4}\s?号"
    r"|[\u4e00-\u9fff]{2,20}令\s?第?\s?\d{1,4}\s?号"
)
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,24}")


def read_corrections(settings: list[str]) -> dict[str, str]:
    """Corrections by field from `region=永州市` or `地区=永州市`; an empty value takes one back.

    Raises:
        CewenError: a setting has no `=`, or names no field that can be corrected.
    """
    by_label = {label: name for name, label in CORRECTABLE.items()}
    corrections = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        name = by_label.get(name.strip(), name.strip())
        if not equals or name not in CORRECTABLE:
            known = "、".join(f"{field}（{label}）" for field, label in CORRECTABLE.items())
            raise CewenError(f"“{printable(setting)}”应写成 字段=值，可更正的字段：{known}。")
        corrections[name] = value.strip()
    return corrections


def correct(document: Document, corrections: Mapping[str, str]) -> Document:
    """The document with its metadata as corrected; empty values correct nothing.

    Raises:
        CewenError: a value is none for its field.
    """
    values: dict[str, Any] = {
        name: _value(name, value) for name, value in corrections.items() if value
    }
    inferred = tuple(name for name in document.inferred if name not in values)
    return replace(document, **values, inferred=inferred, corrected=tuple(sorted(values)))


def current_values(document: Document) -> dict[str, str]:
    """What a document holds in each field that can be corrected, as it would be written."""
    where = document.region
    values = {name: str(getattr(document, name) or "") for name in CORRECTABLE}
    return values | {"region": f"{where.province}{where.city}{where.county}"}


def _value(name: str, value: str) -> Any:
    if len(value) > _MAX_CHARS or value != printable(value):
        raise CewenError(
            f"{CORRECTABLE[name]}太长或有换行等控制字符，请改成一行，不超过 {_MAX_CHARS} 字。"
        )
    if name == "issued_on":
        return _date(value)
    if name == "region":
        return _region(value)
    if name == "doc_number" and not _DOC_NUMBER.fullmatch(value):
        raise CewenError(f"文号“{value}”应写成 湘政发〔2022〕19号 这样。")
    if name == "status" and value not in STATUSES:
        raise CewenError(f"状态“{value}”应是 {'、'.join(STATUSES)} 之一。")
    if name == "level" and value not in LEVELS:
        raise CewenError(f"层级“{value}”应是 {'、'.join(LEVELS)} 之一。")
    return value


def _date(value: str) -> date:
    found = re.fullmatch(r"(\d{4})\s?[年.\-/]\s?(\d{1,2})\s?[月.\-/]\s?(\d{1,2})\s?日?", value)
    try:
        return date(*map(int, found.groups())) if found else date.fromisoformat(value)
    except ValueError:
        raise CewenError(f"日期“{value}”应写成 2023-04-06 或 2023年4月6日。") from None


def _region(value: str) -> Region:
    """A place of the gazetteer, or a name that it does not know, as fictional ones are.

    Raises:
        CewenError: several places are called that.
    """
    if not _PLACE.fullmatch(value):
        raise CewenError(f"地区“{printable(value)}”应是地名，如 湖南省永州市。")
    meanings = region_at_start(value)
    exact = [m for m in meanings if value.endswith((m.name, m.name.rstrip("省市区县州盟旗")))]
    if len(exact) > 1:
        choices = "、".join(f"{m.province}{m.city}{m.county}" for m in exact[:6])
        raise CewenError(f"“{value}”不止一处，请写全：{choices}。")
    if exact:
        return exact[0]
    if value.endswith(("省", "自治区")):
        return Region(province=value)
    if value.endswith(("县", "区", "旗")) and not value.endswith("地区"):
        return Region(county=value)
    return Region(city=value)
