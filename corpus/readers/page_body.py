"""The lines of a document out of the lines of a web page: whole, in order, and nothing else.

Trafilatura finds where the document is, and this module takes it out. The long lines that
trafilatura extracts are the document's, and so is every numbered line that is no link; the
smallest element that holds them all is the body, and each of its visible lines is kept but for
lists of links, buttons and the page's own furniture. So nothing that trafilatura drops inside the
body (short headings, list numbers, table cells, repeated lines) is lost, and no share of loss has
to be guessed at.
"""

import re
from copy import deepcopy

from corpus.outline.numbering import match_number
from corpus.readers.furniture import (
    in_furniture,
    is_closing,
    is_date,
    is_furniture,
    is_official,
    is_signature,
    opens_page_end,
)
from corpus.readers.rendering import Element, PageLine, render_lines

_MIN_PARAGRAPH = 20  # characters: shorter lines that trafilatura kept may be a menu's
_MIN_TITLE = 6  # characters
_LINK = 0.6  # a line is a link when this share of its characters is
_LINK_RUN = 3  # so many links in a row are a list of other pages, also inside the body
_ENTRY_PAGE = re.compile(r"[.…·\d]+$")  # 一、总体要求……3


def body_lines(root: Element, titles: set[str]) -> list[str]:
    """The document's lines out of a page's; none where the page has no body."""
    lines = render_lines(root)
    marked = _marked(lines, _extracted(root))
    if not marked:
        return []
    first, last = marked[0], marked[-1]
    chosen = set(marked)
    body = _smallest_around([lines[i].block for i in marked])
    while len(marked) == 1 and _holds_one_line(body, lines):
        body = body.getparent()
    holders = {element for i in marked for element in _upward(lines[i].block)}
    links = _link_lists(lines)
    kept: list[str] = []
    ended = False
    for index, line in enumerate(lines):
        ended = ended or (index > last and opens_page_end(line.text))
        inside = body in _upward(line.block)
        linked = _is_link(line)
        # Below the body, and below what ends the page only inside its block.
        closes = index > last and not linked and (inside or not (ended or line.linked))
        if index in chosen or (closes and _closes(lines, index)):
            kept.append(line.text)
        elif ended or index in links or is_furniture(line, holders):
            continue
        elif (
            (inside and (first < index < last or not linked))
            or is_official(line.text)
            or (index < first and not linked and _is_title(line.text, titles))
        ):
            kept.append(line.text)
    return kept


def _holds_one_line(element: Element, lines: list[PageLine]) -> bool:
    held = sum(element in _upward(line.block) for line in lines)
    return held == 1 and element.getparent() is not None


def _closes(lines: list[PageLine], index: int) -> bool:
    """Whether a line below the body is part of the document; a body's name only above a date."""
    following = [line.text for line in lines[index + 1 : index + 3]]
    return is_closing(lines[index].text) or (
        is_signature(lines[index].text) and any(is_date(text) for text in following)
    )


def _marked(lines: list[PageLine], extracted: str) -> list[int]:
    """The numbers of the lines that are surely the document's.

    They are the long lines that trafilatura extracted, and the numbered ones, which it may have
    missed, unless they are links, in a menu, or below what ends the page.
    """
    whole = {_squeezed(line) for line in extracted.split("\n")}
    extracted = _squeezed(extracted)
    texts = {_squeezed(line.text) for line in lines if not _is_link(line)}
    known: list[int] = []
    numbered: list[int] = []
    page_ends: list[int] = []
    for index, line in enumerate(lines):
        text = _squeezed(line.text)
        if opens_page_end(line.text):
            page_ends.append(index)
        elif _is_link(line) and not _is_linked_heading(line, texts):
            continue
        elif len(text) >= _MIN_PARAGRAPH and (text in whole or text in extracted):
            known.append(index)
        elif match_number(line.text) and not in_furniture(line.block, set()):
            numbered.append(index)
    last_known = known[-1] if known else -1
    end = next((index for index in page_ends if index > last_known), len(lines))
    return sorted(known + [index for index in numbered if index < end])


def _is_linked_heading(line: PageLine, texts: set[str]) -> bool:
    """Whether a numbered line that leads back to the contents is the heading, not the entry."""
    if line.inert < _LINK or match_number(line.text) is None:
        return False
    entry = _ENTRY_PAGE.sub("", _squeezed(line.text))
    return not any(text.startswith(entry) for text in texts)


def _link_lists(lines: list[PageLine]) -> set[int]:
    """The numbers of the lines in runs of links, and of the single links that are buttons."""
    found: set[int] = set()
    run: list[int] = []
    for index, line in enumerate([*lines, None]):
        if line is not None and _is_link(line):
            run.append(index)
            continue
        found.update(run if len(run) >= _LINK_RUN else (i for i in run if lines[i].inert >= _LINK))
        run = []
    return found


def _is_title(text: str, titles: set[str]) -> bool:
    return len(text) >= _MIN_TITLE and any(_squeezed(text) in _squeezed(known) for known in titles)


def _extracted(root: Element) -> str:
    """What trafilatura takes for the page's text."""
    import trafilatura  # imported here: it takes half a second, and few files are web pages

    try:
        found = trafilatura.extract(
            deepcopy(root),
            output_format="txt",
            favor_recall=True,
            include_comments=False,
            include_tables=True,
            deduplicate=False,
        )
    except RecursionError:  # tags nested a thousand deep; the numbered lines still tell the body
        return ""
    return found or ""


def _is_link(line: PageLine) -> bool:
    return line.linked >= _LINK or line.inert >= _LINK


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _upward(element: Element) -> list[Element]:
    """The element and what encloses it, innermost first."""
    return [element, *element.iterancestors()]


def _smallest_around(blocks: list[Element]) -> Element:
    """The innermost element that holds all of these."""
    chain = _upward(blocks[0])
    for block in blocks[1:]:
        enclosing = set(_upward(block))
        chain = [element for element in chain if element in enclosing]
    return chain[0]
