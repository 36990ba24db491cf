"""From a question to ranked measures: four retrievers, normalised and fused, then the evidence."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from corpus import Measure, fold_query
from corpus.body_names import standard_body
from index import Library, Match
from qa.evidence import EvidenceReader
from qa.lookup import Lookup
from qa.question import Question
from qa.setup import DEFAULT, Ranking

Retriever = Literal["整条", "分句", "词", "字", "含词", "含字", "单位", "地址", "重排"]
_Parts = dict[tuple[Retriever, float], dict[str, float]]

_FUSED: tuple[Retriever, ...] = ("整条", "分句", "词", "字")
#: Added for a measure whose list of bodies holds one that the question asks about.
_BODY_WEIGHT = 1.0
#: How well a list of bodies fits a question about one of them.
LEADS, TAKES_PART, MAY_LEAD, OTHERS_LEAD = 1.0, 0.8, 0.5, 0.3
#: Introductions repeat the words of everything below them and answer little.
INTRODUCTION_FACTOR = 0.8


#: Measures whose evidence is weighed; those further down have found none yet.
_WEIGHED = 100


@dataclass(frozen=True, slots=True)
class Part:
    """What one retriever gave to a hit: its normalised score in [0, 1], and what that counts."""

    retriever: Retriever
    score: float
    weight: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A ranked measure; ``start`` and ``end`` are its best clause, in ``Document.text``.

    ``score`` is the fused score in [0, 2], higher is better: the sum of score × weight over
    ``found_by``, less for an introduction.
    """

    measure: Measure
    score: float
    rank: int
    start: int
    end: int
    found_by: tuple[Part, ...]


def rank(library: Library, question: Question, ranking: Ranking = DEFAULT) -> list[Hit]:
    """All measures that any retriever found, best first."""
    if question.doc_ids == ():
        return []
    if question.lookup and question.lookup.measure_ids and not question.lookup.rest:
        return _as_looked_up(library, question.lookup)
    vector = library.encode_query(question.query)
    clauses = library.nearest("clause", vector, question.doc_ids)
    parts = _parts(library, question, ranking, vector, clauses)
    scored = sorted(
        ((_fused(library.measures[id_], parts), id_) for id_ in set().union(*parts.values())),
        key=lambda item: (-item[0], item[1]),
    )
    if ranking.evidence:
        reader = EvidenceReader(library, question)
        parts |= _evidence(library, reader, [id_ for _, id_ in scored[:_WEIGHED]], ranking)
        scored = sorted(
            ((_fused(library.measures[id_], parts), id_) for _, id_ in scored),
            key=lambda item: (-item[0], item[1]),
        )
    if ranking.diverse:
        scored = _by_region(library, scored)
    best_clause = {match.measure_id: match for match in clauses}
    hits = []
    for position, (score, id_) in enumerate(scored, start=1):
        measure = library.measures[id_]
        clause = best_clause.get(id_)
        start, end = (clause.start, clause.end) if clause else (0, len(measure.text))
        hits.append(
            Hit(
                measure=measure,
                score=score,
                rank=position,
                start=measure.start + start,
                end=measure.start + end,
                found_by=tuple(
                    Part(name, part[id_] / weight, weight)
                    for (name, weight), part in parts.items()
                    if id_ in part
                ),
            )
        )
    return hits


def _parts(
    library: Library,
    question: Question,
    ranking: Ranking,
    vector: NDArray[np.float32],
    clauses: list[Match],
) -> _Parts:
    """What each retriever says: its normalised scores times its weight, by measure."""
    terms = question.expanded if ranking.folding else _as_folded(question.expanded)
    retrievers: dict[Retriever, Callable[[], list[Match]]] = {
        "整条": lambda: library.nearest("measure", vector, question.doc_ids),
        "分句": lambda: clauses,
        "词": lambda: library.lexical("words", terms, question.doc_ids),
        "字": lambda: library.lexical("pairs", terms, question.doc_ids),
    }
    weights = {name: w for name, w in zip(_FUSED, ranking.weights, strict=True) if w > 0}
    parts = {
        (name, weight): _times(weight, min_max(retrievers[name]()))
        for name, weight in weights.items()
    }
    if question.bodies:
        parts["单位", _BODY_WEIGHT] = _times(_BODY_WEIGHT, _body_scores(library, question))
    if question.lookup and question.lookup.measure_ids:
        named = set(question.lookup.measure_ids)
        parts = {
            key: {id_: score for id_, score in part.items() if id_ in named}
            for key, part in parts.items()
        }
    return parts


def _evidence(
    library: Library, reader: EvidenceReader, ids: Sequence[str], ranking: Ranking
) -> _Parts:
    """How much of the question's content each of the best measures has."""
    read = {id_: reader.read(library.measures[id_]) for id_ in ids}
    weight = ranking.evidence
    return {
        ("含词", weight): {id_: weight * evidence.words for id_, evidence in read.items()},
        ("含字", weight): {id_: weight * evidence.pairs for id_, evidence in read.items()},
    }


def _by_region(library: Library, scored: Sequence[tuple[float, str]]) -> list[tuple[float, str]]:
    """Every document's best measure, then every document's second, each round best first."""
    seen: Counter[str] = Counter()
    rounds = []
    for score, id_ in scored:
        doc_id = library.measures[id_].doc_id
        rounds.append((seen[doc_id], -score, id_))
        seen[doc_id] += 1
    return [(-score, id_) for _, score, id_ in sorted(rounds)]


def _as_looked_up(library: Library, lookup: Lookup) -> list[Hit]:
    """The measures that a question names, in their order."""
    measures = [library.measures[id_] for id_ in lookup.measure_ids]
    return [
        Hit(m, 1 / position, position, m.start, m.end, (Part("地址", 1.0, 1 / position),))
        for position, m in enumerate(measures, start=1)
    ]


def min_max(matches: Sequence[Match]) -> dict[str, float]:
    """Scores by measure, the best 1 and the worst 0; a list of equal scores is all 1."""
    if not matches:
        return {}
    low = min(match.score for match in matches)
    span = max(match.score for match in matches) - low
    return {m.measure_id: (m.score - low) / span if span else 1.0 for m in matches}


def _as_folded(text: str) -> str:
    """What an index of folded text finds of an unfolded one: the characters that folding keeps."""
    return "".join(char if fold_query(char) == char else " " for char in text)


def _times(weight: float, scores: Mapping[str, float]) -> dict[str, float]:
    return {id_: weight * score for id_, score in scores.items()}


def _fused(measure: Measure, parts: _Parts) -> float:
    score = sum(part.get(measure.id, 0.0) for part in parts.values())
    return score * (INTRODUCTION_FACTOR if measure.kind == "总体要求" else 1.0)


def _body_scores(library: Library, question: Question) -> dict[str, float]:
    """1 where a body asked about leads, less where it only takes part."""
    scores: dict[str, float] = {}
    wanted = set(question.bodies)
    for measure in library.measures.values():
        if question.doc_ids is not None and measure.doc_id not in question.doc_ids:
            continue
        lead = wanted & {standard_body(body) for body in measure.lead}
        takes_part = wanted & {standard_body(body) for body in measure.responsible}
        if lead:
            scores[measure.id] = LEADS
        elif takes_part and question.wants_lead:
            # A list that marks no lead (永州, 晋中) leaves open who leads.
            scores[measure.id] = OTHERS_LEAD if measure.lead else MAY_LEAD
        elif takes_part:
            scores[measure.id] = TAKES_PART
    return scores
