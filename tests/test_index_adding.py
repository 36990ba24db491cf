"""What a library keeps when files come again: corrections, vectors, links between copies."""

import sqlite3
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus import CewenError, Region
from corpus.correct import correct, read_corrections
from corpus.parse import parse_text
from index import Library
from index.ingest import Failed, Ingested, ingest
from index.models import is_outdated
from qa import search
from tests.conftest import MOQU, WUTING, ToyEncoder

CORRECTIONS = {"region": "湖南省永州市", "issued_on": "2024年2月3日", "status": "试行"}
#: Sentences long enough to be compared, which the small plans have none of.
LONG = (
    "一、能源\n1.开发风电。在北岸连绵的山脊上建设风电场三座并同步建设储能电站。\n"
    "2.开发光伏。在全市工业厂房和学校的屋顶上铺设光伏板四十万平方米。\n"
    "3.植树造林。在河流两岸和沙化土地上营造防护林并保护好现有天然林。\n"
)


# --- corrections ------------------------------------------------------------------------------


def test_settings_are_read_by_field_or_label() -> None:
    assert read_corrections(["region=永州市", "日期 = 2024-02-03", "status="]) == {
        "region": "永州市",
        "issued_on": "2024-02-03",
        "status": "",
    }


@pytest.mark.parametrize(
    ("setting", "says"),
    [("region", "字段=值"), ("作者=某某", "可更正的字段"), ("=永州市", "字段=值")],
)
def test_a_setting_that_is_none_is_named(setting: str, says: str) -> None:
    with pytest.raises(CewenError, match=says):
        read_corrections([setting])


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("issued_on", "去年春天", "2023-04-06"),
        ("issued_on", "2023-02-30", "2023-04-06"),
        ("region", "鼓楼区", "不止一处"),
        ("level", "乡级", "县级"),
        ("status", "随便", "征求意见稿"),
        ("region", "123", "地名"),
        ("doc_number", "abc", "湘政发"),
        ("title", "题" * 201, "200"),
    ],
)
def test_a_value_that_is_none_is_refused(field: str, value: str, says: str) -> None:
    with pytest.raises(CewenError, match=says):
        correct(parse_text(MOQU, "墨渠.txt"), {field: value})


def test_a_correction_is_shown_and_kept(toy_library: Library) -> None:
    corrected = toy_library.correct("moqu-2023", CORRECTIONS)
    yongzhou = Region(province="湖南省", city="永州市", adcode="431100")
    assert (corrected.region, corrected.issued_on, corrected.status) == (
        yongzhou,
        date(2024, 2, 3),
        "试行",
    )
    assert corrected.corrected == ("issued_on", "region", "status")
    assert Library(toy_library.folder, ToyEncoder).document("moqu-2023") == corrected
    # A question that names the place now finds the measures by it.
    assert {hit.measure.doc_id for hit in search(toy_library, "永州的风电")} == {"moqu-2023"}


def test_a_correction_outlives_a_new_version_and_a_removal(toy_library: Library) -> None:
    toy_library.correct("moqu-2023", {"region": "永州市"})
    changed = parse_text(MOQU.replace("护天然林", "护湿地"), "墨渠.txt")
    assert toy_library.add(changed)[1].region.city == "永州市"
    toy_library.remove("moqu-2023")
    assert toy_library.add(changed)[1].region.city == "永州市"


def test_an_empty_value_takes_a_correction_back(toy_library: Library) -> None:
    before = toy_library.document("moqu-2023")
    toy_library.correct("moqu-2023", CORRECTIONS)
    assert toy_library.correct("moqu-2023", dict.fromkeys(CORRECTIONS, "")) == before


def test_a_wrong_correction_changes_nothing(toy_library: Library) -> None:
    before = toy_library.document("moqu-2023")
    with pytest.raises(CewenError, match="日期"):
        toy_library.correct("moqu-2023", {"region": "永州市", "issued_on": "明天"})
    with pytest.raises(CewenError, match="日期"):
        toy_library.add(parse_text(LONG, "新.txt"), corrections={"issued_on": "明天"})
    assert (toy_library.document("moqu-2023"), len(toy_library.documents)) == (before, 2)


def test_a_known_file_is_corrected_when_it_is_added_again(tmp_path: Path) -> None:
    library = Library(tmp_path / "library", ToyEncoder)
    path = tmp_path / "墨渠.txt"
    path.write_text(MOQU, encoding="utf-8")
    ingest(library, [path])
    result = ingest(library, [path], corrections={"issuer": "墨渠市发展改革委"})[0]
    assert isinstance(result, Ingested)
    assert (result.change, result.document.issuer) == ("更正", "墨渠市发展改革委")
    assert ingest(library, [path]) == [Ingested("未变", result.document, "墨渠.txt")]


