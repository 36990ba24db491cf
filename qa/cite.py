"""Citations in the form an official uses: 《文件》（机关，日期）二、（三）2."""

import re
from dataclasses import dataclass

from corpus import FICTIONAL_MARK, Document, Measure
from qa.ranking import Hit

_DRAFTS = ("征求意见稿", "送审稿", "草案", "修订稿")


@dataclass(frozen=True, slots=True)
class Citation:
    """A quotation: ``quote`` is ``Document.text[start:end]``, word for word; ``number`` from 1."""

    number: int
    hit: Hit
    quote: str
    start: int
    end: int


def cite_document(document: Document) -> str:
    """《永州市碳达峰实施方案》（永州市人民政府，2023年4月6日）; what is not stated is left out."""
    status = f"（{document.status}）" if document.status in _DRAFTS else ""
    # The day a page was put up is no date that a document can be cited by.
    issued = None if "issued_on" in document.inferred else document.issued_on
    stated = [
        document.issuer,
        f"{issued.year}年{issued.month}月{issued.day}日" if issued else "",
    ]
    said = "，".join(part for part in stated if part)
    mark = f"〔{FICTIONAL_MARK}〕" if document.fictional else ""
    return f"{mark}《{document.title}{status}》" + (f"（{said}）" if said else "")


def cite_measure(document: Document, measure: Measure) -> str:
    """The document and the place in it: 《…》（…）二、（三）2, with the page where it has pages."""
    page = f"（第{measure.page}页）" if measure.page else ""
    return cite_document(document) + cite_place(measure) + page


def cite_with_title(document: Document, measure: Measure) -> str:
    """The citation and, behind it, the measure's title where that says more than the place."""
    cited = cite_measure(document, measure)
    return cited if cited.endswith(measure.title) else f"{cited} {measure.title}"


def cite_place(measure: Measure) -> str:
    """二、（三）2 for the address ``…/二/（三）/2``; 第二章第五条, 二、（一）2 专栏1, 前言."""
    parts = measure.id.split("/")[1:]
    written = ""
    for part in parts:
        if re.fullmatch("[一二三四五六七八九十百]+", part):
            written += f"{part}、"
        elif part.startswith("专栏") or re.fullmatch(r"第\d+段", part):
            written += part if written.endswith("、") else f" {part}"
        else:
            written += part
    return written.strip().rstrip("、") if len(parts) == 1 else written.strip()
