"""Where a plan begins inside a copied page: its title, its body, and what is around."""

import re
from dataclasses import dataclass, replace

from corpus.metadata.dates import is_date_line
from corpus.metadata.issuer import is_decree_line, is_issuer_line
from corpus.metadata.status import is_status_line, without_draft
from corpus.outline.contents import CONTENTS, contents_lines
from corpus.outline.ending import (
    ATTACHMENT,
    IMPRINT,
    PAGE,
    SIGNATURE,
    Attachment,
    find_ending,
    is_page,
)
from corpus.outline.lines import MAX_HEADING, Line, in_order, letters, split_lines
from corpus.outline.numbering import Level, match_number

__all__ = [
    "ATTACHMENT",
    "CONTENTS",
    "HEAD",
    "IMPRINT",
    "NOTICE",
    "PAGE",
    "SIGNATURE",
    "STATUS",
    "STRAY",
    "Frame",
    "Line",
    "find_frame",
    "split_lines",
]

_KIND = "(?:方案|规划|计划|意见|办法|要点|措施|纲要|行动|细则|规定|条例|路线图|任务书|决定)"
_TITLE = re.compile(
    rf"《?[^。，,；;：:|>《》]{{4,60}}{_KIND}》?(?:[（(][^（()）]{{2,16}}[)）]){{0,2}}"
)
_NO_TITLE = re.compile(r"印发|通知|公告|关于.*征求|^附件|首页|正文|^目录")
#: The second line of a title of two lines: 实施方案, 综合工作方案（2021—2025年）.
_TITLE_END = re.compile(rf"[^。，,；;：:|>\s]{{0,16}}{_KIND}(?:[（(][^（()）]{{2,16}}[)）])?")
_TITLE_START = re.compile(
    r"[“”、\u4e00-\u9fff\d（）()—\-]{2,30}(?<![局委府部厅办人])(?<!委员会)(?<!通知)"
)
_PERIOD = re.compile(r"[（(]\s?\d{4}\s?年?\s?[-—－–~～至]{1,2}\s?\d{4}\s?年?\s?[)）]")
#: A notice that carries provisions itself has no plan below it.
_NOTICE_TITLE = re.compile(r"[^。；;|>《》]{0,40}关于[^。；;|>]{4,60}(?:通知|意见|决定|公告)")
_NOTICE = ("关于", "印发|征求|废止|宣布失效", "通知|公告|意见|决定|函")
_NAMED = re.compile(
    r"(?:印发|征求|发布|公布)(?:对|关于)?\s?《?([^《》]{4,80}?)》?(?:的通知|的公告|意见)"
)
_ATTACHED = re.compile(r"附\s?件\s?\d*\s?[：:]\s?(?:\d\s?[.．、]\s?)?(?P<title>\S.*)")
_UNDER_TITLE = re.compile(
    r"[^。，,；;：:、]{2,30}(?:政府|委员会|委|办公室|办公厅|局|厅|管委会|领导小组|部)"
    r"|[\u4e00-\u9fff]{2,14}\s?[〔\[【（(［]\s?\d{4}\s?[〕\]】）)］]\s?第?\s?\d{1,4}\s?号"
    r"|[（(](?:\d{4}年|经|自)[^（）()]{6,60}[)）]"
    r"|[（(][^（()）]{0,40}\d{4}年\d{1,2}月\d{1,2}日[^（()）]{0,20}[)）]|\d{4}\s?年\s?\d{1,2}\s?月"
)

NOTICE = "印发或征求意见的通知"
HEAD = "标题上下的机关、文号与日期"
STATUS = "标题下的状态"
STRAY = "标题前的散段"


@dataclass(frozen=True, slots=True)
class Frame:
    """The title (None when there is none), the body's lines, attachments, the rest with reasons.

    A title over several lines is one ``Line`` that spans them, its text joined.
    """

    title: Line | None
    body: tuple[Line, ...]
    outside: tuple[tuple[Line, str], ...]
    attachments: tuple[Attachment, ...] = ()
    left_attachments: tuple[str, ...] = ()  # names of those whose text is not read
    named_attachments: tuple[str, ...] = ()  # and of those that are only listed


