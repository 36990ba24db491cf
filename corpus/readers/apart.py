"""Runs a file's reader as a process of its own, with a limit on its time and memory."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import CewenError
from corpus.readers.characters import plain_characters
from corpus.readers.columns import Page, Rule, Run

SECONDS = 120  # a plan of 40 pages takes 0.3 s
_BYTES = 2 << 30
#: What a child says that went wrong → what the user is told.
_ERRORS = {
    "password": "文件设有密码，请另存为不带密码的文件后再加入。",
    "broken": "文件不完整或已损坏，打不开，请重新下载或从原单位取得。",
    "crashed": "内容展开后过大，或文件已损坏，读不下去，请重新导出后再加入。",
    "large": "页数或文字过多，不像一份方案，请拆分后再加入。",
}


_Run = tuple[str, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Printed:
    """A file of fixed pages: its pages, and what could not be read of it."""

    pages: list[Page]
    skewed: int  # characters left out as watermark
    unknown: int  # characters whose font does not say what they are
    unreadable: list[int]  # page numbers from 1


def read_apart(script: str, data: bytes, name: str) -> Printed:
    """The pages that the program ``script``, beside this module, finds in ``data``.

    Raises:
        CewenError: the file is locked, broken or too large, or took too long.
    """
    # -P: the folder of this module is no place to import from; html.py there is not html.
    command = [sys.executable, "-P", str(Path(__file__).with_name(script)), str(_BYTES)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        raise CewenError(f"{name}：读了 {SECONDS} 秒还没有读完，文件可能已损坏。") from None
    failed = {"error": "crashed"}
    answer: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 else failed
    if "error" in answer:
        raise CewenError(f"{name}：{_ERRORS[answer['error']]}")
    pages = [_page(*page) for page in answer["pages"]]
    return Printed(pages, answer["skewed"], answer["unknown"], answer["unreadable"])


def _page(width: float, height: float, images: bool, runs: list[_Run], rules: list[Rule]) -> Page:
    texts = plain_characters([run[0] for run in runs])
    made = [Run(text, *run[1:]) for text, run in zip(texts, runs, strict=True)]
    return Page(width, height, tuple(made), images, tuple(rules))
