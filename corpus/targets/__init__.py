"""Goals in figures: indicator, period, base, comparator, value and unit."""

from corpus.targets.find import find_targets

__all__ = ["find_targets"]
