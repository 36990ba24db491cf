"""A question as a library is searched for it: understood, limited, its slips put right."""

from collections.abc import Sequence
from dataclasses import replace

from corpus import CewenError, fold_query
from corpus.body_names import standard_body
from index import Library
from qa.question import MAX_QUESTION_CHARS, Question, check_text, documents_of, understand
from qa.setup import DEFAULT, Ranking
from qa.spelling import correct_spelling

EVERYWHERE = "全部地区"


def read_question(
    library: Library, text: str, region: str = "", ranking: Ranking = DEFAULT
) -> Question:
    """A question as it is searched in a library, limited to a region when one is given.

    ``EVERYWHERE`` as the region takes the limit away that the question's own places set.

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
        gate=ranking.gate and region.strip() != EVERYWHERE,
        synonyms=ranking.synonyms,
        folding=ranking.folding,
        glossary=ranking.glossary,
    )
    question = replace(question, text=text, slips=slips)
    if region.strip() not in ("", EVERYWHERE):
        doc_ids = documents_of(region, library.documents)
        lookup = question.lookup and question.lookup.within(doc_ids)
        question = replace(question, places=(region.strip(),), doc_ids=doc_ids, lookup=lookup)
    elif question.lookup and question.lookup.measure_ids:
        found_in = dict.fromkeys(id_.split("/")[0] for id_ in question.lookup.measure_ids)
        return replace(question, doc_ids=tuple(found_in))
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
