"""Imports point along the arrow, and the README knows every command."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

import cli

ROOT = Path(__file__).resolve().parents[1]
#: corpus → index → qa → those who only wire.
RANK = {"corpus": 0, "index": 1, "qa": 2, "app": 3, "cli": 3, "evals": 3}


def imported(source: str) -> Iterator[tuple[int, str]]:
    """(line, top-level package) of every absolute import, those inside functions included."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.split(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.lineno, (node.module or "").split(".")[0]


def backward_imports(package: str, source: str) -> list[tuple[int, str]]:
    return [
        (line, name) for line, name in imported(source) if RANK.get(name, -1) > RANK[package]
    ] + [(line, name) for line, name in imported(source) if name == "tests"]


MODULES = sorted(
    path.relative_to(ROOT)
    for package in RANK
    for path in [*(ROOT / package).rglob("*.py"), *ROOT.glob(f"{package}.py")]
)


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_imports_point_along_the_arrow(path: Path) -> None:
    package = path.parts[0].removesuffix(".py")
    assert backward_imports(package, (ROOT / path).read_text(encoding="utf-8")) == []


def test_every_package_is_checked() -> None:
    assert {path.parts[0].removesuffix(".py") for path in MODULES} == {*RANK}


@pytest.mark.parametrize(
    ("package", "source", "backward"),
    [
        ("index", "from corpus import Document\nimport index.dense", []),
        ("corpus", "import re\nfrom index import Library", [(2, "index")]),
        ("index", "def late():\n    from qa.answer import ask", [(2, "qa")]),
        ("qa", "import json, evals.run", [(1, "evals")]),
        ("qa", "import app", [(1, "app")]),
        ("cli", "from app import serve\nfrom evals.run import report_text", []),
        ("evals", "from tests.conftest import MOQU", [(1, "tests")]),
    ],
)
def test_the_check_sees_a_backward_import(
    package: str, source: str, backward: list[tuple[int, str]]
) -> None:
    assert backward_imports(package, source) == backward


COMMANDS: list[str] = sorted(typer.main.get_command(cli.app).commands)  # type: ignore[attr-defined]


def test_the_commands_are_read_from_the_program() -> None:
    assert {"add", "ask", "list", "precedents", "remove", "search", "serve", "show"} <= {*COMMANDS}


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_shows_every_command(command: str) -> None:
    assert f"cewen {command}" in (ROOT / "README.md").read_text(encoding="utf-8")
