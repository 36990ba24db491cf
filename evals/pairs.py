"""Provisions and what asks for them, written for learning; see ``sets/pairs``."""

import hashlib
import json
from dataclasses import dataclass
from importlib.resources import files

WAYS = ("topic", "plain", "detail", "english", "clause")


@dataclass(frozen=True, slots=True)
class Pair:
    """A provision and what asks for it; ``near_miss`` shares its words and does not answer."""

    field: str
    passage: str
    near_miss: str
    asked: dict[str, str]

    @property
    def held_out(self) -> bool:
        """Whether nothing is learned from it."""
        return int(hashlib.sha256(self.passage.encode()).hexdigest(), 16) % 5 == 0


def load_pairs() -> list[Pair]:
    """All pairs, in the order of their files."""
    pairs = []
    for path in sorted((files("evals") / "sets" / "pairs").iterdir(), key=lambda path: path.name):
        if path.name.endswith(".jsonl"):
            for line in path.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                asked = {way: row[way] for way in WAYS}
                field = path.name.removesuffix(".jsonl")
                pairs.append(Pair(field, row["passage"], row["near_miss"], asked))
    return pairs
