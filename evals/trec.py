"""Runs and judgements in TREC form, to score other systems here and this one elsewhere.

    run:    qid Q0 docid rank score tag
    qrels:  qid 0 docid grade

Fields are divided by blanks. An id that holds one is percent-encoded, and so is a percent sign;
addresses such as ``yongzhou-2023/二/（三）/2`` hold neither and stay as they are.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote

from corpus import CewenError
from evals.metrics import Run
from evals.sets import Qrel

_TAG = "cewen"


def write_run(path: Path, run: Run, tag: str = _TAG) -> None:
    """Writes a run, the queries in their order, the best document first.

    Raises:
        CewenError: the file cannot be written.
    """
    lines = []
    for query_id, found in run.items():
        best_first = sorted(found.items(), key=lambda item: (-item[1], item[0]))
        for rank, (id_, score) in enumerate(best_first, start=1):
            lines.append(f"{_encoded(query_id)} Q0 {_encoded(id_)} {rank} {score:.6f} {tag}")
    write_text(path, "".join(f"{line}\n" for line in lines))


def write_qrels(path: Path, qrels: tuple[Qrel, ...]) -> None:
    """Writes judgements.

    Raises:
        CewenError: the file cannot be written.
    """
    lines = [f"{_encoded(q.query_id)} 0 {_encoded(q.measure_id)} {q.grade}\n" for q in qrels]
    write_text(path, "".join(lines))


def read_run(path: Path) -> dict[str, dict[str, float]]:
    """Query id → document id → score; where a document comes twice its best score.

    Raises:
        CewenError: the file cannot be read, or a line is no line of a run.
    """
    run: dict[str, dict[str, float]] = {}
    for number, line in _lines(path):
        fields = line.split()
        try:
            query_id, _, id_, _, score, *tag = fields
            value = float(score)
            if len(tag) > 1 or value != value:
                raise ValueError
        except ValueError:
            raise CewenError(
                f"{path} 第 {number} 行应是“问题编号 Q0 措施地址 名次 得分 标记”六列，以空格分隔。"
            ) from None
        found = run.setdefault(unquote(query_id), {})
        found[unquote(id_)] = max(value, found.get(unquote(id_), value))
    if not run:
        raise CewenError(f"{path} 是空的，没有可评的结果。")
    return run


def write_text(path: Path, text: str) -> None:
    """Writes a file, and the folders above it.

    Raises:
        CewenError: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CewenError(f"无法写入 {path}：{error.strerror}。") from None


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CewenError(f"无法读取 {path}：{error.strerror}。") from None
    except UnicodeDecodeError:
        raise CewenError(f"{path} 不是 UTF-8 文本，请转换后再试。") from None
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield number, line


def _encoded(id_: str) -> str:
    return re.sub(r"[\s%]", lambda match: quote(match[0]), id_)
