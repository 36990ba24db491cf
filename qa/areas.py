"""Names of several places at once: 湘南各市 are 衡阳, 郴州 and 永州.

``areas.tsv`` holds the name, its places by full name, and what kind of name it is.
"""

from functools import cache
from importlib.resources import files

from corpus import Region
from corpus.gazetteer import region_at_start


def areas_in(text: str) -> list[tuple[str, tuple[Region, ...]]]:
    """The areas that a text names: (the name, its places)."""
    return [(name, regions) for name, regions in _table() if name in text]


@cache
def _table() -> tuple[tuple[str, tuple[Region, ...]], ...]:
    text = (files("qa") / "areas.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line)
    return tuple(
        (name, tuple(region for place in places.split() for region in region_at_start(place)))
        for name, places, _ in rows
    )
