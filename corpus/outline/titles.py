"""Titles that open a provision without a number: run-in, before a colon, or on their own line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.outline.lines import Line
from corpus.outline.numbering import Level, Numbered, match_number

_MAX_RUN_IN = 60  # a numbered provision's title; the longest in five real plans has 26 characters
_MAX_UNNUMBERED = 30
_MAX_COLON = 24
_MIN_SPACED_BODY = 20
_MAX_WIDTH = 80  # characters; longer lines were not broken at a margin
#: 一是加强领导。, 首先……, ——坚持统筹。: parts of the text above, not titles.
_PART_OF_TEXT = re.compile(
    r"[一二三四五六七八九十]{1,2}[是要]|其[一二三四五次]|首先|再次|最后|此外|同时|另外|第[一二三四五六七八九十][，,、是]"
    r"|[—\-－–·•●○◆◇■□▪◎★☆*※➢►▶✓√]|[（(]\d{1,2}[)）]|[①-⑳]|以.{2,40}为指导|[到至]?20\d\d年|力争|注[：:]|来源"
)
#: 责任单位：…, 完成时限：… say who and when; they open no provision.
_LABEL = re.compile(
    r"[（(【\[]?(?:.{0,6}(?:单位|部门|主体|时限|时间|地点|电话|邮箱|传真|地址|来源|日期|文号|机构|字号)"
    r"|联系人|其中|例如|如下|包括|备注|单位|附件|注|目标任务|年度目标|分工|牵头|配合|责任)$"
)

_SENTENCE_END = tuple("。；;！？：:）)]】”〕.")


def numbered_title(found: Numbered) -> tuple[str, bool]:
    """(title of a numbered line, whether nothing but the title follows the number)."""
    rest = found.rest
    if found.level == Level.BOX:
        return rest.rstrip("】〕]）) "), True
    if found.level == Level.ARTICLE:
        bracketed = re.match(r"[（(【]([^）)】]{2,20})[）)】]", rest)  # 第五条（总量控制）
        return bracketed[1] if bracketed else "", not rest
    title, stop, body = rest.partition("。")
    if colon := _before_colon(rest):
        return colon, False
    if stop and body.strip():
        if spaced := _before_blank(title, rest):
            return spaced, False
        return (title if len(title) <= _MAX_RUN_IN else ""), False
    if spaced := _before_blank(title, rest):
        return spaced, False
    if len(title) <= _MAX_RUN_IN:
        return title, True
    return "", False


def _before_colon(text: str) -> str:
    """光伏推广 of `光伏推广：在学校屋顶……`; empty when a sentence runs up to the colon."""
    title, colon, body = text.replace(":", "：").partition("：")
    is_title = len(title) <= _MAX_COLON and not re.search(r"[，,。；;]", title)
    # 1.德清县:推进改革创新 is a title with a colon in it.
    is_text = len(body.strip()) >= 8 and re.search("[，,。；;]", body)
    return title if colon and is_text and is_title and not _LABEL.match(title) else ""


def _before_blank(sentence: str, text: str) -> str:
    """推进节能 of `推进节能 到2025年……。`: a title set off by a blank alone."""
    title, blank, body = sentence.partition(" ")
    is_title = re.fullmatch(r"[\u4e00-\u9fff“”、]{4,30}", title) and re.match(
        r"[\u4e00-\u9fff“\d]", body
    )
    long_enough = len(text) - len(title) >= _MIN_SPACED_BODY and re.search("[，,。；;]", text)
    return title if blank and is_title and long_enough else ""


def run_in_title(paragraph: str) -> str | None:
    """The title that opens an unnumbered provision: `构建绿色体系。加快……`, or None."""
    title, stop, body = paragraph.partition("。")
    is_title = len(title) <= _MAX_UNNUMBERED and not re.search(r"[，,；;：:]", title)
    if not (stop and body.strip() and is_title) or _PART_OF_TEXT.match(paragraph):
        return None
    return title


def _colon_title(paragraph: str) -> str | None:
    if _PART_OF_TEXT.match(paragraph) or not paragraph.endswith(("。", "；", ")", "）", "]")):
        return None
    return _before_colon(paragraph) or None


def _own_line_title(line: Line, following: Line | None) -> str | None:
    """A title on a line of its own, its text below it."""
    text = line.text
    is_title = len(text) <= _MAX_UNNUMBERED and not re.search(r"[。；;：:，,！？…|]|\d$", text)
    if not is_title or following is None or _PART_OF_TEXT.match(text) or match_number(text):
        return None
    is_text = len(following.text) > _MAX_UNNUMBERED or following.text.endswith("。")
    return text if is_text and re.search("[\u4e00-\u9fff]{2}", text) else None


@dataclass(frozen=True, slots=True)
class Group:
    """Paragraphs of one unnumbered provision; ``own_line`` when the first says only its title."""

    title: str
    lines: tuple[Line, ...]
    own_line: bool = False


def titled_groups(paragraphs: Sequence[Line]) -> tuple[list[Line], list[Group]]:
    """(paragraphs before the first title, provisions by title); no groups when there are no titles.

    One style of title is used throughout: on its own line, run-in, or before a colon.
    """
    own = {
        index: title
        for index, line in enumerate(paragraphs)
        if (title := _own_line_title(line, next(iter(paragraphs[index + 1 : index + 2]), None)))
    }
    begins = [(index, paragraphs[index].text) for index in paragraph_starts(paragraphs)]
    run_in = {index: title for index, text in begins if (title := run_in_title(text))}
    colon = {index: title for index, text in begins if (title := _colon_title(text))}
    if len(own) >= 2 and min(own) <= 1:
        return _grouped(paragraphs, own, own_line=True)
    if run_in and (
        min(run_in) == 0 or (min(run_in) == 1 and 2 <= len(run_in) == len(paragraphs) - 1)
    ):
        return _grouped(paragraphs, run_in, own_line=False)
    if len(colon) >= 2 and (
        min(colon) == 0 or (min(colon) == 1 and len(colon) == len(paragraphs) - 1)
    ):
        return _grouped(paragraphs, colon, own_line=False)
    return list(paragraphs), []


def paragraph_starts(lines: Sequence[Line]) -> list[int]:
    """Indices of the lines that begin a paragraph where a text was broken at a fixed width."""
    width = max((len(line.text) for line in lines), default=0)
    starts = []
    for index in range(len(lines)):
        before = lines[index - 1].text if index else ""
        is_full = width <= _MAX_WIDTH and len(before) >= width - 3
        if not index or before.endswith(_SENTENCE_END) or not is_full:
            starts.append(index)
    return starts


def _grouped(
    paragraphs: Sequence[Line], titles: dict[int, str], own_line: bool
) -> tuple[list[Line], list[Group]]:
    starts = sorted(titles)
    ends = [*starts[1:], len(paragraphs)]
    groups = [
        Group(titles[start], tuple(paragraphs[start:end]), own_line)
        for start, end in zip(starts, ends, strict=True)
    ]
    return list(paragraphs[: starts[0]]), groups


def is_title_rest(heading: str, text: str) -> bool:
    """Whether a line goes on with the title of the heading above it, which broke at the margin."""
    return (
        len(heading) >= 12
        and len(text) <= 24
        and not re.search(r"[。；：:;，,]$|[。；：:]", heading + text)
        and not _PART_OF_TEXT.match(text)
        and bool(re.match("[\u4e00-\u9fff]", text))
    )
