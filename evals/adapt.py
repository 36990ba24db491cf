"""Adapts the bundled encoder to how people ask: low-rank updates, learned on written pairs.

    pip install peft
    python -m evals.adapt /tmp/adapter.safetensors

Reads ``evals/sets/pairs``: a provision, another that looks like it but answers none of its
questions, and five ways of asking for the first. The loss is contrastive (InfoNCE, van den Oord et
al. 2018): each question against all provisions of its batch. Half of the batches keep to one field,
where the others are hardest; half compare whole provisions, half the best clause of each, as a
library does. What is learned are LoRA updates (Hu et al. 2021) of every linear layer; the
embeddings, most of the model, stay. Every fifth pair is held out, by hash, and the MRR of its
questions printed before and after. Half an hour on two cores.
"""

import math
import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from transformers import AutoModel, AutoTokenizer

from corpus.clauses import split_sentences
from evals.pairs import WAYS, Pair, load_pairs
from index.bundled import PROMPTS, REFERENCE, unpack

#: What these ask for, the provision that looks like theirs may well serve.
_LENIENT = ("topic", "clause")
_RANK, _PASSES, _BATCH, _LEARNING_RATE, _TEMPERATURE = 8, 6, 24, 3e-4, 0.02
_ASKED = 3  # ways of asking per provision and batch: questions are short, provisions are not
_ROWS = 8  # texts encoded at once
_MAX_TOKENS = 320
_WARM_UP = 30  # batches
_SMALLEST_BATCH = 9


