"""From a question to ranked measures: four retrievers, normalised and averaged."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Literal

from corpus import CewenError, Measure, fold_query
from corpus.body_names import standard_body
from index import Library, Match
from qa.lookup import Lookup
from qa.question import MAX_QUESTION_CHARS, Question, check_text, documents_of, understand
from qa.spelling import correct_spelling

Retriever = Literal["整条", "分句", "词", "字", "单位", "地址"]

_FUSED: tuple[Retriever, ...] = ("整条", "分句", "词", "字")
#: Added for a measure whose list of bodies holds one that the question asks about.
_BODY_WEIGHT = 1.0
#: How well a list of bodies fits a question about one of them.
LEADS, TAKES_PART, MAY_LEAD, OTHERS_LEAD = 1.0, 0.8, 0.5, 0.3
#: Introductions repeat the words of everything below them and answer little.
_INTRODUCTION_FACTOR = 0.8


@dataclass(frozen=True, slots=True)
class Ranking:
    """How a question is read and its scores are fused; what the ablations switch.

    ``weights`` are the shares of whole-measure vectors, clause vectors, words and character pairs;
    a retriever of weight 0 is not asked. ``gate`` keeps to the regions that a question names,
    ``synonyms`` adds the words that plans use, ``folding`` reads traditional, full-width and
    upper-case characters as plain ones, ``glossary`` puts English into Chinese,
    ``spelling`` takes homophones for the words of the library.
    """

    #: Dense and lexical weigh the same: the plain average of min-max normalised scores beat
    #: reciprocal ranks on held-out questions (nDCG@10 0.887 against 0.855), and clause vectors
    #: beside whole ones added 0.006.
    weights: tuple[float, float, float, float] = (0.25, 0.25, 0.25, 0.25)
    gate: bool = True
    synonyms: bool = True
    folding: bool = True
    glossary: bool = True
    spelling: bool = True


DEFAULT = Ranking()


@dataclass(frozen=True, slots=True)
class Hit:
    """A ranked measure; ``start`` and ``end`` are its best clause, in ``Document.text``.

    ``score`` is the fused score in [0, 2], higher is better; ``found_by`` names the retrievers
    that found the measure, each with its normalised score in [0, 1].
    """

    measure: Measure
    score: float
    rank: int
    start: int
    end: int
    found_by: tuple[tuple[Retriever, float], ...]


def read_question(
    library: Library, text: str, region: str = "", ranking: Ranking = DEFAULT
) -> Question:
    """A question as it is searched in a library, limited to a region when one is given.

    Raises:
        CewenError: the question is empty or too long, the library is empty or has nothing of the
            region.
    """
    check_filled(library)
    bodies = {
        standard_body(body)
        for measure in library.measures.values()
        for body in (*measure.lead, *measure.responsible)
    }
    text = check_text(text, MAX_QUESTION_CHARS, "问题")
    meant, slips = correct_spelling(fold_query(text), library) if ranking.spelling else (text, ())
    question = understand(
        meant if slips else text,
        library.documents,
        bodies,
        gate=ranking.gate,
        synonyms=ranking.synonyms,
        folding=ranking.folding,
        glossary=ranking.glossary,
    )
    question = replace(question, text=text, slips=slips)
    if region.strip():
        question = replace(
            question, places=(region.strip(),), doc_ids=documents_of(region, library.documents)
        )
    if question.lookup and question.lookup.measure_ids:
        doc_ids = tuple(dict.fromkeys(id_.split("/")[0] for id_ in question.lookup.measure_ids))
        return replace(question, doc_ids=doc_ids)
    return replace(question, doc_ids=without_copies(library, question.doc_ids))


def without_copies(library: Library, doc_ids: Sequence[str] | None) -> tuple[str, ...] | None:
    """The documents to search, each plan once: another copy of one of them answers nothing new."""
    copies = {d.id for d in library.documents.values() if d.duplicate_of}
    if not copies:
        return None if doc_ids is None else tuple(doc_ids)
    wanted = library.documents if doc_ids is None else doc_ids
    return tuple(doc_id for doc_id in wanted if doc_id not in copies)


def check_filled(library: Library) -> None:
    """Raises CewenError when there is nothing to search."""
    if not library.documents:
        raise CewenError("文库是空的，请先用 cewen add 加入文件。")


def search(
    library: Library, text: str, k: int = 10, region: str = "", ranking: Ranking = DEFAULT
) -> list[Hit]:
    """The ``k`` measures that fit a question best.

    Raises:
        CewenError: see ``read_question``.
    """
    with library.steady():
        return rank(library, read_question(library, text, region, ranking), ranking)[:k]


def rank(library: Library, question: Question, ranking: Ranking = DEFAULT) -> list[Hit]:
    """All measures that any retriever found, best first."""
    if question.doc_ids == ():
        return []
    if question.lookup and question.lookup.measure_ids and not question.lookup.rest:
        return _as_looked_up(library, question.lookup)
    vector = library.encode_query(question.query)
    clauses = library.nearest("clause", vector, question.doc_ids)
    terms = question.expanded if ranking.folding else _as_folded(question.expanded)
    retrievers: dict[Retriever, Callable[[], list[Match]]] = {
        "整条": lambda: library.nearest("measure", vector, question.doc_ids),
        "分句": lambda: clauses,
        "词": lambda: library.lexical("words", terms, question.doc_ids),
        "字": lambda: library.lexical("pairs", terms, question.doc_ids),
    }
    weights = {name: w for name, w in zip(_FUSED, ranking.weights, strict=True) if w > 0}
    parts = {name: min_max(retrievers[name]()) for name in weights}
    if question.bodies:
        parts["单位"] = _body_scores(library, question)
        weights["单位"] = _BODY_WEIGHT
    if question.lookup and question.lookup.measure_ids:
        named = set(question.lookup.measure_ids)
        parts = {name: _only(part, named) for name, part in parts.items()}
    best_clause = {match.measure_id: match for match in clauses}
    scored = sorted(
        (
            (_fused(library.measures[id_], parts, weights), id_)
            for id_ in set().union(*parts.values())
        ),
        key=lambda item: (-item[0], item[1]),
    )
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
                found_by=tuple((name, part[id_]) for name, part in parts.items() if id_ in part),
            )
        )
    return hits


def _as_looked_up(library: Library, lookup: Lookup) -> list[Hit]:
    """The measures that a question names, in their order."""
    measures = [library.measures[id_] for id_ in lookup.measure_ids]
    return [
        Hit(m, 1 / position, position, m.start, m.end, (("地址", 1.0),))
        for position, m in enumerate(measures, start=1)
    ]


def _only(part: Mapping[str, float], ids: Set[str]) -> dict[str, float]:
    return {id_: score for id_, score in part.items() if id_ in ids}


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


def _fused(
    measure: Measure,
    parts: Mapping[Retriever, Mapping[str, float]],
    weights: Mapping[Retriever, float],
) -> float:
    score = sum(weights[name] * part.get(measure.id, 0.0) for name, part in parts.items())
    return score * (_INTRODUCTION_FACTOR if measure.kind == "总体要求" else 1.0)


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
