"""The library on disk: every retriever, every change, and what survives a restart."""

import shutil
import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import MOQU, WUTING, ToyEncoder
from pytest import approx

from corpus import CewenError, Document
from corpus.parse import parse_text
from index import Library, Match, pair_tokens, split_words, word_tokens
from index.passages import Passage, measure_passages

Retrieve = Callable[[Library, str, Sequence[str] | None], list[Match]]

RETRIEVERS: dict[str, Retrieve] = {
    "dense-measure": lambda library, question, doc_ids: library.nearest(
        "measure", library.encode_query(question), doc_ids
    ),
    "dense-clause": lambda library, question, doc_ids: library.nearest(
        "clause", library.encode_query(question), doc_ids
    ),
    "lexical-words": lambda library, question, doc_ids: library.lexical("words", question, doc_ids),
    "lexical-pairs": lambda library, question, doc_ids: library.lexical("pairs", question, doc_ids),
}
MOQU_WIND, MOQU_SUN, MOQU_TREES = (
    f"moqu-2023/{end}" for end in ("一/（一）/1", "一/（一）/2", "二/（一）/1")
)
WUTING_BUS, WUTING_WIND = "wuting/一/（一）/1", "wuting/一/（一）/2"


def as_parsed(document: Document) -> Document:
    """Without the topics, which the library adds."""
    measures = tuple(replace(measure, topics=()) for measure in document.measures)
    return replace(document, measures=measures)


