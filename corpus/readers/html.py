"""Web pages: what a portal's page holds of a plan, and what it states of it."""

import email
import email.policy
import re

from lxml import etree, html

from corpus.errors import CewenError
from corpus.readers.page_body import body_lines
from corpus.readers.plain import decode, read_plain_text, undecoded
from corpus.readers.portal import attached_files, meta_entries, page_title, take_tables
from corpus.readers.rendering import Element, drop_unseen
from corpus.source import Source

_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})|<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{1,40})""",
    re.IGNORECASE,
)
_DATA_ADDRESS = re.compile(r"""(?<=["'(])data:[^"')]{1000,}""")
_TAG = re.compile(r"<(?:!doctype|[a-z][a-z0-9]*[\s>/])", re.IGNORECASE)


def read_html(data: bytes, name: str) -> Source:
    """The plan in a web page, one paragraph a line; what the portal states of it beside.

    Raises:
        CewenError: the bytes are no text, or the page has no body.
    """
    declared = _DECLARED.search(data[:4096])
    charset = (declared[1] or declared[2]).decode() if declared else ""
    text = decode(data, charset)
    if text is None:
        raise CewenError(f"{name}：不是网页文件（内容像图片或程序），请另存完整网页或复制正文。")
    if not _TAG.search(text):
        return read_plain_text(data, name)
    root, cut = _tree(text)
    if root is None:
        raise _no_body(name)
    title = page_title(root)
    stated = [("网页标题", title)] if title else []
    stated += meta_entries(root)
    drop_unseen(root)
    stated += [entry for entry in take_tables(root) if entry not in stated]
    titles = {value for label, value in stated if label in ("标题", "网页标题")}
    lines = body_lines(root, titles)
    if not lines:
        raise _no_body(name)
    notes = undecoded(text) + cut + attached_files(root)
    return Source("\n".join(lines) + "\n", stated=tuple(stated), notes=notes)


def read_mhtml(data: bytes, name: str) -> Source:
    """The plan in a page saved as one file (.mht): of its frames, the one with most text.

    Raises:
        CewenError: the file holds no page, or none with a body.
    """
    message = email.message_from_bytes(data, policy=email.policy.default)
    best: Source | None = None
    for part in message.walk():
        if part.get_content_type() not in ("text/html", "application/xhtml+xml"):
            continue
        try:
            read = read_html(bytes(part.get_payload(decode=True) or b""), name)
        except CewenError:
            continue  # a frame without a body, beside the one that has it
        if best is None or len(read.text) > len(best.text):
            best = read
    if best is None:
        raise _no_body(name)
    return best


def _no_body(name: str) -> CewenError:
    return CewenError(f"{name}：页面里没有正文，请另存完整网页或复制正文。")


def _tree(text: str) -> tuple[Element | None, tuple[str, ...]]:
    """The page's tree, None where there is no element, and a note where the parser gave up."""
    # Images inside the file are megabytes of no text, beyond what the parser takes.
    text = _DATA_ADDRESS.sub("", text).replace("\0", "")
    # A page with some hundred unclosed <font> is deeper than the parser takes unless told so.
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None, ()
    cut = any("depth" in error.message or "Huge" in error.message for error in parser.error_log)
    note = "网页的标签嵌套过深，后面的内容可能没有读全，请复制正文存为 .txt 后加入"
    return root, (note,) if cut else ()
