"""Files, folders, archives and addresses into a library.

Each document stands for itself: what fails is reported with its reason, never skipped, and stops
nothing else.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path, PurePath

from corpus import CewenError, Document
from corpus.clean import printable
from corpus.parse import parse_bytes
from corpus.read import file_name, hash_bytes, load_file
from index.adding import Change
from index.library import Library

#: Receives the file's name, and how much of all the work is done, as (done, all) in characters.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Ingested:
    """A document that is in the library now, whether that is news, and by which file it came."""

    change: Change
    document: Document
    name: str


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
            change, document = library.add(item.document, report, corrections)
            results.append(Ingested(change, document, item.file.name))
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
        # Under another ending the same bytes may be no document at all.
        if known and not again and _ending(known.source) == _ending(found.name):
            return Ingested("未变", known, found.name)
        return _Read(found, parse_bytes(found.data, found.name))
    except CewenError as error:
        return Failed(found.name, str(error), found.is_named)


def _ending(name: str) -> str:
    return PurePath(name).suffix.lower()


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
        for file in sorted(path.rglob("*")):
            if any(part.startswith(".") for part in file.relative_to(path).parts):
                continue
            if file.is_symlink():
                reason = f"{file_name(file)}：是指向别处的链接，请直接加入它指向的文件。"
                yield Failed(file_name(file), reason, is_named=False)
            elif not file.is_dir():
                yield from _opened(file, is_named=False)


def _opened(path: Path, is_named: bool) -> Iterator[_File | Failed]:
    """A file, or the files in an archive."""
    try:
        data = load_file(path)
    except CewenError as error:
        yield Failed(file_name(path), str(error), is_named)
        return
    yield from _unpacked(_File(file_name(path), data, is_named))


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
    from corpus.readers.archive import Member, expand_zip

    members = list(expand_zip(file.data, file.name))
    is_empty = not any(isinstance(member, Member) for member in members)
    for member in members:
        name = printable(member.name)
        if isinstance(member, Member):
            yield _File(name, member.data, is_named=False)
        else:
            reason = printable(member.reason)
            said = reason if file.name in reason else f"{file.name}：{reason}"
            yield Failed(name, said, is_named=file.is_named and is_empty)
