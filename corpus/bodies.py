"""Who must do it: the list of responsible bodies that closes a measure, bracketed or labelled."""

import re
from dataclasses import dataclass

#: `（市发改委牵头，市工信局按职责分工负责）`, `(牵头单位:…,责任单位:…)`, `[责任单位:…]` at the end.
_CLOSING = re.compile(
    r"[（(\[【〔]"
    r"(?P<list>[^（()）\[\]【】〔〕]*(?:[（(][^（()）]*[)）][^（()）\[\]【】〔〕]*)*)"
    r"[)）\]】〕][。.]?\s*$"
)
_IS_LIST = re.compile(r"负责|牵头|责任单位|配合单位|责任部门|落实$|实施$")
_LABEL = re.compile(
    r"(牵头|责任|配合|实施|参与|主办|协办)(?:单位|部门)\s?[：:]|完成(?:时限|时间|期限)\s?[：:]"
)
#: `……9万千瓦。牵头单位：…；责任单位：…` without brackets: after a sentence, or a line of its own.
_LABELLED = re.compile(rf"(?:(?:{_LABEL.pattern})[^。：:\n]{{2,400}}[；;，,。\s]*)+")
_BEFORE_LABEL = ("。", "；", ";", "！", "？", "）", ")", "\n")
_MAX_LABELLED = 1500  # characters at the end of a measure that labelled lists may take
_MAX_NAME = 60  # characters; a longer item is text
#: What follows the last name: 等部门按职责分工负责, 按领域推进, 分别落实.
_TAIL = re.compile(
    r"(?:等(?:相关|有关|各)?(?:部门|单位)?|(?<!直)(?:相关|有关)(?:部门|单位)|(?<=[局委办])部门)?"
    r"(?:共同|分别)?(?:按照?(?:各自)?)?(?:职责|领域|任务|分工)*(?:共同|分别)?"
    r"(?:具体)?(?:负责|配合|落实|组织实施|推进|执行|实施|参加|参与|协助)*$"
)
#: A bracket without a verb is a list when each of its items is the name of a body.
_BODY_END = re.compile(
    r"(?:局|委|委员会|办|办公室|政府|部|厅|院|部门|单位|中心|公司|银行|分行|支行|管委会|园区|小组"
    r"|协会|集团|联|工会|街道|乡镇|镇|队|站|所|社)$"
)
_BRACKETED = re.compile(r"[（(][^（()）]*[)）]")
_REMARK = re.compile(r"^(?:以下|以上).*$|不再.*列出$")
_SEPARATORS = frozenset("、,，;；")


@dataclass(frozen=True, slots=True)
class Bodies:
    """The closing list: ``start`` is where it begins in the text that was searched."""

    lead: tuple[str, ...]
    responsible: tuple[str, ...]
    start: int


def find_bodies(text: str) -> Bodies | None:
    """The bodies named at the end of ``text``, or None when there is no such list.

    They stand in a bracket, or after 牵头单位：, 责任单位： and the like without one.
    """
    found = _CLOSING.search(text)
    if not found:
        return _labelled(text)
    # Without 负责 or the like, only what stands after the end of a sentence is a list.
    after_sentence = text[: found.start()].rstrip().endswith(("。", "；", ";"))
    if not (_IS_LIST.search(found["list"]) or (after_sentence and _only_bodies(found["list"]))):
        return _labelled(text)
    return _bodies(found["list"], found.start())


def _labelled(text: str) -> Bodies | None:
    """A list that labels open: the first label from which nothing but labels and names follow."""
    first = max(len(text) - _MAX_LABELLED, 0)
    for label in _LABEL.finditer(text, first):
        start = label.start()
        before = text[:start].rstrip(" ")
        if not label[1] or (before and not before.endswith(_BEFORE_LABEL)):
            continue
        if _LABELLED.fullmatch(text, start):
            return _bodies(text[start:], start)
    return None


def _bodies(listing: str, start: int) -> Bodies:
    lead: dict[str, None] = {}
    responsible: dict[str, None] = {}
    for is_lead, names in _groups(listing):
        (lead if is_lead else responsible).update(dict.fromkeys(_names(names)))
    return Bodies(tuple(lead), tuple(responsible), start)


def _only_bodies(listing: str) -> bool:
    parts = _split_outside_brackets(listing)
    if any(len(part) > _MAX_NAME for part in parts):
        return False
    items = [_TAIL.sub("", part).strip() for part in parts]
    return all(len(item) >= 3 and _BODY_END.search(_BRACKETED.sub("", item)) for item in items)


def _groups(listing: str) -> list[tuple[bool, str]]:
    """(is lead, names) for each stretch of a list, by its labels or by its verbs."""
    labels = list(_LABEL.finditer(listing))
    if labels:
        ends = [label.start() for label in labels[1:]] + [len(listing)]
        return [
            (label[1] in ("牵头", "主办"), listing[label.end() : end])
            for label, end in zip(labels, ends, strict=True)
            if label[1]
        ]
    before, verb, after = listing.partition("牵头")
    return [(True, before), (False, after)] if verb else [(False, listing)]


def _names(listing: str) -> list[str]:
    names = []
    for part in _split_outside_brackets(listing):
        part = part.strip(" \n。.：:")
        if len(part) > _MAX_NAME:
            continue
        if _REMARK.search(part):
            break  # “以下均需…落实，不再列出” speaks of other measures
        name = _TAIL.sub("", part).strip()
        if len(name) >= 2:
            names.append(name)
    return names


def _split_outside_brackets(listing: str) -> list[str]:
    """`市政府办（金融办）、各县（市、区）人民政府` is two bodies, not three."""
    parts = [""]
    depth = 0
    for char in listing:
        depth += char in "（("
        depth -= char in "）)"
        if depth <= 0 and char in _SEPARATORS:
            parts.append("")
        else:
            parts[-1] += char
    return parts
