"""What the system makes of each question of a set: hits, citations, confidence and time."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evals.sets import Query
from index import Library
from qa import Hit, ask, search
from qa.question import MAX_QUESTION_CHARS
from qa.setup import DEFAULT, Ranking

DEPTH = 100


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question.

    ``hits`` are the first 100; ``cited`` the measures that the answer cites, one for each
    citation; ``confidence`` that of the answer, in [0, 1]; ``milliseconds`` for the search alone,
    in a process that is warm.
    """

    query: Query
    hits: tuple[Hit, ...]
    refused: bool
    confidence: float
    cited: tuple[str, ...]
    milliseconds: float


def outcomes(
    library: Library, queries: Sequence[Query], on_done: Callable[[int], None] | None = None
) -> tuple[Outcome, ...]:
    """Searches and asks every question; ``on_done`` receives how many are done."""
    if queries:
        search(library, queries[0].text[:MAX_QUESTION_CHARS], 1)  # loads what is loaded once
    found = []
    for done, query in enumerate(queries, start=1):
        text = query.text[:MAX_QUESTION_CHARS]
        start = time.perf_counter()
        hits = search(library, text, DEPTH)
        milliseconds = 1_000 * (time.perf_counter() - start)
        answer = ask(library, text)
        cited = tuple(citation.hit.measure.id for citation in answer.citations)
        found.append(
            Outcome(query, tuple(hits), answer.refused, answer.confidence, cited, milliseconds)
        )
        if on_done:
            on_done(done)
    return tuple(found)


def retrieve(
    library: Library, queries: Sequence[Query], ranking: Ranking = DEFAULT
) -> dict[str, list[Hit]]:
    """The first 100 hits of each question, by its id; nothing is asked."""
    return {
        query.id: search(library, query.text[:MAX_QUESTION_CHARS], DEPTH, ranking=ranking)
        for query in queries
    }
