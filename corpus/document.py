"""The records that leave this package: documents, their measures, and what was left out."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

MeasureKind = Literal["措施", "目标", "专栏", "总体要求", "保障"]

#: What fictional samples say of themselves.
FICTIONAL_MARK = "示例（虚构）"
#: The kinds that count as measures (政策措施); goals, guiding thought and boxes are beside them.
MEASURE_KINDS: frozenset[MeasureKind] = frozenset({"措施", "保障"})


@dataclass(frozen=True, slots=True)
class Region:
    """Where a document applies; a level that the document does not state is empty."""

    province: str = ""
    city: str = ""
    county: str = ""
    adcode: str = ""

    @property
    def name(self) -> str:
        """The most local name stated, such as 永州市 or 昆都仑区; empty when none is."""
        return self.county or self.city or self.province


@dataclass(frozen=True, slots=True)
class Target:
    """A figure that a measure sets out to reach, with its place in ``Document.text``."""

    indicator: str
    period: str
    base: str
    comparator: str
    value: str
    unit: str
    qualifier: str
    start: int
    end: int
    nature: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """The smallest numbered or titled provision of a plan.

    ``id`` is the address: the document id, then one part for each entry of ``path``, so
    ``yongzhou-2023/二/（三）/2`` has a path of three headings, its own the last of them.
    ``number`` is the number as the address spells it, empty for a provision without one.
    ``start`` and ``end`` count characters of ``Document.text``, end exclusive.
    """

    id: str
    doc_id: str
    path: tuple[str, ...]
    number: str
    title: str
    text: str
    kind: MeasureKind
    start: int
    end: int
    lead: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    targets: tuple[Target, ...] = ()
    topics: tuple[str, ...] = ()
    page: int = 0  # the page it begins on, from 1; 0 where the format has no fixed pages


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A stretch of ``Document.text`` that is no part of the plan's body, and why."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A damaged run: its line (from 1), its place in that raw line, the text before and after.

    ``after`` is empty where no reading stands out; the run then stays as it is.
    """

    line: int
    start: int
    end: int
    before: str
    after: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One plan: ``text`` is the cleaned text, ``original`` the text as it was decoded.

    Both have the same number of lines, so that a line of one can be shown beside the other's.
    What the document does not state is empty (``None`` for the date); ``inferred`` names the
    fields that it does not state but that follow from what it does. ``implements`` are the
    higher plans that it says it carries out, ``level`` is 国家, 省级, 市级 or 县级. ``corrected``
    names the fields set by hand, ``spots`` are where copying had damaged the characters,
    ``duplicate_of`` the document of which this is another copy.
    """

    id: str
    title: str
    issuer: str
    doc_number: str
    issued_on: date | None
    status: str
    region: Region
    source: str
    source_hash: str
    fictional: bool
    text: str
    original: str
    measures: tuple[Measure, ...]
    left_out: tuple[LeftOut, ...]
    warnings: tuple[str, ...] = ()
    implements: tuple[str, ...] = ()
    level: str = ""
    inferred: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()
    spots: tuple[Spot, ...] = ()
    duplicate_of: str = ""

    @property
    def counted_measures(self) -> tuple[Measure, ...]:
        """The measures proper, without goals, guiding thought, introductions and boxes."""
        return tuple(m for m in self.measures if m.kind in MEASURE_KINDS)

    def original_of(self, start: int, end: int) -> str:
        """The original lines that hold ``text[start:end]``, whole lines only."""
        first = self.text.count("\n", 0, start)
        last = self.text.count("\n", 0, end)
        return "\n".join(self.original.split("\n")[first : last + 1])


def with_id(document: Document, doc_id: str) -> Document:
    """The same document under another id, its measures re-addressed."""
    measures = tuple(
        replace(m, id=doc_id + m.id[len(document.id) :], doc_id=doc_id) for m in document.measures
    )
    left_out = tuple(
        replace(part, reason=part.reason.replace(f" {document.id}/", f" {doc_id}/"))
        for part in document.left_out
    )
    return replace(document, id=doc_id, measures=measures, left_out=left_out)
