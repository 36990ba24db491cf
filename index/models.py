"""The one place where the embedding model is chosen, found and, on first use, built.

``CEWEN_MODEL`` names it: nothing for the bundled one as adapted here, ``multilingual-e5-small`` for
the bundled one as published, else a sentence-transformers folder or name.
Runtime folders are kept in ``CEWEN_CACHE``, by default the user's cache folder.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import CewenError

if TYPE_CHECKING:
    from index.encoder import Encoder

BUNDLED = "cewen-e5-small"
#: The same model as published, without what was learned here.
PLAIN = "multilingual-e5-small"
#: Behind the model's name in a library that is being encoded anew.
HALF_DONE = "（没有编完）"

OnStep = Callable[[str], None]


def open_encoder(on_step: OnStep | None = None, name: str | None = None) -> Encoder:
    """The configured model, ready to encode; see :func:`prepare_model`."""
    from index.encoder import Encoder

    return Encoder.open(prepare_model(name, on_step))


def is_outdated(recorded: str) -> bool:
    """Whether a library is of the bundled model as published, or half done, and none is chosen."""
    half_done = recorded.startswith(f"{BUNDLED}@") and recorded.endswith(HALF_DONE)
    is_chosen = (os.environ.get("CEWEN_MODEL") or BUNDLED) == BUNDLED
    return is_chosen and (recorded.startswith(f"{PLAIN}@") or half_done)


def prepare_model(name: str | None = None, on_step: OnStep | None = None) -> Path:
    """The runtime folder of a model, built in the cache when it is not there yet.

    ``name`` is by default what ``CEWEN_MODEL`` says. A folder that has changed since is built
    anew. ``on_step`` receives a line for each step of a build. The bundled model takes about half
    a minute, and 480 MB for each of its two folders; a folder that is there, milliseconds.

    Raises:
        CewenError: the model cannot be found, loaded or exported, or the cache not written.
    """
    from index.encoder import CONFIG_FILE

    name = name or os.environ.get("CEWEN_MODEL") or BUNDLED
    if name.startswith("~"):
        name = str(Path(name).expanduser())
    cache = _cache_folder() / "models"
    folder = cache / _key(name)
    # The folder is renamed into place when it is complete, so the file vouches for all of it.
    if not (folder / CONFIG_FILE).exists():
        try:
            _build(name, folder, on_step or (lambda _: None))
        except OSError as error:
            raise CewenError(
                f"无法写入模型缓存 {cache}（{error.strerror or error}）："
                "请检查权限和磁盘空间，或用 CEWEN_CACHE 指定其他目录"
            ) from error
    return folder


def _cache_folder() -> Path:
    chosen = os.environ.get("CEWEN_CACHE")
    if chosen:
        return Path(chosen).expanduser()
    from platformdirs import user_cache_dir

    return Path(user_cache_dir("cewen"))


def _key(name: str) -> str:
    """The name of a model's folder in the cache: another model or another content, another key.

    Raises:
        CewenError: the name is a path, and there is no folder.
    """
    from index.encoder import FORMAT

    if name == PLAIN:
        return f"{PLAIN}-v{FORMAT}"
    if name == BUNDLED:
        from index.bundled import ADAPTER

        learned = hashlib.sha256(ADAPTER.read_bytes()).hexdigest()[:6]
        return f"{BUNDLED}-{learned}-v{FORMAT}"
    path = Path(name)
    if not path.is_dir():
        if path.is_absolute() or name.startswith("."):
            raise CewenError(f"没有模型文件夹 {name}：请检查 CEWEN_MODEL")
        plain = re.sub(r"[^\w.-]+", "--", name)
        return f"{plain}-v{FORMAT}"
    # Sizes and times stand for the content: reading a model to hash it takes seconds.
    state = [str(path.resolve())]
    for file in sorted(path.rglob("*")):
        if file.is_file():
            status = file.stat()
            state.append(f"{file.relative_to(path)} {status.st_size} {status.st_mtime_ns}")
    digest = hashlib.sha256("\n".join(state).encode()).hexdigest()[:10]
    return f"{path.resolve().name}-{digest}-v{FORMAT}"


def _build(name: str, folder: Path, on_step: OnStep) -> None:
    from filelock import FileLock, Timeout

    from index.encoder import CONFIG_FILE, FORMAT

    folder.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder.parent / ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        on_step("另一个进程正在准备模型，请稍候…")
        lock.acquire()
    try:
        if (folder / CONFIG_FILE).exists():
            return
        # Whoever left these was killed while it held the lock.
        for leftover in folder.parent.glob(".*-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
        from index.bundled import ADAPTER, unpack
        from index.export import export_runtime

        if name not in (BUNDLED, PLAIN):
            on_step(f"正在转换模型 {name}（只需一次）…")
            export_runtime(name, folder)
            return
        # Kept beside its runtime folder: an ordinary model for whoever wants one.
        ordinary = folder.with_name(folder.name.removesuffix(f"-v{FORMAT}"))
        if not ordinary.exists():
            on_step("正在解包内置模型…")
            unpack(ordinary, adapter=ADAPTER if name == BUNDLED else None)
        on_step("正在转换内置模型（约半分钟，只需一次）…")
        export_runtime(str(ordinary), folder, name)
    finally:
        lock.release()
