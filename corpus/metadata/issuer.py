"""Who issued a plan: the signature, else the notice's heading, else a portal's table."""

import re

from corpus.metadata.dates import ANY_DATE, is_date_line
from corpus.outline.lines import MAX_HEADING

_END = (
    r"(?:人民政府办公厅|人民政府办公室|人民政府|国务院办公厅|国务院|中共中央|委员会办公室|委员会"
    r"|领导小组办公室|领导小组|改革委|发改委|管委会|工信委|经信委|市委|省委|区委|县委|党工委|办公厅|办公室|局|厅"
    r"|(?:生态环境|工业和信息化|住房和城乡建设|住房城乡建设|交通运输|科学技术|科技|财政|农业农村|商务|自然资源|教育)部)"
)
_ISSUER = re.compile(rf"[\u4e00-\u9fff]{{0,26}}?{_END}")
#: （汐川市人民政府2022年6月30日印发，2024年6月3日修订） under the title.
_NOTE = re.compile(
    rf"[（(](?P<body>[\u4e00-\u9fff]{{0,26}}?{_END})(?P<date>{ANY_DATE})[^（()）]{{0,60}}[)）]"
)
#: 汐川市人民政府令, with 第58号 beside or below it.
_DECREE = re.compile(
    rf"(?P<body>[\u4e00-\u9fff]{{0,26}}?{_END})令(?:\s*[（(]?第\s?(?P<number>\d{{1,4}}|[一二三四五六七八九十百〇零]{{1,6}})\s?号[)）]?)?"
)
_DECREE_NUMBER = re.compile(r"[（(]?第\s?(\d{1,4}|[一二三四五六七八九十百〇零]{1,6})\s?号[)）]?")
#: 樟溪市人民政府关于印发……的通知; several bodies may stand there without a mark between.
_VERB = re.compile("关于|印发|发布")
_SEVERAL = re.compile(rf"[\u4e00-\u9fff]{{0,60}}?{_END}")
_LABELS = (
    "发布机构",
    "发文机关",
    "发文机构",
    "发文单位",
    "制定机关",
    "发布单位",
    "公开主体",
    "印发机关",
    "责任部门",
)
_NO_ISSUER = re.compile("各|关于|主办|来源")


def read_issuer(
    around: list[str], region_name: str, stated: tuple[tuple[str, str], ...] = (), title: str = ""
) -> str:
    """The bodies that issued a plan, joined by 、; for a draft, who calls for comments.

    ``around`` are the lines outside the body, ``stated`` is a portal's table.
    """
    signers: dict[str, None] = {}
    for index, line in enumerate(around):
        names = _names(line)
        following = around[index + 1 : index + 3]
        signed = any(is_date_line(other) for other in following)
        if names and (signed or _is_spaced(line) or (region_name and region_name in names[0])):
            signers.update(dict.fromkeys(names))
    if signers:
        return "、".join(signers)
    lines = [*around, title]
    for start in range(len(lines)):
        heading = lines[start] + (lines[start + 1] if start + 1 < len(lines) else "")
        found = _before_verb(heading[: 2 * MAX_HEADING])
        announces = re.search("通知|公告|意见|决定", heading)
        if found and announces and not _NO_ISSUER.search(found):
            return "、".join(_split(found))
    for line in around:
        said = _NOTE.fullmatch(line.strip()) or _DECREE.fullmatch(line.strip())
        if said:
            return said["body"]
    for label, value in stated:
        if label.strip(" ：:") in _LABELS and value.strip():
            return "、".join(_split(value.strip()))
    return ""


def note_date(line: str) -> str:
    """The date of `（某市人民政府2022年6月30日印发，…）`, the first where it was revised later."""
    found = _NOTE.fullmatch(line.strip())
    return found["date"] if found else ""


def decree_number(around: list[str]) -> str:
    """`汐川市人民政府令第58号`, on one line or two; empty when there is none."""
    for index, line in enumerate(around):
        found = _DECREE.fullmatch(line.strip())
        if not found:
            continue
        below = _DECREE_NUMBER.fullmatch(around[index + 1]) if index + 1 < len(around) else None
        number = found["number"] or (below[1] if below else "")
        if number:
            return f"{found['body']}令第{number}号"
    return ""


def is_issuer_line(line: str) -> bool:
    """Whether a line names bodies and nothing else: 柘浦市发展和改革委员会 柘浦市财政局."""
    return len(line) <= MAX_HEADING and bool(_names(line))


def is_decree_line(line: str) -> bool:
    """Whether a line is the head of a decree: 汐川市人民政府令."""
    return bool(_DECREE.fullmatch(line))


def _names(line: str) -> list[str]:
    """The bodies that a line consists of; none when it says anything else."""
    closed = re.sub(r"\s", "", line)
    if _NO_ISSUER.search(closed):
        return []
    parts = [part for part in re.split(r"[\s、]+", line.strip()) if part]
    if len(parts) > 1 and all(len(part) >= 4 and _ISSUER.fullmatch(part) for part in parts):
        return parts
    return [closed] if len(closed) >= 3 and _ISSUER.fullmatch(closed) else []


def _before_verb(heading: str) -> str:
    """The bodies that a heading begins with, up to 关于 or 印发; empty when it begins otherwise."""
    for verb in _VERB.finditer(heading):
        names = _split(heading[: verb.start()])
        if names and all(_SEVERAL.fullmatch(name) for name in names):
            return heading[: verb.start()]
    return ""


def _split(names: str) -> list[str]:
    """中共樟溪市委员会樟溪市人民政府 as it is; names set apart by 、 or a blank one by one."""
    return [name for name in re.split(r"[、\s,，;；]+", names) if name]


def _is_spaced(line: str) -> bool:
    return bool(re.fullmatch(r"(?:\S ){3,}\S", line))
