"""Turns a sentence-transformers model into the runtime folder that ``Encoder`` opens.

The whole model goes through ``torch.onnx.export`` in float32: transformer, pooling, dense layers,
normalisation. Plain attention, because torch's fused kind becomes a fifth slower in ONNX Runtime.
Rejected: dynamic int8 (up to twice the passages a second, but cosines of 0.996 to 0.999), and 4-bit
weights (no faster).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.errors import CewenError
from index.encoder import (
    CONFIG_FILE,
    FORMAT,
    MODEL_FILE,
    PIECES_FILE,
    TOKENIZER_FILE,
    Encoder,
    RuntimeConfig,
)
from index.pieces import write_pieces

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

LEAST_COSINE = 0.999

_WITHOUT_LIMIT = 512
_CHECKED_TEXTS = (
    "钢铁行业碳达峰要求",
    "推動綠色低碳轉型，落實財政補貼政策。",
    "Peak carbon emissions before 2030, in the steel industry!",
    "  三年内更换公交车480辆；\n万元产值用电比上年少用３．５％①。",
    "加快构建清洁低碳安全高效的能源体系，统筹煤电发展和保供调峰。" * 40,
    "",
)


def export_runtime(source: str, folder: Path, name: str | None = None) -> None:
    """Writes the runtime folder of a model, whole or not at all.

    ``source`` is a sentence-transformers folder or name; ``name`` is what a library records of it,
    together with a fingerprint of the weights, by default the last part of ``source``.

    Raises:
        CewenError: the model cannot be loaded, has no fast tokenizer, or does not survive export.
    """
    with quiet_libraries():
        model = _load(source)
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as made:
            unfinished = Path(made) / "runtime"
            unfinished.mkdir()
            try:
                _write_graph(model, unfinished / MODEL_FILE)
            except OSError:  # a full disk, not the model
                raise
            # The exporter fails in many ways, all of them the model's.
            except Exception as error:
                raise CewenError(
                    f"模型 {source} 无法导出为 ONNX（{_first_line(error)}）：请换一个模型"
                ) from error
            tokenizer = model.tokenizer.backend_tokenizer
            tokenizer.no_truncation()
            tokenizer.no_padding()
            tokenizer.save(str(unfinished / TOKENIZER_FILE), pretty=False)
            write_pieces(json.loads(tokenizer.to_str()), unfinished / PIECES_FILE)
            config = _config(model, name or Path(source).name)
            (unfinished / CONFIG_FILE).write_text(
                json.dumps(asdict(config), ensure_ascii=False, indent=2), encoding="utf-8"
            )
            _check(model, config, unfinished, source)
            unfinished.rename(folder)


@contextlib.contextmanager
def quiet_libraries() -> Iterator[None]:
    """Keeps the libraries' progress bars and warnings off a user's terminal."""
    from transformers.utils import logging as transformers_logging

    bars = transformers_logging.is_progress_bar_enabled()
    disabled = logging.root.manager.disable
    transformers_logging.disable_progress_bar()
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(disabled)
        if bars:
            transformers_logging.enable_progress_bar()


def _load(source: str) -> SentenceTransformer:
    """The model in float32 on the CPU, with its window set."""
    from sentence_transformers import SentenceTransformer

    is_folder = Path(source).is_dir()
    remedy = "请确认它是 sentence-transformers 格式的模型"
    if not is_folder:
        remedy = "请检查名称和网络，或把模型下载到本地文件夹，再用 CEWEN_MODEL=文件夹路径 指定"
    try:
        model = SentenceTransformer(
            source,
            device="cpu",
            local_files_only=is_folder or not hub_answers(),
            model_kwargs={"attn_implementation": "eager"},
        )
    # A hub that does not answer, a wrong name and a damaged folder each raise their own kind.
    except Exception as error:
        raise CewenError(f"无法加载模型 {source}（{_first_line(error)}）：{remedy}") from error
    if not getattr(model.tokenizer, "is_fast", False):
        raise CewenError(f"模型 {source} 没有快速分词器（tokenizer.json）：请换一个带有它的模型")
    # Tokenizers that state no limit say 10^30.
    if not model.max_seq_length or model.max_seq_length > 1_000_000:
        model.max_seq_length = _WITHOUT_LIMIT
    return model.float().eval()


def hub_answers() -> bool:
    """Whether the model hub can be reached; unasked, an offline user waits 70 s for retries."""
    from huggingface_hub import constants, get_session

    try:
        get_session().head(constants.ENDPOINT, timeout=5)
    # Each HTTP library that huggingface_hub has used has its own exceptions.
    except Exception:
        return False
    return True


def _write_graph(model: SentenceTransformer, path: Path) -> None:
    """Exports token ids and mask, both int64 (n, length), to vectors float32 (n, d)."""
    import torch

    class Whole(torch.nn.Module):  # type: ignore[misc]  # torch is untyped here
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            features = {"input_ids": input_ids, "attention_mask": attention_mask}
            embedding = self.model(features)["sentence_embedding"]
            return torch.nn.functional.normalize(embedding, dim=-1)

    input_ids = torch.ones((2, 7), dtype=torch.int64)
    mask = torch.ones_like(input_ids)
    mask[1, 5:] = 0
    free = {0: torch.export.Dim.DYNAMIC, 1: torch.export.Dim.DYNAMIC}
    program = torch.onnx.export(
        Whole().eval(),
        (input_ids, mask),
        input_names=["input_ids", "attention_mask"],
        output_names=["sentence_embedding"],
        dynamic_shapes=(free, free),
        dynamo=True,
        verbose=False,
    )
    assert program is not None
    # Weights in a file of their own are mapped into memory, not read.
    program.save(str(path), external_data=True)


def _config(model: SentenceTransformer, name: str) -> RuntimeConfig:
    tokenizer = model.tokenizer
    # What the tokenizer puts around a text, whatever kind of post-processor does it.
    encoding = tokenizer.backend_tokenizer.encode("a")
    first = encoding.special_tokens_mask.index(0)
    count = encoding.special_tokens_mask.count(0)
    prompts = {role: prompt for role, prompt in model.prompts.items() if prompt}
    return RuntimeConfig(
        format=FORMAT,
        name=f"{name}@{_fingerprint(model)}",
        dimension=int(model.get_embedding_dimension()),
        max_tokens=int(model.max_seq_length),
        query_prompt=prompts.get("query", ""),
        passage_prompt=prompts.get("passage", prompts.get("document", "")),
        pad_id=int(tokenizer.pad_token_id or 0),
        prefix=tuple(encoding.ids[:first]),
        suffix=tuple(encoding.ids[first + count :]),
    )


def _fingerprint(model: SentenceTransformer) -> str:
    """12 hex digits of the weights, independent of how a version of the library names them."""
    digests = sorted(
        hashlib.sha256(tensor.cpu().contiguous().numpy().tobytes()).digest()
        for tensor in model.state_dict().values()
    )
    return hashlib.sha256(b"".join(digests)).hexdigest()[:12]


def _check(model: SentenceTransformer, config: RuntimeConfig, folder: Path, source: str) -> None:
    """Compares the folder, opened as a user will open it, with sentence-transformers."""
    encoder = Encoder.open(folder)
    texts = list(_CHECKED_TEXTS)
    for prompt, vectors in (
        (config.query_prompt, np.stack([encoder.encode_query(text) for text in texts])),
        (config.passage_prompt, encoder.encode_passages(texts)),
    ):
        expected = model.encode(
            texts, prompt=prompt, normalize_embeddings=True, show_progress_bar=False
        )
        cosine = float(np.sum(vectors * expected, axis=1).min())
        if not cosine >= LEAST_COSINE:
            raise CewenError(
                f"模型 {source} 导出后与原模型不一致（余弦 {cosine:.4f}，"
                f"应不低于 {LEAST_COSINE}）：请换一个模型"
            )


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:160]
