"""Reads plans: a file in, a ``Document`` with its ``Measure``s out."""

from corpus.clauses import Span, measure_clauses, split_sentences
from corpus.clean import damaged_spots, fold_query
from corpus.document import (
    MEASURE_KINDS,
    Document,
    LeftOut,
    Measure,
    MeasureKind,
    Region,
    Spot,
    Target,
)
from corpus.errors import CewenError
from corpus.metadata import FICTIONAL_MARK
from corpus.parse import parse_bytes, parse_file, parse_text, with_id
from corpus.read import READERS, hash_bytes, hash_file, load_file

__all__ = [
    "FICTIONAL_MARK",
    "MEASURE_KINDS",
    "READERS",
    "CewenError",
    "Document",
    "LeftOut",
    "Measure",
    "MeasureKind",
    "Region",
    "Span",
    "Spot",
    "Target",
    "damaged_spots",
    "fold_query",
    "hash_bytes",
    "hash_file",
    "load_file",
    "measure_clauses",
    "parse_bytes",
    "parse_file",
    "parse_text",
    "split_sentences",
    "with_id",
]
