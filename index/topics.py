"""What each measure is about, by rule and by meaning together.

The rules (``corpus.topics``) give each topic a share, the model another: how near the measure's
own vectors are to the topic's description. A topic with enough of the weighted sum is given, two
at most, the main one first. The figures are in ``evals/sets/topics``.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus import Measure
from corpus.topics import load_topics, rule_shares

Vectors = NDArray[np.float32]

#: The weight of meaning beside the rules, under a half: where every word tells the same topic, it
#: comes first whatever the model says.
MEANING = 0.4
#: A topic needs so much of the sum, which is 1 over all topics.
_ENOUGH = 0.22
#: Centred cosines are between -0.2 and 0.6 with the bundled model; this makes shares of them.
_TEMPERATURE = 0.12


class QueryEncoder(Protocol):
    def encode_query(self, text: str) -> NDArray[np.float32]: ...


def assign_topics(
    measures: Sequence[Measure], vectors: Vectors, topic_vectors: Vectors
) -> list[tuple[str, ...]]:
    """One or two topics for each measure of a document, the main one first; none where none fits.

    ``vectors`` is (measures, d), see :func:`measure_vectors`; ``topic_vectors`` is (topics, d).
    """
    if not measures:
        return []
    rules = np.array([rule_shares(measure) for measure in measures], dtype=np.float32)
    return choose_topics(rules, meaning_shares(vectors, topic_vectors), MEANING)


def choose_topics(rules: Vectors, meaning: Vectors, weight: float) -> list[tuple[str, ...]]:
    """The topics of each row of shares by rule and by meaning, both (measures, topics).

    ``weight`` is that of meaning, from 0 to 1. A row that no rule tells gets no topic: what has
    not one word of a topic is an introduction or a goal.
    """
    names = [topic.name for topic in load_topics()]
    chosen: list[tuple[str, ...]] = []
    for by_rule, by_meaning in zip(rules, meaning, strict=True):
        told = (1 - weight) * by_rule + weight * by_meaning  # (topics,)
        best = np.argsort(-told, kind="stable")[:2]
        given = tuple(names[place] for place in best if told[place] >= _ENOUGH)
        chosen.append(given if by_rule.any() else ())
    return chosen


def meaning_shares(vectors: Vectors, topic_vectors: Vectors) -> Vectors:
    """How near each measure of a document is to each topic, (measures, topics), rows sum to 1.

    What all measures of the document share, and what all topics share, is taken away first:
    otherwise a topic as wide as 全民行动 is near to everything.
    """
    own = _centred(vectors)  # (measures, d)
    topics = _centred(topic_vectors)  # (topics, d)
    spread = np.exp(own @ topics.T / _TEMPERATURE)
    return np.asarray(spread / spread.sum(axis=1, keepdims=True), dtype=np.float32)


def measure_vectors(measure_ids: Sequence[str], owners: Sequence[str], vectors: Vectors) -> Vectors:
    """The mean of each measure's windows, (len(measure_ids), d).

    ``vectors`` is (windows, d), ``owners`` the measure that each window is of.
    """
    place = {measure_id: row for row, measure_id in enumerate(measure_ids)}
    rows = [place[owner] for owner in owners]
    sums = np.zeros((len(place), vectors.shape[1]), dtype=np.float32)
    np.add.at(sums, rows, vectors)
    counts = np.bincount(rows, minlength=len(place))[:, None]
    return np.asarray(sums / np.maximum(counts, 1), dtype=np.float32)


def topic_vectors(encoder: QueryEncoder) -> Vectors:
    """The vectors of the topics' names and descriptions, (topics, d), by a model."""
    texts = (f"{topic.name}：{topic.description}" for topic in load_topics())
    return np.array([encoder.encode_query(text) for text in texts], dtype=np.float32)


def _centred(vectors: Vectors) -> Vectors:
    """Rows less their mean, normalised; a row that is the mean stays zero."""
    rest = vectors - vectors.mean(axis=0)
    norms = np.linalg.norm(rest, axis=1, keepdims=True)
    return np.asarray(rest / np.maximum(norms, 1e-6), dtype=np.float32)
