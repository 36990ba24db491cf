"""The sentences of a measure, as spans: what is embedded, matched and quoted."""

import re

from corpus.bodies import find_bodies
from corpus.document import Measure

Span = tuple[int, int]

_OPENING, _CLOSING = "“‘《「『（(【〔[", "”’》」』）)】〕]"
_ENDS = "。！？；;"  # a half-width ? or ! stands for a damaged character as often as for an end
#: A sentence shorter than this says too little on its own and goes with the next one.
_MIN_CHARS = 8


def split_sentences(text: str) -> list[Span]:
    """Spans of the sentences of a text; quotes and brackets are never cut.

    Blanks around a sentence are outside its span; the spans are in order and do not overlap.
    An opening mark without its closing one holds to the end of its line.
    """
    spans: list[Span] = []
    start = depth = 0
    for index, char in enumerate(text):
        if char == "\n":
            depth = 0
        elif char in _OPENING:
            depth += 1
        elif char in _CLOSING:
            depth = max(depth - 1, 0)
        if char == "\n" or (char in _ENDS and depth == 0):
            spans.append((start, index + 1))
            start = index + 1
    spans.append((start, len(text)))
    return [span for span in (_trim(text, *span) for span in spans) if span[0] < span[1]]


def measure_clauses(measure: Measure) -> list[Span]:
    """The clauses of a measure, as offsets into ``measure.text``.

    Its number, title and list of responsible bodies are not among them; a measure that is
    nothing but its title has that as its one clause.
    """
    text = measure.text
    first = _body_start(measure)
    bodies = find_bodies(text)
    last = bodies.start if bodies else len(text)
    spans: list[Span] = []
    for start, end in split_sentences(text[first:last]):
        span = (start + first, end + first)
        if (
            spans
            and _length(text, spans[-1]) < _MIN_CHARS
            and "\n" not in text[spans[-1][1] : span[0]]
        ):
            span = (spans.pop()[0], span[1])
        spans.append(span)
    return spans or [(0, last)]


def _body_start(measure: Measure) -> int:
    """Where the text after number and title begins."""
    place = measure.text.find(measure.title) if measure.title else -1
    first_line = measure.text.find("\n") if "\n" in measure.text else len(measure.text)
    if place < 0 or place > first_line:
        number = re.match(r"\S{1,6}?[、.．)）条]\s?", measure.text) if measure.number else None
        return number.end() if number else 0
    end = place + len(measure.title)
    return end + len(re.match(r"[。：:\s]*", measure.text[end:])[0])  # type: ignore[index]


def _length(text: str, span: Span) -> int:
    return len(re.sub(r"\W", "", text[span[0] : span[1]]))


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