def every_retriever(*names: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("retrieve", [RETRIEVERS[n] for n in names], ids=names)


# --- the contract of a retriever --------------------------------------------------------------


@every_retriever(*RETRIEVERS)
def test_best_first(toy_library: Library, retrieve: Retrieve) -> None:
    matches = retrieve(toy_library, "风电场", None)
    # 梧汀's measure is about nothing else; 墨渠's says 风电 and then 风光.
    assert [match.measure_id for match in matches[:2]] == [WUTING_WIND, MOQU_WIND]
    scores = [match.score for match in matches]
    assert scores == sorted(scores, reverse=True) and scores[0] > scores[1]


@every_retriever(*RETRIEVERS)
def test_the_gate_keeps_one_document_and_its_scores(
    toy_library: Library, retrieve: Retrieve
) -> None:
    everywhere = retrieve(toy_library, "风电场", None)
    gated = retrieve(toy_library, "风电场", ("moqu-2023",))
    assert gated[0].measure_id == MOQU_WIND
    by_id = {m.measure_id: m for m in everywhere if m.measure_id.startswith("moqu-2023/")}
    assert {m.measure_id: m for m in gated} == by_id


@every_retriever(*RETRIEVERS)
@pytest.mark.parametrize("gate", [(), ("elsewhere-2020",)], ids=["empty", "unknown"])
def test_a_gate_without_documents_lets_nothing_through(
    toy_library: Library, retrieve: Retrieve, gate: tuple[str, ...]
) -> None:
    assert retrieve(toy_library, "风电场", gate) == []


@every_retriever(*RETRIEVERS)
def test_an_empty_library_finds_nothing(tmp_path: Path, retrieve: Retrieve) -> None:
    assert retrieve(Library(tmp_path, ToyEncoder), "风电场", None) == []


@every_retriever("lexical-words", "lexical-pairs")
@pytest.mark.parametrize("question", ["咖啡豆", "qwxyz", "？！", ""])
def test_words_that_occur_nowhere_find_nothing(
    toy_library: Library, retrieve: Retrieve, question: str
) -> None:
    assert retrieve(toy_library, question, None) == []


# --- scores by hand ---------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["measure", "clause"])
def test_cosines_and_spans(toy_library: Library, role: str) -> None:
    """The question counts (风 3, 光 2, 林 1, 车 0), so its length is √14."""
    spans = {  # whole measures without their bodies; the sentence after the title
        "measure": [(0, 21), (0, 16), (0, 16), (0, 19), (0, 26)],
        "clause": [(8, 21), (7, 16), (7, 16), (7, 19), (8, 26)],
    }[role]
    expected = [  # in the measures: 风 2 光 1; 风 2; 光 2; 林 3; 车 3
        (MOQU_WIND, 8 / (14 * 5) ** 0.5),
        (WUTING_WIND, 3 / 14**0.5),
        (MOQU_SUN, 2 / 14**0.5),
        (MOQU_TREES, 1 / 14**0.5),
        (WUTING_BUS, 0.0),
    ]
    spans[0], spans[1] = spans[1], spans[0]
    assert RETRIEVERS[f"dense-{role}"](toy_library, "风风风光光林", None) == [
        Match(measure_id, approx(score, abs=1e-6), *span)  # type: ignore[arg-type]
        for (measure_id, score), span in zip(expected, spans, strict=True)
    ]


def test_clause_scores_are_in_text_order(tmp_path: Path) -> None:
    library = Library(tmp_path, ToyEncoder)
    text = MOQU.replace("建设风光互补电站。", "在沿岸山脊两侧选址。研究光照资源分布。")
    library.add(parse_text(text, "墨渠.txt"))
    # A clause is read after its title 开发风电: 风 1, then 风 1 光 1.
    assert library.clause_scores(MOQU_WIND, library.encode_query("光")) == [
        (7, 17, approx(0.0)),
        (17, 26, approx(0.5**0.5)),
    ]
    assert library.clause_scores("wuting/九", library.encode_query("光")) == []


def test_document_frequency_counts_measures(toy_library: Library) -> None:
    # Headings are searched with the measure: 发电 stands above two of them.
    counts = {
        token: toy_library.document_frequency("pairs", token) for token in ("发电", "风电", "咖啡")
    }
    assert counts == {"发电": 2, "风电": 2, "咖啡": 0}


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("钢铁行业", ["钢铁", "铁行", "行业"]),
        ("鋼鐵", ["钢铁"]),
        ("ＰＵＥ不高于1.25，降14.5%", ["pue", "不高", "高于", "1.25", "降", "14.5%"]),
        ("水", ["水"]),
        ("，。 ", []),
    ],
)
def test_pair_tokens(text: str, pairs: list[str]) -> None:
    assert pair_tokens(text) == pairs


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("钢铁行业", ["钢铁", "行业", "钢铁行业"]),
        ("鋼鐵", ["钢铁"]),
        ("ＰＵＥ为1.25", ["pue", "为", "1.25"]),
        ("，。 ", []),
    ],
)
def test_word_tokens(text: str, words: list[str]) -> None:
    assert word_tokens(text) == words


def test_words_of_the_field_stay_whole() -> None:
    assert split_words("源网荷储，充电桩") == ["源网荷储", ",", "充电桩"]


# --- what is embedded -------------------------------------------------------------------------


def test_a_long_measure_is_embedded_in_windows_that_cover_it() -> None:
    sentence = "在沿岸山脊选址建设第某座风力发电站并网。"  # 20 characters
    text = MOQU.replace("建设风光互补电站。", sentence * 4)
    document = parse_text(text, "墨渠.txt")
    measure = document.measures[0]
    # Of 65 tokens the context takes 14 and the special ones 8: 43 are left, two sentences.
    passages = measure_passages(document, measure, len, 65)
    context = "墨渠市 一、能源 （一）发电"
    body = f"1.开发风电。{sentence * 4}"
    windows = [(0, 27), (27, 67), (67, 87)]
    sentences = [(7, 27), (27, 47), (47, 67), (67, 87)]
    assert passages == [
        *(Passage(measure.id, "measure", a, b, f"{context}\n{body[a:b]}") for a, b in windows),
        *(Passage(measure.id, "clause", a, b, f"开发风电：{sentence}") for a, b in sentences),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "同一句话重复出现。" * 30,
        "没有标点的长句" * 40,
        "第一段，有逗号，也有顿号、分号；" * 20
        + "\n第二段没有小标题但仍属本条。"
        + "补充内容。" * 20,
    ],
    ids=["repeated", "unbroken", "two-paragraphs"],
)
def test_windows_leave_nothing_out_and_fit(body: str) -> None:
    document = parse_text(MOQU.replace("建设风光互补电站。", body), "墨渠.txt")
    measure = document.measures[0]
    passages = measure_passages(document, measure, len, 60)
    spans = [(p.start, p.end) for p in passages if p.role == "measure"]
    assert len(spans) > 3 and all(end - start <= 60 for start, end in spans)
    assert [start for start, _ in spans] == [0, *(end for _, end in spans[:-1])]
    assert measure.text[: spans[-1][1]] == f"1.开发风电。{body}"


