"""Where a plan ends: signature, imprint, the page's footer, and the attachments after it."""

import re
from dataclasses import dataclass

from corpus.metadata.dates import ANY_DATE, is_date_line
from corpus.outline.lines import Line, letters
from corpus.outline.numbering import Level, match_number

_IMPRINT = re.compile(
    rf"(?:抄送|主送|分送)\s?[：:]|.*{ANY_DATE}\s?印发$|[（(]此件.{{2,14}}[)）]$"
    r"|[（(](?:主动公开|依申请公开|不予公开|公开发布)[)）]$"
    r"|[（(]?(?:公开属性|公开方式|公开形式|信息公开选项|联系人)\s?[：:]"
)
_DISCLAIMER = re.compile(r"特别声明|免责声明|声明[：:]")
#: Short lines only: 关闭落后产能 and 分享先进经验 begin provisions too.
_PAGE = re.compile(
    r"(?:展开全文|打开.{0,12}(?:APP|客户端)|收藏|投稿|分享(?:到|至)?|相关(?:阅读|链接|文章|推荐|新闻|附件下载)"
    r"|责任编辑|上一篇|下一篇|上一条|下一条|【?(?:打印|关闭)|扫一扫|新闻排行|版权所有|主办单位[：:]"
    r"|网站地图|返回顶部)[^。；，]{0,16}"
)
_ATTACHMENT = re.compile(
    r"附(?:\s?(?:件|录|表)|(?=\s?[：:]))\s?(?P<number>\d{1,2}|[一二三四五六七八九十]{1,2})?\s?"
    r"(?:[：:.、]\s?(?P<title>[^。；;]{0,80})|\s(?P<spaced>[^。；;，,]{1,60})"
    r"|(?<=[\d一二三四五六七八九十])(?P<joined>(?![所中的列和与])[^。；;，,：:]{4,40}))?"
)
_ORDINAL = re.compile(r"^\s*\d{1,2}\s?[.．、]\s?")
_LISTED = re.compile(r"\s*\d{1,2}\s?[.．、][^。；;]{2,60}")
#: Attachments that explain or tabulate: nothing in them is a provision.
_EXPLAINS = re.compile(r"名词|术语|解释|解读|说明|指标|示意图|分布图|名单|通讯录|计算方法|参考")
#: Attachments that list projects or who does what: with sentences under numbers they are read,
#: but as boxes, since the plan's own provisions are what is counted.
_LISTS = re.compile(r"清单|目录|名录|分工|项目库|(?:一览|[^代图])表$|(?:项目|工程)(?:表|计划)?$")
_EXPLANATION = re.compile(
    r"[^。，；]{0,60}(?:起草说明|编制说明|政策解读|文字解读|图文解读|情况说明)"
    r"|(?:(?:有关|主要|相关|专业)?(?:名词|术语)){1,2}(?:解释|释义|说明|注释)"
)
_BODY = r"(?:政府|委员会|委|办公室|办公厅|局|厅|管委会|领导小组|国务院)"
_SIGNATURE = re.compile(rf"[^。，,；;：:、]{{2,30}}{_BODY}\s?")
_MIN_PROVISION_CHARS = 15  # below this mean a numbered list names things and provides nothing

