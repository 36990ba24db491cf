"""Numbered lines that are a part of the provision above them: details, lists, a box's items."""

from collections.abc import Sequence

from corpus.outline.lines import Line
from corpus.outline.node import Node
from corpus.outline.numbering import DETAILS, Level, Numbered, match_number
from corpus.outline.titles import run_in_title

_SENTENCE_END = ("。", "；", ";", "！", "？", "：", ":", "）", ")", "]", "】", "”", ".")
_MIN_DETAIL_CHARS = 30  # a titled （1） with a text this long is a provision, not a detail
_MIN_WRAPPED_CHARS = 20


def belongs_to_open_text(
    found: Numbered,
    stack: list[Node],
    numbers: Sequence[Numbered | None],
    body: Sequence[Line],
    index: int,
    depths: dict[Level, int],
) -> bool:
    """Whether a numbered line is a part of the provision above it and not one of its own."""
    above = stack[-1]
    if above.level == Level.BOX:
        return _belongs_to_box(found, stack, numbers[index + 1 :], depths, body[index].text)
    if any(node.level == Level.ARTICLE for node in stack):
        return depths[found.level] > depths[Level.ARTICLE] and found.level != Level.BOX
    if found.level == Level.BOX or not above.lines:
        return False
    if _is_listed(found, above, body[index].text):
        return True
    if found.level in DETAILS and above.depth < depths[found.level]:
        # （1） under running text lists its details; under a bare heading it is the provision.
        open_text = not above.bare or bool(above.paragraphs)
        return open_text and not (
            above.children or _are_provisions(found, above, numbers, body, index)
        )
    return _is_wrapped(found, stack, depths)


def _is_listed(found: Numbered, above: Node, text: str) -> bool:
    """`……包括以下任务：`, then `1.……；` and so on: a list inside the provision's text."""
    if above.bare and not above.paragraphs:
        return False
    before = above.lines[-1].text
    if found.value == 1:
        return before.endswith(("：", ":")) and text.endswith(("；", ";"))
    previous = match_number(before)
    return (
        previous is not None
        and len(above.lines) > 1
        and (previous.level, previous.value + 1) == (found.level, found.value)
        and before.endswith(("；", ";", "；和", "；以及"))
    )


def _are_provisions(
    found: Numbered,
    above: Node,
    numbers: Sequence[Numbered | None],
    body: Sequence[Line],
    index: int,
) -> bool:
    """Whether （1） and all its siblings carry a title and a text of their own."""
    if found.value != 1 or above.lines[-1].text.endswith(("：", ":")) or found.level == Level.POINT:
        return False
    siblings = []
    for number in numbers[index:]:
        if number and number.level < found.level:
            break
        siblings += [number] if number and number.level == found.level else []
    return len(siblings) >= 2 and all(
        run_in_title(s.rest) and len(s.rest) >= _MIN_DETAIL_CHARS for s in siblings
    )


def _is_wrapped(found: Numbered, stack: list[Node], depths: dict[Level, int]) -> bool:
    """A line that broke inside a sentence and goes on with a number out of every sequence."""
    above = stack[-1]
    before = above.lines[-1].text
    if (above.bare and not above.paragraphs) or before.endswith(_SENTENCE_END):
        return False
    depth = depths[found.level]
    siblings = [child for node in stack for child in node.children if child.depth == depth]
    expected = {child.value + 1 for child in siblings} | {1}
    return len(before) >= _MIN_WRAPPED_CHARS and found.value not in expected


def _belongs_to_box(
    found: Numbered,
    stack: list[Node],
    following: Sequence[Numbered | None],
    depths: dict[Level, int],
    text: str,
) -> bool:
    """Whether a numbered line under a box is an item of the box or the next measure outside it."""
    if found.level < Level.SECTION or found.level == Level.BOX:
        return False
    box = stack[-1]
    parent = next(n for n in reversed(stack[:-1]) if n.depth < depths[found.level])
    siblings = [child for child in parent.children if child.level == found.level]
    if not _continues_box(found, box):
        return False
    again = _comes_again(found, following)
    if not siblings:
        # The first number below a heading without text is a provision, unless it comes again.
        bare = parent.bare and not parent.paragraphs
        return found.level != Level.SECTION and (again or not bare)
    if found.value != siblings[-1].value + 1:
        return True
    # It continues both. Where the same number comes again, that one is the measure.
    return again or _resembles(text, box.lines[-1].text, siblings[-1].lines[0].text)


def _resembles(text: str, item: str, measure: str) -> bool:
    """Whether a line is more like an item of a box than like a measure: in form, then in length."""
    forms = [_has_title(line) for line in (text, item, measure)]
    if forms[1] != forms[2]:
        return forms[0] == forms[1]
    chars, item_chars, measure_chars = len(text), len(item), len(measure)
    to_item = max(chars, item_chars) / min(chars, item_chars)
    return to_item < max(chars, measure_chars) / min(chars, measure_chars)


def _has_title(line: str) -> bool:
    found = match_number(line)
    return bool(run_in_title(found.rest if found else line))


def _comes_again(found: Numbered, following: Sequence[Numbered | None]) -> bool:
    """Whether the number comes again before the next heading or box."""
    for number in following:
        if number and (number.level < found.level or number.level == Level.BOX):
            return False
        if number and number.level == found.level and number.value == found.value:
            return True
    return False


def _continues_box(found: Numbered, box: Node) -> bool:
    """Whether a number goes on with the items of a box, or is its first."""
    inside = [match_number(line.text) for line in box.paragraphs]
    items = [number.value for number in inside if number and number.level == found.level]
    return found.value == (items[-1] + 1 if items else 1)
