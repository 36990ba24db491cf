"""What the system makes of each question of a set: hits, citations, confidence and time."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evals.sets import Query
from index import Library
from qa import Hit, ask, search
from qa.evidence import EvidenceReader
from qa.question import MAX_QUESTION_CHARS
from qa.ranking import rank
from qa.reading import read_question
from qa.setup import DEFAULT, Ranking

DEPTH = 100
_READ = 60  # as many hits as ``qa.answer`` weighs


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question.

    ``hits`` are the first 100; ``cited`` the measures that the answer cites, one for each
    citation; ``confidence`` in [0, 1] that the library answers; ``milliseconds`` for the search
    alone, in a process that is warm.
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
            Outcome(
                query, tuple(hits), answer.refused, confidence(library, text), cited, milliseconds
            )
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


def confidence(library: Library, text: str) -> float:
    """That the library answers a question, in [0, 1]: the evidence of its best measure.

    Where the answer is decided without evidence, 0 or 1: a place that the library has nothing of,
    a responsible body, a subject that is the whole library's.
    """
    with library.steady():
        question = read_question(library, text)
        if question.doc_ids == ():
            return 0.0
        hits = rank(library, question)
        if question.bodies:
            return float(any(p.retriever == "单位" for h in hits for p in h.found_by))
        reader = EvidenceReader(library, question)
        if not reader.is_specific:
            return float(any(hit.measure.kind == "目标" for hit in hits))
        return max((reader.read(hit.measure).probability for hit in hits[:_READ]), default=0.0)
