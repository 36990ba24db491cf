"""The cited answer: by region, the clauses that answer, word for word, then what is missing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus import Document
from index import Library, body_end, pair_tokens
from qa.cite import Citation
from qa.evidence import (
    RELATIVE_WORDS,
    THRESHOLD,
    Evidence,
    EvidenceReader,
    content_runs,
)
from qa.question import Question
from qa.ranking import Hit, rank, read_question

_READ = 60  # hits weighed; beyond these no measure has answered a question yet
_PER_REGION = 3
_PER_REGION_OF_BODY = 10  # 林业局牵头哪些措施 asks for a list
_NEAREST = 5
_MAX_QUOTES = 2  # stretches quoted of one measure
_QUOTE_SHARE = 0.7  # of the best clause's score that another clause needs to be quoted
_KEEP_SCORE = 0.6  # of a region's best measure that its further ones need


_ASKS_FIGURE = re.compile(r"多少|多大|几|比例|比重|占比|数量|目标|指标|要求|标准|什么时候|何时|\d")
_FIGURE_BONUS = 0.3
_NOT_AN_ANSWER = "下面是最接近的措施，仅供参考，不是答案。"


@dataclass(frozen=True, slots=True)
class Section:
    """What one region says: its citations, best first."""

    region: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Regions searched: those that have a measure that answers, and those that have none.

    ``absent`` are places that the question names and the library has no document of.
    """

    having: tuple[str, ...]
    lacking: tuple[str, ...]
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Sections and citations, or a refusal with its reason and the nearest measures."""

    question: str
    sections: tuple[Section, ...]
    citations: tuple[Citation, ...]
    coverage: Coverage
    refused: bool
    reason: str
    nearest: tuple[Hit, ...]


def ask(library: Library, text: str, region: str = "") -> Answer:
    """Answers a question with the documents' own words.

    Raises:
        CewenError: the question is empty or too long, the region unknown, or the library empty.
    """
    question = read_question(library, text, region)
    hits = rank(library, question)[:_READ]
    if question.doc_ids == ():
        return _refuse_place(library, question)
    answering = _answering(library, question, hits)
    if not answering:
        reason = f"文库里没有直接回答“{question.text}”的条款。{_NOT_AN_ANSWER}"
        return _refusal(question, reason, hits[:_NEAREST])
    sections = _sections(library, question, answering)
    having = tuple(section.region for section in sections)
    searched = [
        region_name(document)
        for doc_id, document in library.documents.items()
        if question.doc_ids is None or doc_id in question.doc_ids
    ]
    lacking = tuple(dict.fromkeys(name for name in searched if name not in having))
    return Answer(
        question=question.text,
        sections=sections,
        citations=tuple(c for section in sections for c in section.citations),
        coverage=Coverage(having, lacking, question.absent),
        refused=False,
        reason="",
        nearest=(),
    )


def region_name(document: Document) -> str:
    """The region that a document speaks for; its title where it names none."""
    return document.region.name or document.title


def _answering(
    library: Library, question: Question, hits: Sequence[Hit]
) -> list[tuple[Hit, Evidence]]:
    """The hits that answer; a question about a body is answered by its list of measures."""
    reader = EvidenceReader(library, question)
    weighed = [(hit, reader.read(hit)) for hit in hits]
    if question.bodies:
        shares = [dict(hit.found_by).get("单位", 0.0) for hit in hits]
        least = max(shares, default=0.0) if question.wants_lead else 0.1
        return [pair for pair, share in zip(weighed, shares, strict=True) if share >= least > 0]
    most = max((evidence.words for _, evidence in weighed), default=0.0)
    return [
        (hit, evidence)
        for hit, evidence in weighed
        if evidence.probability >= THRESHOLD and evidence.words >= RELATIVE_WORDS * most
    ]


def _sections(
    library: Library, question: Question, answering: Sequence[tuple[Hit, Evidence]]
) -> tuple[Section, ...]:
    """Sections in the order of each region's best hit; citations numbered through."""
    by_region: dict[str, list[Hit]] = {}
    for hit, _ in answering:
        name = region_name(library.document(hit.measure.doc_id))
        hits = by_region.setdefault(name, [])
        most = _PER_REGION if not question.bodies else _PER_REGION_OF_BODY
        if len(hits) < most and (not hits or hit.score >= _KEEP_SCORE * hits[0].score):
            hits.append(hit)
    vector = library.encode_query(question.query)
    sections = []
    number = 0
    for name, hits in by_region.items():
        citations = []
        for hit in hits:
            document = library.document(hit.measure.doc_id)
            text = hit.measure.text
            if question.bodies:
                spans = [(body_end(hit.measure), len(text))]
            else:
                scores = library.clause_scores(hit.measure.id, vector)
                spans = quoted_spans(text, scores, question.query)
            for start, end in spans:
                number += 1
                start, end = hit.measure.start + start, hit.measure.start + end
                citations.append(Citation(number, hit, document.text[start:end], start, end))
        sections.append(Section(name, tuple(citations)))
    return tuple(sections)


def quoted_spans(
    text: str, clauses: Sequence[tuple[int, int, float]], query: str
) -> list[tuple[int, int]]:
    """The stretches of a measure to quote: its best clauses, neighbours joined, in text order.

    A clause scores its cosine, min-max normalised within the measure, plus the share of the
    query's character pairs that it has, plus a little for a figure where the query asks for one.
    """
    if not clauses:
        return [(0, len(text))]
    wanted = {pair for run in content_runs(query) for pair in pair_tokens(run)}
    figure = _FIGURE_BONUS if _ASKS_FIGURE.search(query) else 0.0
    low = min(cosine for _, _, cosine in clauses)
    span = max(cosine for _, _, cosine in clauses) - low or 1.0
    scored = [
        (
            (cosine - low) / span
            + len(wanted & set(pair_tokens(text[start:end]))) / max(len(wanted), 1)
            + (figure if re.search(r"\d", text[start:end]) else 0.0),
            start,
            end,
        )
        for start, end, cosine in clauses
    ]
    best = max(score for score, _, _ in scored)
    kept = sorted(scored, reverse=True)[:_MAX_QUOTES]
    spans: list[tuple[int, int]] = []
    for _, start, end in sorted(
        (c for c in kept if c[0] >= _QUOTE_SHARE * best), key=lambda c: c[1]
    ):
        if spans and not text[spans[-1][1] : start].strip():
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def _refuse_place(library: Library, question: Question) -> Answer:
    """The question names a place that the library has nothing of."""
    known = "、".join(dict.fromkeys(region_name(d) for d in library.documents.values()))
    places = "、".join(question.places)
    reason = f"文库中没有{places}的文件（现有：{known}）。{_NOT_AN_ANSWER}"
    elsewhere = Question(question.text, question.query, (), None, (), False)
    return _refusal(question, reason, rank(library, elsewhere)[:_NEAREST])


def _refusal(question: Question, reason: str, nearest: Sequence[Hit]) -> Answer:
    return Answer(question.text, (), (), Coverage((), ()), True, reason, tuple(nearest))
