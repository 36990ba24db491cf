"""Files, folders, archives and addresses into a library.

Each document stands for itself: what fails is reported with its reason, never skipped, and stops
nothing else.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

from corpus import CewenError, Document
from corpus.parse import parse_bytes
from corpus.read import hash_bytes, load_file
from index.adding import Change
from index.library import Library

#: Receives the file's name, and how much of all the work is done, as (done, all) in characters.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Ingested:
    """A document that is in the library now, and whether that is news."""

    change: Change
    document: Document


@dataclass(frozen=True, slots=True)
class Failed:
    """A file that is not, and why, in one line.

    ``is_named`` says whether it was asked for by itself, not as a part of a folder or an archive.
    """

    name: str
    reason: str
    is_named: bool


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    data: bytes
    is_named: bool


@dataclass(frozen=True, slots=True)
class _Read:
    file: _File
    document: Document


def ingest(
    library: Library,
    paths: Sequence[Path | str],
    on_progress: Progress | None = None,
    corrections: Mapping[str, str] | None = None,
) -> list[Ingested | Failed]:
    """Adds files, folders with all their files, archives and http addresses, in this order.

    All are read first, so that the progress knows how much there is to do.
    """
    read = [_read(library, found, bool(corrections)) for found in _files(paths)]
    total = sum(len(item.document.text) for item in read if isinstance(item, _Read))
    results: list[Ingested | Failed] = []
    done = 0
    for item in read:
        if not isinstance(item, _Read):
            results.append(item)
            continue
        report = _share_of(on_progress, item.document, done, total)
        try:
            results.append(Ingested(*library.add(item.document, report, corrections)))
        except CewenError as error:
            results.append(Failed(item.file.name, str(error), item.file.is_named))
        done += len(item.document.text)
    return results


def ingest_samples(
    library: Library, on_progress: Progress | None = None
) -> list[Ingested | Failed]:
    """Adds the sample corpus that ships with the program: fictional places."""
    with as_file(files("corpus") / "samples") as folder:
        return ingest(library, [folder], on_progress)


def _read(library: Library, found: _File | Failed, again: bool) -> _Read | Ingested | Failed:
    """A file as a document, unless it is known already and not asked for ``again``."""
    if isinstance(found, Failed):
        return found
    try:
        known = library.holding(hash_bytes(found.data))
        if known and not again:
            return Ingested("未变", known)
        return _Read(found, parse_bytes(found.data, found.name))
    except CewenError as error:
        return Failed(found.name, str(error), found.is_named)


def _share_of(
    on_progress: Progress | None, document: Document, before: int, total: int
) -> Callable[[int, int], None] | None:
    """Passages of one document done, told as characters of all documents."""
    if on_progress is None:
        return None

    def report(done: int, passages: int) -> None:
        share = len(document.text) * done // max(passages, 1)
        on_progress(document.source, before + share, total)

    return report


def _files(paths: Sequence[Path | str]) -> Iterator[_File | Failed]:
    """What the paths hold; in a folder, what begins with a dot is hidden."""
    for path in paths:
        if isinstance(path, str) and path.lower().startswith(("http://", "https://")):
            yield from _fetched(path)
            continue
        path = Path(path)
        if not path.is_dir():
            yield from _opened(path, is_named=True)
            continue
        inside = (p for p in path.rglob("*") if not p.is_dir())
        for file in sorted(inside):
            if not any(part.startswith(".") for part in file.relative_to(path).parts):
                yield from _opened(file, is_named=False)


def _opened(path: Path, is_named: bool) -> Iterator[_File | Failed]:
    """A file, or the files in an archive."""
    try:
        data = load_file(path)
    except CewenError as error:
        yield Failed(path.name, str(error), is_named)
        return
    yield from _unpacked(_File(path.name, data, is_named))


def _fetched(url: str) -> Iterator[_File | Failed]:
    from corpus.fetch import fetch  # only when asked for

    try:
        name, data = fetch(url)
    except CewenError as error:
        yield Failed(url, str(error), is_named=True)
        return
    yield from _unpacked(_File(name, data, is_named=True))


def _unpacked(file: _File) -> Iterator[_File | Failed]:
    if not file.name.lower().endswith(".zip"):
        yield file
        return
    from corpus.readers.archive import Refused, expand_zip

    for member in expand_zip(file.data, file.name):
        if isinstance(member, Refused):
            yield Failed(member.name, member.reason, is_named=False)
        else:
            yield _File(member.name, member.data, is_named=False)
