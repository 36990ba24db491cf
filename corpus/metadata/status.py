"""Whether a plan is in force: the words that say so, and where they stand."""

import re

from corpus.outline.lines import in_order, letters

#: Status → how documents spell it, the more specific first.
_SPELLINGS: dict[str, str] = {
    "征求意见稿": r"(?:公开)?征求意见稿|征求意见",
    "送审稿": "送审稿|报审稿",
    "修订稿": "修订稿|修改稿",
    "草案": "草案|草稿|讨论稿",
    "试行": "试行|暂行",
}
_OVER = r"(?:已经?)?(?:被?废止|失效|宣布失效)"
_DRAFT = re.compile(
    r"\s?[（(\[【](?:公开征求意见稿|征求意见稿|送审稿|报审稿|修订稿|修改稿|草案|草稿|讨论稿"
    rf"|{_OVER})[)）\]】]$"
)
_STATUS_LINE = re.compile(
    r"[（(\[【](?:公开征求意见稿?|征求意见稿|送审稿|报审稿|修订稿|修改稿|草案|草稿|讨论稿|试行|暂行"
    rf"|{_OVER})[)）\]】]"
)
#: （已废止） after the title.
_TITLE_OVER = re.compile(rf"[（(\[【]{_OVER}[)）\]】]$")
#: 关于废止《…》的通知, 决定废止《…》.
_REPEALS = re.compile("(?:废止|宣布失效)[^《》。]{0,6}《([^《》]{4,80})》")
#: 【已废止】, 本文件已失效, 效力状态：废止; a plan that repeals another one says 同时废止.
_REPEALED = re.compile(
    r"^[（(\[【]?(?:此件|该文件|本文件|本方案|文件状态|效力状态|有效性|时效性|状态)?\s?[：:]?\s?"
    rf"{_OVER}[)）\]】]?$"
)
_ISSUED = (
    ("关于印发", "通知"),
    ("印发", "《", "》的通知"),
    ("现将", "印发给"),
    ("予以印发",),
    ("关于发布", "公告|通知"),
)
_EFFECT_LABELS = ("有效性", "效力状态", "时效性", "文件状态", "状态", "是否有效")


def without_draft(title: str) -> str:
    """The title without 征求意见稿 and the like; 试行 is a part of it."""
    return _DRAFT.sub("", title).strip()


def is_status_line(text: str) -> bool:
    """Whether a line says nothing but a status in brackets."""
    return bool(_STATUS_LINE.fullmatch(text))


def read_status(
    title: str, beside: list[str], around: list[str], stated: tuple[tuple[str, str], ...]
) -> tuple[str, bool]:
    """(status, whether it is inferred): a draft says so; what a notice issues is in force.

    A notice that repeals a plan of this title makes it 废止.

    ``title`` as it is printed, ``beside`` the lines under it, ``around`` all lines outside the
    body, ``stated`` a portal's table. Empty when nothing says it.
    """
    effects = [value for label, value in stated if label.strip(" ：:") in _EFFECT_LABELS]
    if any(re.search("废止|失效", value) for value in effects) or any(
        _REPEALED.match(line) for line in (*around, *beside)
    ):
        return "废止", False
    own = letters(without_draft(title))
    repealed = (name for line in around for name in _REPEALS.findall(line))
    if _TITLE_OVER.search(title) or any(letters(name) == own for name in repealed):
        return "废止", False
    notices = [line for line in around if "《" in line and "》" in line and len(line) < 80]
    for status, spelling in _SPELLINGS.items():
        bracketed = re.compile(rf"[（(\[【](?:{spelling})[)）\]】]")
        if bracketed.search(title) or any(bracketed.search(line) for line in (*beside, *notices)):
            return status, False
    if any(in_order(line, "关于.{0,8}征求", "意见") for line in around):
        return "征求意见稿", True
    if any(in_order(line, *words) for line in around for words in _ISSUED):
        return "正式", True
    if any(re.search("有效", value) for value in effects):
        return "正式", False
    return "", False
