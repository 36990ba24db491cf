"""Numbered lines that are a part of the provision above them: details, lists, a box's items."""

from collections.abc import Sequence

from corpus.outline.lines import Line
from corpus.outline.node import Node
from corpus.outline.numbering import DETAILS, Level, Numbered, match_number
from corpus.outline.titles import run_in_title

_SENTENCE_END = ("。", "；", ";", "！", "？", "：", ":", "）", ")", "]", "】", "”", ".")
_MIN_DETAIL_CHARS = 30  # a titled （1） with a text this long is a provision, not a detail
_MIN_WRAPPED_CHARS = 20
_REACH = 500  # lines; no list of a plan is longer


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
        return _belongs_to_box(found, stack, (numbers, index), depths, body[index].text)
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
    return _is_wrapped(found, stack)


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
    siblings = 0
    for place in range(index, len(numbers)):
        number = numbers[place]
        if number is None or number.level > found.level:
            continue
        if number.level < found.level:
            break
        if not run_in_title(number.rest) or len(number.rest) < _MIN_DETAIL_CHARS:
            return False
        siblings += 1
    return siblings >= 2


def _is_wrapped(found: Numbered, stack: list[Node]) -> bool:
    """A line that broke inside a sentence and goes on with a number out of every sequence."""
    above = stack[-1]
    before = above.lines[-1].text
    if (above.bare and not above.paragraphs) or before.endswith(_SENTENCE_END):
        return False
    before_it = (found.level, found.value - 1)
    in_sequence = found.value == 1 or any(before_it in node.values for node in stack)
    return len(before) >= _MIN_WRAPPED_CHARS and not in_sequence


def _belongs_to_box(
    found: Numbered,
    stack: list[Node],
    place: tuple[Sequence[Numbered | None], int],
    depths: dict[Level, int],
    text: str,
) -> bool:
    """Whether a numbered line under a box is an item of the box or the next measure outside it."""
    if found.level < Level.SECTION or found.level == Level.BOX:
        return False
    box = stack[-1]
    parent = next(n for n in reversed(stack[:-1]) if n.depth < depths[found.level])
    sibling = parent.last.get(found.level)
    if not _continues_box(found, box):
        return False
    again = _comes_again(found, *place)
    if not sibling:
        # The first number below a heading without text is a provision, unless it comes again.
        bare = parent.bare and not parent.paragraphs
        return found.level != Level.SECTION and (again or not bare)
    if found.value != sibling.value + 1:
        return True
    # It continues both. Where the same number comes again, that one is the measure.
    return again or _resembles(text, box.lines[-1].text, sibling.lines[0].text)


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


def _comes_again(found: Numbered, numbers: Sequence[Numbered | None], index: int) -> bool:
    """Whether the number at ``index`` comes again before the next heading or box."""
    for place in range(index + 1, min(index + 1 + _REACH, len(numbers))):
        number = numbers[place]
        if number and (number.level < found.level or number.level == Level.BOX):
            return False
        if number and number.level == found.level and number.value == found.value:
            return True
    return False


def _continues_box(found: Numbered, box: Node) -> bool:
    """Whether a number goes on with the items of a box, or is its first."""
    for line in reversed(box.lines[box.heading_lines :]):
        number = match_number(line.text)
        if number and number.level == found.level:
            return found.value == number.value + 1
    return found.value == 1