def find_frame(text: str) -> Frame:
    """Separates a plan from the page around it."""
    lines = split_lines(text)
    contents = contents_lines(lines)
    frame = _frame(lines, contents)
    if not contents:
        return frame
    if _stands_inside(lines[max(contents)], frame):
        return _frame(lines, set())
    # What stands above the contents is the cover.
    cover = [line for line in frame.body if line.start < lines[min(contents)].start]
    outside = (*frame.outside, *((line, PAGE) for line in cover))
    return replace(frame, body=frame.body[len(cover) :], outside=outside)


def _stands_inside(last: Line, frame: Frame) -> bool:
    """Whether what looks like a table of contents has provisions above it."""
    above = [line for line in frame.body if line.start < last.start]
    below = [line for line in frame.body if line.start > last.start]
    numbered = any(match_number(line.text) for line in above)
    return bool(above) and (numbered or not below or not match_number(below[0].text))


def _frame(everything: list[Line], contents: set[int]) -> Frame:
    outside = [(everything[index], CONTENTS) for index in sorted(contents)]
    lines = [line for index, line in enumerate(everything) if index not in contents]
    first, head = _title_span(lines)
    title = _joined(lines[first:head]) if head > first else None
    outside += _header(lines[:first])
    while title and head < len(lines) and _PERIOD.fullmatch(lines[head].text):
        title, head = _joined([title, lines[head]]), head + 1
    if title is None:
        title, head = _attached_title(lines, head)
        outside += _header(lines[first:head])
    for line in lines[head : head + 4]:
        reason = _under_title(line.text)
        if not reason:
            break
        outside.append((line, reason))
        head += 1
    ending = find_ending(lines, head)
    return Frame(
        title,
        tuple(lines[head : ending.start]),
        (*outside, *ending.outside),
        ending.attachments,
        ending.left,
        ending.named,
    )


def _joined(lines: list[Line]) -> Line:
    return Line(lines[0].start, lines[-1].end, "".join(line.text for line in lines))


def _under_title(text: str) -> str:
    """Why a line right under the title is no provision; empty when it may be one."""
    if is_status_line(text):
        return STATUS
    if len(text) > MAX_HEADING:
        return ""
    is_signature = is_date_line(text) or bool(_UNDER_TITLE.fullmatch(text))
    return HEAD if is_signature and not match_number(text) else ""


def _title_span(lines: list[Line]) -> tuple[int, int]:
    """(first line of the title, line after it); equal where the plan has no title."""
    named = _named_span(lines)
    if named:
        return named
    first_heading = _first_heading(lines)
    candidates = [index for index in range(first_heading) if _is_title(lines[index].text)]
    if candidates:
        # Without headings a title-like line further down is a provision's.
        index = candidates[-1] if first_heading < len(lines) else candidates[0]
        return _with_line_before(lines, index), index + 1
    for index in range(first_heading - 1, 0, -1):
        if len(lines[index].text) > MAX_HEADING:
            continue
        if _TITLE_END.fullmatch(lines[index].text) and not match_number(lines[index].text):
            first = _with_line_before(lines, index)
            if first < index:
                return first, index + 1
    for index in range(min(first_heading, len(lines))):
        text = lines[index].text
        if len(text) > MAX_HEADING:
            continue
        if _NOTICE_TITLE.fullmatch(text) and not re.search("印发|征求", text):
            # A notice that repeals the plan attached to it is not the plan.
            repeals = re.search("废止|失效", text) and _attached_title(lines, 0)[0]
            return (0, 0) if repeals else (index, index + 1)
    return 0, 0


def _is_title(text: str) -> bool:
    if len(text) > MAX_HEADING:
        return False
    return bool(_TITLE.fullmatch(text)) and not _NO_TITLE.search(text) and not match_number(text)


