"""Word's .docx: the text as Word shows it, with the numbers of its lists.

A paragraph is a line, and so is what follows a line break. A row of a table is a line, its
cells apart by tabs; where only one cell of a row has text, as in a box, its paragraphs are lines.
A text box follows the paragraph that it hangs on. Revisions are read as accepted.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corpus.errors import CewenError
from corpus.readers.word_fields import Fields, are_paired
from corpus.readers.word_numbering import Counters, Numbering, StyleSheet, W, is_on, value_of
from corpus.readers.word_package import open_docx
from corpus.readers.word_symbols import symbol_text
from corpus.source import Source

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
#: Around paragraphs, rows, cells or runs; what is inside counts as if they were not there.
_WRAPPERS = frozenset(
    W + tag
    for tag in "ins moveTo customXml smartTag hyperlink dir bdo sdtContent rubyBase ruby".split()
)
_DELETED = frozenset({W + "del", W + "moveFrom", W + "rt"})
_REVISED = frozenset({W + "ins", W + "del", W + "moveFrom", W + "moveTo"})
_CHARS = {
    W + "tab": "\t",
    W + "ptab": "\t",
    W + "br": "\n",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
}
_PICTURES = frozenset({"pic", "imagedata", "chart", "relIds", "OLEObject"})
_CONTENTS_TITLE = re.compile(r"\s*目\s*[录錄次]\s*")
#: What is left out, and how a person is told, with the number of times.
_NOTES = {
    "contents": "目录页未收入",
    "notes": "脚注、尾注 {} 条未收入，引用前请对照原文件",
    "pictures": "图片、图表 {} 处未读，其中的文字未收入",
    "chunks": "嵌入的外部文件 {} 处未读，请在 Word 中另存为普通 .docx 后重新加入",
    "hidden": "隐藏文字 {} 处未收入",
    "revised": "含修订痕迹 {} 处，按接受全部修订读取",
    "symbols": "特殊符号 {} 处无法认出，以 □ 代替",
    "counted": "LISTNUM、AUTONUM 域的编号 {} 处未读，请对照原文件",
}


def read_docx(data: bytes, name: str) -> Source:
    """The text of a .docx; ``notes`` say what of it was left out.

    Raises:
        CewenError: it cannot be opened (as ``open_docx``), or holds no text.
    """
    parts = open_docx(data, name)
    styles = StyleSheet(parts.styles)
    document = _Document(Numbering(parts.numbering, styles), styles, are_paired(parts.body))
    lines = _Story(document).blocks(parts.body)
    if document.seen["contents"]:
        lines = [line for line in lines if not _CONTENTS_TITLE.fullmatch(line)]
    text = "\n".join(lines).strip("\n")
    if not text.strip():
        only = "只有图片，没有文字（可能是扫描件）" if document.seen["pictures"] else "没有文字"
        raise CewenError(f"{name}：文件里{only}，请提供有文字的方案。")
    notes = [note.format(document.seen[key]) for key, note in _NOTES.items() if document.seen[key]]
    for style in sorted(document.unknown_styles):
        notes.append(f"编号格式 {style} 还不支持，以阿拉伯数字写出，请对照原文件")
    return Source(text + "\n", notes=tuple(notes))


@dataclass(slots=True)
class _Document:
    """What the stories of a document share."""

    numbering: Numbering
    styles: StyleSheet
    fields_are_paired: bool
    seen: Counter[str] = field(default_factory=Counter)
    unknown_styles: set[str] = field(default_factory=set)


class _Story:
    """Walks the body or one text box; lists count, and fields nest, within a story."""

    def __init__(self, document: _Document) -> None:
        self._document = document
        self._seen = document.seen
        self._counters = Counters(document.numbering, document.unknown_styles)
        self._fields = Fields(document.seen, paired=document.fields_are_paired)
        self._carried = ""  # of a paragraph whose end is deleted: the next one goes on from it
        self._boxes: list[str] = []  # lines of the text boxes that hang on the paragraph
        self._paragraph_hidden = False

    def blocks(self, container: "Element") -> list[str]:
        """The lines of everything in the body, a cell or a text box."""
        lines: list[str] = []
        for element in self._unwrapped(container):
            if element.tag == W + "p":
                lines += self._paragraph(element)
            elif element.tag == W + "tbl":
                lines += [*self._take_carried(), *self._table(element)]
            elif element.tag in (W + "altChunk", W + "subDoc"):
                self._seen["chunks"] += 1
        return lines + self._take_carried()

    def _take_carried(self) -> list[str]:
        text, self._carried = self._carried, ""
        return text.split("\n") if text.strip() else []

    def _unwrapped(self, container: "Element") -> "Iterator[Element]":
        """The children, with those of wrappers in their place."""
        for child in container:
            if child.tag in _REVISED:
                self._seen["revised"] += 1
            if child.tag == W + "sdt":
                gallery = value_of(child, "sdtPr/docPartObj/docPartGallery")
                if gallery == "Table of Contents":
                    self._seen["contents"] = 1
                elif child.find(f"{W}sdtPr/{W}showingPlcHdr") is None:
                    yield from self._unwrapped(child)
            elif child.tag == _MC + "AlternateContent":
                yield from self._unwrapped(_branch(child))
            elif child.tag in _WRAPPERS:
                yield from self._unwrapped(child)
            elif child.tag not in _DELETED:
                yield child

    # --- paragraphs ---------------------------------------------------------------------------

    def _paragraph(self, paragraph: "Element") -> list[str]:
        properties = paragraph.find(f"{W}pPr")
        style = value_of(properties, "pStyle") or self._document.styles.default
        self._paragraph_hidden = self._hidden_by(style)
        in_contents = self._fields.in_contents
        boxes, self._boxes = self._boxes, []
        text = self._inline(paragraph)
        boxes, self._boxes = self._boxes, boxes
        name = self._document.styles.name(style)
        if name.startswith(("toc ", "目录 ")):
            self._seen["contents"] = 1
            return boxes
        if in_contents and not text.strip():
            return boxes
        mark = None if properties is None else properties.find(f"{W}rPr")
        if mark is not None and self._is_no_end(mark):
            self._carried += text
            return boxes
        text, self._carried = self._carried + text, ""
        label = self._counters.next_label(properties)
        if not text.strip():
            return ["", *boxes]
        text = label + text.strip("\n") if label else text
        return [*(line.rstrip() for line in text.split("\n")), *boxes]

    def _is_no_end(self, mark: "Element") -> bool:
        """Whether the paragraph's mark is deleted or hidden, so that the next one goes on."""
        gone = mark.find(f"{W}del") is not None or mark.find(f"{W}moveFrom") is not None
        return gone or is_on(mark.find(f"{W}vanish")) or is_on(mark.find(f"{W}specVanish"))

    def _inline(self, container: "Element") -> str:
        text = ""
        for element in self._unwrapped(container):
            if element.tag == W + "r":
                text += self._run(element)
            elif element.tag == W + "fldSimple":
                self._fields.begin_result(element.get(f"{W}instr", ""))
                text += self._inline(element)
                self._fields.end()
            elif element.tag in (_MATH + "oMath", _MATH + "oMathPara") and self._fields.shown:
                text += "".join(part.text or "" for part in element.iter(f"{_MATH}t"))
        return text

    def _run(self, run: "Element") -> str:
        properties = run.find(f"{W}rPr")
        hidden = self._paragraph_hidden
        if properties is not None:
            own = properties.find(f"{W}vanish")
            hidden = (
                is_on(own)
                if own is not None
                else hidden or self._hidden_by(value_of(properties, "rStyle"))
            )
        text = "".join(self._piece(piece) for piece in self._unwrapped(run))
        if hidden and text.strip():
            self._seen["hidden"] += 1
        return "" if hidden else text

    def _hidden_by(self, style: str | None) -> bool:
        for _, element in self._document.styles.chain(style):
            switch = element.find(f"{W}rPr/{W}vanish")
            if switch is not None:
                return is_on(switch)
        return False

    def _piece(self, piece: "Element") -> str:
        tag = piece.tag
        if tag == W + "fldChar":
            self._fields.mark(piece.get(f"{W}fldCharType", ""))
        elif tag == W + "instrText":
            self._fields.instruct(piece.text or "")
        elif not self._fields.shown:
            return ""
        elif tag == W + "t":
            return (piece.text or "").replace("\u00ad", "").replace("\n", " ")
        elif tag in _CHARS:
            return _CHARS[tag]
        elif tag == W + "r":  # within w:ruby
            return self._run(piece)
        elif tag == W + "sym":
            found = symbol_text(piece.get(f"{W}font", ""), piece.get(f"{W}char", ""))
            self._seen["symbols"] += found is None
            return found or "□"
        elif tag in (W + "footnoteReference", W + "endnoteReference"):
            self._seen["notes"] += 1
        elif tag in (W + "drawing", W + "pict", W + "object"):
            self._drawing(piece)
        return ""

    def _drawing(self, drawing: "Element") -> None:
        """Text boxes, each a story of its own, and pictures."""
        for element in drawing:
            if element.tag == _MC + "AlternateContent":
                self._drawing(_branch(element))
            elif element.tag == W + "txbxContent":
                self._boxes += [line for line in _Story(self._document).blocks(element) if line]
            elif isinstance(element.tag, str):
                self._seen["pictures"] += element.tag.rpartition("}")[2] in _PICTURES
                self._drawing(element)

    # --- tables -------------------------------------------------------------------------------

    def _table(self, table: "Element") -> list[str]:
        lines: list[str] = []
        for row in self._unwrapped(table):
            if row.tag != W + "tr" or row.find(f"{W}trPr/{W}del") is not None:
                continue
            cells = [self.blocks(cell) for cell in self._unwrapped(row) if _is_shown_cell(cell)]
            filled = [[line for line in cell if line.strip()] for cell in cells]
            filled = [cell for cell in filled if cell]
            if len(filled) == 1:
                lines += filled[0]
            elif filled:
                lines.append("\t".join(" ".join(cell) for cell in filled))
        return lines


def _is_shown_cell(cell: "Element") -> bool:
    """Whether it is a cell, and no part of one that began above or before it."""
    if cell.tag != W + "tc":
        return False
    for merge in ("vMerge", "hMerge"):
        found = cell.find(f"{W}tcPr/{W}{merge}")
        if found is not None and found.get(f"{W}val", "continue") == "continue":
            return False
    return cell.find(f"{W}tcPr/{W}cellDel") is None


def _branch(alternatives: "Element") -> "Element":
    """The one of the alternatives that a present-day Word shows."""
    choice = alternatives.find(f"{_MC}Choice")
    fallback = alternatives.find(f"{_MC}Fallback")
    found = choice if choice is not None else fallback
    return alternatives if found is None else found
