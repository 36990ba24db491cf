"""``cewen eval`` and its commands: wiring only.

cewen eval --html report.html        cewen eval ablate --set samples
cewen eval gate                      cewen eval add 屋顶光伏怎么补贴 --into my-set
"""

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from corpus import CewenError
from index import Library
from index.models import open_encoder

app = typer.Typer(
    help="在评过分的问题上评测检索效果。",
    invoke_without_command=True,
    add_completion=False,
    rich_markup_mode=None,
)

OnProgress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Desk:
    """What the program lends these commands: the library, a bar for long work, a line to say."""

    opened: Callable[[Path | None], AbstractContextManager[Library]]
    progress: Callable[[], AbstractContextManager[OnProgress]]
    step: Callable[[str], None]


LibraryOption = Annotated[
    Path | None,
    typer.Option("--library", metavar="DIR", help="文库目录；不指定时用本人的文库。"),
]
SetsOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME", help="评测集名称或目录；不指定时评文库能评的全部。"),
]
SetOption = Annotated[str, typer.Option("--set", metavar="NAME", help="评测集名称或目录。")]
PartOption = Annotated[
    str, typer.Option("--part", metavar="PART", help="只评一部分：train、dev 或 test。")
]
HtmlOption = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="另存一份可单独打开的网页报告。")
]
JsonOption = Annotated[bool, typer.Option("--json", help="输出 JSON。")]


@app.callback()
def evaluate(
    context: typer.Context,
    library: LibraryOption = None,
    sets: SetsOption = None,
    part: PartOption = "",
    beir: Annotated[
        Path | None,
        typer.Option("--beir", metavar="DIR", help="改评一个 BEIR 格式的目录，建临时文库。"),
    ] = None,
    run: Annotated[
        Path | None,
        typer.Option("--run", metavar="FILE", help="改评另一系统的 TREC 结果文件，须写 --set。"),
    ] = None,
    run_out: Annotated[
        Path | None, typer.Option("--run-out", metavar="FILE", help="把结果写成 TREC 格式。")
    ] = None,
    qrels_out: Annotated[
        Path | None, typer.Option("--qrels-out", metavar="FILE", help="把判分写成 TREC 格式。")
    ] = None,
    html: HtmlOption = None,
    as_json: JsonOption = False,
) -> None:
    """在评过分的问题上评测检索效果。"""
    if context.invoked_subcommand:
        return
    from evals.beir import beir_library
    from evals.html import report_html
    from evals.report import report_text
    from evals.run import evaluate_library, evaluate_run, evaluate_set
    from evals.sets import load_set
    from evals.trec import read_run, write_qrels, write_run, write_text

    desk: Desk = context.obj
    if run is not None:
        if len(sets or []) != 1:
            raise CewenError("--run 要用 --set 写明一个评测集。")
        judged = load_set((sets or [])[0]).only(part)
        reports = [evaluate_run(judged, read_run(run), run.name)]
    elif beir is not None:
        with (
            desk.progress() as report,
            beir_library(beir, lambda: open_encoder(desk.step), report) as (opened, judged),
        ):
            reports = [evaluate_set(opened, judged.only(part))]
    else:
        with desk.opened(library) as opened:
            reports = evaluate_library(opened, sets or [], desk.step, part)
    if (run_out or qrels_out) and len(reports) != 1:
        raise CewenError("一个文件只能写一个评测集的结果，请用 --set 指定一个。")
    if run_out:
        write_run(run_out, reports[0].run)
    if qrels_out:
        write_qrels(qrels_out, reports[0].judged.qrels)
    if html:
        write_text(html, report_html(reports))
        desk.step(f"报告已写入 {html}")
    if as_json:
        _print_json({"sets": [one.as_json() for one in reports]})
    else:
        for one in reports:
            print(report_text(one))