def test_a_correction_that_is_none_any_more_is_said_and_stops_nothing(toy_library: Library) -> None:
    toy_library.correct("moqu-2023", {"status": "试行", "issuer": "墨渠市能源局"})
    with sqlite3.connect(toy_library.folder / "records.sqlite3") as store:
        store.execute("UPDATE corrections SET value = '随便' WHERE field = 'status'")
    store.close()
    document = Library(toy_library.folder, ToyEncoder).document("moqu-2023")
    assert (document.issuer, document.status) == ("墨渠市能源局", "正式")
    assert [warning[:8] for warning in document.warnings] == ["人工更正没有采用"]


# --- what is known already --------------------------------------------------------------------


def test_what_an_older_parser_read_is_read_again_for_nothing(tmp_path: Path) -> None:
    encoder = ToyEncoder()
    library = Library(tmp_path, lambda: encoder)
    before = library.add(parse_text(MOQU, "墨渠.txt"))[1]
    spent = encoder.encoded
    with sqlite3.connect(tmp_path / "records.sqlite3") as store:
        store.execute("UPDATE documents SET parser = 'older'")
    store.close()
    assert library.holding(before.source_hash) is None
    assert library.add(parse_text(MOQU, "墨渠.txt")) == ("重读", before)
    assert encoder.encoded == spent  # every passage is as it was


def test_only_what_is_new_is_encoded(tmp_path: Path) -> None:
    encoder = ToyEncoder()
    library = Library(tmp_path, lambda: encoder)
    library.add(parse_text(MOQU, "墨渠.txt"))
    spent = encoder.encoded
    changed = parse_text(MOQU.replace("保护天然林", "保护湿地"), "墨渠.txt")
    assert library.add(changed)[0] == "更新"
    assert encoder.encoded - spent == 2  # the measure and its clause


def test_a_library_of_version_1_is_brought_up_to_date(toy_library: Library) -> None:
    documents = dict(toy_library.documents)
    with sqlite3.connect(toy_library.folder / "records.sqlite3") as store:
        store.execute("UPDATE meta SET value = '1' WHERE key = 'schema'")
        store.execute("ALTER TABLE documents DROP COLUMN parser")
        store.execute("ALTER TABLE passages DROP COLUMN text_hash")
        store.execute("DROP TABLE corrections")
    store.close()
    opened = Library(toy_library.folder, ToyEncoder)
    assert dict(opened.documents) == documents
    assert opened.add(parse_text(MOQU, "墨渠.txt")) == ("重读", documents["moqu-2023"])
    assert opened.correct("moqu-2023", {"status": "试行"}).status == "试行"


# --- copies -----------------------------------------------------------------------------------


def _two_copies(folder: Path) -> Library:
    library = Library(folder, ToyEncoder)
    library.add(parse_text(f"墨渠市碳达峰实施方案\n{LONG}", "门户甲.txt"))
    library.add(parse_text(f"首页 > 公开\n墨渠市碳达峰实施方案\n{LONG}", "门户乙.txt"))
    library.add(parse_text(WUTING, "梧汀.txt"))
    return library


def test_a_copy_is_linked_and_found_once(tmp_path: Path) -> None:
    library = _two_copies(tmp_path)
    links = {d.source: d.duplicate_of for d in library.documents.values()}
    assert links == {"门户甲.txt": "", "门户乙.txt": "moqu", "梧汀.txt": ""}
    assert [hit.measure.id for hit in search(library, "防护林", k=10)].count("moqu/一/3") == 1
    assert {hit.measure.doc_id for hit in search(library, "风电")} == {"moqu", "wuting"}


def test_a_copy_stands_for_itself_when_its_original_goes(tmp_path: Path) -> None:
    library = _two_copies(tmp_path)
    library.remove("moqu")
    assert [d.duplicate_of for d in library.documents.values()] == ["", ""]
    assert len({hit.measure.doc_id for hit in search(library, "风电")}) == 2


def test_a_draft_is_no_copy_of_the_plan(tmp_path: Path) -> None:
    library = Library(tmp_path, ToyEncoder)
    library.add(parse_text(f"墨渠市碳达峰实施方案\n{LONG}", "正式.txt"))
    draft = f"墨渠市碳达峰实施方案（征求意见稿）\n{LONG}"
    assert library.add(parse_text(draft, "草稿.txt"))[1].duplicate_of == ""


