"""What a document says of itself: title, issuer, 文号, date, status, region and its basis."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import PurePath

from corpus.document import FICTIONAL_MARK, Region
from corpus.gazetteer import short_name
from corpus.metadata.dates import ANY_DATE, find_date, is_date_line
from corpus.metadata.issuer import decree_number, note_date, read_issuer
from corpus.metadata.references import implemented_plans, own_doc_number, year_of
from corpus.metadata.region import read_region
from corpus.metadata.status import read_status, without_draft
from corpus.outline.frame import STATUS, Frame
from corpus.outline.numbering import match_number

_SUBJECT_IS_PEAK = re.compile("碳达峰")
_IMPRINT_DATE = re.compile(rf".*{ANY_DATE}\s?印发\s*")
#: The labels of a portal's table as copied text has them: 发布机构：…… 成文日期：……
_LABEL = re.compile(
    r"(?<![\u4e00-\u9fff])(索引号|发文字号|文号|发布机构|发文机关|发文机构|发文单位|制定机关|成文日期|发文日期|生成日期|印发日期"
    r"|发布日期|公开日期|有效性|时效性|效力状态|标题|信息名称)\s?[：:]\s?"
)
_WRITTEN = ("成文日期", "发文日期", "生成日期", "印发日期", "成文时间", "发文时间")
_PUBLISHED = ("发布日期", "公开日期", "发布时间")
_TITLES = ("标题", "名称", "信息名称", "文件名称")
_NAMED = re.compile(r"印发《?([^《》]{4,60}?)》?的通知")
_MAX_OPENING = 12


@dataclass(frozen=True, slots=True)
class Metadata:
    """What was recognised; empty (``None`` for the date) where the document does not say.

    ``inferred`` names the fields that follow from what it says without being stated: a province
    or city that the gazetteer adds, the region of the issuer, 正式 from a notice, the day a
    portal published it.
    """

    title: str
    issuer: str
    doc_number: str
    issued_on: date | None
    status: str
    region: Region
    fictional: bool
    implements: tuple[str, ...] = ()
    level: str = ""
    inferred: tuple[str, ...] = ()


def read_metadata(
    frame: Frame, text: str, source: str, stated: tuple[tuple[str, str], ...] = ()
) -> Metadata:
    """Reads title, notice, signature and imprint, then a portal's table, then the opening.

    ``stated`` are (label, value) pairs that a reader found beside the text.
    """
    around = [line.text for line, _ in sorted(frame.outside, key=lambda item: item[0].start)]
    labelled = (*_labelled(around), *stated)
    inferred = []
    printed, is_stated = _title(frame, around, labelled, source)
    title = without_draft(printed).strip("《》")
    inferred += [] if is_stated else ["title"]
    region, level, region_inferred = read_region(title, around, "", text)
    issuer = read_issuer(around, region.name, labelled, printed)
    if not region.name:
        region, level, region_inferred = read_region(title, around, issuer, text)
    inferred += ["region"] if region_inferred else []
    issued_on, date_inferred = _issued_on(around, labelled)
    inferred += ["issued_on"] if date_inferred else []
    beside = [line.text for line, reason in frame.outside if reason == STATUS]
    status, status_inferred = read_status(printed, beside, around, labelled)
    inferred += ["status"] if status_inferred else []
    return Metadata(
        title=title,
        issuer=issuer,
        doc_number=own_doc_number(around, labelled) or decree_number(around),
        issued_on=issued_on,
        status=status,
        region=region,
        fictional=FICTIONAL_MARK in text.replace("虛構", "虚构"),
        implements=implemented_plans(_opening(frame, around), title),
        level=level,
        inferred=tuple(inferred),
    )


def document_id(metadata: Metadata, title: str) -> str:
    """`yongzhou-2023`: region in pinyin and year; what the file cannot say is left out.

    The year is that of the date, else of the 文号; a portal's upload date gives none, so that a
    plan keeps its id in every form. Plans on another subject than 碳达峰 carry its
    initials, so that two plans of one city and year differ: `linzhuo-2024-jwjtxtzx`.
    """
    name = metadata.region.name
    if metadata.level == "国家":
        name = "国家"
    parts = ["".join(_syllables(short_name(name)))] if name else []
    stated = None if "issued_on" in metadata.inferred else metadata.issued_on
    year = stated.year if stated else year_of(metadata.doc_number)
    if year:
        parts.append(str(year))
    if not _SUBJECT_IS_PEAK.search(title) or not parts:
        subject = re.sub(r"[^\u4e00-\u9fff]", "", title.replace(name, ""))
        parts.append("".join(syllable[0] for syllable in _syllables(subject))[:8])
    slug = re.sub(r"[^a-z0-9-]", "", "-".join(part for part in parts if part).lower())
    return slug or "document"


def _syllables(text: str) -> list[str]:
    return list(_pinyin()(text))


@cache
def _pinyin() -> Callable[[str], list[str]]:
    # Imported here because only adding a document needs it; it takes 0.2 s.
    from pypinyin import lazy_pinyin, load_single_dict

    # 都 is read dū in place names; the dictionary prefers dōu outside the phrases it knows.
    load_single_dict({ord("都"): "dū,dōu"})
    return lazy_pinyin


def _labelled(around: list[str]) -> tuple[tuple[str, str], ...]:
    """The entries of a table that was copied as text, one or several a line."""
    entries: list[tuple[str, str]] = []
    for line in around:
        labels = list(_LABEL.finditer(line))
        ends = [label.start() for label in labels[1:]] + [len(line)]
        entries += [
            (label[1], line[label.end() : end].strip())
            for label, end in zip(labels, ends, strict=False)
        ]
    return tuple((label, value) for label, value in entries if value)


def _title(
    frame: Frame, around: list[str], stated: tuple[tuple[str, str], ...], source: str
) -> tuple[str, bool]:
    """(title as it is printed, whether the document or its table states it)."""
    if frame.title:
        return frame.title.text, True
    for line in around:
        if named := _NAMED.search(line):
            return named[1], True
    for label, value in stated:
        if label.strip(" ：:") in _TITLES and value:
            named = _NAMED.search(value)
            return (named[1] if named else value), True
    first = frame.body[0].text[:60] if frame.body else ""
    is_text = match_number(first) is not None or first.endswith("。")
    return (PurePath(source).stem if is_text or not first else first), False


def _issued_on(around: list[str], stated: tuple[tuple[str, str], ...]) -> tuple[date | None, bool]:
    """(date, whether inferred): under the notice, else in the imprint, else in a portal's table.

    The time at which a page was uploaded is none of them; the day of publication is inferred.
    """
    for line in around:
        if is_date_line(line):
            return find_date(line), False
    for line in around:
        if said := note_date(line):
            return find_date(said), False
    for line in around:
        if _IMPRINT_DATE.fullmatch(line):
            return find_date(line), False
    for labels, inferred in ((_WRITTEN, False), (_PUBLISHED, True)):
        for label, value in stated:
            if label.strip(" ：:") in labels and (found := find_date(value)):
                return found, inferred
    return None, False


def _opening(frame: Frame, around: list[str]) -> list[str]:
    """The paragraphs that say on what a plan is based: the notice and what opens the body."""
    notices = [line for line in around if "《" in line and len(line) < 400]
    return [*(line.text for line in frame.body[:_MAX_OPENING]), *notices]