def _is_notice(text: str) -> bool:
    """关于印发……的通知, 关于公开征求……意见的公告, or the head of a printed document."""
    return in_order(text, *_NOTICE) or text.endswith("人民政府文件")


def _with_line_before(lines: list[Line], index: int) -> int:
    """Index of the line that a title begins on: it may take the line above."""
    if index == 0 or max(len(line.text) for line in lines[index - 1 : index + 1]) > MAX_HEADING:
        return index
    if not _TITLE_END.fullmatch(lines[index].text):
        return index
    above = lines[index - 1].text
    begins = _TITLE_START.fullmatch(above) and not _NO_TITLE.search(above)
    whole = _TITLE.fullmatch(above) or _is_notice(above) or is_page(above)
    if not begins or whole or is_date_line(above) or match_number(above):
        return index
    return (
        index
        if re.match(r"[\u4e00-\u9fff]{2,9}?[省市县区州盟旗]", lines[index].text)
        else index - 1
    )


def _named_span(lines: list[Line]) -> tuple[int, int] | None:
    """The lines that repeat the title which a notice names, the plan right below them."""
    spans: list[tuple[int, int]] = []
    names = _named(lines)
    if not names:
        return None
    for index in range(len(lines)):
        for count in (1, 2, 3):
            joined = "".join(line.text for line in lines[index : index + count])
            if len(joined) > MAX_HEADING:
                break
            if letters(without_draft(joined)) in names and len(lines) >= index + count:
                spans.append((index, index + count))
                break
    if not spans:
        return None
    ends = [*(span[0] for span in spans[1:]), len(lines)]
    weights = [_weight(lines[span[1] : end]) for span, end in zip(spans, ends, strict=True)]
    best = max(range(len(spans)), key=lambda index: weights[index])
    return spans[best] if weights[best] else None


def _named(lines: list[Line]) -> set[str]:
    names = set()
    for index in range(min(len(lines), 60)):
        for count in (1, 2, 3):
            joined = "".join(line.text for line in lines[index : index + count])
            if len(joined) < 160 and (found := _NAMED.search(joined)):
                names.add(letters(without_draft(found[1])))
    return {name for name in names if re.search(_KIND, name)}


def _weight(lines: list[Line]) -> tuple[int, int]:
    """How much of a plan follows a title: its headings, then its characters."""
    headings = sum(match_number(line.text) is not None for line in lines)
    return headings, sum(len(line.text) for line in lines)


def _first_heading(lines: list[Line]) -> int:
    """Index of the first top-level heading, or the number of lines when there is none."""
    firsts: list[int] = []
    for index, line in enumerate(lines):
        found = match_number(line.text)
        if found and found.value == 1 and found.level != Level.BOX:
            if found.level <= Level.PART:
                return index
            firsts.append(index)
    return firsts[0] if firsts else len(lines)


def _attached_title(lines: list[Line], head: int) -> tuple[Line | None, int]:
    """The title in `附件：樟溪市碳达峰实施方案` where the plan follows without one of its own."""
    for index in range(min(_first_heading(lines), len(lines)) - 1, -1, -1):
        if len(lines[index].text) > MAX_HEADING:
            continue
        found = _ATTACHED.fullmatch(lines[index].text)
        if found and _TITLE.fullmatch(found["title"]):
            start = lines[index].start + found.start("title")
            return Line(start, lines[index].end, found["title"]), index + 1
    return None, head


def _header(lines: list[Line]) -> list[tuple[Line, str]]:
    found: list[tuple[Line, str]] = []
    reason = PAGE
    for index, line in enumerate(lines):
        following = lines[index + 1].text if index + 1 < len(lines) else ""
        is_first_half = line.text.endswith(("印发", "关于")) and _is_notice(line.text + following)
        begins = _is_notice(line.text) or is_first_half or is_decree_line(line.text)
        if reason == PAGE and begins:
            reason = NOTICE
        is_head = reason == PAGE and is_issuer_line(line.text)
        found.append((line, HEAD if is_head else reason))
    return found
