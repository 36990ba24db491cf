"""Judging new questions: what several retrievers find is pooled, a person grades it.

A set of one's own is a folder in the same layout as those that ship. Lines are only ever added,
each written and flushed before the next question is put, so an interruption loses nothing.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock

from corpus import CewenError, Measure
from evals.sets import JudgedSet, Query, read_qrels, read_queries
from index import Library
from qa.question import MAX_QUESTION_CHARS, check_text
from qa.ranking import rank
from qa.reading import read_question
from qa.setup import DEFAULT, Ranking

GRADES: Mapping[int, str] = {
    2: "直接回答问题，办事的人会先引这一条",
    1: "只答一部分，或讲别的事时带出一句有用的规定",
    0: "没有回答：用词相近，或地方不对",
}
_QRELS_HEADER = "query-id\tcorpus-id\tscore\n"

#: Each finds differently, so that what one misses another brings to the judge. No region gate:
#: the measures of the wrong city are judged as well.
POOLED: Mapping[str, Ranking] = {
    "词": replace(DEFAULT, weights=(0, 0, 1, 0), gate=False),
    "字对": replace(DEFAULT, weights=(0, 0, 0, 1), gate=False),
    "整条向量": replace(DEFAULT, weights=(1, 0, 0, 0), gate=False),
    "分句向量": replace(DEFAULT, weights=(0, 1, 0, 0), gate=False),
    "混合": DEFAULT,
}


@dataclass(frozen=True, slots=True)
class Pooled:
    """A measure to judge, and which retrievers found it, each with the rank it gave."""

    measure: Measure
    found_by: tuple[tuple[str, int], ...]


def pool(library: Library, question: str, depth: int = 10) -> list[Pooled]:
    """The first ``depth`` measures of each retriever, once each, in the order of their addresses.

    Not in the order of any score: a judge who knows the rank tends to follow it.

    Raises:
        CewenError: the question is empty or too long, or the library is empty.
    """
    found: dict[str, list[tuple[str, int]]] = {}
    with library.steady():
        for name, ranking in POOLED.items():
            read = read_question(library, question, ranking=ranking)
            for hit in rank(library, read, ranking)[:depth]:
                found.setdefault(hit.measure.id, []).append((name, hit.rank))
        return [
            Pooled(measure, tuple(found[id_]))
            for id_, measure in library.measures.items()
            if id_ in found
        ]


class OwnSet:
    """A judged set in a folder of the user's: read as a whole, written a line at a time."""

    def __init__(self, folder: Path) -> None:
        """Opens a set, and creates an empty one where there is none.

        Raises:
            CewenError: the folder cannot be used, or its files are not those of a set.
        """
        self.folder = folder
        self._queries = folder / "queries.jsonl"
        self._qrels = folder / "qrels.tsv"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with self._alone():
                for path, head in ((self._queries, ""), (self._qrels, _QRELS_HEADER)):
                    if not path.exists() or not path.stat().st_size:
                        _append(path, head)
        except OSError as error:
            raise CewenError(f"无法使用评测集目录 {folder}（{error.strerror}）。") from None
        self.read()

    def read(self) -> JudgedSet:
        """The set as it is on disk now."""
        with self._alone():
            name = self.folder.resolve().name
            return JudgedSet(name, read_queries(self._queries, name), read_qrels(self._qrels))

    def question(self, text: str, stratum: str = "topic") -> Query:
        """The question with this text, added when it is new.

        Raises:
            CewenError: the question is empty or too long, or the file cannot be written.
        """
        text = " ".join(check_text(text, MAX_QUESTION_CHARS, "问题").split())
        with self._alone():
            queries = read_queries(self._queries, self.folder.resolve().name)
            for query in queries:
                if query.text == text:
                    return query
            taken = {query.id for query in queries}
            number = next(n for n in range(len(queries) + 1, 10**9) if f"u{n:03}" not in taken)
            row = {"_id": f"u{number:03}", "text": text, "metadata": {"stratum": stratum}}
            _append(self._queries, json.dumps(row, ensure_ascii=False) + "\n")
            return next(
                query
                for query in read_queries(self._queries, self.folder.resolve().name)
                if query.id == row["_id"]
            )

    def judge(self, query: Query, measure_id: str, grade: int) -> None:
        """Writes down a judgement; one made before on the same pair no longer counts.

        Raises:
            CewenError: the grade is none, or the file cannot be written.
        """
        if grade not in GRADES:
            raise CewenError(f"没有 {grade} 这一级，可选：{'、'.join(map(str, GRADES))}。")
        with self._alone():
            _append(self._qrels, f"{query.id}\t{measure_id}\t{grade}\n")

    def expect(self, query: Query, answer: bool) -> Query:
        """Writes down whether some measure is expected to answer a question; the rest stays.

        The file is replaced as a whole: it is the one of before or the one of after.

        Raises:
            CewenError: the set has no such question, or the file cannot be written.
        """
        with self._alone():
            lines = self._queries.read_text(encoding="utf-8-sig").splitlines()
            rows = [json.loads(line) for line in lines if line.strip()]
            for row in rows:
                if str(row["_id"]) == query.id:
                    row["metadata"] = {**row.get("metadata", {}), "answerable": answer}
            text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            beside = self._queries.with_suffix(".new")
            try:
                beside.unlink(missing_ok=True)
                _append(beside, text)
                beside.replace(self._queries)
            except OSError as error:
                raise CewenError(f"无法写入 {self._queries}：{error.strerror}。") from None
        return self.query(query.id)

    def query(self, id_: str) -> Query:
        """The question of an id.

        Raises:
            CewenError: the set has none.
        """
        for query in self.read().queries:
            if query.id == id_:
                return query
        raise CewenError(f"评测集 {self.folder.name} 里没有问题 {id_}，请重新汇集候选。")

    def unjudged(self, query: Query, pooled: Sequence[Pooled]) -> list[Pooled]:
        """Those of a pool that the question has no judgement of yet."""
        judged = self.read().grades.get(query.id, {})
        return [one for one in pooled if one.measure.id not in judged]

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No other process reads or writes; what a crash left is mended first."""
        with FileLock(self.folder / ".judging.lock"):
            _mend(self._queries, _is_query)
            _mend(self._qrels, _is_qrel)
            yield


def _append(path: Path, text: str) -> None:
    """Adds to the end of a file, and returns when it is on the disk."""
    try:
        with path.open("a", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise CewenError(f"无法写入 {path}：{error.strerror}。") from None


def _mend(path: Path, is_whole: Callable[[str], bool]) -> None:
    """A last line without its end is completed if it is whole, else it was cut short: dropped."""
    if not path.exists():
        return
    data = path.read_bytes()
    if not data or data.endswith(b"\n"):
        return
    start = data.rfind(b"\n") + 1
    if is_whole(data[start:].decode("utf-8", errors="replace")):
        _append(path, "\n")
        return
    with path.open("r+b") as file:
        file.truncate(start)


def _is_query(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def _is_qrel(line: str) -> bool:
    fields = line.split("\t")
    return line == _QRELS_HEADER.strip() or (len(fields) == 3 and fields[2].isdigit())
