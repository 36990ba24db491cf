"""What each part of the system is worth: the same questions with one thing changed at a time."""

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import mean

from corpus import CewenError, Document, Measure
from evals.chunks import (
    BoundaryScore,
    Place,
    Reading,
    as_windows,
    boundary_score,
    gold_read,
    measures_of,
)
from evals.metrics import ranked_run
from evals.outcomes import DEPTH, retrieve
from evals.report import Report
from evals.run import evaluate_run
from evals.sets import JudgedSet
from evals.stats import Comparison, compare
from index import Library, TextEncoder
from index.models import open_encoder
from qa import Hit
from qa.setup import DEFAULT, Ranking

OnProgress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Configuration:
    """One thing changed: how the question is ranked, or what is retrieved.

    ``window`` is the length of fixed windows in characters, 0 for measures; ``reading`` how a
    window becomes measures, see ``evals.chunks``.
    """

    ranking: Ranking = DEFAULT
    window: int = 0
    reading: Reading = "best"


BASE = "现行"
_BUDGET = 2_000
READ = f"gold@{_BUDGET}"
#: What configurations are tested on; each metric more would cost all of them power.
TESTED = ("nDCG@10", "recall@5", READ)


def _only(whole: float, clause: float, words: float, pairs: float) -> Configuration:
    return Configuration(replace(DEFAULT, weights=(whole, clause, words, pairs)))


CONFIGURATIONS: Mapping[str, Configuration] = {
    BASE: Configuration(),
    # what is retrieved
    "300 字窗口": Configuration(window=300),
    "500 字窗口": Configuration(window=500),
    "1000 字窗口": Configuration(window=1_000),
    "300 字窗口，逐条计": Configuration(window=300, reading="all"),
    "500 字窗口，逐条计": Configuration(window=500, reading="all"),
    "1000 字窗口，逐条计": Configuration(window=1_000, reading="all"),
    # what finds it
    "只用词 BM25": _only(0, 0, 1, 0),
    "只用字对 BM25": _only(0, 0, 0, 1),
    "两种 BM25": _only(0, 0, 0.5, 0.5),
    "只用整条向量": _only(1, 0, 0, 0),
    "只用分句向量": _only(0, 1, 0, 0),
    "两种向量": _only(0.5, 0.5, 0, 0),
    "混合，无整条向量": _only(0, 0.5, 0.25, 0.25),
    "混合，无分句向量": _only(0.5, 0, 0.25, 0.25),
    "不计含词含字": Configuration(replace(DEFAULT, evidence=0)),
    "各地轮流": Configuration(replace(DEFAULT, diverse=True)),
    # how the question is read
    "不限定地区": Configuration(replace(DEFAULT, gate=False)),
    "不用同义词": Configuration(replace(DEFAULT, synonyms=False)),
    "不归一字形": Configuration(replace(DEFAULT, folding=False)),
    "不译英文": Configuration(replace(DEFAULT, glossary=False)),
}


@dataclass(frozen=True, slots=True)
class Ablation:
    """A report for each configuration, what each differs from the base, and how chunkers cut.

    Values have one metric more: READ, ``gold_read`` of the first 2,000 characters. ``boundaries``
    are means over the documents of the set.
    """

    judged: JudgedSet
    reports: Mapping[str, Report]
    comparisons: tuple[Comparison, ...]
    boundaries: Mapping[str, BoundaryScore]


