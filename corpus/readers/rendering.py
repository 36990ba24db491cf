"""The visible text of an HTML tree, a line a block, as a browser lays it out."""

import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

from corpus.outline.numbering import match_number
from corpus.readers.list_numbers import ListNumbers

#: An lxml element; lxml has no type stubs of its own.
Element = Any

UNSEEN = frozenset(
    "head title meta link script style noscript template xml iframe object embed svg canvas audio "
    "video select option datalist button input textarea rt rp".split()
)
_BLOCKS = frozenset(
    "html body div p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table thead tbody tfoot tr td th caption "
    "section article main header footer nav aside form fieldset legend blockquote pre hr center "
    "address figure figcaption details summary br dir menu".split()
)
_HIDDEN = "hidden-element"  # what an element is renamed to before it is taken out
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_KEEPS_LINES = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_BLANKS = re.compile(r"\s+")
_UNPRINTED = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\u00ad\u200b\u2060\ufeff]+")
#: Characters as wide as tall: between these and others a line end in the source is no blank.
_WIDE = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u2014\u2018-\u201d\u2026]"
_SOURCE_LINE_END = re.compile(
    rf"(?<={_WIDE})[ \t]*[\r\n]\s*(?=\S)|(?<=\S)[ \t]*[\r\n]\s*(?={_WIDE})"
)
#: Where the whole of a link leads when it is a button or an entry of a table of contents.
_NOWHERE = re.compile(r"\s*(?:#|javascript:)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line as shown: its text, the block that holds it, and what of it is links.

    ``linked`` is the share of its characters inside links that lead to another page, ``inert``
    that inside links that lead nowhere else (buttons, a table of contents).
    """

    text: str
    block: Element
    linked: float
    inert: float


def drop_unseen(root: Element) -> None:
    """Takes out of the tree what a browser does not show: comments, scripts, hidden elements."""
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)
    for element in root.iter(etree.Element):
        hidden = element.get("hidden") is not None or _HIDING.search(element.get("style") or "")
        if hidden and element.tag not in ("html", "body"):
            element.tag = _HIDDEN
    etree.strip_elements(root, _HIDDEN, *UNSEEN, with_tail=False)


def empty(element: Element) -> None:
    """Takes the content of a block out of the tree; the texts around it stay apart."""
    element.text = None
    for child in list(element):
        element.remove(child)


def render_lines(root: Element) -> list[PageLine]:
    """The lines of the tree below ``root`` in reading order, none of them blank.

    Blocks and ``<br>`` end a line, runs of blanks become one, automatic list numbers become
    text, and the cells of a table's row share a line where each of them is a single line.
    """
    renderer = _Renderer(root)
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            renderer.start(element)
        else:
            renderer.end(element)
    renderer.flush()
    return renderer.lines


class _Renderer:
    """Gathers pieces of text into lines while a tree is walked."""

    def __init__(self, root: Element) -> None:
        self.lines: list[PageLine] = []
        self._root = root
        self._pieces: list[tuple[str, str]] = []
        self._blocks: list[Element] = [root]
        self._links: list[str] = []
        self._kept_lines = 0  # depth inside elements whose line ends count
        self._rows: list[int] = []  # for each open row, the number of its first line
        self._cells: list[list[int]] = []  # for each open row, the lines in each closed cell
        self._numbers = ListNumbers()

    def start(self, element: Element) -> None:
        tag = element.tag
        if tag in _BLOCKS:
            self.flush()
            self._blocks.append(element)
        if tag == "tr":
            self._rows.append(len(self.lines))
            self._cells.append([])
        elif tag == "a" and element.get("href"):
            self._links.append("inert" if _NOWHERE.match(element.get("href")) else "linked")
        self._numbers.start(element, len(self.lines))
        self._kept_lines += _keeps_lines(element)
        self._add(element.text)

    def end(self, element: Element) -> None:
        tag = element.tag
        if tag in _BLOCKS:
            self.flush()
            self._blocks.pop()
        if tag in ("td", "th") and self._rows:
            self._cells[-1].append(len(self.lines))
        elif tag == "tr":
            self._end_row(element)
        elif tag == "a" and element.get("href"):
            self._links.pop()
        self._number_item(element)
        self._kept_lines -= _keeps_lines(element)
        if element is not self._root:
            self._add(element.tail)

    def flush(self) -> None:
        """Ends the line."""
        pieces, self._pieces = self._pieces, []
        text = _SOURCE_LINE_END.sub("", "".join(piece for piece, _ in pieces))
        text = _BLANKS.sub(" ", _UNPRINTED.sub("", text)).strip()
        if not text:
            return
        length = dict.fromkeys(("", "linked", "inert"), 0)
        for piece, kind in pieces:
            length[kind] += len("".join(piece.split()))
        total = max(sum(length.values()), 1)
        linked, inert = length["linked"] / total, length["inert"] / total
        self.lines.append(PageLine(text, self._blocks[-1], linked, inert))

    def _add(self, text: str | None) -> None:
        kind = self._links[-1] if self._links else ""
        if not text:
            return
        first, *others = re.split(r"\r\n?|\n", text) if self._kept_lines else [text]
        self._pieces.append((first, kind))
        for line in others:
            self.flush()
            self._pieces.append((line, kind))

    def _end_row(self, row: Element) -> None:
        first = self._rows.pop()
        ends = self._cells.pop()
        lines = self.lines[first:]
        lengths = [end - begin for begin, end in zip([first, *ends], ends, strict=False)]
        if len(lines) > 1 and max(lengths, default=0) == 1 and sum(lengths) == len(lines):
            linked = min(line.linked for line in lines)
            inert = min(line.inert for line in lines)
            text = " ".join(line.text for line in lines)
            self.lines[first:] = [PageLine(text, row, linked, inert)]

    def _number_item(self, element: Element) -> None:
        """Puts an item's number before its first line, unless the text carries one itself."""
        ended = self._numbers.end(element)
        if ended is None or ended.first_line >= len(self.lines):
            return
        line = self.lines[ended.first_line]
        if match_number(line.text):
            return
        blank = " " if line.text[0].isdecimal() else ""
        self.lines[ended.first_line] = PageLine(
            f"{ended.marker}{blank}{line.text}", line.block, line.linked, line.inert
        )


def _keeps_lines(element: Element) -> bool:
    return element.tag == "pre" or bool(_KEEPS_LINES.match((element.get("style") or "").strip()))
