"""Slips in a question: homophones (充电庄, 湖洲) and words left in pinyin (laji), put right.

Only what the library does not know and no dictionary holds is changed, and only to a word of the
library that sounds the same; what was changed is said.
"""

import re
from dataclasses import dataclass
from itertools import accumulate

import rjieba

from index import Library
from qa.content import content_runs
from qa.glossary import knows_english

_HAN_RUN = re.compile("[\u4e00-\u9fff]+")
_LATIN = re.compile(r"(?<![a-z0-9])[a-z]{4,}(?![a-z0-9/-])")
_LENGTHS = range(6, 1, -1)  # the longest match says most


@dataclass(frozen=True, slots=True)
class Slip:
    """What a question says and what it was taken to mean."""

    said: str
    meant: str


def correct_spelling(query: str, library: Library) -> tuple[str, tuple[Slip, ...]]:
    """A folded question without slips, and the slips."""
    slips: list[Slip] = []
    for token in _LATIN.findall(query) if _HAN_RUN.search(query) or " " not in query else ():
        meant = None if knows_english(token) else library.sounds.spelled(token)
        if meant:
            slips.append(Slip(token, meant))
            query = query.replace(token, meant)
    for run in _HAN_RUN.findall(" ".join(content_runs(query))):
        slip = _slip_in(run, library)
        if slip:
            slips.append(slip)
            query = query.replace(slip.said, slip.meant)
    return query, tuple(slips)


def _slip_in(run: str, library: Library) -> Slip | None:
    """The longest stretch of whole dictionary words that sounds like a word of the library."""
    ends = list(accumulate(map(len, rjieba.cut(run, False))))
    strange = {
        i for i in range(len(run) - 1) if not library.document_frequency("pairs", run[i : i + 2])
    }
    for length in _LENGTHS:
        for start in (0, *ends):
            end = start + length
            if end not in ends or ends.index(end) == (ends.index(start) if start else -1) + 1:
                continue  # it cuts a word, or is one
            if strange.isdisjoint(range(start, end - 1)):
                continue
            meant = library.sounds.alike(run[start:end])
            if meant and meant not in run:
                return Slip(run[start:end], meant)
    return None
