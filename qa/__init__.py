"""Turns a question into ranked hits, a cited answer, or precedents."""

from qa.answer import Answer, Coverage, Section, ask
from qa.cite import Citation, cite_document, cite_measure, cite_place
from qa.finding import search
from qa.precedents import Precedent, find_precedents
from qa.question import region_name
from qa.ranking import Hit
from qa.reading import EVERYWHERE

__all__ = [
    "EVERYWHERE",
    "Answer",
    "Citation",
    "Coverage",
    "Hit",
    "Precedent",
    "Section",
    "ask",
    "cite_document",
    "cite_measure",
    "cite_place",
    "find_precedents",
    "region_name",
    "search",
]
