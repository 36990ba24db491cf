"""Any judged set in BEIR layout: corpus.jsonl, queries.jsonl, qrels/test.tsv."""

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from corpus import CewenError, Document, Measure, Region
from evals.sets import JudgedSet, Qrel, read_qrels, read_queries
from index import Library, TextEncoder

_DOC_ID = "beir"


@contextmanager
def beir_library(
    folder: Path,
    open_encoder: Callable[[], TextEncoder],
    on_progress: Callable[[str, int, int], None],
) -> Iterator[tuple[Library, JudgedSet]]:
    """A library of the set's passages, gone afterwards, and the set itself.

    Each passage is a measure of one document; its address is the corpus id behind ``beir/``.

    Raises:
        CewenError: a file of the layout is missing or not as it should be.
    """
    passages = _rows(folder / "corpus.jsonl")
    queries = read_queries(folder / "queries.jsonl", folder.name, stratum="beir")
    qrels = tuple(
        Qrel(qrel.query_id, f"{_DOC_ID}/{qrel.measure_id}", qrel.grade)
        for qrel in read_qrels(folder / "qrels" / "test.tsv")
    )
    judged = {qrel.query_id for qrel in qrels}
    with tempfile.TemporaryDirectory() as scratch:
        library = Library(Path(scratch), open_encoder)
        library.add(_document(passages), lambda done, all_: on_progress(folder.name, done, all_))
        asked = tuple(query for query in queries if query.id in judged)
        yield library, JudgedSet(folder.name, asked, qrels)


def _document(passages: list[dict[str, Any]]) -> Document:
    """All passages of a set as the measures of one document."""
    measures = []
    texts = []
    position = 0
    for row in passages:
        title = row.get("title", "")
        text = f"{title}\n{row['text']}" if title else row["text"]
        measures.append(
            Measure(
                id=f"{_DOC_ID}/{row['_id']}",
                doc_id=_DOC_ID,
                path=(title or str(row["_id"]),),
                number="",
                title=title,
                text=text,
                kind="措施",
                start=position,
                end=position + len(text),
            )
        )
        texts.append(text)
        position += len(text) + 1
    whole = "\n".join(texts)
    return Document(
        id=_DOC_ID,
        title="",
        issuer="",
        doc_number="",
        issued_on=None,
        status="",
        region=Region(),
        source="corpus.jsonl",
        source_hash="",
        fictional=False,
        text=whole,
        original=whole,
        measures=tuple(measures),
        left_out=(),
    )


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines if line.strip()]
        if all(isinstance(row, dict) and "_id" in row and "text" in row for row in rows) and rows:
            return rows
    except OSError:
        raise CewenError(f"找不到 {path}，BEIR 目录里应有它。") from None
    except ValueError:
        pass
    raise CewenError(f"{path} 每行应是含 _id 和 text 的 JSON 对象。")
