"""文号 in every bracket and spacing: a document's own, and those of the plans it carries out."""

import re
import unicodedata

from corpus.outline.lines import MAX_HEADING, letters

_OPEN, _CLOSE = r"[〔﹝\[［【（(〈<{｛]", r"[〕﹞\]］】）)〉>}｝]"
_PREFIX = r"[\u4e00-\u9fff](?:\s?[\u4e00-\u9fff]){1,13}"
#: 湘政发〔2022〕19号, 湘政发[2022]第19号, 湘政发 2022 年 19 号, 公告2022年第19号.
_NUMBER = (
    rf"(?P<prefix>{_PREFIX})\s?"
    rf"(?:{_OPEN}\s?(?P<year>\d{{4}})\s?年?\s?{_CLOSE}|(?P<plain>\d{{4}})\s?年?)\s?"
    r"(?:第\s?)?(?P<serial>\d{1,4})\s?号"
)
_FIND = re.compile(_NUMBER)
_OWN_LINE = re.compile(
    rf"[（(]?(?:(?:发文字号|发文文号|文号|发文号|文件编号|字号)\s?[：:]?\s?)?{_NUMBER}[)）]?(?:\s*签发人\s?[：:].*)?"
)
_LABELLED = re.compile(rf"(?:发文字号|发文文号|文号|发文号|文件编号|字号)\s?[：:]?\s?{_NUMBER}")
#: 关于印发……的通知（湘政发〔2022〕19号） as a heading, not inside a sentence.
_IN_HEADING = re.compile(rf"(?P<before>[^。；]*?的?通知\s?[（(]?){_NUMBER}[)）]?")
_CITES = re.compile("根据|按照|依据|贯彻|落实|执行|废止|参照")
_LABELS = ("发文字号", "发文文号", "文号", "发文号", "文件编号", "字号")

_BASIS = re.compile("贯彻|落实|根据|依据|按照|遵照|对照|围绕|依照|结合")
_PURPOSE = re.compile(
    "制定|编制|出台|制订|特提出|提出|印发|结合|本(?:方案|意见|计划|规划|办法|要点)"
)
_TITLE = re.compile(
    r"《((?:[^《》]|《[^《》]*》)+)》\s?(?:的?通知)?\s?(?:[（(]([^（()）]{4,40}号)[)）])?"
)
_INNER = re.compile(r"(?:.*?)(?:关于)?印发[〈<《]?(.+?)[〉>》]?的通知$")
_PLAN = re.compile(
    r"(?:方案|意见|规划|纲要|计划|要点|决定|通知|行动|措施|目标纲要|路线图)(?:[（(][^（()）]{2,20}[)）])?$"
)


def own_doc_number(around: list[str], stated: tuple[tuple[str, str], ...] = ()) -> str:
    """The document's own 文号 from the lines around its body, else from a portal's table.

    Spelled 湘政发〔2022〕19号; one inside a sentence is another document's.
    """
    for pattern in (_OWN_LINE, _IN_HEADING):
        for line in around:
            found = pattern.fullmatch(line.strip())
            if found and not _CITES.search(found.groupdict().get("before") or found["prefix"]):
                return _spelled(found)
    for line in around:
        if (found := _LABELLED.search(line)) and len(line) < 300:
            return _spelled(found)
    for label, value in stated:
        if label.strip(" ：:") in _LABELS and (found := _FIND.search(value)):
            return _spelled(found)
    return ""


def year_of(doc_number: str) -> int | None:
    """2022 of 湘政发〔2022〕19号."""
    found = re.search(r"〔(\d{4})〕", doc_number)
    return int(found[1]) if found else None


def _spelled(found: re.Match[str]) -> str:
    prefix = re.sub(r"\s", "", found["prefix"])
    prefix = re.sub(r"^(?:发文字号|文号|第|年)", "", prefix)
    year = unicodedata.normalize("NFKC", found["year"] or found["plain"])
    serial = unicodedata.normalize("NFKC", found["serial"])
    return f"{prefix}〔{year}〕{int(serial)}号"


def implemented_plans(paragraphs: list[str], own_title: str) -> tuple[str, ...]:
    """The higher plans that the opening names as its basis: `title（文号）`, in order.

    为贯彻落实《…》（…号）……制定本方案; laws and the plan itself are none.
    """
    found: dict[str, str] = {}
    for paragraph in paragraphs:
        for sentence in re.split(r"(?<=。)", paragraph):
            if not (_BASIS.search(sentence) and _PURPOSE.search(sentence)):
                continue
            first = _BASIS.search(sentence)
            for title in _TITLE.finditer(sentence, first.start() if first else 0):
                if len(title[1]) > MAX_HEADING:
                    continue
                name = _without_notice(title[1])
                is_own = letters(name) == letters(own_title)
                if is_own or not _PLAN.search(name) or _is_announced(sentence, title.start()):
                    continue
                number = _FIND.search(title[2] or "")
                found.setdefault(letters(name), f"{name}（{_spelled(number)}）" if number else name)
    return tuple(found.values())


def _is_announced(sentence: str, position: int) -> bool:
    """现将《…》印发给你们 and 我市组织编制了《…》 name the plan itself."""
    before = sentence[max(position - 3, 0) : position]
    return bool(re.search(r"(?:现将|编制了?|起草了?|制定了?|形成了?)$", before))


def _without_notice(title: str) -> str:
    inner = _INNER.fullmatch(title)
    return (inner[1] if inner else title).strip("〈〉<>《》 ")
