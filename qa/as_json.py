"""What leaves the program as JSON: the field names are a contract (see docs/architecture.md)."""

from collections.abc import Sequence
from typing import Any

from corpus import Document, Measure
from corpus.body_names import standard_body
from corpus.sanity import check
from index import Library
from qa.answer import Answer
from qa.as_text import answer_text
from qa.precedents import Precedent
from qa.ranking import Hit

Json = dict[str, Any]


def hit_json(library: Library, hit: Hit) -> Json:
    """One hit of a search: where it is, what it says, and the clause that matched best."""
    document = library.document(hit.measure.doc_id)
    return {
        "rank": hit.rank,
        "score": round(hit.score, 6),
        **_place(document, hit.measure),
        "kind": hit.measure.kind,
        "text": hit.measure.text,
        "clause": document.text[hit.start : hit.end],
        "found_by": [
            {"retriever": part.retriever, "score": round(part.score, 4), "weight": part.weight}
            for part in hit.found_by
        ],
    }


def search_json(library: Library, question: str, hits: Sequence[Hit]) -> Json:
    return {"question": question, "hits": [hit_json(library, hit) for hit in hits]}


def answer_json(library: Library, answer: Answer) -> Json:
    """An answer; ``n`` is the number that marks a citation in the text of the answer."""
    citations = []
    for citation in answer.citations:
        measure = citation.hit.measure
        citations.append(
            {
                "n": citation.number,
                **_place(library.document(measure.doc_id), measure),
                "quote": citation.quote,
                "start": citation.start,
                "end": citation.end,
            }
        )
    return {
        "question": answer.question,
        "refused": answer.refused,
        "reason": answer.reason,
        "note": answer.note,
        "answer": answer_text(library, answer),
        "citations": citations,
        "coverage": {
            "having": list(answer.coverage.having),
            "lacking": list(answer.coverage.lacking),
            "absent": list(answer.coverage.absent),
            "mentioning": list(answer.coverage.mentioning),
        },
        "nearest": [hit_json(library, hit) for hit in answer.nearest],
        "confidence": round(answer.confidence, 4),
    }


def precedents_json(
    library: Library, text: str, precedents: Sequence[Precedent], own: Sequence[str]
) -> Json:
    """Clauses elsewhere; ``wording`` is the share of characters in common, in [0, 1]."""
    hits = [{**hit_json(library, p.hit), "wording": round(p.wording, 4)} for p in precedents]
    return {"text": text, "found_in": list(own), "hits": hits}


def document_json(document: Document, with_measures: bool = False) -> Json:
    """A document's metadata, what was left out of it, and on request every measure."""
    fields: Json = {
        "doc_id": document.id,
        "title": document.title,
        "issuer": document.issuer,
        "doc_number": document.doc_number,
        "issued_on": document.issued_on.isoformat() if document.issued_on else "",
        "status": document.status,
        "level": document.level,
        "implements": list(document.implements),
        "region": document.region.name,
        "province": document.region.province,
        "city": document.region.city,
        "county": document.region.county,
        "adcode": document.region.adcode,
        "source": document.source,
        "fictional": document.fictional,
        "inferred": list(document.inferred),
        "corrected": list(document.corrected),
        "duplicate_of": document.duplicate_of,
        "measure_count": len(document.counted_measures),
        "record_count": len(document.measures),
        "warnings": list(document.warnings),
        "spots": [
            {"line": spot.line, "before": spot.before, "after": spot.after}
            for spot in document.spots
        ],
        "left_out": [
            {"start": part.start, "end": part.end, "reason": part.reason}
            for part in document.left_out
        ],
    }
    if with_measures:
        fields["sanity"] = _sanity_json(document)
        fields["measures"] = [measure_json(document, measure) for measure in document.measures]
    return fields


def _sanity_json(document: Document) -> Json:
    """What the measures cover of the body, and what looks wrong."""
    report = check(document)
    return {
        "covered": round(report.share, 4),
        "kinds": dict(report.kinds),
        "gaps": list(report.gaps),
        "longest": [report.longest.address, report.longest.chars] if report.longest else [],
        "shortest": [report.shortest.address, report.shortest.chars] if report.shortest else [],
        "left_out": dict(report.left_out),
        "lost_lines": list(report.lost),
    }


def measure_json(document: Document, measure: Measure) -> Json:
    """A measure with all its fields; ``original`` holds its lines as the file has them."""
    return {
        "id": measure.id,
        "path": list(measure.path),
        "number": measure.number,
        "title": measure.title,
        "text": measure.text,
        "kind": measure.kind,
        "lead": list(measure.lead),
        "responsible": list(measure.responsible),
        "bodies": [
            {"name": body, "standard": standard_body(body), "lead": body in measure.lead}
            for body in (*measure.lead, *measure.responsible)
        ],
        "topics": list(measure.topics),
        "page": measure.page,
        "targets": [
            {
                "indicator": target.indicator,
                "period": target.period,
                "base": target.base,
                "comparator": target.comparator,
                "value": target.value,
                "unit": target.unit,
                "qualifier": target.qualifier,
                "nature": target.nature,
                "text": document.text[target.start : target.end],
            }
            for target in measure.targets
        ],
        "start": measure.start,
        "end": measure.end,
        "original": document.original_of(measure.start, measure.end),
    }


def _place(document: Document, measure: Measure) -> Json:
    return {
        "measure_id": measure.id,
        "doc_id": document.id,
        "source": document.source,
        "title": document.title,
        "region": document.region.name,
        "path": list(measure.path),
    }
