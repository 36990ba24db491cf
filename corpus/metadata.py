"""What a document says of itself: title, issuer, 文号, date, status and region."""

import re
from dataclasses import dataclass
from datetime import date

from corpus.document import Region
from corpus.frame import STATUS, Frame
from corpus.gazetteer import region_at_start, short_name
from corpus.numbering import to_int

FICTIONAL_MARK = "示例（虚构）"
_STATUSES = ("征求意见稿", "送审稿", "修订稿", "草案", "试行", "废止")
#: A place that the gazetteer does not know, such as a fictional one.
_REGION = re.compile(
    r"(?P<province>[\u4e00-\u9fff]{2,3}(?:省|自治区))?"
    r"(?P<name>[\u4e00-\u9fff]{2,8}?(?:自治州|自治县|自治旗|地区|省|市|州|盟|县|区|旗))"
)
#: Phrases that end like a place: 工业园区, 城市更新示范区, 关于全市.
_NO_REGION = re.compile(
    r"关于|推进|加快|园区|示范区|开发区|城市|工业|高新|全[市省县区]|本[市省县区]"
)
_PROVINCE = r"[\u4e00-\u9fff]{{2,6}}?(?:省|自治区)(?={name})"
_DATE = re.compile(r"(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日")
_WORD_DATE = re.compile(
    r"([二一][〇零○一二三四五六七八九]{3})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
#: A line of its own, with or without a label; one inside a sentence cites another document.
_DOC_NUMBER = re.compile(
    r"(?:(?:发文字号|文号|发文号)\s?[：:]\s?)?"
    r"(?P<number>[\u4e00-\u9fff]{2,12}\s?[〔\[【（(［]\s?\d{4}\s?[〕\]】）)］]\s?\d{1,4}\s?号)"
)
_ISSUER_END = (
    r"(?:人民政府办公厅|人民政府办公室|人民政府|委员会|领导小组办公室|领导小组|改革委|管委会|局|厅)"
)
_ISSUER = re.compile(rf"[\u4e00-\u9fff]{{2,24}}?{_ISSUER_END}")
_SUBJECT_IS_PEAK = re.compile("碳达峰")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What was recognised; empty (``None`` for the date) where the document does not say."""

    title: str
    issuer: str
    doc_number: str
    issued_on: date | None
    status: str
    region: Region
    fictional: bool


def read_metadata(frame: Frame, text: str, source: str) -> Metadata:
    """Reads title, notice, signature and imprint; never the provisions themselves."""
    around = [line.text for line, _ in frame.outside]
    title_line = frame.title.text if frame.title else _first_line(frame) or source
    title = re.sub(
        r"[（(](?:征求意见稿|送审稿|草案|修订稿|公开征求意见稿)[)）]$", "", title_line
    ).strip()
    region = _region(title, around)
    return Metadata(
        title=title,
        issuer=_issuer(around, region),
        doc_number=_doc_number(around),
        issued_on=_issued_on(around),
        status=_status(title_line, frame),
        region=region,
        fictional=FICTIONAL_MARK in text.replace("虛構", "虚构"),
    )


def document_id(metadata: Metadata, title: str) -> str:
    """`yongzhou-2023`: region in pinyin and year; what the file cannot say is left out.

    Plans on another subject than 碳达峰 carry its initials, so that two plans of one city and
    year differ: `linzhuo-2024-jwjtxtzx`.
    """
    name = metadata.region.name
    parts = ["".join(_syllables(short_name(name)))] if name else []
    if metadata.issued_on:
        parts.append(str(metadata.issued_on.year))
    if not _SUBJECT_IS_PEAK.search(title) or not parts:
        subject = re.sub(r"[^\u4e00-\u9fff]", "", title.replace(name, ""))
        parts.append("".join(syllable[0] for syllable in _syllables(subject))[:8])
    slug = re.sub(r"[^a-z0-9-]", "", "-".join(part for part in parts if part).lower())
    return slug or "document"


def _syllables(text: str) -> list[str]:
    # Imported here because only adding a document needs it; it takes 0.2 s.
    from pypinyin import lazy_pinyin, load_single_dict

    # 都 is read dū in place names; the dictionary prefers dōu outside the phrases it knows.
    load_single_dict({ord("都"): "dū,dōu"})
    return list(lazy_pinyin(text))


def _first_line(frame: Frame) -> str:
    return frame.body[0].text[:60] if frame.body else ""


def _region(title: str, around: list[str]) -> Region:
    """The place that a title begins with: 永州市道县 is 道县, in 永州."""
    meanings = region_at_start(title)
    if len(meanings) == 1:
        return meanings[0]
    found = _REGION.match(title)
    if not meanings and (not found or _NO_REGION.search(found["name"])):
        return Region()
    name = meanings[0].name if meanings else found["name"]  # type: ignore[index]
    province = (found["province"] or "") if found else ""
    for line in around:
        stated = re.search(_PROVINCE.format(name=name), line)
        province = province or (stated[0] if stated else "")
    decided = [region for region in meanings if province and region.province == province]
    if len(decided) == 1:
        return decided[0]
    if name.endswith(("省", "自治区")):
        return Region(province=name)
    if name.endswith(("区", "县", "旗")) and not name.endswith("地区"):
        return Region(province=province, county=name)
    return Region(province=province, city=name)


def _issuer(around: list[str], region: Region) -> str:
    """The bodies that sign the notice, joined by 、; for a draft, who calls for comments."""
    signers: list[str] = []
    lines = [re.sub(r"\s", "", line) for line in around]
    for index, line in enumerate(lines):
        is_signature = _ISSUER.fullmatch(line) and "各" not in line
        following = lines[index + 1 : index + 3]
        signed = any(_DATE.fullmatch(f) or _WORD_DATE.fullmatch(f) for f in following)
        if is_signature and (
            signed or _is_spaced(around[index]) or (region.name and region.name in line)
        ):
            signers += [line] if line not in signers else []
    return "、".join(signers)


def _is_spaced(line: str) -> bool:
    return bool(re.fullmatch(r"(?:\S ){3,}\S", line))


def _doc_number(around: list[str]) -> str:
    for line in around:
        found = _DOC_NUMBER.fullmatch(line)
        if found:
            return re.sub(r"\s", "", found["number"])
    return ""


def _issued_on(around: list[str]) -> date | None:
    """The date under the notice, else that of the imprint; a portal's upload time is neither."""
    for pattern in (r"\s*{}\s*", r".*{}\s?印发"):
        for line in around:
            if re.fullmatch(pattern.format(_DATE.pattern), line):
                year, month, day = map(int, _DATE.search(line).groups())  # type: ignore[union-attr]
                return _date_or_none(year, month, day)
            word = _WORD_DATE.fullmatch(line.strip())
            if word:
                year = int("".join(str(to_int("零" if c == "○" else c)) for c in word[1]))
                return _date_or_none(year, to_int(word[2]), to_int(word[3]))
    return None


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _status(title_line: str, frame: Frame) -> str:
    """A draft says so beside its title; what a notice issues is in force."""
    around = [line.text for line, _ in frame.outside]
    beside = [line.text for line, reason in frame.outside if reason == STATUS]
    notices = [line for line in around if "《" in line and "》" in line]
    for status in _STATUSES:
        if any(status in line for line in (title_line, *beside, *notices)):
            return status
    issued = any(re.search(r"关于印发.*通知|现将.*印发给", line) for line in around)
    return "正式" if issued else ""
