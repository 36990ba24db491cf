"""Precedents: the clauses of other plans that say what a draft clause says."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.fuzz import ratio

from corpus import fold_query
from index import Library, Match
from qa.question import MAX_CLAUSE_CHARS, check_text, documents_of
from qa.ranking import Hit, Part, min_max
from qa.reading import EVERYWHERE, check_filled, without_copies

_CANDIDATES = 200  # the nearest by meaning; the wording then decides among them
# In standard deviations above what off-topic questions reach: with the bundled model drafts on
# another subject stay below 1.7, and clauses more than 3 behind the nearest one share its field but
# not its subject.
_LEAST_NEARNESS = 2.5
_BEHIND_NEAREST = 3.0
_MIN_ORIGIN_CHARS = 10  # a shorter phrase stands in many documents by chance
_SAME_WORDING = 0.5  # of the characters in common: a precedent whatever the vectors say


@dataclass(frozen=True, slots=True)
class Precedent:
    """A clause of another plan; ``wording`` is the share in [0, 1] of characters in common."""

    hit: Hit
    clause: str
    wording: float


def find_precedents(
    library: Library, text: str, k: int = 10, region: str = ""
) -> tuple[list[Precedent], list[str]]:
    """The ``k`` measures whose nearest clause says the same, best first, and the own documents.

    Documents that hold the text word for word are returned by id; where only one does, that is
    where the text comes from, and it is no precedent. The score is the mean of the cosine, min-max
    normalised over the candidates, and of ``wording`` (normalised Indel similarity). A clause on
    another subject is none, so there may be fewer than ``k``, or none at all.

    Raises:
        CewenError: the text is empty or too long, the library is empty, built with another model,
            or has nothing of the region.
    """
    text = check_text(text, MAX_CLAUSE_CHARS, "条款")
    with library.steady():
        return _find(library, text, k, region)


def _find(library: Library, text: str, k: int, region: str) -> tuple[list[Precedent], list[str]]:
    check_filled(library)
    folded = fold_query(text)
    own = []
    if len(_bare(folded)) >= _MIN_ORIGIN_CHARS:
        own = [
            d.id
            for d in library.documents.values()
            if not d.duplicate_of and _bare(folded) in _bare(fold_query(d.text))
        ]
    within = tuple(library.documents)
    if region.strip() not in ("", EVERYWHERE):
        within = documents_of(region, library.documents)
    wanted = without_copies(library, within) or ()
    doc_ids = tuple(doc_id for doc_id in wanted if own != [doc_id])
    vector = library.encode_query(folded)
    matches = library.nearest("clause", vector, doc_ids)[:_CANDIDATES]
    nearness = min_max(matches)
    mean, deviation = library.background()
    best = matches[0].score if matches else 0.0
    least = max(mean + _LEAST_NEARNESS * deviation, best - _BEHIND_NEAREST * deviation)
    found = []
    for match in matches:
        nearest = _best_clause(library, match, vector, folded)
        clause = library.measures[match.measure_id].text[nearest.start : nearest.end]
        wording = _wording(folded, clause)
        if match.score < least and wording < _SAME_WORDING:
            continue
        found.append(((nearness[match.measure_id] + wording) / 2, wording, clause, nearest))
    found.sort(key=lambda item: (-item[0], item[3].measure_id))
    precedents = [
        Precedent(_hit(library, match, score, rank), clause, wording)
        for rank, (score, wording, clause, match) in enumerate(found[:k], start=1)
    ]
    return precedents, own


def _best_clause(library: Library, match: Match, vector: NDArray[np.float32], text: str) -> Match:
    """Of a measure found, the clause that is near and says it in the same words."""
    measure = library.measures[match.measure_id]
    scored = [
        (cosine + _wording(text, measure.text[start:end]) / 2, cosine, start, end)
        for start, end, cosine in library.clause_scores(measure.id, vector)
    ]
    _, cosine, start, end = max(scored)
    return Match(measure.id, cosine, start, end)


def _wording(text: str, clause: str) -> float:
    """The share in [0, 1] of characters in common, punctuation left out."""
    return ratio(_bare(text), _bare(fold_query(clause))) / 100


def _hit(library: Library, match: Match, score: float, rank: int) -> Hit:
    measure = library.measures[match.measure_id]
    return Hit(
        measure=measure,
        score=score,
        rank=rank,
        start=measure.start + match.start,
        end=measure.start + match.end,
        found_by=(Part("分句", match.score, 1.0),),
    )


def _bare(text: Iterable[str]) -> str:
    """Letters, digits and Chinese characters only: punctuation differs between portals."""
    return "".join(char for char in text if char.isalnum())