# --- changes ----------------------------------------------------------------------------------


def test_the_same_content_is_stored_once(toy_library: Library) -> None:
    stored = toy_library.document("moqu-2023")
    assert toy_library.add(parse_text(MOQU, "副本.txt")) == ("未变", stored)
    assert [*toy_library.documents] == ["moqu-2023", "wuting"]


def test_a_changed_file_replaces_what_it_was(toy_library: Library) -> None:
    changed = parse_text(MOQU.replace("造林", "护草").replace("林", "草"), "墨渠.txt")
    change, stored = toy_library.add(changed)
    assert (change, as_parsed(stored)) == ("更新", changed)
    assert toy_library.documents["moqu-2023"] == stored
    assert len(toy_library.measures) == 5
    assert toy_library.lexical("pairs", "造林") == []


def test_an_id_that_another_file_holds_gets_a_suffix(toy_library: Library) -> None:
    other = parse_text(MOQU.replace("三座", "四座") + "补充一句。\n", "另一份.txt")
    new_id = f"moqu-2023-{other.source_hash[:4]}"
    change, stored = toy_library.add(other)
    assert (change, stored.id) == ("新增", new_id)
    assert [m.id for m in stored.measures] == [
        m.id.replace("moqu-2023", new_id) for m in other.measures
    ]
    assert [*toy_library.documents] == ["moqu-2023", new_id, "wuting"]
    # The file keeps its id when it changes again.
    again = replace(other, source_hash="ff" * 32)
    assert toy_library.add(again)[0] == "更新"
    assert [*toy_library.documents] == ["moqu-2023", new_id, "wuting"]


def test_what_was_removed_stays_removed(toy_library: Library) -> None:
    removed = toy_library.documents["moqu-2023"]
    assert toy_library.remove("moqu-2023") == removed
    reopened = Library(toy_library.folder, ToyEncoder)
    for library in (toy_library, reopened):
        assert [*library.measures] == [WUTING_BUS, WUTING_WIND]
        for retrieve in RETRIEVERS.values():
            assert {m.measure_id for m in retrieve(library, "风电场", None)} <= {*library.measures}


def test_an_unknown_document_is_named_beside_the_known(toy_library: Library) -> None:
    with pytest.raises(CewenError, match="没有 nowhere，现有：moqu-2023、wuting"):
        toy_library.remove("nowhere")
    assert [*toy_library.documents] == ["moqu-2023", "wuting"]


def test_reopening_gives_the_same_documents_and_encodes_nothing(toy_library: Library) -> None:
    encoder = ToyEncoder()
    reopened = Library(toy_library.folder, lambda: encoder)
    assert reopened.documents == toy_library.documents
    assert {doc_id: as_parsed(document) for doc_id, document in reopened.documents.items()} == {
        "moqu-2023": parse_text(MOQU, "墨渠.txt"),
        "wuting": parse_text(WUTING, "梧汀.txt"),
    }
    assert reopened.lexical("pairs", "风电场") == toy_library.lexical("pairs", "风电场")
    assert encoder.encoded == 0


