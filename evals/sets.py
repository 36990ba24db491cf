"""Judged sets on disk, in BEIR layout: queries.jsonl and qrels.tsv; gold is named by address."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal

from platformdirs import user_data_path

from corpus import CewenError

UNANSWERABLE = "unanswerable"
#: The strata that have a Chinese name; a set may have others.
STRATA = {
    "topic": "主题",
    "figure": "数字",
    "named_city": "点名地区",
    "wrong_city": "张冠李戴",
    "multi_city": "多地",
    "body": "责任单位",
    "lookup": "文号地址",
    "everyday": "日常说法",
    "precedent": "条款草稿",
    "traditional": "繁体",
    "english": "英文",
    "typo": "错别字",
    UNANSWERABLE: "无答案",
    "beir": "BEIR",
}
Part = Literal["train", "dev", "test"]
PARTS: tuple[Part, ...] = ("train", "dev", "test")


@dataclass(frozen=True, slots=True)
class Query:
    """A judged question; ``stratum`` is the kind of question it is, ``part`` what it is for.

    ``expects_answer`` is False for one that is to be refused: no document answers it.
    """

    id: str
    text: str
    stratum: str
    part: str = ""
    expects_answer: bool = True


@dataclass(frozen=True, slots=True)
class Qrel:
    """A judgement: 2 answers the question, 1 in passing or in part, 0 does not."""

    query_id: str
    measure_id: str
    grade: int


@dataclass(frozen=True)
class JudgedSet:
    """Questions and what was judged of them."""

    name: str
    queries: tuple[Query, ...]
    qrels: tuple[Qrel, ...]

    @property
    def doc_ids(self) -> frozenset[str]:
        """The documents that the judgements speak of."""
        return frozenset(qrel.measure_id.split("/")[0] for qrel in self.qrels)

    @cached_property
    def grades(self) -> dict[str, dict[str, int]]:
        """Query id → measure id → grade."""
        found: dict[str, dict[str, int]] = {query.id: {} for query in self.queries}
        for qrel in self.qrels:
            found.setdefault(qrel.query_id, {})[qrel.measure_id] = qrel.grade
        return found

    @property
    def answerable(self) -> tuple[Query, ...]:
        """The questions that some measure answers: those that ranking metrics are taken over."""
        return tuple(query for query in self.queries if self._has_gold(query))

    @property
    def unanswerable(self) -> tuple[Query, ...]:
        """The questions written so that no measure answers them."""
        return tuple(q for q in self.queries if not q.expects_answer and not self._has_gold(q))

    @property
    def unjudged(self) -> tuple[Query, ...]:
        """The questions that are neither: no measure has a grade above 0 yet."""
        scored = {*self.answerable, *self.unanswerable}
        return tuple(query for query in self.queries if query not in scored)

    def only(self, part: str) -> "JudgedSet":
        """The questions of one part and what was judged of them; all of them for an empty name.

        Raises:
            CewenError: there is no such part, or it has no question.
        """
        if not part:
            return self
        if part not in PARTS:
            raise CewenError(f"没有 {part} 这一部分，可选：{'、'.join(PARTS)}。")
        queries = tuple(query for query in self.queries if query.part == part)
        if not queries:
            raise CewenError(f"评测集 {self.name} 的 {part} 部分没有问题。")
        ids = {query.id for query in queries}
        qrels = tuple(qrel for qrel in self.qrels if qrel.query_id in ids)
        return replace(self, queries=queries, qrels=qrels)

    def _has_gold(self, query: Query) -> bool:
        return any(grade > 0 for grade in self.grades.get(query.id, {}).values())


#: The sets that ship: the five real plans (addresses only) and the fictional samples.
SHIPPED = ("plans", "samples")


def own_sets() -> Path:
    """Where sets of the user's own are kept that are named without a folder."""
    return user_data_path("cewen") / "sets"