@app.command()
def ablate(
    context: typer.Context,
    library: LibraryOption = None,
    sets: SetsOption = None,
    part: PartOption = "",
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="NAME", help="只跑这个配置，可写多次；不写则跑全部。"),
    ] = None,
    models: Annotated[
        list[str] | None,
        typer.Option("--model", metavar="DIR", help="再比一个 sentence-transformers 模型。"),
    ] = None,
    work: Annotated[
        Path | None,
        typer.Option("--work", metavar="DIR", help="窗口和其他模型的文库留在这里，下次不重建。"),
    ] = None,
    html: HtmlOption = None,
    as_json: JsonOption = False,
) -> None:
    """消融：每次只改一处，看差多少、是否显著。"""
    from evals.ablate import ablate as run_ablation
    from evals.html import ablation_html
    from evals.run import fitting_sets
    from evals.tables import ablation_json, ablation_text
    from evals.trec import write_text

    desk: Desk = context.obj
    with desk.opened(library) as opened, desk.progress() as report:
        ablations = [
            run_ablation(opened, judged, report, only or [], models or [], work)
            for judged in fitting_sets(opened, sets or [], desk.step, part)
        ]
    if html:
        write_text(html, ablation_html(ablations))
        desk.step(f"报告已写入 {html}")
    if as_json:
        _print_json({"sets": [ablation_json(one) for one in ablations]})
    else:
        for one in ablations:
            print(ablation_text(one))


@app.command()
def compare(
    context: typer.Context,
    base: Annotated[Path, typer.Argument(metavar="BASE", help="作基准的 TREC 结果文件。")],
    runs: Annotated[list[Path], typer.Argument(metavar="RUN…", help="与它比较的结果文件。")],
    name: SetOption,
    part: PartOption = "",
    as_json: JsonOption = False,
) -> None:
    """比较几份结果：差值、区间、配对检验与多重校正。"""
    from evals.metrics import COMPARED
    from evals.run import evaluate_run
    from evals.sets import load_set
    from evals.stats import compare as compared
    from evals.tables import comparison_json, comparison_text
    from evals.trec import read_run

    judged = load_set(name).only(part)
    values = {
        path: evaluate_run(judged, read_run(path), path.name).values for path in (base, *runs)
    }
    found = compared(values[base], {str(path): values[path] for path in runs}, COMPARED)
    if as_json:
        _print_json({"set": judged.name, "comparisons": [comparison_json(one) for one in found]})
    else:
        print(comparison_text(found))


@app.command()
def gate(
    context: typer.Context,
    library: LibraryOption = None,
    update: Annotated[
        bool, typer.Option("--update", help="把现在的成绩记为新基线，须是有意为之。")
    ] = False,
) -> None:
    """门槛：示例 dev 部分的成绩比基线差得超出误差，就以 1 退出。"""
    from evals.gate import BASELINE
    from evals.gate import gate as check
    from evals.gate import update as write_baseline

    desk: Desk = context.obj
    with desk.opened(library) if library else _samples(desk) as opened:
        if update:
            values = write_baseline(opened)
            print(f"新基线已写入 {BASELINE}：")
            for metric, each in values.items():
                print(f"{metric} {sum(each.values()) / len(each):.4f}（{len(each)} 个问题）")
            return
        verdicts = check(opened)
    for verdict in verdicts:
        print(verdict.line)
    if not all(verdict.passed for verdict in verdicts):
        raise typer.Exit(1)


@app.command()
def add(
    context: typer.Context,
    question: Annotated[str, typer.Argument(metavar="Q", help="新问题。")],
    name: Annotated[
        str, typer.Option("--set", metavar="NAME", help="自己的评测集，没有就新建。")
    ] = "mine",
    into: Annotated[
        Path | None, typer.Option("--into", metavar="DIR", help="改存在这个目录。")
    ] = None,
    library: LibraryOption = None,
    stratum: Annotated[str, typer.Option(help="问题的层，如 topic、figure。")] = "topic",
    depth: Annotated[int, typer.Option(min=1, max=100, help="每种检索取前几条。")] = 10,
) -> None:
    """给一个新问题判分：合并几种检索的结果，逐条打 2、1 或 0。"""
    from evals.judging import judge_on_terminal
    from evals.sets import own_folder

    folder = into or own_folder(name)
    desk: Desk = context.obj
    with desk.opened(library) as opened:
        judge_on_terminal(opened, folder, question, stratum, depth)


@contextmanager
def _samples(desk: Desk) -> Iterator[Library]:
    """A library of the samples alone, gone afterwards."""
    with tempfile.TemporaryDirectory() as scratch, desk.progress() as report:
        library = Library(Path(scratch), lambda: open_encoder(desk.step))
        from index.ingest import ingest_samples

        ingest_samples(library, report)
        yield library


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))