def ablate(
    library: Library,
    judged: JudgedSet,
    on_progress: OnProgress,
    names: Sequence[str] = (),
    models: Sequence[str] = (),
    work: Path | None = None,
    encoder: Callable[[], TextEncoder] = open_encoder,
) -> Ablation:
    """Runs the named configurations, or all, and the current one under each other model.

    All search all documents of the library. Windows and other models need libraries of their own:
    in ``work`` when it is given, where a later run over the same documents finds them, else gone
    afterwards. ``encoder`` opens the model of ``library``; ``on_progress`` receives what is being
    encoded, passages done and all.

    Raises:
        CewenError: there is no such configuration or model, or ``work`` cannot be used.
    """
    unknown = [name for name in names if name not in CONFIGURATIONS]
    if unknown:
        raise CewenError(f"没有配置 {'、'.join(unknown)}，现有：{'、'.join(CONFIGURATIONS)}。")
    chosen = {BASE: CONFIGURATIONS[BASE]} | {
        name: one for name, one in CONFIGURATIONS.items() if not names or name in names
    }
    documents = list(library.documents.values())
    found: dict[str, Mapping[str, list[Hit]]] = {}
    with _workplace(work, documents) as folder:
        for name, one in chosen.items():
            searched = _library_for(folder, library, documents, one.window, encoder, on_progress)
            found[name] = retrieve(searched, judged.queries, one.ranking)
        for model in models:
            searched = _model_library(folder, documents, model, on_progress)
            name = f"模型 {Path(model).name}"
            found[name] = retrieve(searched, judged.queries)
            chosen[name] = CONFIGURATIONS[BASE]
    reports = {}
    for name, hits in found.items():
        run = ranked_run(_addresses(hits, chosen[name], library.documents))
        report = evaluate_run(judged, run, name)
        read = {READ: _gold_read(hits, judged, library)}
        reports[name] = replace(report, values={**report.values, **read})
    others = {name: report.values for name, report in reports.items() if name != BASE}
    windows = sorted({one.window for one in chosen.values() if one.window})
    return Ablation(
        judged,
        reports,
        tuple(compare(reports[BASE].values, others, TESTED)),
        {f"{size} 字窗口": _boundaries(documents, size) for size in windows},
    )


def _addresses(
    found: Mapping[str, Sequence[Hit]],
    configuration: Configuration,
    documents: Mapping[str, Document],
) -> dict[str, list[str]]:
    """Query id → measure ids, best first; a window stands for those that it counts for."""
    if not configuration.window:
        return {id_: [hit.measure.id for hit in hits] for id_, hits in found.items()}
    return {
        query_id: [
            measure.id
            for hit in hits
            for measure in measures_of(
                hit.measure.start,
                hit.measure.end,
                documents[hit.measure.doc_id].measures,
                configuration.reading,
            )
        ][:DEPTH]
        for query_id, hits in found.items()
    }


def _gold_read(
    found: Mapping[str, Sequence[Hit]], judged: JudgedSet, library: Library
) -> dict[str, float]:
    """Query id → ``gold_read`` of its hits, whatever they are hits on."""
    values = {}
    for query in judged.answerable:
        gold = [library.measures[id_] for id_, grade in judged.grades[query.id].items() if grade]
        read = [hit.measure for hit in found[query.id]]
        values[query.id] = gold_read(map(_place, read), map(_place, gold), _BUDGET)
    return values


def _place(measure: Measure) -> Place:
    return measure.doc_id, measure.start, measure.end


def _library_for(
    folder: Path,
    library: Library,
    documents: Sequence[Document],
    window: int,
    encoder: Callable[[], TextEncoder],
    on_progress: OnProgress,
) -> Library:
    """The library itself, or one of windows."""
    if not window:
        return library
    cut = [as_windows(document, window) for document in documents]
    built = Library(folder / f"window-{window}", encoder)
    return _filled(built, cut, f"{window} 字窗口", on_progress)


def _model_library(
    folder: Path, documents: Sequence[Document], model: str, on_progress: OnProgress
) -> Library:
    encoder = open_encoder(name=model)
    # Its name carries a fingerprint: another model, another library.
    built = Library(folder / f"model-{encoder.name.replace('/', '-')}", lambda: encoder)
    return _filled(built, documents, encoder.name, on_progress)


def _filled(
    library: Library, documents: Sequence[Document], name: str, on_progress: OnProgress
) -> Library:
    for document in documents:
        library.add(document, partial(on_progress, f"{name} {document.id}"))
    return library


def _boundaries(documents: Sequence[Document], size: int) -> BoundaryScore:
    scores = []
    for document in documents:
        cut = [(window.start, window.end) for window in as_windows(document, size).measures]
        gold = [(measure.start, measure.end) for measure in document.measures]
        scores.append(boundary_score(document.text, cut, gold))
    return BoundaryScore(
        mean(one.precision for one in scores),
        mean(one.recall for one in scores),
        mean(one.f1 for one in scores),
    )


@contextmanager
def _workplace(work: Path | None, documents: Sequence[Document]) -> Iterator[Path]:
    """Where libraries are built: a folder of these very documents, or one that is gone after."""
    if work is not None:
        cut = [(d.id, d.source_hash, [(m.start, m.end) for m in d.measures]) for d in documents]
        yield work / hashlib.sha256(repr(cut).encode()).hexdigest()[:12]
        return
    with tempfile.TemporaryDirectory() as scratch:
        yield Path(scratch)
