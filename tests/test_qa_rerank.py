"""A cross-encoder over the first hits: a real one, small enough to be built here."""

from pathlib import Path

import pytest
import torch
from conftest import ToyEncoder
from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

from corpus import CewenError
from index import Library
from qa import search

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"风光电林车建设公交站"]


@pytest.fixture
def cross_encoder(tmp_path: Path) -> Path:
    """One BERT layer with seeded weights and one output, as sentence-transformers saves them."""
    return _saved(tmp_path / "cross", outputs=1)


def _saved(folder: Path, outputs: int) -> Path:
    folder.mkdir()
    vocabulary = folder / "vocab.txt"
    vocabulary.write_text("\n".join(WORDS), encoding="utf-8")
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=128,
        num_labels=outputs,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    BertTokenizerFast(vocab=str(vocabulary)).save_pretrained(folder)
    return folder


def test_without_one_nothing_is_read_again(toy_library: Library) -> None:
    assert {p.retriever for hit in search(toy_library, "风电") for p in hit.found_by} == {
        "整条",
        "分句",
        "词",
        "字",
        "含词",
        "含字",
    }


def test_a_cross_encoder_adds_its_share(
    toy_library: Library, cross_encoder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sentence_transformers import CrossEncoder

    before = {hit.measure.id: hit for hit in search(toy_library, "风电")}
    monkeypatch.setenv("CEWEN_RERANKER", str(cross_encoder))
    after = search(toy_library, "风电")
    # The library itself says what the shares must be.
    measures = toy_library.measures
    regions = {d.id: d.region.name for d in toy_library.documents.values()}
    pairs = [("风电", f"{regions[measures[i].doc_id]} {measures[i].text}") for i in before]
    scores = [float(s) for s in CrossEncoder(str(cross_encoder)).predict(pairs)]
    low, high = min(scores), max(scores)
    expected = {
        id_: before[id_].score + 1.2 * (score - low) / (high - low)
        for id_, score in zip(before, scores, strict=True)
    }
    assert {hit.measure.id: hit.score for hit in after} == pytest.approx(expected)
    assert [h.score for h in after] == pytest.approx(sorted(expected.values(), reverse=True))
    assert [hit.rank for hit in after] == [1, 2, 3, 4, 5]
    assert all(hit.found_by[-1].retriever == "重排" for hit in after)


@pytest.mark.parametrize(("outputs", "says"), [(None, "不是可用的 CrossEncoder"), (2, "2 个输出")])
def test_what_is_none_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, outputs: int | None, says: str
) -> None:
    folder = tmp_path / "nothing"
    if outputs is None:
        folder.mkdir()
    else:
        folder = _saved(tmp_path / "two", outputs)
    library = Library(tmp_path / "library", ToyEncoder)
    from conftest import MOQU

    from corpus.parse import parse_text

    library.add(parse_text(MOQU, "墨渠.txt"))
    monkeypatch.setenv("CEWEN_RERANKER", str(folder))
    with pytest.raises(CewenError, match=says):
        search(library, "风电")
