"""What the tests share: a toy encoder, two small plans of fictional places, and real libraries."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.parse import parse_text
from index import Library
from index.ingest import Ingested, ingest, ingest_samples
from index.models import open_encoder

PLANS = Path(__file__).resolve().parents[2] / "shared" / "corpus"

MOQU = """示例（虚构）
墨渠市人民政府关于印发《墨渠市碳达峰实施方案》的通知
墨政发〔2023〕1号
墨渠市人民政府
2023年5月1日
墨渠市碳达峰实施方案
一、能源
（一）发电
1.开发风电。建设风光互补电站。（市能源局牵头，市财政局配合）
2.开发光伏。在屋顶铺设光伏板。（市能源局负责）
二、生态
（一）绿化
1.植树造林。营造防护林，保护天然林。（市林业局负责）
"""
WUTING = """示例（虚构）
梧汀市碳达峰行动方案
一、交通
（一）出行
1.更新公交车。到2025年公交车全部更换为电动车。（市交通运输局负责）
2.建设风电场。在北岸山脊建设风电场三座。（市能源局负责）
"""


class ToyEncoder:
    """Counts 风, 光, 林 and 车, and normalises; a text with none of them is a direction of its own.

    A token is a character. So 风光 is (1, 1, 0, 0, 0)/√2, and 天气 is (0, 0, 0, 0, 1).
    """

    def __init__(self, name: str = "toy-counts", max_tokens: int = 200) -> None:
        self.name = name
        self.dimension = 5
        self.max_tokens = max_tokens
        self.encoded = 0  # passages, over its life

    def encode_query(self, text: str) -> NDArray[np.float32]:
        counts = [text.count(char) for char in "风光林车"]
        vector = np.array([*counts, 0 if any(counts) else 1], dtype=np.float32)  # (5,)
        return vector / np.linalg.norm(vector)

    def encode_passages(
        self, texts: Sequence[str], on_progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        self.encoded += len(texts)
        if on_progress:
            on_progress(len(texts))
        return np.array([self.encode_query(text) for text in texts], dtype=np.float32)  # (n, 5)

    def count_tokens(self, text: str) -> int:
        return len(text)


@pytest.fixture
def toy_library(tmp_path: Path) -> Library:
    """Five measures of two plans, with vectors that a person can check by hand."""
    library = Library(tmp_path / "library", ToyEncoder)
    library.add(parse_text(MOQU, "墨渠.txt"))
    library.add(parse_text(WUTING, "梧汀.txt"))
    return library


@pytest.fixture(scope="session")
def sample_library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The samples that ship with the program, under the bundled model."""
    library = Library(tmp_path_factory.mktemp("samples"), open_encoder)
    results = ingest_samples(library)
    assert [result for result in results if not isinstance(result, Ingested)] == []
    return library


@pytest.fixture(scope="session")
def plans_library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Five real plans, which are not ours to ship, under the bundled model."""
    plans = sorted(PLANS.glob("*.txt"))
    if len(plans) != 5:
        pytest.skip(f"needs the five real plans in {PLANS}, found {len(plans)}")
    library = Library(tmp_path_factory.mktemp("plans"), open_encoder)
    results = ingest(library, plans)
    assert [result for result in results if not isinstance(result, Ingested)] == []
    return library
