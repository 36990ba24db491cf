"""Nearest passages by inner product: a flat FAISS index over the record store's vectors."""

from collections.abc import Sequence
from pathlib import Path

import faiss
import numpy as np

from index.records import Vectors


class DenseIndex:
    """Exact search over float32, L2-normalised vectors; ids are the record store's rows."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(cls, rows: Sequence[int], vectors: Vectors) -> "DenseIndex":
        """Indexes ``vectors`` (n, d) under the ids ``rows`` (n,)."""
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(max(vectors.shape[1], 1)))
        if len(rows):
            index.add_with_ids(vectors, np.asarray(rows, dtype=np.int64))
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> "DenseIndex":
        return cls(faiss.read_index(str(path)))

    def save(self, path: Path) -> None:
        faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(
        self, query: Vectors, k: int, allowed: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """(row, cosine) of the ``k`` nearest, best first; ``query`` is (d,).

        With ``allowed`` only these rows are searched.
        """
        k = min(k, len(self) if allowed is None else len(allowed))
        if k == 0:
            return []
        params = None
        if allowed is not None:
            selector = faiss.IDSelectorBatch(np.asarray(allowed, dtype=np.int64))
            params = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        scores, rows = self._index.search(query[None, :], k, params=params)
        return [
            (int(row), float(score))
            for row, score in zip(rows[0], scores[0], strict=True)
            if row >= 0
        ]

    def score(self, row: int, query: Vectors) -> float:
        """The cosine of one row's vector with the query (d,)."""
        return float(np.dot(self._index.reconstruct(row), query))
