"""The tab of the web page where an evaluator judges what is pooled for a new question.

The same files as ``cewen eval add``: a click on a grade is on the disk when it is shown.
"""

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import gradio as gr
from platformdirs import user_data_path

from corpus import CewenError
from evals.judge import GRADES, POOLED, OwnSet, pool
from evals.sets import STRATA, Query, own_folder, own_sets
from index import Library
from qa.cite import cite_measure
from qa.html import TEMPLATES, notice_html
from qa.ranking import rank
from qa.reading import read_question

DEFAULT_SET = "我的评测集"
_NAMES: Mapping[int, str] = {2: "直接回答", 1: "部分相关", 0: "不相关"}
#: Questions of a set without an answer yet that are offered to go on with.
_RESUMED = 6
_STRATA = [(name, stratum) for stratum, name in STRATA.items() if stratum != "beir"]
# One at a time and in the order of the clicks, none dropped: a grade given while the next
# question is being pooled is written, and what it shows does not cover that question.
_IN_TURN: dict[str, Any] = {
    "concurrency_id": "judging",
    "concurrency_limit": 1,
    "trigger_mode": "multiple",
    "show_progress": "minimal",
    "api_visibility": "private",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pooled measure; ``start`` and ``end`` are its best clause in ``Measure.text``, or 0, 0."""

    address: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Judging:
    """The question on the page: the name of its set, and what was pooled for it."""

    set_name: str
    query: Query
    candidates: tuple[Candidate, ...]


def judging_tab(library: Library) -> None:
    """The tab: a question is pooled, each measure gets a grade, each own set its command."""
    with gr.Row(equal_height=True):
        question = gr.Textbox(
            label="新问题",
            placeholder="例如：屋顶光伏怎么补贴",
            lines=1,
            max_lines=3,
            scale=6,
            min_width=320,
            elem_id="cw-judge-question",
        )
        stratum = gr.Dropdown(_STRATA, value="topic", label="问题的层", scale=2, min_width=130)
        name = gr.Textbox(
            DEFAULT_SET, label="评测集", scale=2, min_width=130, max_lines=1, elem_id="cw-judge-set"
        )
        button = gr.Button("汇集候选", elem_classes="cw-main", scale=1, min_width=120)
    shown = gr.State(None)
    with gr.Row():
        with gr.Column(scale=7):
            notice = gr.HTML("", elem_id="cw-judge-notice", js_on_load=None)
            cards = gr.HTML(
                _asset("guide_judging.html"), elem_id="cw-judging", js_on_load=_asset("clicks.js")
            )
        with gr.Column(scale=4, elem_classes="cw-side"):
            sets = gr.HTML(
                partial(own_sets_html, library), elem_id="cw-sets", js_on_load=_asset("clicks.js")
            )

    def start(text: str, kind: str, set_name: str) -> list[Any]:
        try:
            judging = open_question(library, text, kind, set_name.strip())
            return ["", judging_html(library, judging), judging, own_sets_html(library)]
        except CewenError as error:
            return [notice_html(str(error)), gr.skip(), gr.skip(), gr.skip()]

    def resume(event: gr.EventData) -> list[Any]:
        clicked = event._data or {}
        set_name = str(clicked.get("set", ""))
        try:
            query = OwnSet(own_folder(set_name)).query(str(clicked.get("resume", "")))
        except CewenError as error:
            return [notice_html(str(error)), *[gr.skip()] * 6]
        filled = [query.text, gr.skip() if query.stratum not in STRATA else query.stratum, set_name]
        return [*start(query.text, query.stratum, set_name), *filled]

    def judge(judging: Judging | None, event: gr.EventData) -> list[Any]:
        try:
            written = write_down(library, event._data or {})
            if judging is None:  # the server was started anew; the page still shows the question
                judging = open_question(library, written.text, written.stratum, _set_of(event))
            elif (judging.set_name, judging.query.id) != (_set_of(event), written.id):
                return ["", gr.skip(), gr.skip(), own_sets_html(library)]
            judging = Judging(judging.set_name, written, judging.candidates)
            return ["", judging_html(library, judging), judging, own_sets_html(library)]
        except CewenError as error:
            return [notice_html(str(error)), gr.skip(), gr.skip(), gr.skip()]

    results = [notice, cards, shown, sets]
    gr.on([button.click, question.submit], start, [question, stratum, name], results, **_IN_TURN)
    cards.click(judge, shown, results, **_IN_TURN)
    sets.click(resume, None, [*results, question, stratum, name], **_IN_TURN).success(
        None, js="() => document.querySelector('#cw-judge-question').scrollIntoView()"
    )


def open_question(library: Library, text: str, stratum: str, set_name: str) -> Judging:
    """Pools a question's measures and keeps it in a set, as ``cewen eval add`` does.

    Raises:
        CewenError: see ``own_folder``, ``pool`` and ``OwnSet``.
    """
    folder = own_folder(set_name)
    pooled = pool(library, text)
    clauses = {}
    with library.steady():
        by_clause = POOLED["分句向量"]
        for hit in rank(library, read_question(library, text, ranking=by_clause), by_clause):
            clauses[hit.measure.id] = (hit.start - hit.measure.start, hit.end - hit.measure.start)
    query = OwnSet(folder).question(text, stratum)
    candidates = (Candidate(m.id, *clauses.get(m.id, (0, 0))) for m in (p.measure for p in pooled))
    return Judging(set_name, query, tuple(candidates))


def write_down(library: Library, clicked: Mapping[str, Any]) -> Query:
    """Writes what a click on the page says: a grade of a measure, or that nothing answers.

    The click names its own set and question, so that it counts for what was on the screen.

    Raises:
        CewenError: it names something that is not there, or the set cannot be written.
    """
    own = OwnSet(own_folder(str(clicked.get("set", ""))))
    query = own.query(str(clicked.get("query", "")))
    if "answerable" in clicked:
        return own.expect(query, clicked["answerable"] == "true")
    address = str(clicked.get("address", ""))
    if address not in library.measures:
        raise CewenError("这条措施已不在文库中，请重新汇集候选。")
    grade = str(clicked.get("grade", ""))
    own.judge(query, address, int(grade) if grade.isdecimal() else -1)
    return query


def judging_html(library: Library, judging: Judging) -> str:
    """The cards of a question with the grades that are on the disk, and how far they go."""
    grades = OwnSet(own_folder(judging.set_name)).read().grades.get(judging.query.id, {})
    cards = []
    for one in judging.candidates:
        measure = library.measures.get(one.address)
        if measure is None:
            continue
        cards.append(
            {
                "address": measure.id,
                "citation": cite_measure(library.document(measure.doc_id), measure),
                "title": measure.title or measure.path[-1],
                "path": measure.path,
                "before": _closed_up(measure.text[: one.start]),
                "clause": _closed_up(measure.text[one.start : one.end]),
                "after": _closed_up(measure.text[one.end :]),
                "grade": grades.get(measure.id),
            }
        )
    return TEMPLATES.get_template("judging.html").render(
        set=judging.set_name,
        query=judging.query,
        stratum=STRATA.get(judging.query.stratum, judging.query.stratum),
        cards=cards,
        judged=sum(card["grade"] is not None for card in cards),
        gold=sum(grade > 0 for grade in grades.values()),
        grades={grade: (_NAMES[grade], meaning) for grade, meaning in GRADES.items()},
    )


def _closed_up(text: str) -> str:
    """Text without its empty lines."""
    return re.sub(r"\n\s*\n", "\n", text)


def own_sets_html(library: Library) -> str:
    """Every set of the user's own: its counts, the command for it, what is left to judge."""
    folders = sorted(path.parent for path in own_sets().glob("*/queries.jsonl"))
    return TEMPLATES.get_template("own_sets.html").render(
        sets=[_counts(library, folder) for folder in folders], shown=_RESUMED
    )


def _counts(library: Library, folder: Path) -> dict[str, Any]:
    try:
        judged = OwnSet(folder).read()
    except CewenError as error:
        return {"name": folder.name, "problem": str(error)}
    return {
        "name": folder.name,
        "questions": len(judged.queries),
        "answerable": len(judged.answerable),
        "unanswerable": len(judged.unanswerable),
        "unjudged": judged.unjudged,
        "judgements": len(judged.qrels),
        "command": _command(library, folder.name),
    }


def _command(library: Library, set_name: str) -> list[str]:
    """The command that evaluates a set over this library, in the parts that stay on a line."""
    command = ["cewen eval", f"--set {set_name}"]
    folder = library.folder.resolve()
    if folder != (user_data_path("cewen") / "library").resolve():
        command.append(f"--library {shlex.quote(str(folder))}")
    return command


def _set_of(event: gr.EventData) -> str:
    return str((event._data or {}).get("set", ""))


def _asset(name: str) -> str:
    return (files("qa") / "assets" / name).read_text(encoding="utf-8")
