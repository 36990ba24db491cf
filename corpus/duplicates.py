"""The same plan from two portals: recognised by the sentences that two documents share."""

import re
from hashlib import blake2b

from corpus.clauses import split_sentences
from corpus.document import Document

#: Sentences shorter than this are shared by plans that have nothing else in common.
_MIN_CHARS = 16
#: Two copies of one plan share more than this of the shorter one's sentences; five plans of
#: different cities share none at all.
SAME_SHARE = 0.6


def sentence_keys(document: Document) -> frozenset[int]:
    """A 64-bit hash of each sentence of the measures, punctuation and blanks left out."""
    keys = set()
    for measure in document.measures:
        for start, end in split_sentences(measure.text):
            bare = re.sub(r"\W", "", measure.text[start:end])
            if len(bare) >= _MIN_CHARS:
                keys.add(int.from_bytes(blake2b(bare.encode(), digest_size=8).digest(), "big"))
    return frozenset(keys)


def shared(one: frozenset[int], other: frozenset[int]) -> float:
    """The share in [0, 1] of the smaller one's sentences that both have."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0
