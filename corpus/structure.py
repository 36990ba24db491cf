"""From the tree of headings to measures: address, path, title and kind of each provision."""

import re
from dataclasses import dataclass

from corpus.bodies import find_bodies
from corpus.document import Measure, MeasureKind
from corpus.frame import Line
from corpus.numbering import Level
from corpus.tree import Node, build_tree, run_in_title, take_closing

_GUIDING = re.compile(
    r"总体要求|总体思路|指导思想|基本原则|工作原则|试点定位|战略定位|^总则$|^附则$"
)
_GUIDING_TEXT = re.compile(r"以习近平.{0,20}思想为指导|^坚持以.{0,30}为指导")
_GOALS = re.compile(r"目标$")
_SUPPORT = re.compile(r"保障|组织实施|组织领导|监督管理$|监督考核$")
PREAMBLE, CLOSING = "前言", "附则"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a node stands: its address, and the headings from the outermost to its own."""

    address: str
    path: tuple[str, ...]


def parse_measures(
    doc_id: str, text: str, body: tuple[Line, ...]
) -> tuple[list[Measure], list[str]]:
    """Measures of a plan's body in document order, and warnings about its numbering."""
    root, warnings = build_tree(body)
    closing = take_closing(root)
    measures = _emit(root, _Place(doc_id, ()), doc_id, text)
    if closing:
        measures.append(_measure(closing, _Place(f"{doc_id}/{CLOSING}", (CLOSING,)), doc_id, text))
    return measures, warnings


def _emit(node: Node, place: _Place, doc_id: str, text: str) -> list[Measure]:
    """The measures of a node and of all below it, in document order."""
    own = _own_measures(node, place, doc_id, text)
    for child in node.children:
        below = _Place(f"{place.address}/{child.number}", (*place.path, child.heading))
        own += _emit(child, below, doc_id, text)
    return own


def _own_measures(node: Node, place: _Place, doc_id: str, text: str) -> list[Measure]:
    is_root = node.level == 0
    paragraphs = node.lines if is_root else node.lines[1:]
    if node.numbered_children:
        if not paragraphs and node.bare:
            return []  # a heading that only holds others
        if is_root:
            place = _Place(f"{doc_id}/{PREAMBLE}", (PREAMBLE,))
        kind = _introduction_kind(place)
        return [_measure(node.lines, place, doc_id, text, node, kind)]
    if not node.bare or node.level == Level.BOX or not paragraphs:
        return [_measure(node.lines, place, doc_id, text, node)] if node.lines else []
    groups = _paragraph_groups(paragraphs, place)
    if groups is None:
        # Without numbers and without titles there is nothing to address.
        return [] if is_root else [_measure(node.lines, place, doc_id, text, node)]
    measures = []
    for index, group in enumerate(groups, start=1):
        title = run_in_title(group[0].text) or ""
        number = f"第{index}段"
        below = _Place(f"{place.address}/{number}", (*place.path, title or number))
        measures.append(_measure(group, below, doc_id, text))
    return measures


def _paragraph_groups(paragraphs: list[Line], place: _Place) -> list[list[Line]] | None:
    """Unnumbered provisions under a bare heading, or None when the paragraphs are one text."""
    kinds = {_kind_of_text(line.text, place) for line in paragraphs}
    if len(kinds) > 1:
        return [[line] for line in paragraphs]
    if not run_in_title(paragraphs[0].text):
        return None
    groups: list[list[Line]] = []
    for line in paragraphs:
        if run_in_title(line.text):
            groups.append([line])
        else:
            groups[-1].append(line)
    return groups


def _measure(
    lines: list[Line],
    place: _Place,
    doc_id: str,
    text: str,
    node: Node | None = None,
    kind: MeasureKind | None = None,
) -> Measure:
    start, end = lines[0].start, lines[-1].end
    bodies = find_bodies(text[start:end])
    return Measure(
        id=place.address,
        doc_id=doc_id,
        path=place.path,
        number=node.number if node else "",
        title=_title(node, lines, place),
        text=text[start:end],
        kind=kind or _kind(node, lines, place),
        start=start,
        end=end,
        lead=bodies.lead if bodies else (),
        responsible=bodies.responsible if bodies else (),
    )


def _title(node: Node | None, lines: list[Line], place: _Place) -> str:
    if place.path[-1] in (PREAMBLE, CLOSING):
        return place.path[-1]
    return node.title if node else (run_in_title(lines[0].text) or "")


# --- kinds ------------------------------------------------------------------------------------


def _kind(node: Node | None, lines: list[Line], place: _Place) -> MeasureKind:
    if node and node.level == Level.BOX:
        return "专栏"
    first_text = lines[1].text if node and node.bare and len(lines) > 1 else lines[0].text
    return _kind_of_text(first_text, place)


def _kind_of_text(first_text: str, place: _Place) -> MeasureKind:
    """The kind that the headings and, where they leave it open, the first words say."""
    names = [re.sub(r"^[^、.）]{1,6}[、.）]", "", heading).strip() for heading in place.path]
    names = [name.rpartition(" ")[2] for name in names]
    if any(name in (PREAMBLE, CLOSING) for name in place.path):
        return "总体要求"
    if any(_GOALS.search(name) for name in names):
        return "总体要求" if _GUIDING_TEXT.search(first_text[:80]) else "目标"
    if any(_GUIDING.search(name) for name in names):
        return "总体要求"
    return "保障" if names and _SUPPORT.search(names[0]) else "措施"


def _introduction_kind(place: _Place) -> MeasureKind:
    """What stands before the numbered provisions of a part introduces them."""
    return "目标" if _GOALS.search(place.path[-1]) else "总体要求"
