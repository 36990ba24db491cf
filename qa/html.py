"""Answers, precedents and documents as HTML fragments.

The one place where text becomes HTML: templates in ``qa/assets``, every variable escaped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from jinja2 import Environment, PackageLoader

from corpus import FICTIONAL_MARK, Document, Measure
from corpus.correct import CORRECTABLE
from index import Library
from index.ingest import Failed, Ingested
from qa.answer import Answer
from qa.as_text import answer_text, counts_text, coverage_line, explanation, target_text
from qa.cite import cite_document, cite_measure
from qa.precedents import Precedent
from qa.ranking import Hit

#: Escapes every variable; the templates of what others show are in it as well.
TEMPLATES = Environment(
    loader=PackageLoader("qa", "assets"), autoescape=True, trim_blocks=True, lstrip_blocks=True
)


@dataclass(frozen=True, slots=True)
class _Item:
    """A quotation that opens its measure when it is clicked."""

    id: str
    start: int
    end: int
    quote: str
    citation: str
    title: str
    why: str
    number: int = 0
    wording: int = 0


def answer_html(library: Library, answer: Answer) -> str:
    """An answer by region with numbered citations, or a refusal with the nearest measures."""
    sections = []
    for section in answer.sections:
        items = [_item(library, c.hit, c.start, c.end, number=c.number) for c in section.citations]
        measures = [list(group) for _, group in groupby(items, key=lambda item: item.id)]
        first = library.document(section.citations[0].hit.measure.doc_id)
        sections.append(
            {
                "region": section.region,
                "fictional": first.fictional,
                "mention": section.mention,
                "measures": measures,
            }
        )
    return TEMPLATES.get_template("answer.html").render(
        refused=answer.refused,
        reason=answer.note + answer.reason,
        note=answer.note,
        nearest=[_item(library, hit, hit.start, hit.end) for hit in answer.nearest],
        sections=sections,
        coverage="" if answer.refused else coverage_line(answer.coverage),
        plain=answer_text(library, answer),
        fictional_mark=FICTIONAL_MARK,
    )


def precedents_html(library: Library, precedents: Sequence[Precedent], own: Sequence[str]) -> str:
    """Clauses of other plans, and where the text itself was found."""
    items = [
        _item(library, p.hit, p.hit.start, p.hit.end, wording=round(p.wording * 100))
        for p in precedents
    ]
    found_in = [cite_document(library.document(doc_id)) for doc_id in own]
    return TEMPLATES.get_template("precedents.html").render(items=items, own=found_in)


def head_html(library: Library) -> str:
    """The head of the page: what the library holds, each plan once, and what of it is fictional."""
    documents = [d for d in library.documents.values() if not d.duplicate_of]
    return TEMPLATES.get_template("head.html").render(
        documents=len(documents),
        measures=sum(len(document.counted_measures) for document in documents),
        fictional=sum(document.fictional for document in documents),
        fictional_mark=FICTIONAL_MARK,
    )


def library_html(library: Library, chosen: str = "") -> str:
    """Every document with what was recognised of it; a click on one chooses it."""
    documents = [
        {
            "id": document.id,
            "name": document.title,
            "fictional": document.fictional,
            "said": _said_of(document),
            "counts": counts_text(document),
            "remarks": _remarks(document),
            "warnings": document.warnings,
            "chosen": document.id == chosen,
        }
        for document in library.documents.values()
    ]
    return TEMPLATES.get_template("library.html").render(
        documents=documents, fictional_mark=FICTIONAL_MARK
    )


def report_html(results: Sequence[Ingested | Failed]) -> str:
    """What became of the files that were added, a line each."""
    lines = [
        (False, f"{r.change}：《{r.document.title}》，{counts_text(r.document)}")
        if isinstance(r, Ingested)
        else (True, f"未加入：{r.reason}")
        for r in results
    ]
    return TEMPLATES.get_template("report.html").render(lines=lines)


def notice_html(message: str) -> str:
    """A message in place of a result: what is wrong and what to do."""
    return TEMPLATES.from_string(
        '<div class="cw-refusal cw-error" role="alert"><p>{{ message }}</p></div>'
    ).render(message=message)


def done_html(message: str) -> str:
    """What was done, as it was wished."""
    return TEMPLATES.from_string('<p class="cw-coverage" role="status">{{ message }}</p>').render(
        message=message
    )


def document_html(document: Document, measure: Measure, start: int, end: int) -> str:
    """A whole document with one measure highlighted and ``text[start:end]`` marked in it."""
    return TEMPLATES.get_template("document.html").render(
        citation=cite_document(document),
        path=measure.path,
        facts=_facts(document, measure),
        original=document.original_of(measure.start, measure.end),
        blocks=_blocks(document, measure, start, end),
    )


def _item(
    library: Library, hit: Hit, start: int, end: int, number: int = 0, wording: int = 0
) -> _Item:
    document = library.document(hit.measure.doc_id)
    return _Item(
        id=hit.measure.id,
        start=start,
        end=end,
        quote=document.text[start:end],
        citation=cite_measure(document, hit.measure),
        title=hit.measure.title,
        why=explanation(hit),
        number=number,
        wording=wording,
    )


def _facts(document: Document, measure: Measure) -> list[tuple[str, str]]:
    """What an official asks about a provision; what is not stated is left out."""
    facts = [
        ("文号", document.doc_number),
        ("状态", document.status),
        ("牵头", "、".join(measure.lead)),
        ("责任单位", "、".join(measure.responsible)),
        ("指标", "；".join(target_text(target) for target in measure.targets)),
        ("主题", "、".join(measure.topics)),
        ("页码", f"第{measure.page}页" if measure.page else ""),
        ("地址", measure.id),
        ("来源文件", document.source),
    ]
    return [(name, value) for name, value in facts if value]


def _said_of(document: Document) -> list[str]:
    issued = document.issued_on.isoformat() if document.issued_on else ""
    stated = (document.issuer, document.doc_number, issued, document.status, document.region.name)
    return [part for part in stated if part] or ["机关、文号、日期均未写明"]


def _remarks(document: Document) -> list[str]:
    remarks = []
    if document.duplicate_of:
        remarks.append(f"与 {document.duplicate_of} 是同一份方案，检索时只算一份")
    if document.corrected:
        names = "、".join(CORRECTABLE[field] for field in document.corrected)
        remarks.append(f"人工更正：{names}")
    inferred = [CORRECTABLE[field] for field in document.inferred if field in CORRECTABLE]
    if inferred:
        remarks.append(f"推断所得，未见明文：{'、'.join(inferred)}")
    return remarks


def _blocks(document: Document, measure: Measure, start: int, end: int) -> list[dict[str, object]]:
    """The lines of a document, each styled by what it is and cut where the mark begins and ends."""
    outside = [(part.start, part.end) for part in document.left_out]
    blocks: list[dict[str, object]] = []
    position = 0
    for line in document.text.split("\n"):
        first, last = position, position + len(line)
        position = last + 1
        if not line:
            continue
        style = "cw-line"
        if measure.start <= first < measure.end:
            style += " cw-current"
        if any(a <= first < b for a, b in outside):
            style += " cw-outside"
        cuts = sorted({0, len(line), _within(start - first, line), _within(end - first, line)})
        parts = [{"text": line[a:b], "marked": start <= first + a < end} for a, b in pairwise(cuts)]
        blocks.append({"style": style, "parts": parts})
    return blocks


def _within(offset: int, line: str) -> int:
    return min(max(offset, 0), len(line))
