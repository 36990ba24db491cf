"""The cited answer: by region, the clauses that answer, word for word, then what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index import Library, body_end
from qa.cite import Citation
from qa.evidence import FURTHER_THRESHOLD, RELATIVE_WORDS, THRESHOLD, EvidenceReader
from qa.finding import find
from qa.question import Question, region_name
from qa.quote import quoted_spans
from qa.ranking import LEADS, MAY_LEAD, Hit
from qa.reading import EVERYWHERE, read_question

_READ = 60  # hits weighed; beyond these no measure has answered a question yet
_PER_REGION = 3
_FEW_NAMED = 10  # measures named by a question that are shown whatever else it says
_NEAREST = 5
_KEEP_SCORE = 0.7  # of a region's best measure that its further ones need
_NOT_AN_ANSWER = "下面是最接近的措施，仅供参考，不是答案。"


@dataclass(frozen=True, slots=True)
class Section:
    """What one region says: its citations, best first.

    ``mention`` marks a region that has no measure on the subject and only speaks of it.
    """

    region: str
    citations: tuple[Citation, ...]
    mention: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """Regions searched: those that have a measure that answers, and those that have none.

    ``mentioning`` are those of the latter that speak of the subject elsewhere; ``absent`` are
    places that the question names and the library has no document of.
    """

    having: tuple[str, ...]
    lacking: tuple[str, ...]
    absent: tuple[str, ...] = ()
    mentioning: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Sections and citations, or a refusal with its reason and the nearest measures.

    ``note`` says what to know before reading, mostly nothing. ``confidence`` in [0, 1] is that the
    library answers: the evidence of the best measure; 0 or 1 where the question is decided without
    evidence, as for a place that the library has nothing of, or a responsible body.
    """

    question: str
    sections: tuple[Section, ...]
    citations: tuple[Citation, ...]
    coverage: Coverage
    refused: bool
    reason: str
    nearest: tuple[Hit, ...]
    note: str = ""
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class _Selection:
    """Hits that answer and, for other regions, one each that speaks of the subject."""

    answering: tuple[Hit, ...]
    confidence: float
    mentioning: tuple[Hit, ...] = ()
    note: str = ""


def ask(library: Library, text: str, region: str = "") -> Answer:
    """Answers a question with the documents' own words.

    Raises:
        CewenError: the question is empty or too long, the region unknown, or the library empty.
    """
    with library.steady():
        return _ask(library, read_question(library, text, region), region)


def _ask(library: Library, question: Question, region: str) -> Answer:
    if question.doc_ids == ():
        return _refuse_place(library, question)
    if question.lookup and not (question.lookup.measure_ids or question.lookup.rest):
        return _refuse_lookup(library, question, question.lookup.named)
    hits = find(library, question)
    reader = EvidenceReader(library, question)
    if question.lookup and not question.lookup.rest:
        chosen = _Selection(tuple(hits), confidence=1.0)
    elif question.bodies:
        chosen = _of_bodies(question, hits)
    else:
        chosen = _select(library, reader, hits)
        named = question.lookup.measure_ids if question.lookup else ()
        if not chosen.answering and 0 < len(named) <= _FEW_NAMED:
            note = "以下是问题点到的条款，其余的话没有与原文对上。"
            chosen = _Selection(tuple(hits), confidence=1.0, note=note)
    if not chosen.answering:
        reason = f"文库里没有直接回答“{question.text}”的条款。{_NOT_AN_ANSWER}"
        return _refusal(question, reason, hits[:_NEAREST], chosen.confidence)
    sections = _sections(library, question, reader, chosen)
    having = tuple(section.region for section in sections if not section.mention)
    mentioning = tuple(section.region for section in sections if section.mention)
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
        coverage=Coverage(having, lacking, question.absent, mentioning),
        refused=False,
        reason="",
        nearest=(),
        note=_slips_said(question) + _gate_said(library, question, region) + chosen.note,
        confidence=chosen.confidence,
    )


def _gate_said(library: Library, question: Question, region: str) -> str:
    """Which documents the question's own places keep to, and how to look everywhere."""
    if region.strip() or not question.places or question.doc_ids is None:
        return ""
    names = "、".join(dict.fromkeys(region_name(library.document(id_)) for id_ in question.doc_ids))
    return f"按问题中的地名，只查了{names}；要查全部，地区请选“{EVERYWHERE}”。"


def _slips_said(question: Question) -> str:
    meant = "、".join(f"“{slip.said}”理解为“{slip.meant}”" for slip in question.slips)
    return f"已把{meant}。" if meant else ""


