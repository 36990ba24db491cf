"""PDF: the text layer, line by line into paragraphs."""

from corpus.errors import CewenError
from corpus.readers.apart import Printed, read_apart
from corpus.readers.layout import to_paragraphs
from corpus.source import Source

_MIN_PAGE_CHARS = 10  # a scanned page may carry a page number or a stamp as text
_MAX_UNKNOWN = 0.3  # of the characters


def read_pdf(data: bytes, name: str) -> Source:
    """The text of a PDF, one paragraph a line, without headers, footers and watermarks.

    Raises:
        CewenError: the file is scanned, locked, broken or too large.
    """
    return to_source(read_apart("pdf_runs.py", data, name), name)


def to_source(printed: Printed, name: str) -> Source:
    """The paragraphs of a file of fixed pages, and notes on what could not be read.

    Raises:
        CewenError: the pages hold no text that can be read.
    """
    sizes = [sum(len(run.text) for run in page.runs) for page in printed.pages]
    scanned = [
        number
        for number, (page, size) in enumerate(zip(printed.pages, sizes, strict=True), start=1)
        if page.images and size < _MIN_PAGE_CHARS
    ]
    if sum(sizes) < _MIN_PAGE_CHARS * max(1, len(scanned)):
        what = (
            "是扫描件，没有文字层，请先用 OCR 识别成文字"
            if scanned
            else "里没有文字，请提供方案的文本"
        )
        raise CewenError(f"{name}：文件{what}后再加入。" if scanned else f"{name}：文件{what}。")
    if printed.unknown > _MAX_UNKNOWN * sum(sizes):
        raise CewenError(f"{name}：字体没有编码，文字无法还原，请先用 OCR 识别成文字后再加入。")
    paragraphs, page_lines = to_paragraphs(printed.pages)
    notes = []
    if scanned:
        notes.append(f"第 {_list(scanned)} 页是扫描图片，没有文字层，未收入")
    if printed.unreadable:
        notes.append(f"第 {_list(printed.unreadable)} 页已损坏，未收入")
    if printed.unknown:
        notes.append(f"有 {printed.unknown} 个字的字体没有编码，可能读错，引用前请核对原文件")
    if printed.skewed:
        notes.append(f"略去水印或斜排文字 {printed.skewed} 个字")
    return Source("\n".join(paragraphs), tuple(page_lines), (), tuple(notes))


def _list(numbers: list[int]) -> str:
    """3、5—7"""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return "、".join(f"{a}—{b}" if b > a else str(a) for a, b in ranges)
