"""The web page: wiring only. What it shows comes from ``qa.html``, its look from ``qa/assets``."""

import os
import socket
from collections.abc import Callable
from functools import partial
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

# Before gradio is imported: no usage reports.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

import gradio as gr

from corpus import CewenError, Document
from corpus.correct import CORRECTABLE, current_values
from evals.page import judging_tab
from index import Library
from index.ingest import ingest
from qa import EVERYWHERE, ask, find_precedents, region_name
from qa.html import (
    answer_html,
    document_html,
    done_html,
    head_html,
    library_html,
    notice_html,
    precedents_html,
    report_html,
)

AS_ASKED = "问题中的地区"  # all of them where it names none
EXAMPLE_QUESTIONS = (
    "钢铁行业碳达峰要求",
    "数据中心能耗有什么要求",
    "2025年非化石能源消费比重",
    "公交车什么时候全部换成新能源",
    "生活垃圾怎么处理",
    "核电站建设规划",
)
EXAMPLE_CLAUSES = (
    "严禁新增钢铁产能，推广电弧炉短流程炼钢，提高废钢利用比例。",
    "新建数据中心电能利用效率不高于1.25，鼓励使用绿色电力。",
)

_PROGRESS = gr.Progress()
_PAGE_LANGUAGE = "() => { document.documentElement.lang = 'zh-CN'; }"
_FONTS = ["Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "sans-serif"]


def build_page(library: Library) -> gr.Blocks:
    """The page over a library; what is added later is seen by every question at once."""
    with gr.Blocks(title="策问 · 按措施检索政策", analytics_enabled=False) as page:
        head = gr.HTML(head_html(library), js_on_load=None)
        with gr.Tab("问答"):
            regions = [_questions_tab(library)]
        with gr.Tab("先例"):
            regions.append(_precedents_tab(library))
        with gr.Tab("文库"):
            documents = _library_tab(library, head, regions)
        with gr.Tab("评测"):
            judging_tab(library)
        page.load(
            lambda: _whole_library(library),
            None,
            [documents, head, *regions],
            js=_PAGE_LANGUAGE,
            show_progress="hidden",
            api_visibility="private",
        )
    return page


def serve(library: Library, host: str, port: int) -> None:
    """Serves the page until interrupted.

    Raises:
        CewenError: the port is taken, or the library was built with another model.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CewenError(
                f"无法在 {host}:{port} 上打开网页（{error.strerror}），请用 --port 换一个端口。"
            ) from None
    library.background()  # the first question does not wait for the model, nor fail for it
    with as_file(files("qa") / "assets" / "page.css") as css:
        page = build_page(library)
        page.launch(
            server_name=host,
            server_port=port,
            prevent_thread_lock=True,
            quiet=True,
            share=False,
            ssr_mode=False,
            footer_links=[],
            css_paths=css,
            theme=gr.themes.Base(primary_hue="red", neutral_hue="stone", font=_FONTS),
        )
    print(f"策问已就绪：http://{host}:{port}（按 Ctrl+C 停止）", flush=True)
    page.block_thread()


def _questions_tab(library: Library) -> gr.Dropdown:
    """The tab for questions; returns its filter of regions."""

    def respond(text: str, where: str) -> str:
        return answer_html(library, ask(library, text, where))

    box = {"label": "问题", "placeholder": "例如：钢铁行业碳达峰要求", "lines": 1, "max_lines": 3}
    named = {"box": "cw-question", "result": "cw-answer", "guide": "guide_questions.html"}
    return _searching_tab(library, box, "查询", EXAMPLE_QUESTIONS, named, respond)


def _precedents_tab(library: Library) -> gr.Dropdown:
    """The tab for draft clauses; returns its filter of regions."""

    def respond(text: str, where: str) -> str:
        return precedents_html(library, *find_precedents(library, text, 10, where))

    said = "粘贴一段拟写的条款，找其他方案中意思相同的条款"
    box = {"label": "条款草稿", "placeholder": said, "lines": 4, "max_lines": 10}
    named = {"box": "cw-clause", "result": "cw-precedents", "guide": "guide_precedents.html"}
    return _searching_tab(library, box, "找先例", EXAMPLE_CLAUSES, named, respond)


def _searching_tab(
    library: Library,
    box: dict[str, Any],
    action: str,
    examples: tuple[str, ...],
    named: dict[str, str],
    respond: Callable[[str, str], str],
) -> gr.Dropdown:
    """A text, a filter of regions, what was found, and beside it the document read."""
    with gr.Row(equal_height=True):
        text = gr.Textbox(**box, scale=6, min_width=320, elem_id=named["box"])
        region = _region_filter(library)
        button = gr.Button(action, elem_classes="cw-main", scale=1, min_width=90)
    with gr.Row(elem_id="cw-examples"):
        offered = [gr.Button(example, size="sm") for example in examples]
    with gr.Row():
        with gr.Column(scale=6):
            found = _results(named["result"], _asset(named["guide"]))
        with gr.Column(scale=5, elem_classes="cw-side"):
            reader = _reader()
    # Enter begins a new line in a text of several.
    triggers = [button.click, *([text.submit] if box["lines"] == 1 else [])]
    _run_on(triggers, offered, respond, text, region, found, reader)
    _open_on_click(library, found, reader)
    return region


def _library_tab(library: Library, head: gr.HTML, regions: list[gr.Dropdown]) -> gr.HTML:
    """The tab for the documents: adding, correcting, removing; returns their list."""
    with gr.Row():
        with gr.Column(scale=6):
            documents = _results("cw-library", library_html(library))
        with gr.Column(scale=5, elem_classes=["cw-side", "cw-first"]):
            files = gr.File(label="加入文件", file_count="multiple", elem_id="cw-files", height=150)
            report = gr.HTML(_asset("guide_library.html"), elem_id="cw-report", js_on_load=None)
            chosen = gr.State("")
            with gr.Column(visible=False, elem_id="cw-form") as form:
                fields = [
                    gr.Textbox(label=label, elem_id=f"cw-{name}", max_lines=2)
                    for name, label in CORRECTABLE.items()
                ]
                with gr.Row():
                    save = gr.Button("保存更正", elem_classes="cw-main")
                    remove = gr.Button("从文库删除")
    everything = [documents, head, *regions]

    def add(paths: list[str] | None, progress: gr.Progress = _PROGRESS) -> list[Any]:
        def step(name: str, done: int, total: int) -> None:
            progress((done, total), desc=f"正在加入 {name}", unit="字")

        results = ingest(library, [Path(path) for path in paths or []], step)
        return [report_html(results), None, *_whole_library(library)]

    def choose(event: gr.EventData) -> list[Any]:
        id_ = str((event._data or {}).get("document", ""))
        if id_ not in library.documents:
            return [notice_html("这份文件已不在文库中，请刷新页面。"), "", *_form(None), gr.skip()]
        return ["", id_, *_form(library.document(id_)), library_html(library, id_)]

    def correct(id_: str, *values: str) -> list[Any]:
        try:
            before = current_values(library.document(id_))
            said = dict(zip(before, (value.strip() for value in values), strict=True))
            changed = {name: value for name, value in said.items() if value != before[name]}
            document = library.correct(id_, changed)
        except CewenError as error:
            return [notice_html(str(error)), *[gr.skip()] * (len(fields) + 1 + len(everything))]
        saved = done_html(f"已保存《{document.title}》的更正，重新加入文件时也会保留。")
        return [saved, *_form(document), *_whole_library(library, id_)]

    def delete(id_: str) -> list[Any]:
        try:
            said = done_html(f"已删除《{library.remove(id_).title}》，原文件没有动。")
        except CewenError as error:
            said = notice_html(str(error))
        return [said, "", *_form(None), *_whole_library(library)]

    options: dict[str, Any] = {"show_progress": "minimal", "api_visibility": "private"}
    files.upload(add, files, [report, files, *everything], **options)
    after = [report, chosen, *fields, form]
    clicked = documents.click(choose, None, [*after, documents], **options)
    saved = save.click(correct, [chosen, *fields], [report, *fields, form, *everything], **options)
    removed = remove.click(
        delete, chosen, [*after, *everything], js=_asset("confirm_removal.js"), **options
    )
    for done in (clicked, saved, removed):
        done.success(None, js=_asset("show_form.js"))
    return documents


def _form(document: Document | None) -> list[Any]:
    """The fields of the form and whether it is shown."""
    values = list(current_values(document).values()) if document else [""] * len(CORRECTABLE)
    return [*values, gr.Column(visible=document is not None)]


def _whole_library(library: Library, chosen: str = "") -> list[Any]:
    """The list of documents, the head and the filters of regions as the library is now."""
    dropdown = gr.Dropdown(_regions(library))
    return [library_html(library, chosen), head_html(library), dropdown, dropdown]


def _run_on(
    triggers: list[Any],
    examples: list[gr.Button],
    respond: Callable[[str, str], str],
    text: gr.Textbox,
    region: gr.Dropdown,
    result: gr.HTML,
    reader: gr.HTML,
) -> None:
    """Shows what ``respond`` makes of text and region on a trigger, or of an example on a click."""
    empty = _asset("empty_reader.html")

    def run(words: str, where: str) -> tuple[str, str]:
        try:
            shown = respond(words, "" if where == AS_ASKED else where)
        except CewenError as error:
            shown = notice_html(str(error))
        return shown, empty

    options: dict[str, Any] = {"show_progress": "minimal", "api_visibility": "private"}
    gr.on(triggers, run, [text, region], [result, reader], **options)
    for example in examples:
        # The words are bound here; the browser's own copy of them is not asked.
        fill = partial(str, example.value)
        example.click(fill, None, text, api_visibility="private").then(
            run, [text, region], [result, reader], **options
        )


def _open_on_click(library: Library, source: gr.HTML, reader: gr.HTML) -> None:
    """A citation clicked in ``source`` opens its measure inside its document."""

    def open_measure(event: gr.EventData) -> str:
        clicked = event._data or {}
        measure = library.measures.get(str(clicked.get("measure", "")))
        if measure is None:
            return notice_html("这条措施已不在文库中，请重新查询。")
        try:
            start, end = int(clicked["start"]), int(clicked["end"])
        except (KeyError, TypeError, ValueError):
            start, end = measure.start, measure.end
        return document_html(library.document(measure.doc_id), measure, start, end)

    source.click(open_measure, None, reader, show_progress="hidden", api_visibility="private").then(
        None, js=_asset("show_reader.js")
    )


def _region_filter(library: Library) -> gr.Dropdown:
    return gr.Dropdown(_regions(library), value=AS_ASKED, label="地区", scale=2)


def _regions(library: Library) -> list[str]:
    named = dict.fromkeys(region_name(document) for document in library.documents.values())
    return [AS_ASKED, EVERYWHERE, *named]


def _reader() -> gr.HTML:
    return gr.HTML(_asset("empty_reader.html"), js_on_load=None, elem_classes="cw-reader")


def _results(id_: str, shown: str) -> gr.HTML:
    """Where results appear, ``shown`` until then; a click on what they name is an event."""
    return gr.HTML(shown, elem_id=id_, js_on_load=_asset("clicks.js"))


def _asset(name: str) -> str:
    return (files("qa") / "assets" / name).read_text(encoding="utf-8")
