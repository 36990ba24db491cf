"""What stands on every page and belongs to none: page numbers, running headers, watermarks."""

import re
from collections import Counter
from dataclasses import replace

from corpus.readers.columns import Page, Run, rows_of

Mark = tuple[str, int]

_ZONE = 0.13  # of the page's height, at the top and at the bottom
_MIN_PAGES = 2
_MIN_SHARE = 0.4  # of the pages; left and right pages may differ
_SAME_PLACE = 0.004  # of the page's height

_DASH = r"[-—–―－─·•~～\s]*"
#: — 3 —，- 3 -，3，第3页 共20页，第 3 页，3/20，Page 3 of 20，III
_PAGE_NUMBER = re.compile(
    rf"{_DASH}(?:第?\s?\d{{1,4}}\s?页?|[ivxIVX]{{1,6}}){_DASH}"
    rf"|第\s?[\d一二三四五六七八九十百]{{1,5}}\s?页[\s，,/]*(?:[（(]?共\s?[\d一二三四五六七八九十百]{{1,5}}\s?页[)）]?)?"
    rf"|\d{{1,4}}\s?[/／]\s?\d{{1,4}}"
    rf"|[Pp]age\s?\d{{1,4}}(?:\s?of\s?\d{{1,4}})?"
)


#: The end of a sentence, or of a bracket opened on the line above: running text.
_RUNNING_TEXT = re.compile(r"[。；，、：,;:]$|^[^（(]*[）)]$")


def without_margins(pages: list[Page]) -> list[Page]:
    """The pages without page numbers and without what comes back at the same place."""
    rows = [[(_mark(row, page), row) for row in rows_of(page.runs)] for page in pages]
    repeated = _repeated([{mark for mark, _ in marked} for marked in rows])
    cleaned = []
    for page, marked in zip(pages, rows, strict=True):
        kept = [run for mark, row in marked if mark not in repeated for run in row]
        cleaned.append(replace(page, runs=tuple(_without_page_number(kept, page))))
    return cleaned


def _mark(row: list[Run], page: Page) -> Mark:
    """What makes two lines the same on two pages: the text but for its figures, and the place."""
    text = re.sub(r"\d+", "#", "".join(run.text for run in row))
    return text, round(row[0].baseline / (page.height or 1.0) / _SAME_PLACE)


def _repeated(pages: list[set[Mark]]) -> set[Mark]:
    """Marks found on several pages, with their neighbours in place (they are rounded)."""
    counts = Counter(mark for marks in pages for mark in marks)
    needed = max(_MIN_PAGES, _MIN_SHARE * len(pages))
    found = set()
    for (text, place), count in counts.items():
        near = count + counts[text, place - 1] + counts[text, place + 1]
        in_zone = not _ZONE < place * _SAME_PLACE < 1 - _ZONE
        if near < needed or _RUNNING_TEXT.search(text):
            continue
        # Outside the margins only a watermark comes back so often.
        if in_zone or (near >= 3 and len(text) >= 4):
            found.add((text, place))
    return found


def _without_page_number(runs: list[Run], page: Page) -> list[Run]:
    """Without the outermost line at the top and at the bottom where it is a page number."""
    for outermost in (min, max):
        zone = [
            run
            for run in runs
            if (run.baseline < _ZONE * page.height) or (run.baseline > (1 - _ZONE) * page.height)
        ]
        if not zone:
            break
        edge = outermost(run.baseline for run in zone)
        line = [run for run in runs if abs(run.baseline - edge) <= 0.5 * run.size]
        text = " ".join(run.text for run in sorted(line, key=lambda run: run.left))
        if _PAGE_NUMBER.fullmatch(text.strip()):
            runs = [run for run in runs if run not in line]
    return runs