class Adapting:
    """The bundled model with updates to learn; texts in, vectors out."""

    def __init__(self, folder: Path) -> None:
        from peft import LoraConfig, get_peft_model

        self._tokenizer = AutoTokenizer.from_pretrained(folder)
        plain = AutoModel.from_pretrained(folder, attn_implementation="eager")
        layers = ["query", "key", "value", "dense"]
        config = LoraConfig(r=_RANK, lora_alpha=2 * _RANK, target_modules=layers)
        self.model: Any = get_peft_model(plain, config)

    def scores(self, asked: Sequence[str], passages: Sequence[str], by_clause: bool) -> Any:
        """Cosines (questions, passages); of the best clause where that is asked for."""
        vectors = self.encode([PROMPTS["query"] + text for text in asked])
        parts = [
            (row, text[slice(*span)])
            for row, text in enumerate(passages)
            for span in (split_sentences(text) if by_clause else [(0, len(text))])
        ]
        cosines = vectors @ self.encode([PROMPTS["passage"] + text for _, text in parts]).T
        rows = torch.tensor([row for row, _ in parts])
        return torch.stack(
            [cosines[:, rows == row].max(1).values for row in range(len(passages))], dim=1
        )

    def encode(self, texts: Sequence[str]) -> Any:
        """Vectors (n, d), L2-normalised, through which gradients flow."""
        ids = [
            self._tokenizer(text, truncation=True, max_length=_MAX_TOKENS)["input_ids"]
            for text in texts
        ]
        order = sorted(range(len(ids)), key=lambda row: len(ids[row]))
        vectors: dict[int, Any] = {}
        for start in range(0, len(order), _ROWS):
            rows = order[start : start + _ROWS]
            # Few different shapes: each new one costs the CPU kernels a preparation.
            length = -(-max(len(ids[row]) for row in rows) // 16) * 16
            batch = torch.full((_ROWS, length), self._tokenizer.pad_token_id)
            mask = torch.zeros((_ROWS, length), dtype=torch.long)
            mask[:, 0] = 1
            for place, row in enumerate(rows):
                batch[place, : len(ids[row])] = torch.tensor(ids[row])
                mask[place, : len(ids[row])] = 1
            with torch.autocast("cpu", dtype=torch.bfloat16):
                states = self.model(input_ids=batch, attention_mask=mask).last_hidden_state
            weights = mask.unsqueeze(-1).float()
            mean = (states.float() * weights).sum(1) / weights.sum(1)
            vectors |= zip(rows, torch.nn.functional.normalize(mean, dim=-1), strict=False)
        return torch.stack([vectors[row] for row in range(len(texts))])

    def save(self, path: Path) -> None:
        """Writes ``layer.A`` (r, in) and ``layer.B`` (out, r), float16; the update is B·A."""
        scale = 2.0  # lora_alpha / r
        learned = {}
        for name, weight in self.model.state_dict().items():
            if ".lora_" in name and "pooler" not in name:
                layer = name.removeprefix("base_model.model.").split(".lora_")[0]
                side = "A" if ".lora_A." in name else "B"
                value = weight * scale if side == "B" else weight
                learned[f"{layer}.{side}"] = value.to(torch.float16).contiguous()
        save_file(learned, path)


def main(target: str) -> None:
    random.seed(0)
    torch.manual_seed(0)
    pairs = load_pairs()
    train = [pair for pair in pairs if not pair.held_out]
    with tempfile.TemporaryDirectory() as scratch:
        unpack(Path(scratch) / "plain", adapter=None)
        adapting = Adapting(Path(scratch) / "plain")
        print(f"{len(train)} pairs to learn from, {len(pairs) - len(train)} held out")
        print("before:", _told(mrr(adapting, pairs)))
        _learn(adapting, train)
        print("after: ", _told(mrr(adapting, pairs)))
        adapting.save(Path(target))
        print("to be checked by index.bundled.ADAPTED_REFERENCE:")
        with torch.no_grad():
            for text, vector in zip(REFERENCE, adapting.encode(list(REFERENCE)), strict=True):
                print(f"{text}: {[round(part, 4) for part in vector[:12].tolist()]}")


def mrr(adapting: Adapting, pairs: Sequence[Pair]) -> dict[str, float]:
    """Way of asking → mean reciprocal rank of the held-out provisions among all texts."""
    held_out = [pair for pair in pairs if pair.held_out]
    texts = [pair.passage for pair in pairs] + [pair.near_miss for pair in pairs]
    own = torch.tensor([row for row, pair in enumerate(pairs) if pair.held_out])
    found = {}
    with torch.no_grad():
        passages = adapting.encode([PROMPTS["passage"] + text for text in texts])
        for way in WAYS:
            asked = [PROMPTS["query"] + pair.asked[way] for pair in held_out]
            cosines = adapting.encode(asked) @ passages.T
            right = cosines.gather(1, own.unsqueeze(1))
            found[way] = (1 / (1 + (cosines > right).sum(1))).mean().item()
    return found


def _learn(adapting: Adapting, train: Sequence[Pair]) -> None:
    weights = [weight for weight in adapting.model.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=_LEARNING_RATE, weight_decay=0.01)
    batches = [batch for number in range(_PASSES) for batch in _batches(train, number)]
    for step, batch in enumerate(batches):
        warm = min(1.0, (step + 1) / _WARM_UP)
        for group in optimizer.param_groups:
            group["lr"] = _LEARNING_RATE * warm * (1 + math.cos(math.pi * step / len(batches))) / 2
        loss = _loss(adapting, batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        print(f"\r{step + 1}/{len(batches)}  loss {loss.item():.3f} ", end="", file=sys.stderr)
    print(file=sys.stderr)


def _batches(train: Sequence[Pair], number: int) -> list[list[Pair]]:
    """Every second pair among others of its field, the rest mixed; tiny batches are left out."""
    groups: dict[str, list[Pair]] = defaultdict(list)
    for place, pair in enumerate(random.sample(train, len(train))):
        groups[pair.field if (place + number) % 2 else ""].append(pair)
    whole, left = [], []
    for group in groups.values():
        end = len(group) // _BATCH * _BATCH
        whole += [group[start : start + _BATCH] for start in range(0, end, _BATCH)]
        left += group[end:]
    random.shuffle(left)
    whole += [left[start : start + _BATCH] for start in range(0, len(left), _BATCH)]
    random.shuffle(whole)
    return [batch for batch in whole if len(batch) >= _SMALLEST_BATCH]


def _loss(adapting: Adapting, batch: Sequence[Pair]) -> Any:
    chosen = [(row, way) for row in range(len(batch)) for way in random.sample(WAYS, _ASKED)]
    asked = [batch[row].asked[way] for row, way in chosen]
    texts = [pair.passage for pair in batch] + [pair.near_miss for pair in batch]
    logits = adapting.scores(asked, texts, by_clause=random.random() < 0.5) / _TEMPERATURE
    for place, (row, way) in enumerate(chosen):
        if way in _LENIENT:
            logits[place, len(batch) + row] = -1e4
    return torch.nn.functional.cross_entropy(logits, torch.tensor([row for row, _ in chosen]))


def _told(values: dict[str, float]) -> str:
    return "  ".join(f"{way} {value:.3f}" for way, value in values.items())


if __name__ == "__main__":
    main(*sys.argv[1:])
