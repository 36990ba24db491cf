"""What is embedded of a measure: the whole of it in windows, and each of its clauses."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from corpus import Document, Measure, measure_clauses
from corpus.bodies import find_bodies

Role = Literal["measure", "clause"]

#: Where a text longer than the encoder's window may be cut, best place first.
_SEPARATORS = ["\n", "。", "；", ";", "，", ",", ""]


@dataclass(frozen=True, slots=True)
class Passage:
    """A text to embed; ``start`` and ``end`` are the span of ``measure.text`` it stands for."""

    measure_id: str
    role: Role
    start: int
    end: int
    text: str


def measure_passages(
    document: Document, measure: Measure, count_tokens: Callable[[str], int], max_tokens: int
) -> list[Passage]:
    """The passages of a measure: its windows first, then its clauses."""
    body = measure.text[: body_end(measure)]
    context = measure_context(document, measure)
    room = max_tokens - count_tokens(context) - 8  # the prompt and the special tokens
    passages = [
        Passage(measure.id, "measure", start, end, f"{context}\n{body[start:end]}")
        for start, end in _windows(body, count_tokens, max(room, max_tokens // 2))
    ]
    title = measure.title or measure.path[-1]
    for start, end in measure_clauses(measure):
        clause = measure.text[start:end]
        text = clause if clause.startswith(title) else f"{title}：{clause}"
        passages.append(Passage(measure.id, "clause", start, end, text))
    return passages


def measure_context(document: Document, measure: Measure) -> str:
    """Where a measure stands, in words: region and the headings above it."""
    headings = measure.path[:-1] or (document.title,)
    return " ".join(part for part in (document.region.name, *headings) if part)


def body_end(measure: Measure) -> int:
    """Where the list of responsible bodies begins in ``measure.text``, or its length."""
    bodies = find_bodies(measure.text)
    return bodies.start if bodies else len(measure.text)


def _windows(
    text: str, count_tokens: Callable[[str], int], max_tokens: int
) -> list[tuple[int, int]]:
    """Spans of at most ``max_tokens`` tokens that cover the text."""
    if len(text) <= max_tokens // 2 or count_tokens(text) <= max_tokens:
        return [(0, len(text))]
    # Imported here because only a long measure, at ingest, needs it; it takes 0.4 s.
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        chunk_size=max_tokens,
        chunk_overlap=0,
        length_function=count_tokens,
        separators=_SEPARATORS,
        keep_separator="end",
        strip_whitespace=False,
        add_start_index=True,
    )
    pieces = splitter.create_documents([text])
    return [
        (piece.metadata["start_index"], piece.metadata["start_index"] + len(piece.page_content))
        for piece in pieces
    ]