def own_folder(name: str) -> Path:
    """Where a set of the user's own is kept, whether it exists yet or not.

    Raises:
        CewenError: the name is that of a set that ships, or cannot be that of a folder.
    """
    if name in SHIPPED or not re.fullmatch(r"\w[\w-]*", name):
        raise CewenError(f"评测集名称“{name}”不能用：请换一个由文字、数字、- 组成的名称。")
    return own_sets() / name


def part_of(set_name: str, query_id: str) -> Part:
    """The part that a question belongs to for good: 4 in 10 train, 3 dev, 3 test.

    By the first 8 bytes of SHA-256 of ``set_name/query_id``, big-endian, modulo 10: 0–3 are train,
    4–6 dev, 7–9 test. A question that is added moves no other one.
    """
    digest = hashlib.sha256(f"{set_name}/{query_id}".encode()).digest()
    tenth = int.from_bytes(digest[:8], "big") % 10
    return "train" if tenth < 4 else "dev" if tenth < 7 else "test"


def load_set(name: str) -> JudgedSet:
    """A set that ships, one of the user's own, or a folder: ``queries.jsonl`` and ``qrels.tsv``.

    Raises:
        CewenError: there is none of this name, or a file is missing or not as it should be.
    """
    if name in SHIPPED:
        folder: Traversable = files("evals") / "sets" / name
    elif Path(name).is_dir():
        folder, name = Path(name), Path(name).resolve().name
    elif name and (own_sets() / name).is_dir():
        folder = own_sets() / name
    else:
        own = sorted(path.name for path in own_sets().glob("*") if path.is_dir())
        known = "、".join((*SHIPPED, *own))
        raise CewenError(f"没有评测集 {name}，现有：{known}；在别处的请写目录。")
    return JudgedSet(
        name, read_queries(folder / "queries.jsonl", name), read_qrels(folder / "qrels.tsv")
    )


def read_queries(
    path: Path | Traversable, set_name: str, stratum: str = "topic"
) -> tuple[Query, ...]:
    """Questions, one JSON object a line; ``stratum`` is that of those that state none.

    A part that a line states goes before ``part_of``. A question is to be refused when its stratum
    is ``unanswerable``, or its metadata say ``"answerable": false``.

    Raises:
        CewenError: the file is missing, or a line is not as it should be.
    """
    queries = []
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            query_id, text, metadata = str(row["_id"]), str(row["text"]), row.get("metadata", {})
            kind = metadata.get("stratum", stratum)
            part = metadata.get("part") or part_of(set_name, query_id)
            expects_answer = bool(metadata.get("answerable", kind != UNANSWERABLE))
            queries.append(Query(query_id, text, kind, part, expects_answer))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise CewenError(f"{path} 第 {number} 行应是含 _id 和 text 的 JSON 对象。") from None
    _check_once(path, [query.id for query in queries])
    return tuple(queries)


def read_qrels(path: Path | Traversable) -> tuple[Qrel, ...]:
    """Judgements in BEIR's three columns; of one judged again, the last counts.

    Raises:
        CewenError: the file is missing or has other columns.
    """
    try:
        header, *lines = _lines(path) or [""]
        rows = [line.split("\t") for line in lines if line.strip()]
        if header.split("\t") == ["query-id", "corpus-id", "score"]:
            grades = {(query, measure): int(grade) for query, measure, grade in rows}
            return tuple(Qrel(*key, grade) for key, grade in grades.items())
    except ValueError:
        pass
    raise CewenError(f"{path} 应有 query-id、corpus-id、score 三列，以制表符分隔。")


def _lines(path: Path | Traversable) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except OSError:
        raise CewenError(f"找不到 {path}，评测集目录里应有它。") from None
    except UnicodeDecodeError:
        raise CewenError(f"{path} 不是 UTF-8 文本，请转换后再试。") from None


def _check_once(path: Path | Traversable, ids: Sequence[str]) -> None:
    twice = sorted({id_ for id_ in ids if ids.count(id_) > 1})
    if twice:
        raise CewenError(f"{path} 中编号重复：{'、'.join(twice)}，请改成各不相同的。")
