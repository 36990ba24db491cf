"""Fits the weights of ``qa.evidence`` on the training questions over the samples.

    cewen add --library /tmp/samples corpus/samples
    python -m evals.fit_evidence /tmp/samples

A question's label says whether any measure answers it, not which: each round takes the hit that
the current weights believe in most, and fits a logistic regression on those, until they settle.
Prints the weights, and what ten-fold cross-validation gives (folds by question, fixed seed).
"""

import json
import sys
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from index import Library
from index.models import open_encoder
from qa.evidence import COMPLETE, NEARNESS, PAIRS, WORDS, EvidenceReader
from qa.ranking import rank
from qa.reading import read_question

_HITS = 20
_ROUNDS = 10


def main(folder: str) -> None:
    library = Library(Path(folder), open_encoder)
    path = files("evals") / "sets" / "evidence" / "queries.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    answerable = np.array([row["answerable"] for row in rows])
    features = [_features(library, row["text"]) for row in rows]
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
    for threshold in (0.4, 0.45, 0.5, 0.55, 0.6):
        refused = held_out < threshold
        print(
            f"threshold {threshold:.2f}: refused {refused[~answerable].mean():.2f} of unanswerable,"
            f" {refused[answerable].mean():.2f} of answerable"
        )


def _features(library: Library, text: str) -> NDArray[np.float64]:
    """(hits, 4): the features of each of a question's first hits."""
    question = read_question(library, text)
    reader = EvidenceReader(library, question)
    hits = rank(library, question)[:_HITS]
    return np.array([reader.read(hit.measure).features for hit in hits])


if __name__ == "__main__":
    main(*sys.argv[1:])
