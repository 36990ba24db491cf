"""Windows of fixed length, as most systems cut: made, mapped back to measures, and scored.

Gold is by address, so a hit on a window has to become a hit on measures. Two readings:

- ``best``: a window counts for the one measure that it has most characters of;
- ``all``: it counts for each measure that it has at least half of, or that has at least half of
  it, in reading order: the kinder reading, which gives a long window several places in the list.

``gold_read`` needs neither: it counts characters, the same for a window and for a measure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from langchain_text_splitters import RecursiveCharacterTextSplitter

from corpus import Document, Measure, Span

Reading = Literal["best", "all"]
#: Document id, and a span of its text.
Place = tuple[str, int, int]
#: Of a window that the next one repeats, as LangChain's default has it: 200 of 1,000 characters.
_OVERLAP = 5
_SEPARATORS = ["\n\n", "\n", "。", "；", "，", ""]


@dataclass(frozen=True, slots=True)
class BoundaryScore:
    """How well cuts meet gold boundaries; shares in [0, 1], 0 where there is nothing to share."""

    precision: float
    recall: float
    f1: float


def window_spans(text: str, size: int, overlap: int | None = None) -> list[Span]:
    """Windows of at most ``size`` characters by langchain-text-splitters, a fifth overlapping.

    It prefers to cut at a line, then at 。 ； ，: the separators that its documentation gives for
    Chinese. With its own default (line, then anywhere) the windows would come out worse.
    """
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=size,
        chunk_overlap=size // _OVERLAP if overlap is None else overlap,
        separators=_SEPARATORS,
        keep_separator="end",
        add_start_index=True,
    )
    spans = []
    for piece in splitter.create_documents([text]):
        start = piece.metadata["start_index"]
        spans.append((start, start + len(piece.page_content)))
    return spans


def as_windows(document: Document, size: int) -> Document:
    """The document with its windows in place of its measures: all that follows stays the same.

    Windows cover the span that the measures cover, so that neither has notices and signatures to
    its name. A window knows its document's region and title, as a measure does, but no heading.
    """
    first = min(measure.start for measure in document.measures)
    last = max(measure.end for measure in document.measures)
    windows = tuple(
        Measure(
            id=f"{document.id}/窗{number}",
            doc_id=document.id,
            path=(document.title or document.id,),
            number="",
            title="",
            text=document.text[first + start : first + end],
            kind="措施",
            start=first + start,
            end=first + end,
        )
        for number, (start, end) in enumerate(window_spans(document.text[first:last], size), 1)
    )
    return replace(document, measures=windows)


def measures_of(
    start: int, end: int, measures: Sequence[Measure], reading: Reading
) -> list[Measure]:
    """The measures of a document that a span of its text counts for; none where it has only
    headings."""
    shared = [(min(end, m.end) - max(start, m.start), m) for m in measures]
    touched = [(count, measure) for count, measure in shared if count > 0]
    if not touched:
        return []
    _, best = max(touched, key=lambda item: (item[0], -item[1].start))
    if reading == "best":
        return [best]
    return [
        m
        for count, m in touched
        if m is best or 2 * count >= m.end - m.start or 2 * count >= end - start
    ]


def gold_read(read: Iterable[Place], gold: Iterable[Place], budget: int) -> float:
    """What a reader gets who reads from the top and stops after ``budget`` characters.

    The share of gold characters among those read, of the most that it could be: all of gold, or
    ``budget`` characters. Read twice is read, but counts once; 0 where there is no gold.
    """
    wanted = {(doc_id, i) for doc_id, start, end in gold for i in range(start, end)}
    seen: set[tuple[str, int]] = set()
    left = budget
    for doc_id, start, end in read:
        end = min(end, start + left)
        seen |= {(doc_id, i) for i in range(start, end)}
        left -= end - start
        if left <= 0:
            break
    return len(wanted & seen) / min(len(wanted), budget) if wanted else 0.0


def boundary_score(text: str, cut: Iterable[Span], gold: Iterable[Span]) -> BoundaryScore:
    """Precision, recall and F1 of the places where a chunker cuts, against where measures do.

    A place is counted in non-blank characters, so that the end of a line and the start of the next
    are one. The two ends of what gold covers are not scored: nobody misses them.
    """
    before = [0]  # non-blank characters before each position
    for char in text:
        before.append(before[-1] + (not char.isspace()))
    wanted = {before[place] for span in gold for place in span}
    found = {before[place] for span in cut for place in span}
    if wanted:
        ends = {min(wanted), max(wanted)}
        found = {place for place in found if min(ends) < place < max(ends)}
        wanted -= ends
    met = len(found & wanted)
    precision = met / len(found) if found else 0.0
    recall = met / len(wanted) if wanted else 0.0
    f1 = 2 * precision * recall / (precision + recall) if met else 0.0
    return BoundaryScore(precision, recall, f1)
