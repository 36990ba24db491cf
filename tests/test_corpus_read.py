"""Files of every encoding, and every file that is no plan: what a person is told."""

import os
from pathlib import Path

import pytest

from corpus import CewenError
from corpus.parse import parse_file
from corpus.read import MAX_BYTES, hash_file, read_file

SIMPLIFIED = (
    "樟溪市碳达峰实施方案\n一、重点任务\n1.推广光伏。在学校屋顶安装光伏板，到2025年覆盖三成学校；"
    "新建学校同步安装，所发电量优先供教室照明使用。\n2.更新锅炉。淘汰四十台燃煤小锅炉。\n"
)
TRADITIONAL = (
    "樟溪市碳達峰實施方案\n一、重點任務\n1.推廣光電。在學校屋頂安裝光電板，到2025年覆蓋三成學校；"
    "新建學校同步安裝，所發電量優先供教室照明使用。\n2.更新鍋爐。淘汰四十臺燃煤小鍋爐。\n"
)


def _write(folder: Path, data: bytes, name: str = "plan.txt") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


ENCODED = {
    "utf-8": SIMPLIFIED.encode(),
    "utf-8-with-mark": SIMPLIFIED.encode("utf-8-sig"),
    "utf-16": SIMPLIFIED.encode("utf-16"),
    "utf-16-big-endian": b"\xfe\xff" + SIMPLIFIED.encode("utf-16-be"),
    "gb18030": SIMPLIFIED.encode("gb18030"),
}
ENCODED_TRADITIONAL = {
    "big5": TRADITIONAL.encode("big5"),
    "gb18030": TRADITIONAL.encode("gb18030"),
    "utf-16": TRADITIONAL.encode("utf-16"),
}


@pytest.mark.parametrize("data", ENCODED.values(), ids=ENCODED)
def test_every_encoding_gives_the_same_text(tmp_path: Path, data: bytes) -> None:
    assert read_file(_write(tmp_path, data)).text == SIMPLIFIED


@pytest.mark.parametrize("data", ENCODED_TRADITIONAL.values(), ids=ENCODED_TRADITIONAL)
def test_every_encoding_of_traditional_text(tmp_path: Path, data: bytes) -> None:
    assert read_file(_write(tmp_path, data)).text == TRADITIONAL


@pytest.mark.parametrize(
    "name", ["chengyuan", "lanweng", "linzhuo", "qingyan", "shuoling", "wangxiu", "yunze"]
)
def test_a_whole_plan_in_gb18030_reads_as_in_utf8(tmp_path: Path, name: str) -> None:
    sample = Path(__file__).parent.parent / "corpus" / "samples" / f"{name}.txt"
    text = sample.read_text(encoding="utf-8")
    assert read_file(_write(tmp_path, text.encode("gb18030"))).text == text


@pytest.mark.parametrize(
    "text",
    ["一、推广光伏", "1.更新锅炉。淘汰燃煤小锅炉。", "樟溪市碳达峰实施方案\n一、任务\n"],
    ids=["heading", "measure", "two-lines"],
)
def test_short_texts_in_gb18030(tmp_path: Path, text: str) -> None:
    assert read_file(_write(tmp_path, text.encode("gb18030"))).text == text


def test_line_ends_become_one_kind(tmp_path: Path) -> None:
    assert read_file(_write(tmp_path, "甲\r\n乙\r丙\n".encode())).text == "甲\n乙\n丙\n"


def test_the_ending_may_be_in_capitals(tmp_path: Path) -> None:
    assert parse_file(_write(tmp_path, SIMPLIFIED.encode(), "PLAN.TXT")).source == "PLAN.TXT"


BAD_FILES = {
    "empty": ("plan.txt", b"", "文件是空的"),
    "only-blanks": ("plan.txt", b" \r\n\t\n", "文件是空的"),
    "only-a-mark": ("plan.txt", b"\xef\xbb\xbf", "plan.txt"),
    "image": ("plan.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00", "内容却是图片"),
    "unknown-ending": ("plan.xyz", SIMPLIFIED.encode(), ".xyz"),
    "no-ending": ("plan", SIMPLIFIED.encode(), "没有扩展名"),
    "no-plan": ("plan.txt", "今天天气很好，大家去公园散步。".encode(), "没有认出"),
}


@pytest.mark.parametrize(("name", "data", "says"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_named_with_its_remedy(
    tmp_path: Path, name: str, data: bytes, says: str
) -> None:
    with pytest.raises(CewenError) as error:
        parse_file(_write(tmp_path, data, name))
    message = str(error.value)
    assert says in message
    assert name in message
    assert "\n" not in message


def test_a_file_of_random_bytes_is_no_plan(tmp_path: Path) -> None:
    data = bytes((i * 197 + i // 7 * 31) % 256 for i in range(4096))
    with pytest.raises(CewenError, match=r"plan\.txt"):
        parse_file(_write(tmp_path, data))


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)  # sparse: takes no room on the disk
    with pytest.raises(CewenError, match=r"huge\.txt.*50 MB"):
        parse_file(path)


@pytest.mark.parametrize("name", ["none.txt", "none.xyz", "none/none.txt"])
def test_a_missing_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(CewenError, match="找不到"):
        parse_file(tmp_path / name)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    folder = tmp_path / "folder.txt"
    folder.mkdir()
    with pytest.raises(CewenError, match=r"folder\.txt"):
        parse_file(folder)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = _write(tmp_path, SIMPLIFIED.encode())
    path.chmod(0)
    with pytest.raises(CewenError, match="权限"):
        parse_file(path)


def test_hash_is_the_sha256_of_the_bytes(tmp_path: Path) -> None:
    # SHA-256 of "abc", the first example of FIPS 180-2
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert hash_file(_write(tmp_path, b"abc")) == expected
    document = parse_file(_write(tmp_path, SIMPLIFIED.encode("gb18030")))
    assert document.source_hash == hash_file(tmp_path / "plan.txt")
