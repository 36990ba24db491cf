"""Which clauses of a measure to quote."""

import re
from collections.abc import Sequence

from corpus import damaged_spots
from index import pair_tokens
from qa.content import content_runs

_ASKS_FIGURE = re.compile(r"多少|多大|几|比例|比重|占比|数量|目标|指标|要求|标准|什么时候|何时|\d")
_FIGURE_BONUS = 0.3
#: How many clauses are quoted of a measure, and the share of the best one's score they need.
_MAX, _SHARE = 2, 0.7
_MAX_OF_TOPIC, _SHARE_OF_TOPIC = 3, 0.5


def quoted_spans(
    text: str, clauses: Sequence[tuple[int, int, float]], query: str, whole_topic: bool = False
) -> list[tuple[int, int]]:
    """The stretches of a measure to quote: its best clauses, neighbours joined, in text order.

    A clause scores its cosine, min-max normalised within the measure, plus the share of the
    query's character pairs that it has, plus a little for a figure where the query asks for one.
    Of a measure whose whole topic is asked for, more is quoted.
    """
    most, share = (_MAX_OF_TOPIC, _SHARE_OF_TOPIC) if whole_topic else (_MAX, _SHARE)
    if not clauses:
        return [(0, len(text))]
    wanted = {pair for run in content_runs(query) for pair in pair_tokens(run)}
    figure = _FIGURE_BONUS if _ASKS_FIGURE.search(query) else 0.0
    # A garbled sentence cannot be forwarded; it is quoted only where there is no other.
    whole = [clause for clause in clauses if not damaged_spots(text[clause[0] : clause[1]])]
    clauses = whole or clauses
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
    kept = sorted(scored, reverse=True)[:most]
    spans: list[tuple[int, int]] = []
    for _, start, end in sorted((c for c in kept if c[0] >= share * best), key=lambda c: c[1]):
        if spans and not text[spans[-1][1] : start].strip():
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans
