"""From the tree of headings to measures: address, path, title and kind of each provision."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.bodies import find_bodies
from corpus.document import MEASURE_KINDS, Measure, MeasureKind
from corpus.outline.ending import Attachment
from corpus.outline.kinds import CLOSING, PREAMBLE, introduction_kind, kind_of
from corpus.outline.lines import Line
from corpus.outline.node import Node
from corpus.outline.numbering import Level
from corpus.outline.titles import Group, paragraph_starts, run_in_title, titled_groups
from corpus.outline.tree import build_tree, take_closing


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a node stands: address, headings from the outermost to its own, and their titles."""

    address: str
    path: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def below(self, number: str, heading: str, title: str) -> "_Place":
        return _Place(
            f"{self.address}/{number}", (*self.path, heading), (*self.names, title or heading)
        )


def parse_measures(
    doc_id: str, text: str, body: tuple[Line, ...], attachments: tuple[Attachment, ...] = ()
) -> tuple[list[Measure], list[str]]:
    """Measures of a plan's body and of its attachments in document order, and warnings.

    An attachment's provisions stand under a part of its own: `…/附件2/一/1`. Those of a list of
    projects or tasks are boxes, not counted measures.
    """
    root, warnings = build_tree(body)
    closing = take_closing(root)
    emitter = _Emitter(doc_id, text)
    measures = emitter.emit(root, _Place(doc_id))
    if closing:
        measures.append(emitter.measure(closing, _Place(doc_id).below(CLOSING, CLOSING, CLOSING)))
    numbers: list[str] = []
    for attachment in attachments:
        repeats = sum(number.partition("~")[0] == attachment.number for number in numbers)
        number = f"{attachment.number}~{repeats + 1}" if repeats else attachment.number
        numbers.append(number)
        heading = attachment.name
        tree, found = build_tree(attachment.body)
        warnings += [f"{number}：{warning}" for warning in found]
        below = emitter.emit(tree, _Place(f"{doc_id}/{number}", (heading,), ()))
        if attachment.lists:
            below = [replace(m, kind="专栏") if m.kind in MEASURE_KINDS else m for m in below]
        measures += below
    return measures, warnings


@dataclass(frozen=True, slots=True)
class _Emitter:
    doc_id: str
    text: str

    def emit(self, node: Node, place: _Place) -> list[Measure]:
        """The measures of a node and of all below it, in document order."""
        own = self._own(node, place)
        for child in node.children:
            own += self.emit(child, place.below(child.number, child.heading, child.title))
        return own

    def _own(self, node: Node, place: _Place) -> list[Measure]:
        is_root = node.level is None
        paragraphs = node.paragraphs
        if node.numbered_children:
            if not paragraphs and node.bare:
                return []  # a heading that only holds others
            if is_root:
                place = place.below(PREAMBLE, PREAMBLE, PREAMBLE)
            return [self.measure(node.lines, place, node, introduction_kind(place.names))]
        if not node.bare or node.level == Level.BOX or not paragraphs:
            return [self.measure(node.lines, place, node)] if node.lines else []
        before, groups = _groups(paragraphs, place)
        if not groups:
            # Without numbers and without titles there is nothing else to address.
            whole = place.below(PREAMBLE, PREAMBLE, PREAMBLE) if is_root else place
            return [self.measure(node.lines, whole, node)]
        measures = []
        if before:
            opening = place.below(PREAMBLE, PREAMBLE, PREAMBLE) if is_root else place
            lines = [*node.lines[: node.heading_lines], *before]
            measures.append(self.measure(lines, opening, None if is_root else node, "总体要求"))
        return measures + self._grouped(groups, place)

    def _grouped(self, groups: list[Group], place: _Place) -> list[Measure]:
        """One measure a group; a title on its own line may hold titled provisions of its own."""
        measures = []
        for index, group in enumerate(groups, start=1):
            inner = titled_groups(group.lines[1:]) if group.own_line else ([], [])
            if len(inner[1]) >= 2 and not inner[0]:
                part = place.below(f"第{index}部分", group.title, group.title)
                measures += self._grouped(inner[1], part)
                continue
            number = f"第{index}段"
            below = place.below(number, group.title or number, group.title)
            measures.append(self.measure(list(group.lines), below))
        return measures

    def measure(
        self,
        lines: Sequence[Line],
        place: _Place,
        node: Node | None = None,
        kind: MeasureKind | None = None,
    ) -> Measure:
        start, end = lines[0].start, lines[-1].end
        bodies = find_bodies(self.text[start:end])
        return Measure(
            id=place.address,
            doc_id=self.doc_id,
            path=place.path,
            number=node.number if node else "",
            title=_title(node, place),
            text=self.text[start:end],
            kind=kind or _kind(node, lines, place),
            start=start,
            end=end,
            lead=bodies.lead if bodies else (),
            responsible=bodies.responsible if bodies else (),
        )


def _groups(paragraphs: list[Line], place: _Place) -> tuple[list[Line], list[Group]]:
    """Unnumbered provisions under a bare heading; none when the paragraphs are one text."""
    starts = paragraph_starts(paragraphs)
    if len({kind_of(place.names, paragraphs[start].text) for start in starts}) > 1:
        ends = [*starts[1:], len(paragraphs)]
        return [], [
            Group(run_in_title(paragraphs[start].text) or "", tuple(paragraphs[start:end]))
            for start, end in zip(starts, ends, strict=True)
        ]
    return titled_groups(paragraphs)


def _title(node: Node | None, place: _Place) -> str:
    if place.path[-1] in (PREAMBLE, CLOSING):
        return place.path[-1]
    if node:
        return node.title
    return "" if place.path[-1] == place.address.rpartition("/")[2] else place.path[-1]


def _kind(node: Node | None, lines: Sequence[Line], place: _Place) -> MeasureKind:
    if node and node.level == Level.BOX:
        return "专栏"
    body = node.paragraphs if node and node.bare else []
    return kind_of(place.names, (body or lines)[0].text)
