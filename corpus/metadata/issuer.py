"""Who issued a plan: the signature, else the notice's heading, else a portal's table."""

import re

from corpus.metadata.dates import is_date_line

_END = (
    r"(?:人民政府办公厅|人民政府办公室|人民政府|国务院办公厅|国务院|中共中央|委员会办公室|委员会"
    r"|领导小组办公室|领导小组|改革委|发改委|管委会|工信委|经信委|市委|省委|区委|县委|党工委|办公厅|办公室|局|厅"
    r"|(?:生态环境|工业和信息化|住房和城乡建设|住房城乡建设|交通运输|科学技术|科技|财政|农业农村|商务|自然资源|教育)部)"
)
_ISSUER = re.compile(rf"[\u4e00-\u9fff]{{0,26}}?{_END}")
#: 樟溪市人民政府关于印发……的通知
_HEADING = re.compile(rf"((?:[\u4e00-\u9fff]{{0,26}}?{_END}[、\s]?)+)(?:关于|印发|发布)")
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
    signers: list[str] = []
    for index, line in enumerate(around):
        names = _names(line)
        following = around[index + 1 : index + 3]
        signed = any(is_date_line(other) for other in following)
        if names and (signed or _is_spaced(line) or (region_name and region_name in names[0])):
            signers += [name for name in names if name not in signers]
    if signers:
        return "、".join(signers)
    lines = [*around, title]
    for start in range(len(lines)):
        heading = lines[start] + (lines[start + 1] if start + 1 < len(lines) else "")
        found = _HEADING.match(heading)
        if (
            found
            and re.search(r"的?(?:通知|公告|意见|决定)", heading)
            and not _NO_ISSUER.search(found[1])
        ):
            return "、".join(_split(found[1]))
    for label, value in stated:
        if label.strip(" ：:") in _LABELS and value.strip():
            return "、".join(_split(value.strip()))
    return ""


def _names(line: str) -> list[str]:
    """The bodies that a line consists of; none when it says anything else."""
    closed = re.sub(r"\s", "", line)
    if _NO_ISSUER.search(closed):
        return []
    parts = [part for part in re.split(r"[\s、]+", line.strip()) if part]
    if len(parts) > 1 and all(len(part) >= 4 and _ISSUER.fullmatch(part) for part in parts):
        return parts
    return [closed] if len(closed) >= 3 and _ISSUER.fullmatch(closed) else []


def _split(names: str) -> list[str]:
    """中共樟溪市委员会樟溪市人民政府 as it is; names set apart by 、 or a blank one by one."""
    return [name for name in re.split(r"[、\s,，;；]+", names) if name]


def _is_spaced(line: str) -> bool:
    return bool(re.fullmatch(r"(?:\S ){3,}\S", line))
