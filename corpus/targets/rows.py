"""The targets in the rows of a table: 森林覆盖率（%） 41.2 42 43 约束性.

Readers write a row as one line, its cells parted by a blank.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.document import Target
from corpus.targets.goals import compare, read_head, read_post
from corpus.targets.indicators import noun_phrase
from corpus.targets.periods import find_mentions
from corpus.targets.quantities import find_quantities

_CELL = re.compile(r"[^\s|｜]+")
_NAMING = re.compile(r"指标|名称|项目|内容|任务")
_AIM = re.compile(r"目标|规划值")
_NATURE = re.compile(r"[（(]?(约束性|预期性|约束|预期|指导性)(?:指标)?[)）]?")
_NUMBER = re.compile(r"[（(]?\d{1,2}[)）.．、]?|[一二三四五六七八九十]{1,3}、?")
#: 森林覆盖率（%）, 装机规模(万千瓦): the unit stands in brackets.
_UNIT_AT_END = re.compile(r"[（(]([^（）()]*)[)）]$")
_VALUE = re.compile(
    r"[\[〔【]?(?P<head>[^\d\[〔【]{0,6}?)(?P<figure>[\d.,]+(?:[-—–~～][\d.,]+)?)"
    r"(?P<unit>[^\d\]〕】]{0,12}?)(?P<post>[及以]?[上下内]{0,2}|以[上下内]|左右)[\]〕】]?"
)
_BOUNDS = {"≥": "不低于", "≤": "不高于", "＞": "高于", "＜": "低于", ">": "高于", "<": "低于"}


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    start: int
    end: int


def table_targets(lines: Iterator[tuple[int, str]]) -> tuple[list[Target], list[tuple[int, int]]]:
    """The targets in tables among ``lines`` (offset, text), and the spans of the tables' lines.

    A table's first row names its columns: 指标, then the years or 目标值, maybe 单位 and 属性.
    Years that have been are passed over. A row that stands without such a first row counts where
    it is marked 约束性 or 预期性 and has one figure; it has no period.
    """
    found: list[Target] = []
    spans: list[tuple[int, int]] = []
    columns: list[str] = []
    for offset, line in lines:
        cells = [_Cell(m[0], m.start() + offset, m.end() + offset) for m in _CELL.finditer(line)]
        head = _columns(cells)
        if head:
            columns = head
        elif len(cells) < 2 or re.search("[，。；]", line):
            columns = columns if len(cells) == 1 and len(line) < 20 else []
            continue
        else:
            targets = list(_row_targets(cells, columns))
            if not targets:
                continue
            found += targets
        spans.append((offset, offset + len(line)))
    return found, spans


def _columns(cells: list[_Cell]) -> list[str]:
    """What each column holds: "name", "unit", "nature", "number", "=2025年", "past" or ""."""
    kinds: list[str] = []
    for cell in cells:
        mentions = find_mentions(cell.text) if len(cell.text) <= 14 else []
        if mentions:
            due = mentions[0].role == "due"
            kinds.append("=" + mentions[0].values[0] if due else "past")
        elif re.fullmatch("序号|编号", cell.text):
            kinds.append("number")
        elif re.search("属性|性质|类型", cell.text):
            kinds.append("nature")
        elif re.fullmatch("(?:计量)?单位", cell.text):
            kinds.append("unit")
        elif _AIM.search(cell.text):
            kinds.append("=")
        else:
            kinds.append("name" if _NAMING.search(cell.text) else "")
    if len(cells) < 2 or any(re.search("[，。；]", cell.text) for cell in cells):
        return []
    if "name" not in kinds or not any(kind.startswith("=") for kind in kinds):
        return []
    return kinds


def _row_targets(cells: list[_Cell], columns: list[str]) -> Iterator[Target]:
    nature = ""
    if match := _NATURE.fullmatch(cells[-1].text):
        nature, cells = match[1][:2] + "性", cells[:-1]
    if len(cells) > 2 and _NUMBER.fullmatch(cells[0].text):
        cells = cells[1:]
    kinds = [kind for kind in columns if kind not in ("number", "nature")]
    if not columns and nature and len(cells) in (2, 3):
        kinds = ["name", "unit", "="] if len(cells) == 3 else ["name", "="]
    while len(kinds) > len(cells) and "" in kinds:
        kinds.remove("")  # a cell that spans several rows stands in the first only
    if len(kinds) != len(cells) or "name" not in kinds:
        return
    at = len(kinds) - 1 - kinds[::-1].index("name")
    unit = next((c.text for c, kind in zip(cells, kinds, strict=True) if kind == "unit"), "")
    for cell, kind in zip(cells[at:], kinds[at:], strict=True):
        if kind.startswith("="):
            yield from _cell_target(cells[at], cell, unit, kind[1:], nature)


def _cell_target(name: _Cell, cell: _Cell, unit: str, period: str, nature: str) -> Iterator[Target]:
    written = name.text
    if bracket := _UNIT_AT_END.search(written):
        inside = bracket[1]
        if any(quantity.unit for quantity in find_quantities("1" + inside)):
            unit, written = inside, written[: bracket.start()]
    value = _VALUE.fullmatch(cell.text)
    if value is None:
        return
    figures = find_quantities(value["figure"] + (value["unit"] or unit))
    if len(figures) != 1 or (figures[0].kind == "bare" and value["unit"]):
        return
    quantity = figures[0]
    base = next((m for m in find_mentions(written) if m.role == "base"), None)
    if base:
        written = written[: base.start] + written[base.end :]
    head = read_head(written + "".join(_BOUNDS.get(c, c) for c in value["head"]))
    indicator = noun_phrase(head.subject)
    if not indicator:
        return
    post = read_post(value["post"], 0)
    comparator, rest = compare(head.comparator, head.bound or post.bound)
    yield Target(
        indicator=indicator,
        period=period,
        base=base.values[0] if base and base.values else "",
        comparator=comparator,
        value=quantity.value,
        unit=quantity.unit,
        qualifier="、".join(dict.fromkeys((*head.qualifiers, *post.qualifiers, *rest))),
        start=name.start,
        end=cell.end,
        nature=nature,
    )
