"""Which numbering style encloses which in one plan: the usual order, unless another fits better.

Most plans go 一、（一）1.（1）①. Some put 1. above （一）, or 一、 above 第一条; there the order of
first appearance leaves fewer numbers out of sequence.
"""

from collections.abc import Sequence

from corpus.outline.numbering import Level, Numbered

#: Styles whose place is never in doubt; a box belongs to what stands above it.
_FIXED = (Level.TITLED, Level.BOOK, Level.CHAPTER, Level.DIVISION, Level.DECIMAL, Level.THIRD)
_REPEAT, _GAP, _ORPHAN, _RUN_ON = 3.0, 2.0, 2.0, 0.5
#: How much less out of sequence another order must be before it replaces the usual one.
_MARGIN = 2.0


def depth_order(numbers: Sequence[Numbered]) -> dict[Level, int]:
    """Level → depth from 1 for every style, so that a smaller depth encloses a larger one."""
    seen = dict.fromkeys(n.level for n in numbers if n.level not in (*_FIXED, Level.BOX))
    appearance = tuple(seen)
    usual = tuple(sorted(appearance))
    if usual == appearance:
        return _depths(usual)
    fits_better = _disorder(numbers, appearance) + _MARGIN <= _disorder(numbers, usual)
    return _depths(appearance if fits_better else usual)


def _depths(order: tuple[Level, ...]) -> dict[Level, int]:
    """Depths of all styles where the free ones among them take each other's places."""
    places = dict(zip(sorted(order), order, strict=True))
    ordered = [places.get(level, level) for level in Level]
    return {level: depth for depth, level in enumerate(ordered, start=1)}


def _disorder(numbers: Sequence[Numbered], order: tuple[Level, ...]) -> float:
    """How badly the numbers run when ``order`` says which style encloses which."""
    depths = _depths(order)
    used = {depths[n.level] for n in numbers if n.level is not Level.BOX}
    seen: set[int] = set()
    stack: list[tuple[int, dict[int, int]]] = [(0, {})]  # depth, last value of each depth below
    last: dict[int, int] = {}
    total = 0.0
    for number in numbers:
        if number.level is Level.BOX:
            continue
        depth, value = depths[number.level], number.value
        while stack[-1][0] >= depth:
            stack.pop()
        # A deeper style before any of the outer ones has appeared stands under nothing.
        if len(stack) == 1 and depth > min(used) and not seen & set(range(depth)):
            total += _ORPHAN
        seen.add(depth)
        siblings = stack[-1][1]
        before = siblings.get(depth)
        if before is None:
            if value != 1:
                runs_on = value == last.get(depth, 0) + 1
                total += _GAP if not runs_on else 0 if number.level == Level.ARTICLE else _RUN_ON
        elif value <= before:
            total += _REPEAT
        elif value != before + 1:
            total += _GAP
        siblings[depth] = last[depth] = value
        stack.append((depth, {}))
    return total
