"""The command line: wiring only, what it shows comes from ``qa`` and ``corpus``.

cewen add 方案.txt 文件夹/        cewen ask 钢铁行业碳达峰要求
cewen search 充电桩 -k 5 --json   cewen serve
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from platformdirs import user_data_path
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from corpus import FICTIONAL_MARK, CewenError, Document
from corpus.clean import printable
from evals.commands import Desk
from evals.commands import app as eval_app
from index import Library
from index.models import is_outdated, open_encoder

app = typer.Typer(
    help="策问：按措施检索政策方案，回答附出处。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
notes = Console(stderr=True, highlight=False, soft_wrap=True)

LibraryOption = Annotated[
    Path | None,
    typer.Option("--library", metavar="DIR", help="文库目录；不指定时用本人的文库。"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="输出 JSON。")]
RegionOption = Annotated[
    str,
    typer.Option(
        "--region", metavar="地区", help="只看这个地区；“全部地区”则不按问题中的地名限定。"
    ),
]
CountOption = Annotated[int, typer.Option("-k", min=1, max=1000, help="最多几条。")]


@app.command()
def add(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH…", help="文件、文件夹、压缩包（.zip）或网址。")
    ],
    library: LibraryOption = None,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="字段=值", help="更正识别结果，如 region=永州市；值留空则撤销更正。"
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """加入文件、文件夹、压缩包或网址，逐份报告识别结果。"""
    from corpus.correct import read_corrections
    from index.ingest import Failed, Ingested, ingest  # reading files takes 0.2 s to load

    corrections = read_corrections(settings or [])
    with _opened(library, create=True) as opened, _progress() as report:
        results = ingest(opened, paths, report, corrections)
    failed = [result for result in results if isinstance(result, Failed)]
    added = [result for result in results if isinstance(result, Ingested)]
    if as_json:
        from qa.as_json import document_json

        _print_json(
            {
                "added": [
                    {"change": r.change, "file": r.name, **document_json(r.document)} for r in added
                ],
                "failed": [{"source": r.name, "reason": r.reason} for r in failed],
            }
        )
    elif added:
        _print_documents([(result.document, _change_of(result)) for result in added])
    for failure in failed:
        notes.print(f"未加入 {printable(failure.reason)}", style="yellow", markup=False)
    for success in added:
        for warning in success.document.warnings:
            notes.print(f"提示 {success.document.source}：{warning}", markup=False)
    if not results:
        raise CewenError("给出的文件夹里没有文件。")
    if not added or any(failure.is_named for failure in failed):
        raise typer.Exit(2)


@app.command()
def encode(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """换了模型以后，用当前模型重新编码整个文库。"""
    with _opened(library) as opened, _progress() as report:
        opened.encode_anew(report)
    if as_json:
        _print_json({"encoded": list(opened.documents), "model": opened.model})
    else:
        print(f"已用 {opened.model} 重新编码 {len(opened.documents)} 份文件。")


@app.command("list")
def list_documents(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """列出文库中的文件。"""
    with _opened(library) as opened:
        documents = list(opened.documents.values())
    if as_json:
        from qa.as_json import document_json

        _print_json({"documents": [document_json(document) for document in documents]})
    elif documents:
        _print_documents([(document, "") for document in documents])
    else:
        print("文库是空的，用 cewen add 加入文件。")


@app.command()
def show(
    doc: Annotated[str, typer.Argument(metavar="DOC", help="文件编号，或一条措施的地址。")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
    original: Annotated[bool, typer.Option("--original", help="显示原文，不作任何修复。")] = False,
) -> None:
    """显示一份文件的全部措施，或其中一条。"""
    from qa import cite_document
    from qa.as_json import document_json, measure_json
    from qa.as_text import outline_text

    with _opened(library) as opened:
        document = opened.document(doc.split("/")[0])
    if "/" in doc:
        measure = next((m for m in document.measures if m.id == doc), None)
        if measure is None:
            raise CewenError(f"{document.id} 中没有 {doc}，用 cewen show {document.id} 查看地址。")
        if as_json:
            _print_json(measure_json(document, measure))
        else:
            print(f"{cite_document(document)} {' › '.join(measure.path)}\n")
            raw = document.original_of(measure.start, measure.end) if original else measure.text
            print("\n".join(map(printable, raw.split("\n"))))
    elif as_json:
        _print_json(document_json(document, with_measures=True))
    elif original:
        print("\n".join(map(printable, document.original.split("\n"))))
    else:
        print(outline_text(document))


@app.command()
def remove(
    doc: Annotated[str, typer.Argument(metavar="DOC", help="文件编号，见 cewen list。")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """从文库中删除一份文件（不动原文件）。"""
    with _opened(library) as opened:
        document = opened.remove(doc)
    if as_json:
        _print_json({"removed": document.id, "measures": len(document.measures)})
    else:
        print(f"已删除 {document.id}《{document.title}》，共 {len(document.measures)} 条。")


@app.command()
def search(
    question: Annotated[str, typer.Argument(metavar="Q", help="问题。")] = "",
    library: LibraryOption = None,
    k: CountOption = 10,
    region: RegionOption = "",
    from_file: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="一行一个问题，每行输出一个 JSON 对象。"),
    ] = None,
    diverse: Annotated[
        bool, typer.Option("--diverse", help="各地先各列一条，再列同一地的第二条。")
    ] = False,
    explain: Annotated[bool, typer.Option("--explain", help="列出得分的组成。")] = False,
    as_json: JsonOption = False,
) -> None:
    """检索措施，按相关程度排列。"""
    from qa import search as find
    from qa.as_json import search_json
    from qa.as_text import hits_text
    from qa.question import documents_of
    from qa.setup import Ranking

    ranking = Ranking(diverse=diverse)
    with _opened(library) as opened:
        if from_file is not None:
            lines = _questions(from_file)
            opened.encode_query("政策")  # a wrong model or region is no fault of the lines
            if region:
                documents_of(region, opened.documents)
            for line in lines:
                try:
                    print(_dump(search_json(opened, line, find(opened, line, k, region, ranking))))
                except CewenError as error:
                    print(_dump({"question": line, "hits": [], "error": str(error)}))
            return
        hits = find(opened, question, k, region, ranking)
        if as_json:
            _print_json(search_json(opened, question, hits))
            return
        print(hits_text(opened, hits, explain))


@app.command()
def ask(
    question: Annotated[str, typer.Argument(metavar="Q", help="问题。")],
    library: LibraryOption = None,
    region: RegionOption = "",
    as_json: JsonOption = False,
) -> None:
    """回答问题：各地原文，逐条附出处；没有就说没有。"""
    from qa import ask as answer_question
    from qa.as_json import answer_json
    from qa.as_text import answer_text

    with _opened(library) as opened:
        answer = answer_question(opened, question, region)
        if as_json:
            _print_json(answer_json(opened, answer))
        else:
            print(answer_text(opened, answer))


@app.command()
def precedents(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="一段条款草稿；- 从标准输入读。")],
    library: LibraryOption = None,
    k: CountOption = 10,
    region: RegionOption = "",
    as_json: JsonOption = False,
) -> None:
    """找先例：其他方案中意思相同的条款。"""
    from qa import find_precedents
    from qa.as_json import precedents_json
    from qa.as_text import precedents_text

    text = _decoded(sys.stdin.buffer.read(), "标准输入") if text == "-" else text
    with _opened(library) as opened:
        found, own = find_precedents(opened, text, k, region)
        if as_json:
            _print_json(precedents_json(opened, text, found, own))
            return
        print(precedents_text(opened, found, own))


@app.command()
def serve(
    library: LibraryOption = None,
    host: Annotated[str, typer.Option(help="监听地址。")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="端口。")] = 7860,
) -> None:
    """打开网页界面。"""
    _step("正在启动网页界面…")
    from app import serve as serve_app

    with _opened(library) as opened:
        serve_app(opened, host, port)


def main() -> None:
    """Runs the program; exit code 2 for a user's mistake, 1 for a failure, never a traceback."""
    try:
        code = app(standalone_mode=False)
    except CewenError as error:
        code = _fail(str(error), 2)
    except typer.Exit as stop:
        code = stop.exit_code
    except (KeyboardInterrupt, typer.Abort):
        code = _fail("已中断，已完成的部分都已保存。", 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception as error:
        if hasattr(error, "format_message"):  # the parser's own errors: what was typed is wrong
            code = _fail(_usage_message(error), 2)
        elif os.environ.get("CEWEN_DEBUG"):
            raise
        else:
            code = _fail(f"程序出错：{type(error).__name__}：{error}（CEWEN_DEBUG=1 看详情）", 1)
    sys.exit(code or 0)


# --- what every command needs -----------------------------------------------------------------


@contextmanager
def _opened(folder: Path | None, create: bool = False) -> Iterator[Library]:
    """The library; the user's own is seeded with the sample corpus when it is new."""
    own = folder is None
    folder = folder or user_data_path("cewen") / "library"
    is_new = not (folder / "records.sqlite3").exists()
    if is_new and not own and not create:
        raise CewenError(f"{folder} 里没有文库，请用 cewen add --library {folder} 文件 建立。")
    library = Library(folder, lambda: open_encoder(_step))
    if is_new and own:
        from index.ingest import ingest_samples

        _step(f"首次使用，正在建立示例文库（{FICTIONAL_MARK}）…")
        with _progress() as report:
            ingest_samples(library, report)
    if is_outdated(library.model):
        _step("文库由旧版的内置模型建立，先用现在的重新编码（只需一次）…")
        with _progress() as report:
            library.encode_anew(report)
    yield library


@contextmanager
def _progress() -> Iterator[Any]:
    """A bar on stderr for work of several seconds, or a line a file where there is no terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=notes, transient=True, disable=not notes.is_terminal)
    task = bar.add_task("", total=None)
    named: set[str] = set()

    def report(name: str, done: int, total: int) -> None:
        bar.start()  # only now: work that needs no bar leaves no trace of one
        bar.update(task, description=name, completed=done, total=total)
        if bar.disable and name not in named:
            named.add(name)
            _step(f"正在编码 {name}…")

    try:
        yield report
    finally:
        bar.stop()


def _questions(path: Path) -> list[str]:
    try:
        return _decoded(path.read_bytes(), str(path)).splitlines()
    except OSError as error:
        raise CewenError(f"无法读取 {path}：{error.strerror}。") from None


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CewenError(f"{name} 不是 UTF-8 文本，请转换后再试。") from None


def _change_of(result: Any) -> str:
    """What happened to a file; another one of the same content is named."""
    is_other = result.change == "未变" and result.name != result.document.source
    return f"{result.name} 与它内容相同" if is_other else str(result.change)


def _print_documents(rows: list[tuple[Document, str]]) -> None:
    from qa.as_text import documents_table

    out = Console(highlight=False)
    if not out.is_terminal:
        out.width = 200  # a file has no edge to fold at
    out.print(documents_table(rows), markup=False)


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def _step(message: str) -> None:
    notes.print(message, style="dim", markup=False)


def _usage_message(error: Any) -> str:
    """What was typed wrongly, in one line; without a command, the list of commands."""
    kind = type(error).__name__
    if kind == "NoArgsIsHelpError":
        return str(error.format_message())
    said = str(error.format_message()).splitlines()[0]
    if kind == "MissingParameter":
        said = f"缺少参数 {error.param.metavar or error.param.name}。"
    elif kind == "NoSuchOption":
        said = f"没有选项 {error.option_name}。"
    elif kind == "BadParameter":
        name = error.param.opts[0] if error.param else ""
        said = f"{name} 的值不对。"
    elif kind == "BadOptionUsage":
        said = f"{error.option_name} 后面缺少值。"
    elif said.startswith("Got unexpected"):
        said = "参数多了，带空格的内容请加引号。"
    elif said.startswith("No such command"):
        said = f"没有命令 {said.split(chr(39))[1]}。"
    return f"{said}用 cewen --help 查看用法。"


def _fail(message: str, code: int) -> int:
    notes.print("\n".join(map(printable, message.split("\n"))), markup=False)
    return code


app.add_typer(eval_app, name="eval", context_settings={"obj": Desk(_opened, _progress, _step)})

if __name__ == "__main__":
    main()
