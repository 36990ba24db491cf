"""Where a plan begins and ends inside a copied page: its title, its body, and what is around."""

import re
from dataclasses import dataclass

from corpus.numbering import Level, match_number

DATE = r"\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日"
_TITLE = re.compile(
    r"[^。，,；;：:|>]{4,60}(?:方案|规划|计划|意见|办法|要点|措施|纲要|行动|细则|规定)"
    r"(?:[（(][^（）()]{2,8}[)）])?"
)
_NO_TITLE = re.compile(r"印发|通知|公告|关于.*征求|^附件|^《|首页|正文")
_STATUS_LINE = re.compile(r"[（(](?:征求意见稿|试行|草案|修订稿|送审稿|公开征求意见稿)[)）]")
_NOTICE = re.compile(r"关于.*(?:印发|公开征求|征求).*(?:通知|公告|意见)|人民政府文件$")
_IMPRINT = re.compile(rf"(?:抄送|主送|分送)\s?[：:]|.*{DATE}\s?印发$")
_DISCLAIMER = re.compile(r"特别声明|免责声明|声明[：:]")
#: Short lines only: 关闭落后产能 and 分享先进经验 begin provisions too.
_PAGE = re.compile(
    r"(?:展开全文|打开.{0,12}(?:APP|客户端)|收藏|投稿|分享(?:到|至)?|相关(?:阅读|链接|文章|推荐)"
    r"|责任编辑|上一篇|下一篇|【?(?:打印|关闭)|扫一扫|新闻排行|版权所有)[^。；，]{0,16}"
)
_ATTACHMENT = re.compile(r"附件(?:\s?[\d一二三四五六七八九十]{1,2})?(?:\s|[：:]|$)")
_BODY = r"(?:政府|委员会|委|办公室|办公厅|局|厅|管委会|领导小组)"
_SIGNATURE = re.compile(rf"[^。，,；;：:、]{{2,30}}{_BODY}\s?")
_DATE_LINE = re.compile(rf"{DATE}|[二〇○零一三四五六七八九十年月日]{{9,12}}")

PAGE = "网页附带内容"
NOTICE = "印发或征求意见的通知"
IMPRINT = "抄送与印发信息"
SIGNATURE = "落款"
ATTACHMENT = "附件"
STATUS = "标题下的状态"
STRAY = "标题前的散段"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text that is not blank, without its line end."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The title line (None when there is none), the body's lines, and the others with reasons."""

    title: Line | None
    body: tuple[Line, ...]
    outside: tuple[tuple[Line, str], ...]


def find_frame(text: str) -> Frame:
    """Separates a plan from the page around it."""
    lines = split_lines(text)
    first = _first_heading(lines)
    title = _title_index(lines, first)
    head = 0 if title is None else title + 1
    outside = [(line, reason) for line, reason in _header(lines[: max(head - 1, 0)])]
    while head < len(lines) and _STATUS_LINE.fullmatch(lines[head].text):
        outside.append((lines[head], STATUS))
        head += 1
    foot = _footer_index(lines, head)
    outside += _footer(lines[foot:])
    return Frame(
        title=None if title is None else lines[title],
        body=tuple(lines[head:foot]),
        outside=tuple(outside),
    )


def split_lines(text: str) -> list[Line]:
    """The lines of a text that are not blank."""
    lines = []
    start = 0
    for raw in text.split("\n"):
        if raw:
            lines.append(Line(start, start + len(raw), raw))
        start += len(raw) + 1
    return lines


def _first_heading(lines: list[Line]) -> int:
    """Index of the first top-level heading, or the number of lines when there is none."""
    for index, line in enumerate(lines):
        found = match_number(line.text)
        if found and found.value == 1 and found.level in (Level.CHAPTER, Level.ARTICLE, Level.PART):
            return index
    return len(lines)


def _title_index(lines: list[Line], first_heading: int) -> int | None:
    """The last line before the first heading that reads like a plan's title."""
    for index in range(min(first_heading, len(lines)) - 1, -1, -1):
        text = lines[index].text
        if _TITLE.fullmatch(text) and not _NO_TITLE.search(text) and not match_number(text):
            return index
    return None


def _header(lines: list[Line]) -> list[tuple[Line, str]]:
    found: list[tuple[Line, str]] = []
    reason = PAGE
    for line in lines:
        if reason == PAGE and _NOTICE.search(line.text):
            reason = NOTICE
        found.append((line, reason))
    return found


def _footer_index(lines: list[Line], head: int) -> int:
    """Index of the first line after the last provision that no longer belongs to the plan."""
    headings = [i for i in range(head, len(lines)) if _is_heading(lines[i].text)]
    first = (headings[-1] + 1) if headings else head + 1
    for index in range(first, len(lines)):
        text = lines[index].text
        if _IMPRINT.match(text) or _is_page(text) or _is_signature(lines, index):
            return index
    return len(lines)


def _is_heading(text: str) -> bool:
    """A numbered line above the level of 1., which lists of links in a page's footer have too."""
    found = match_number(text)
    return found is not None and found.level < Level.ITEM


def _is_page(text: str) -> bool:
    return bool(_DISCLAIMER.match(text) or _PAGE.fullmatch(text))


def _is_signature(lines: list[Line], index: int) -> bool:
    """A body's name and then, at most two lines on, a date on a line of its own."""
    if _DATE_LINE.fullmatch(lines[index].text):
        return True
    following = lines[index + 1 : index + 3]
    return bool(_SIGNATURE.fullmatch(lines[index].text)) and any(
        _DATE_LINE.fullmatch(line.text) for line in following
    )


def _footer(lines: list[Line]) -> list[tuple[Line, str]]:
    found: list[tuple[Line, str]] = []
    reason = SIGNATURE
    for line in lines:
        if _is_page(line.text):
            reason = PAGE
        elif _ATTACHMENT.match(line.text) and reason != PAGE:
            reason = ATTACHMENT
        elif _IMPRINT.match(line.text) and reason != PAGE:
            reason = IMPRINT
        found.append((line, reason))
    return found