# --- folders ----------------------------------------------------------------------------------


def test_progress_counts_the_whole_work(tmp_path: Path) -> None:
    for name, text in (("a.txt", MOQU), ("b.txt", WUTING)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "c.txt").write_text("", encoding="utf-8")
    library = Library(tmp_path / ".library", ToyEncoder)
    seen: list[tuple[str, int, int]] = []
    results = ingest(library, [tmp_path], lambda *step: seen.append(step))
    a, b = (len(d.text) for d in library.documents.values())
    assert seen == [("a.txt", a, a + b), ("b.txt", a + b, a + b)]
    assert [type(result) for result in results] == [Ingested, Ingested, Failed]


def test_a_plan_whose_date_was_put_right_stays_one_document(tmp_path: Path) -> None:
    library = Library(tmp_path, ToyEncoder)
    title = "墨渠市碳达峰实施方案"
    plan = f"墨渠市人民政府关于印发《{title}》的通知\n墨渠市人民政府\n2023年5月1日\n{title}\n{LONG}"
    library.add(parse_text(plan, "墨渠.txt"), corrections={"issuer": "墨渠市发展改革委"})
    change, document = library.add(parse_text(plan.replace("2023年5月", "2024年6月"), "墨渠.txt"))
    assert (change, document.id, document.issued_on) == ("更新", "moqu-2023", date(2024, 6, 1))
    assert (document.issuer, len(library.documents)) == ("墨渠市发展改革委", 1)


# --- another model --------------------------------------------------------------------------------


def of_another_model(library: Library) -> Library:
    """The library as a user opens it who has chosen another model."""
    return Library(library.folder, lambda: ReversedEncoder("toy-reversed"))


class ReversedEncoder(ToyEncoder):
    """The same counts in the opposite order: no vector of the one model is one of the other."""

    def encode_query(self, text: str) -> NDArray[np.float32]:
        return super().encode_query(text)[::-1].copy()


class Interrupted(ReversedEncoder):
    """Fails at the second document."""

    def encode_passages(
        self, texts: Sequence[str], on_progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        if self.encoded:
            raise KeyboardInterrupt
        return super().encode_passages(texts, on_progress)


def test_a_library_is_encoded_anew_by_another_model(toy_library: Library) -> None:
    toy_library.correct("wuting", {"status": "试行"})
    before = dict(toy_library.documents)
    found = toy_library.nearest("clause", toy_library.encode_query("风"))
    other = of_another_model(toy_library)
    assert other.needs_encoding
    told: list[tuple[str, int, int]] = []
    other.encode_anew(lambda *done: told.append(done))
    assert told == [("墨渠.txt", 0, 2), ("梧汀.txt", 1, 2)]
    assert not other.needs_encoding
    assert dict(other.documents) == before
    assert other.nearest("clause", other.encode_query("风")) == found
    assert other.encode_query("风")[0] != toy_library._opened_encoder().encode_query("风")[0]
    with pytest.raises(CewenError, match="由模型 toy-reversed 建立"):
        toy_library.encode_query("风")


def test_a_library_left_half_encoded_is_not_searched(toy_library: Library) -> None:
    cut_off = Library(toy_library.folder, lambda: Interrupted("toy-reversed"))
    with pytest.raises(KeyboardInterrupt):
        cut_off.encode_anew()
    for library in (toy_library, of_another_model(toy_library)):
        with pytest.raises(CewenError, match=r"toy-reversed（没有编完） .*请运行 cewen encode"):
            library.encode_query("风")
    again = of_another_model(toy_library)
    again.encode_anew()
    trees = again.nearest("measure", again.encode_query("林"))[0]
    assert trees.measure_id == "moqu-2023/二/（一）/1"


@pytest.mark.parametrize(
    ("recorded", "chosen", "outdated"),
    [
        ("multilingual-e5-small@00c7b4665f52", "", True),
        ("multilingual-e5-small@00c7b4665f52", "multilingual-e5-small", False),
        ("cewen-e5-small@50097ecb8ea2", "", False),
        ("cewen-e5-small@50097ecb8ea2（没有编完）", "", True),
        ("cewen-e5-small@50097ecb8ea2（没有编完）", "/models/other", False),
        ("other@0123456789ab", "", False),
        ("", "", False),
    ],
)
def test_only_the_bundled_model_is_brought_up_to_date_unasked(
    recorded: str, chosen: str, outdated: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CEWEN_MODEL", chosen)
    assert is_outdated(recorded) == outdated