def _of_bodies(question: Question, hits: Sequence[Hit]) -> _Selection:
    """All measures of the bodies asked about; those they lead, where that is asked and stated."""
    shares = {
        hit: max((p.score for p in hit.found_by if p.retriever == "单位"), default=0.0)
        for hit in hits
    }
    named = tuple(hit for hit in hits if shares[hit] > 0)
    sure = float(bool(named))
    if not question.wants_lead:
        return _Selection(named, sure)
    leading = tuple(hit for hit in named if shares[hit] == LEADS)
    unmarked = tuple(hit for hit in named if shares[hit] == MAY_LEAD)
    if leading or not unmarked:
        return _Selection(leading, sure)
    return _Selection(unmarked, sure, note="文件没有注明牵头单位，以下是责任单位中有它的措施。")


def _select(library: Library, reader: EvidenceReader, hits: Sequence[Hit]) -> _Selection:
    """The hits that answer by the evidence, and mentions for the regions that have none."""
    if not reader.is_specific:
        # 碳达峰 alone is what every document is about: its goals say what for and when.
        goals = tuple(hit for hit in hits if hit.measure.kind == "目标")
        return _Selection(goals, float(bool(goals)))
    weighed = [(hit, reader.read(hit.measure)) for hit in hits[:_READ]]
    best = max((evidence for _, evidence in weighed), key=lambda one: one.probability, default=None)
    if best is None or best.probability < THRESHOLD:
        return _Selection((), best.probability if best else 0.0)
    needed = min(best.probability, FURTHER_THRESHOLD)
    answering = tuple(
        hit
        for hit, evidence in weighed
        if evidence.probability >= needed and evidence.words >= RELATIVE_WORDS * best.words
    )
    answered = {region_name(library.document(hit.measure.doc_id)) for hit in answering}
    mentions: dict[str, Hit] = {}
    for hit in hits:
        name = region_name(library.document(hit.measure.doc_id))
        if name not in answered and name not in mentions and reader.mentions(hit.measure.text):
            mentions[name] = hit
    return _Selection(answering, best.probability, tuple(mentions.values()))


def _sections(
    library: Library, question: Question, reader: EvidenceReader, chosen: _Selection
) -> tuple[Section, ...]:
    """Sections in the order of each region's best hit; citations numbered through."""
    by_region: dict[str, list[Hit]] = {}
    for hit in chosen.answering:
        name = region_name(library.document(hit.measure.doc_id))
        hits = by_region.setdefault(name, [])
        close = not hits or hit.score >= _KEEP_SCORE * hits[0].score
        if question.bodies or (len(hits) < _PER_REGION and close):
            hits.append(hit)
    mentions = {
        region_name(library.document(hit.measure.doc_id)): [hit] for hit in chosen.mentioning
    }
    vector = library.encode_query(question.expanded)
    sections = []
    number = 0
    for name, hits in (by_region | mentions).items():
        citations = []
        for hit in hits:
            document = library.document(hit.measure.doc_id)
            text = hit.measure.text
            if question.bodies:
                spans = [(body_end(hit.measure), len(text))]
            elif question.lookup and not question.lookup.rest:
                spans = [(0, len(text))]
            else:
                scores = library.clause_scores(hit.measure.id, vector)
                is_topic = reader.mentions(hit.measure.title)
                spans = quoted_spans(text, scores, question.expanded, is_topic)
            for start, end in spans[:1] if name in mentions else spans:
                number += 1
                start, end = hit.measure.start + start, hit.measure.start + end
                citations.append(Citation(number, hit, document.text[start:end], start, end))
        sections.append(Section(name, tuple(citations), name in mentions))
    return tuple(sections)


def _refuse_place(library: Library, question: Question) -> Answer:
    """The question names a place that the library has nothing of."""
    known = "、".join(dict.fromkeys(region_name(d) for d in library.documents.values()))
    places = "、".join(question.places)
    reason = f"文库中没有{places}的文件（现有：{known}）。{_NOT_AN_ANSWER}"
    elsewhere = replace(question, places=(), doc_ids=None, absent=())
    return _refusal(question, reason, find(library, elsewhere)[:_NEAREST])


def _refuse_lookup(library: Library, question: Question, named: str) -> Answer:
    """The question names an article or a 文号 that the library has nothing of."""
    reason = f"文库中没有找到“{named}”所指的条款或文件。{_NOT_AN_ANSWER}"
    return _refusal(question, reason, find(library, replace(question, lookup=None))[:_NEAREST])


def _refusal(
    question: Question, reason: str, nearest: Sequence[Hit], confidence: float = 0.0
) -> Answer:
    note = _slips_said(question)
    none = Coverage((), ())
    return Answer(question.text, (), (), none, True, reason, tuple(nearest), note, confidence)
