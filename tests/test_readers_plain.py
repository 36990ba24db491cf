"""Encodings told by content: without a mark, damaged, short, or against what is declared."""

from pathlib import Path

import pytest

from corpus.readers.plain import decode, read_plain_text

SAMPLES = Path(__file__).parent.parent / "corpus" / "samples"
ENCODINGS = ["utf-8", "gb18030", "utf-16-le", "utf-16-be", "utf-16", "utf-8-sig"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("name", ["chengyuan", "lanweng", "wangxiu"])
def test_a_whole_plan(name: str, encoding: str) -> None:
    text = (SAMPLES / f"{name}.txt").read_text(encoding="utf-8")
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["big5", "big5hkscs"])
def test_a_traditional_plan_in_big5(encoding: str) -> None:
    data = (SAMPLES / "chengyuan.txt").read_text(encoding="utf-8").encode(encoding, "ignore")
    assert decode(data) == data.decode(encoding)
    for declared in ("gb2312", "utf-8", "no-such-encoding"):
        assert decode(data, declared) == data.decode(encoding)


SHORT = ["一、推广光伏", "目录", "（一）主要目标", "到2025年，全市新增装机30万千瓦。"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("text", SHORT)
def test_short_texts(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_chinese_after_much_ascii_still_tells() -> None:
    text = "x = 1\n" * 100_000 + "一、推广光伏，在学校屋顶安装光伏板。\n"
    for encoding in ("gb18030", "utf-8"):
        assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_broken_bytes_are_marked_and_counted(encoding: str) -> None:
    text = (SAMPLES / "lanweng.txt").read_text(encoding="utf-8")
    data = text.encode(encoding)
    spot = data.index("重点".encode(encoding))
    read = read_plain_text(data[:spot] + b"\xff" + data[spot:], "plan.txt")
    assert read.text.replace("\ufffd", "") == text
    assert read.notes == ("有 1 处字节无法解码，以 \ufffd 标出，引用前请核对原文件",)


def test_a_page_in_another_language_is_read_as_it_declares() -> None:
    text = "Été à la plage, où le café est très bon.\n"
    assert decode(text.encode("windows-1252"), "windows-1252") == text


@pytest.mark.parametrize(
    "data", [b"\x00\x01\x02\x03" * 50, b"\x7fELF\x02\x01\x01\x00" + bytes(range(256)) * 8]
)
def test_binary_data_is_no_text(data: bytes) -> None:
    assert decode(data) is None