PAGE = "网页附带内容"
IMPRINT = "抄送与印发信息"
SIGNATURE = "落款"
ATTACHMENT = "附件"
ATTACHED_TABLE = "附件，是表格、名单或说明，没有编号的条款"
REPEATED_TITLE = "重复的标题"
EXPLANATION = "方案后的说明或解读"


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attachment that holds provisions: its number (附件, 附件2), title and body.

    ``lists`` where it is a list of projects or tasks, whose entries are no measures.
    """

    number: str
    title: str
    body: tuple[Line, ...]
    lists: bool = False

    @property
    def name(self) -> str:
        """`附件2 重点工程清单`."""
        return f"{self.number} {self.title}".strip()


@dataclass(frozen=True, slots=True)
class Ending:
    """``start``: index of the first line after the plan; what follows, read or left out.

    ``left`` names the attachments whose text is not read; ``named`` those that are only listed.
    """

    start: int
    outside: tuple[tuple[Line, str], ...]
    attachments: tuple[Attachment, ...]
    left: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(slots=True)
class _After:
    """What comes after a plan, while it is gathered."""

    outside: list[tuple[Line, str]]
    read: list[Attachment]
    left: list[str]
    named: list[str]


def find_ending(lines: list[Line], head: int) -> Ending:
    """Where the plan that begins at line ``head`` ends, and what comes after it."""
    start = _start(lines, head)
    after = _After([], [], [], [])
    index = start
    reason = SIGNATURE
    while index < len(lines):
        text = lines[index].text
        attached = _ATTACHMENT.fullmatch(text) if reason != PAGE else None
        if attached:
            index = _attachment(lines, index, attached, after)
            reason = SIGNATURE
            continue
        if is_page(text):
            reason = PAGE
        elif _EXPLANATION.fullmatch(text) and reason != PAGE:
            reason = EXPLANATION
        elif _IMPRINT.match(text) and reason not in (PAGE, EXPLANATION):
            reason = IMPRINT
        after.outside.append((lines[index], reason))
        index += 1
    present = [letters(name) for name in (*(a.title for a in after.read), *after.left)]
    named = [name for name in after.named if not any(letters(name) in other for other in present)]
    return Ending(start, tuple(after.outside), tuple(after.read), tuple(after.left), tuple(named))


def is_page(text: str) -> bool:
    """Whether a line is a link, a button or a disclaimer of the page around a document."""
    return bool(_DISCLAIMER.match(text) or _PAGE.fullmatch(text))


def _start(lines: list[Line], head: int) -> int:
    """Index of the first line that no longer belongs to the plan."""
    begun = False
    hard = len(lines)
    for index in range(head, len(lines)):
        if begun and _ends_plan(lines, index):
            hard = index
            break
        begun = begun or match_number(lines[index].text) is not None or index > head + 1
    headings = [i for i in range(head, hard) if _is_heading(lines[i].text)]
    soft = (headings[-1] + 1) if headings else head + 1
    for index in range(soft, hard):
        if is_page(lines[index].text):
            return index
    return hard


def _ends_plan(lines: list[Line], index: int) -> bool:
    text = lines[index].text
    if _ATTACHMENT.fullmatch(text) or _IMPRINT.match(text) or _is_signature(lines, index):
        return True
    return bool(_EXPLANATION.fullmatch(text)) and not match_number(text)


def _is_heading(text: str) -> bool:
    """A numbered line above the level of 1., which lists of links in a page's footer have too."""
    found = match_number(text)
    return found is not None and found.level < Level.ITEM


def _is_signature(lines: list[Line], index: int) -> bool:
    """A body's name and then, at most two lines on, a date on a line of its own."""
    text = lines[index].text
    if is_date_line(text):
        return True
    following = lines[index + 1 : index + 3]
    return (
        bool(_SIGNATURE.fullmatch(text))
        and not match_number(text)
        and any(is_date_line(line.text) for line in following)
    )


def _attachment(lines: list[Line], index: int, found: re.Match[str], after: _After) -> int:
    """Takes the attachment that begins at ``index``; the index of the line after it."""
    title = (found["title"] or found["spaced"] or found["joined"] or "").strip()
    end = index + 1
    if _LISTED.fullmatch(title) or (not title and _names_others(lines, end)):
        # `附件：1.任务分工表` above the signature names what comes below.
        while end < len(lines) and _LISTED.fullmatch(lines[end].text):
            end += 1
        after.outside += [(line, ATTACHMENT) for line in lines[index:end]]
        names = [title, *(line.text for line in lines[index + 1 : end])]
        after.named += [_ORDINAL.sub("", name) for name in names if name]
        return end
    while end < len(lines) and not (_ends_plan(lines, end) or is_page(lines[end].text)):
        end += 1
    number = f"附件{found['number'] or ''}"
    body = index + 1
    repeated: list[tuple[Line, str]] = []
    if body < end and not match_number(lines[body].text) and _is_title(lines[body].text):
        if not title:
            title = lines[body].text
            body += 1
        elif letters(title) in letters(lines[body].text):
            repeated = [(lines[body], REPEATED_TITLE)]
            body += 1
    if body < end and _provides(lines[body:end]) and not _EXPLAINS.search(title):
        after.outside += repeated
        is_list = bool(_LISTS.search(title))
        after.read.append(Attachment(number, title, tuple(lines[body:end]), is_list))
        return end
    reason = ATTACHED_TABLE if body < end else ATTACHMENT
    after.outside += [(line, reason) for line in lines[index:end]]
    (after.left if body < end else after.named).append(f"{number} {title}".strip())
    return end


def _names_others(lines: list[Line], start: int) -> bool:
    """Whether numbered names follow and then the signature: a list of attachments."""
    end = start
    while end < len(lines) and _LISTED.fullmatch(lines[end].text):
        end += 1
    return end > start and end < len(lines) and _ends_plan(lines, end)


def _is_title(text: str) -> bool:
    return len(text) <= 60 and not text.endswith(("。", "；", "：", ":"))


def _provides(lines: list[Line]) -> bool:
    """Whether lines hold numbered provisions rather than a list of names."""
    numbers = [match_number(line.text) for line in lines]
    numbered = sum(number is not None for number in numbers)
    if numbered < 2 or not any(number and number.value == 1 for number in numbers):
        return False
    begun = next(index for index, number in enumerate(numbers) if number)
    chars = sum(len(line.text) for line in lines[begun:])
    sentences = any("。" in line.text or "；" in line.text for line in lines[begun:])
    return sentences and chars / numbered >= _MIN_PROVISION_CHARS
