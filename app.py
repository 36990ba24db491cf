"""The web page: wiring only. What it shows comes from ``qa.html``, its look from ``qa/assets``."""

import os
import socket
from collections.abc import Callable
from functools import partial
from importlib.resources import as_file, files
from typing import Any

# Before gradio is imported: no usage reports.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

import gradio as gr

from corpus import FICTIONAL_MARK, CewenError
from index import Library
from qa import ask, find_precedents, region_name
from qa.html import answer_html, document_html, notice_html, precedents_html

ALL_REGIONS = "全部地区"
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

# A click on anything that names a measure opens it; a click on the copy button copies.
_ON_LOAD = """
element.addEventListener('click', (event) => {
  const cite = event.target.closest('[data-measure]');
  if (cite) {
    const {measure, start, end} = cite.dataset;
    trigger('click', {measure, start: Number(start), end: Number(end)});
    return;
  }
  const copy = event.target.closest('[data-copy]');
  if (copy) {
    navigator.clipboard.writeText(copy.dataset.copy).then(
      () => { copy.textContent = '已复制'; },
      () => { copy.textContent = '浏览器不允许复制，请手动选取'; });
  }
});
"""
_SHOW_READER = """
() => requestAnimationFrame(() => {
  const opened = [...document.querySelectorAll('.cw-current')];
  const current = opened.find((line) => line.offsetParent !== null);
  const text = current && current.closest('.cw-text');
  if (!text) return;
  text.scrollTop += current.getBoundingClientRect().top - text.getBoundingClientRect().top - 24;
  if (window.innerWidth <= 760) text.closest('.cw-document').scrollIntoView({block: 'start'});
})
"""
_PAGE_LANGUAGE = "() => { document.documentElement.lang = 'zh-CN'; }"
_EMPTY_READER = (
    '<div class="cw-empty">点击出处，在这里看原文：措施在文件中的位置、责任单位和上下文。</div>'
)
_QUESTION_GUIDE = """<ul class="cw-guide">
<li>用平常的话问：一个主题、一个数字、一个部门都可以；写上地名就只看那里。</li>
<li>答复按地区分列，都是文件原文，逐条注明文件、机关、日期和位置。</li>
<li>文库里没有的，会直接说没有，并列出最接近的措施。</li></ul>"""
_CLAUSE_GUIDE = """<ul class="cw-guide">
<li>粘贴一段拟写的条款，看别的地方是怎么写的，最接近的在前。</li>
<li>“字面相同”是与所给条款相同的字所占的比例。</li></ul>"""
_FONTS = ["Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "sans-serif"]


def build_page(library: Library) -> gr.Blocks:
    """The page over a library; questions see later additions, the list of regions does not."""
    with gr.Blocks(title="策问 · 按措施检索政策", analytics_enabled=False) as page:
        gr.HTML(_head(library), js_on_load=None)
        with gr.Tab("问答"):
            _questions_tab(library)
        with gr.Tab("先例"):
            _precedents_tab(library)
        page.load(None, js=_PAGE_LANGUAGE)
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


def _questions_tab(library: Library) -> None:
    with gr.Row(equal_height=True):
        question = gr.Textbox(
            label="问题",
            placeholder="例如：钢铁行业碳达峰要求",
            lines=1,
            max_lines=3,
            scale=6,
            min_width=320,
            elem_id="cw-question",
        )
        region = _region_filter(library)
        button = gr.Button("查询", elem_classes="cw-main", scale=1, min_width=90)
    with gr.Row(elem_id="cw-examples"):
        examples = [gr.Button(text, size="sm") for text in EXAMPLE_QUESTIONS]
    with gr.Row():
        with gr.Column(scale=6):
            answer = gr.HTML(_QUESTION_GUIDE, elem_id="cw-answer", js_on_load=_ON_LOAD)
        with gr.Column(scale=5, elem_classes="cw-side"):
            reader = _reader()

    def respond(text: str, where: str) -> str:
        return answer_html(library, ask(library, text, where))

    _run_on([button.click, question.submit], examples, respond, question, region, answer, reader)
    _open_on_click(library, answer, reader)


def _precedents_tab(library: Library) -> None:
    with gr.Row(equal_height=True):
        clause = gr.Textbox(
            label="条款草稿",
            placeholder="粘贴一段拟写的条款，找其他方案中意思相同的条款",
            lines=4,
            max_lines=10,
            scale=6,
            min_width=320,
            elem_id="cw-clause",
        )
        region = _region_filter(library)
        button = gr.Button("找先例", elem_classes="cw-main", scale=1, min_width=90)
    with gr.Row(elem_id="cw-examples"):
        examples = [gr.Button(text, size="sm") for text in EXAMPLE_CLAUSES]
    with gr.Row():
        with gr.Column(scale=6):
            found = gr.HTML(_CLAUSE_GUIDE, elem_id="cw-precedents", js_on_load=_ON_LOAD)
        with gr.Column(scale=5, elem_classes="cw-side"):
            reader = _reader()

    def respond(text: str, where: str) -> str:
        return precedents_html(library, *find_precedents(library, text, 10, where))

    _run_on([button.click], examples, respond, clause, region, found, reader)
    _open_on_click(library, found, reader)


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

    def run(words: str, where: str) -> tuple[str, str]:
        try:
            return respond(words, "" if where == ALL_REGIONS else where), _EMPTY_READER
        except CewenError as error:
            return notice_html(str(error)), _EMPTY_READER

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
        None, js=_SHOW_READER
    )


def _region_filter(library: Library) -> gr.Dropdown:
    regions = dict.fromkeys(region_name(document) for document in library.documents.values())
    return gr.Dropdown([ALL_REGIONS, *regions], value=ALL_REGIONS, label="地区", scale=2)


def _reader() -> gr.HTML:
    return gr.HTML(_EMPTY_READER, js_on_load=None, elem_classes="cw-reader")


def _head(library: Library) -> str:
    documents = list(library.documents.values())
    count = sum(len(document.counted_measures) for document in documents)
    fictional = sum(document.fictional for document in documents)
    notice = ""
    if fictional:
        notice = (
            f'<p class="cw-notice">{FICTIONAL_MARK}：文库中有 {fictional} 份示例文件，'
            "其中的地名、企业和数字都是编写的，不可引用。</p>"
        )
    stock = f"{len(documents)} 份文件 · {count} 条措施"
    return (
        '<div id="cw-head"><h1>策问</h1><p>问政策，答原文：按措施检索，逐条注明出处</p>'
        f'<p class="cw-stock">{stock}</p></div>{notice}'
    )
