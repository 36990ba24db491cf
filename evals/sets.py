"""Judged sets on disk, in BEIR layout: queries.jsonl and qrels.tsv; gold is named by address."""

import json
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from corpus import CewenError


@dataclass(frozen=True, slots=True)
class Query:
    """A judged question; ``stratum`` is the kind of question it is."""

    id: str
    text: str
    stratum: str


@dataclass(frozen=True, slots=True)
class Qrel:
    """A judgement: 2 answers the question, 1 in passing or in part, 0 does not."""

    query_id: str
    measure_id: str
    grade: int


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """Questions and what was judged of them."""

    name: str
    queries: tuple[Query, ...]
    qrels: tuple[Qrel, ...]

    @property
    def doc_ids(self) -> frozenset[str]:
        """The documents that the judgements speak of."""
        return frozenset(qrel.measure_id.split("/")[0] for qrel in self.qrels)


#: The sets that ship: the five real plans (addresses only) and the fictional samples.
SHIPPED = ("plans", "samples")


def load_set(name: str) -> JudgedSet:
    """One of the sets that ship.

    Raises:
        CewenError: there is none of this name.
    """
    if name not in SHIPPED:
        raise CewenError(f"没有评测集 {name}，现有：{'、'.join(SHIPPED)}。")
    folder = files("evals") / "sets" / name
    return JudgedSet(name, _queries(folder / "queries.jsonl"), read_qrels(folder / "qrels.tsv"))


def _queries(path: Traversable) -> tuple[Query, ...]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    return tuple(Query(row["_id"], row["text"], row["metadata"]["stratum"]) for row in rows)


def read_qrels(path: Path | Traversable) -> tuple[Qrel, ...]:
    """Judgements in BEIR's three columns.

    Raises:
        CewenError: the file is missing or has other columns.
    """
    try:
        header, *lines = path.read_text(encoding="utf-8").splitlines()
        rows = [line.split("\t") for line in lines if line.strip()]
        if header.split("\t") == ["query-id", "corpus-id", "score"]:
            return tuple(Qrel(query, measure, int(grade)) for query, measure, grade in rows)
    except OSError:
        raise CewenError(f"找不到 {path}，BEIR 目录里应有它。") from None
    except ValueError:
        pass
    raise CewenError(f"{path} 应有 query-id、corpus-id、score 三列，以制表符分隔。")
