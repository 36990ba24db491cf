"""Reads plans: a file in, a ``Document`` with its ``Measure``s out.

Reading itself is in ``corpus.parse``, which a question never loads.
"""

from corpus.clauses import Span, measure_clauses, split_sentences
from corpus.clean import damaged_spots, fold_query
from corpus.document import (
    FICTIONAL_MARK,
    MEASURE_KINDS,
    Document,
    LeftOut,
    Measure,
    MeasureKind,
    Region,
    Spot,
    Target,
    with_id,
)
from corpus.errors import CewenError

__all__ = [
    "FICTIONAL_MARK",
    "MEASURE_KINDS",
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
    "measure_clauses",
    "split_sentences",
    "with_id",
]
