"""Fits the weights of ``qa.evidence`` on training questions, and only on those.

    cewen add --library /tmp/plans PLANS…
    cewen add --library /tmp/samples corpus/samples
    python -m evals.fit_evidence plans=/tmp/plans samples=/tmp/samples

The questions: those in ``sets/evidence``, over the samples, and the train part of each judged set,
without those that are decided otherwise (by address, by body, by place). A question's label says
whether any measure answers it, not which: each round takes the hit that the current weights believe
in most, and fits a logistic regression on those, until they settle. Prints the weights, and what
ten-fold cross-validation gives (folds by question, fixed seed).
"""

import json
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from evals.sets import load_set
from index import Library
from index.models import open_encoder
from qa.evidence import COMPLETE, NEARNESS, PAIRS, WORDS, EvidenceReader
from qa.ranking import rank
from qa.reading import read_question

_HITS = 60  # as many as an answer weighs
_ROUNDS = 10


def main(*named: str) -> None:
    features = []
    labels = []
    for name, folder in (pair.split("=", 1) for pair in named):
        library = Library(Path(folder), open_encoder)
        for text, label in _questions(name):
            found = _features(library, text)
            if found is not None:
                features.append(found)
                labels.append(label)
    answerable = np.array(labels)
    weights = np.array([NEARNESS, WORDS, PAIRS, COMPLETE])
    for _ in range(_ROUNDS):
        best = np.array([hits[np.argmax(hits @ weights)] for hits in features])  # (questions, 4)
        fitted = LogisticRegression().fit(best, answerable)
        weights = fitted.coef_[0]
    folds = StratifiedKFold(10, shuffle=True, random_state=0)
    held_out = cross_val_predict(
        LogisticRegression(), best, answerable, cv=folds, method="predict_proba"
    )[:, 1]
    fit = np.round([*fitted.intercept_, *weights], 2)
    print("INTERCEPT, NEARNESS, WORDS, PAIRS, COMPLETE =", *fit)
    print(f"AUROC {roc_auc_score(answerable, held_out):.3f}")
    for threshold in (0.4, 0.45, 0.5, 0.55, 0.6, 0.65):
        refused = held_out < threshold
        print(
            f"threshold {threshold:.2f}: refused {refused[~answerable].mean():.2f} of unanswerable,"
            f" {refused[answerable].mean():.2f} of answerable"
        )


def _questions(name: str) -> Iterator[tuple[str, bool]]:
    """The training questions over a judged set's documents, and whether they can be answered."""
    train = load_set(name).only("train")
    yield from ((query.text, True) for query in train.answerable)
    yield from ((query.text, False) for query in train.unanswerable)
    if name == "samples":
        path = files("evals") / "sets" / "evidence" / "queries.jsonl"
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield row["text"], row["answerable"]


def _features(library: Library, text: str) -> NDArray[np.float64] | None:
    """(hits, 4): the features of a question's first hits; None where they do not decide."""
    question = read_question(library, text)
    if question.doc_ids == () or question.bodies or question.lookup:
        return None
    reader = EvidenceReader(library, question)
    if not reader.is_specific:
        return None
    hits = rank(library, question)[:_HITS]
    return np.array([reader.read(hit.measure).features for hit in hits])


if __name__ == "__main__":
    main(*sys.argv[1:])
