"""A cross-encoder over the first hits, when one is configured: none is bundled.

``CEWEN_RERANKER`` names any sentence-transformers CrossEncoder, by folder or by name.
"""

import os
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from corpus import CewenError
from index import Library
from qa.ranking import Hit, Part

_VARIABLE = "CEWEN_RERANKER"
#: Hits that are read again; a pair takes a cross-encoder of 12 layers some 50 ms on two cores.
_READ = 30
#: What the cross-encoder counts, against 1.2 of all retrievers and the evidence together.
_WEIGHT = 1.2


def reranked(library: Library, text: str, hits: list[Hit]) -> list[Hit]:
    """The hits in the order that the configured cross-encoder helps to find; else as they are.

    Raises:
        CewenError: what is configured is no cross-encoder with one score.
    """
    name = os.environ.get(_VARIABLE, "").strip()
    if not name or not hits:
        return hits
    first, rest = hits[:_READ], hits[_READ:]
    pairs = [
        (text, f"{library.document(h.measure.doc_id).region.name} {h.measure.text}") for h in first
    ]
    scores = [float(score) for score in _model(name).predict(pairs, show_progress_bar=False)]
    low, span = min(scores), max(scores) - min(scores)
    shares = [(score - low) / span if span else 1.0 for score in scores]
    again = [
        replace(
            hit,
            score=hit.score + _WEIGHT * share,
            found_by=(*hit.found_by, Part("重排", share, _WEIGHT)),
        )
        for hit, share in zip(first, shares, strict=True)
    ]
    again.sort(key=lambda hit: (-hit.score, hit.measure.id))
    return [replace(hit, rank=rank) for rank, hit in enumerate([*again, *rest], start=1)]


@cache
def _model(name: str) -> Any:
    # They take 7 s to load.
    from sentence_transformers import CrossEncoder
    from transformers.utils import logging

    logging.disable_progress_bar()
    try:
        model = CrossEncoder(name, device="cpu", local_files_only=Path(name).exists())
    except (OSError, ValueError, KeyError) as error:
        raise CewenError(
            f"{_VARIABLE}={name} 不是可用的 CrossEncoder（{type(error).__name__}），"
            "请改为模型目录，或取消这个设置。"
        ) from None
    if model.num_labels != 1:
        raise CewenError(f"{_VARIABLE}={name} 有 {model.num_labels} 个输出，重排模型应只有 1 个。")
    return model
