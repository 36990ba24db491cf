"""Files and folders into a library: each file on its own, what fails is reported, never skipped."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.resources import as_file, files
from pathlib import Path

from corpus import CewenError, Document, hash_file, parse_file
from index.library import Change, Library

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Ingested:
    """A file that is in the library now, and whether that is news."""

    change: Change
    document: Document


@dataclass(frozen=True, slots=True)
class Failed:
    """A file that is not, and why, in one line."""

    path: Path
    reason: str


def ingest(
    library: Library, paths: Sequence[Path], on_progress: Progress | None = None
) -> list[Ingested | Failed]:
    """Adds files, and folders with all their files, in the order of their names.

    ``on_progress`` receives the file's name, passages done and passages in all.
    """
    results: list[Ingested | Failed] = []
    for path in _files(paths):
        try:
            results.append(_ingest_file(library, path, on_progress))
        except CewenError as error:
            results.append(Failed(path, str(error)))
    return results


def ingest_samples(
    library: Library, on_progress: Progress | None = None
) -> list[Ingested | Failed]:
    """Adds the sample corpus that ships with the program: fictional places."""
    with as_file(files("corpus") / "samples") as folder:
        return ingest(library, [folder], on_progress)


def _ingest_file(library: Library, path: Path, on_progress: Progress | None) -> Ingested:
    known = library.holding(hash_file(path))
    if known:
        return Ingested("未变", known)
    document = parse_file(path)
    report = partial(on_progress, path.name) if on_progress else None
    return Ingested(*library.add(document, report))


def _files(paths: Sequence[Path]) -> list[Path]:
    """The files named, and those in the folders named; what begins with a dot is hidden."""
    found: list[Path] = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        inside = (p for p in path.rglob("*") if not p.is_dir())
        found += sorted(
            p for p in inside if not any(q.startswith(".") for q in p.relative_to(path).parts)
        )
    return found