def test_deleted_indexes_are_built_again(toy_library: Library) -> None:
    before = {name: found(toy_library, "风电场", None) for name, found in RETRIEVERS.items()}
    (derived,) = toy_library.folder.glob("derived-*")
    shutil.rmtree(derived)
    reopened = Library(toy_library.folder, ToyEncoder)
    assert {name: found(reopened, "风电场", None) for name, found in RETRIEVERS.items()} == before
    assert derived.is_dir()


def test_stale_indexes_are_built_again(toy_library: Library) -> None:
    """Whoever was stopped between a change and the rebuilding left the old indexes behind."""
    assert len(toy_library.measures) == 5
    assert toy_library.lexical("pairs", "风电场")  # only a search builds indexes
    (old,) = toy_library.folder.glob("derived-*")
    toy_library.remove("wuting")
    assert old.is_dir()
    reopened = Library(toy_library.folder, ToyEncoder)
    assert {m.measure_id for m in reopened.lexical("pairs", "风电场")} == {MOQU_WIND}
    (new,) = toy_library.folder.glob("derived-*")
    assert new != old


def test_a_change_by_another_process_is_seen(toy_library: Library) -> None:
    other = Library(toy_library.folder, ToyEncoder)
    assert WUTING_WIND in {m.measure_id for m in other.lexical("pairs", "风电场")}
    toy_library.remove("wuting")
    assert {m.measure_id for m in other.lexical("pairs", "风电场")} == {MOQU_WIND}
    other.add(parse_text(WUTING, "梧汀.txt"))
    assert [*toy_library.documents] == ["moqu-2023", "wuting"]


def test_several_may_build_the_indexes_at_once(toy_library: Library) -> None:
    """A web page and a command line that both notice a change must both get their results."""
    libraries = [Library(toy_library.folder, ToyEncoder) for _ in range(4)]
    start = threading.Barrier(len(libraries))
    results: list[object] = []

    def search(library: Library) -> None:
        start.wait()
        try:
            results.append([m.measure_id for m in library.lexical("pairs", "风电场")])
        except Exception as error:
            results.append(error)

    threads = [threading.Thread(target=search, args=(library,)) for library in libraries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [[WUTING_WIND, MOQU_WIND]] * 4


# --- refusals ---------------------------------------------------------------------------------


def test_another_model_is_refused(toy_library: Library) -> None:
    other = Library(toy_library.folder, lambda: ToyEncoder("toy-other"))
    for use in (
        lambda: other.encode_query("风"),
        lambda: other.add(parse_text(WUTING + "补充一句。\n", "新.txt")),
    ):
        with pytest.raises(CewenError, match=r"模型 toy-counts .*模型是 toy-other"):
            use()
    assert [*other.documents] == ["moqu-2023", "wuting"]


@pytest.mark.parametrize("is_database", [True, False], ids=["other-database", "no-database"])
def test_a_folder_of_something_else_is_refused_untouched(tmp_path: Path, is_database: bool) -> None:
    path = tmp_path / "records.sqlite3"
    if is_database:
        with sqlite3.connect(path) as other:
            other.execute("CREATE TABLE invoices (amount INTEGER)")
        other.close()
    else:
        path.write_text("这是一份普通的记录，不是数据库。" * 100, encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(CewenError, match=r"records\.sqlite3 不是策问文库，请换一个 --library"):
        Library(tmp_path, ToyEncoder)
    assert path.read_bytes() == before


def test_a_library_of_another_version_is_refused_with_both(toy_library: Library) -> None:
    with sqlite3.connect(toy_library.folder / "records.sqlite3") as store:
        store.execute("UPDATE meta SET value = '0' WHERE key = 'schema'")
    store.close()
    with pytest.raises(CewenError, match=r"版本为 0，.*需要 2"):
        Library(toy_library.folder, ToyEncoder)
