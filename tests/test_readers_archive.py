"""Archives as people make and break them; every entry is either read or has its line."""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest

from corpus.readers import archive as archive_module
from corpus.readers.archive import Member, Refused, expand_zip

TEXT = "樟溪市碳达峰实施方案\n一、重点任务\n1.推广光伏。在学校屋顶安装光伏板。\n".encode()


def _zip(*entries: tuple[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as made:
        for name, data in entries:
            made.writestr(name, data)
    return buffer.getvalue()


def _zip_with_raw_name(raw: bytes, data: bytes = TEXT, extra: bytes = b"") -> bytes:
    """A stored entry whose name is these bytes, without the UTF-8 flag, as Windows writes it."""
    checksum = zlib.crc32(data)
    sizes = struct.pack("<LLLHH", checksum, len(data), len(data), len(raw), len(extra))
    local = b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 0, 0, 0x5800) + sizes + raw + extra + data
    central = b"PK\x01\x02" + struct.pack("<HHHHHH", 20, 20, 0, 0, 0, 0x5800) + sizes
    central += struct.pack("<HHHLL", 0, 0, 0, 0, 0) + raw + extra
    end = struct.pack("<HHHHLLH", 0, 0, 1, 1, len(central), len(local), 0)
    return local + central + b"PK\x05\x06" + end


def _names(data: bytes) -> list[str]:
    return [found.name for found in expand_zip(data, "方案.zip") if isinstance(found, Member)]


def _lines(data: bytes) -> list[str]:
    return [found.reason for found in expand_zip(data, "方案.zip") if isinstance(found, Refused)]


def test_documents_come_out_in_order_with_their_bytes() -> None:
    data = _zip(("二/乙.txt", b"B"), ("甲.TXT", TEXT), ("空目录/", b""))
    assert list(expand_zip(data, "方案.zip")) == [Member("二/乙.txt", b"B"), Member("甲.TXT", TEXT)]


NAMES = {
    "gb18030": ("云泽市碳达峰实施方案.txt", "gb18030"),
    "gb18030-rare": ("岚滃市/方案（试行）.txt", "gb18030"),
    "gb18030-short": ("方案.txt", "gb18030"),
    "utf-8-without-flag": ("云泽市碳达峰实施方案.txt", "utf-8"),
    "big5": ("澄淵市碳達峰實施方案.txt", "big5"),
    "ascii": ("plan/yunze.txt", "ascii"),
}


@pytest.mark.parametrize(("name", "encoding"), NAMES.values(), ids=NAMES)
def test_names_in_every_encoding(name: str, encoding: str) -> None:
    assert _names(_zip_with_raw_name(name.encode(encoding))) == [name]


def test_a_name_in_the_unicode_field_goes_first_where_it_belongs_to_the_entry() -> None:
    raw = b"plan~1.txt"
    for checksum, expected in ((zlib.crc32(raw), "云泽.txt"), (7, "plan~1.txt")):
        field = b"\x01" + struct.pack("<L", checksum) + "云泽.txt".encode()
        extra = struct.pack("<HH", 0x7075, len(field)) + field
        assert _names(_zip_with_raw_name(raw, extra=extra)) == [expected]


def _encrypted() -> bytes:
    data = bytearray(_zip(("密.txt", TEXT), ("好.txt", TEXT)))
    data[data.index(b"PK\x03\x04") + 6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def _damaged() -> bytes:
    data = bytearray(_zip(("坏.txt", TEXT), ("好.txt", TEXT), compression=zipfile.ZIP_STORED))
    data[data.index(TEXT) + 9] ^= 0xFF  # the checksum no longer fits
    return bytes(data)


def _link() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        entry = zipfile.ZipInfo("链接.txt")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(entry, "/etc/passwd")
        made.writestr("好.txt", TEXT)
    return buffer.getvalue()


def _lying_size() -> bytes:
    """Declares 10 bytes in both headers, holds 60 MB of zeros."""
    data = bytearray(_zip(("谎.txt", bytes(60 << 20)), ("好.txt", TEXT)))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<L", data, data.index(mark) + offset, 10)
    return bytes(data)


def _two_with_one_name() -> bytes:
    with pytest.warns(UserWarning, match="Duplicate"):
        return _zip(("好.txt", TEXT), ("好.txt", b"other"))


BESIDE_A_GOOD_FILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "traversal": (lambda: _zip(("../../etc/坏.txt", b"x"), ("好.txt", TEXT)), "指向压缩包之外"),
    "absolute": (lambda: _zip(("/etc/坏.txt", b"x"), ("好.txt", TEXT)), "指向压缩包之外"),
    "backslash": (lambda: _zip(("..\\坏.txt", b"x"), ("好.txt", TEXT)), "指向压缩包之外"),
    "drive": (lambda: _zip(("C:/坏.txt", b"x"), ("好.txt", TEXT)), "指向压缩包之外"),
    "password": (_encrypted, "密.txt：有密码"),
    "bad-checksum": (_damaged, "坏.txt：已损坏"),
    "link": (_link, "链接.txt：是链接"),
    "bomb": (lambda: _zip(("弹.txt", bytes(40 << 20)), ("好.txt", TEXT)), "弹.txt：压缩率异常"),
    "too-large": (lambda: _zip(("大.txt", bytes(51 << 20)), ("好.txt", TEXT)), "超过 50 MB"),
    "lying-size": (_lying_size, "谎.txt：已损坏"),
    "same-name": (_two_with_one_name, "好.txt：压缩包里有同名文件"),
    "ending": (lambda: _zip(("图.png", b"x"), ("好.txt", TEXT)), "图.png：还不能读取 .png"),
    "no-ending": (lambda: _zip(("README", b"x"), ("好.txt", TEXT)), "没有扩展名"),
    "cut-archive-inside": (
        lambda: _zip(("内.zip", b"PK\x03\x04"), ("好.txt", TEXT)),
        "内.zip：压缩",
    ),
}


@pytest.mark.parametrize(("make", "says"), BESIDE_A_GOOD_FILE.values(), ids=BESIDE_A_GOOD_FILE)
def test_a_bad_entry_has_its_line_and_stops_no_other(make: Callable[[], bytes], says: str) -> None:
    found = list(expand_zip(make(), "方案.zip"))
    assert [item for item in found if isinstance(item, Member)] == [Member("好.txt", TEXT)]
    (refused,) = [item for item in found if isinstance(item, Refused)]
    assert says in refused.reason
    assert "\n" not in refused.reason


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (_zip(("甲.txt", TEXT))[:-30], "压缩包不完整"),
        (_zip(("甲.txt", TEXT * 50))[:60], "压缩包不完整"),
        (b"no archive at all", "压缩包不完整"),
        (_zip(), "没有文件"),
        (
            _zip(("__MACOSX/._甲.txt", b"x"), (".DS_Store", b"x"), ("图/Thumbs.db", b"x")),
            "没有文件",
        ),
    ],
    ids=["cut-end", "cut-early", "other-bytes", "empty", "system-files-only"],
)
def test_an_archive_of_nothing_has_one_line(data: bytes, says: str) -> None:
    (found,) = expand_zip(data, "方案.zip")
    assert isinstance(found, Refused)
    assert found.name == "方案.zip"
    assert says in found.reason


def test_a_system_file_is_passed_over_beside_documents() -> None:
    data = _zip(("甲.txt", TEXT), ("__MACOSX/._甲.txt", b"x"), ("图/.DS_Store", b"x"))
    assert list(expand_zip(data, "方案.zip")) == [Member("甲.txt", TEXT)]


def test_an_archive_inside_is_opened_and_one_inside_that_is_not() -> None:
    inner = _zip(("乙.txt", TEXT), ("更里.zip", _zip(("丙.txt", TEXT))))
    found = list(expand_zip(_zip(("内.zip", inner), ("甲.txt", TEXT)), "方案.zip"))
    assert [item.name for item in found] == ["内.zip/乙.txt", "内.zip/更里.zip", "甲.txt"]
    assert isinstance(found[1], Refused)
    assert "请先解压" in found[1].reason


def test_the_total_is_counted_over_nested_archives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_module, "MAX_TOTAL", 1000)
    stored = zipfile.ZIP_STORED
    inner = _zip(("丙.txt", b"c" * 300), compression=stored)  # 300 bytes and 100 of headers
    data = _zip(("甲.txt", b"a" * 400), ("内.zip", inner), ("丁.txt", b"d"), compression=stored)
    assert _names(data) == ["甲.txt"]
    assert any("解开后超过" in line for line in _lines(data))


def test_entries_beyond_the_limit_are_counted_in_one_line() -> None:
    data = _zip(*((f"{number}.txt", b"x") for number in range(2005)))
    assert len(_names(data)) == 2000
    assert _lines(data) == ["方案.zip：压缩包里超过 2000 个文件，其余 5 个未读，请分成几个压缩包。"]


def test_a_name_with_control_characters_stays_on_its_line() -> None:
    (line,) = _lines(_zip(("坏\n伪造的一行.png", b"x")))
    assert "\n" not in line


def test_any_cut_or_changed_byte_ends_in_documents_or_lines() -> None:
    whole = _zip(("甲.txt", TEXT), ("乙.txt", TEXT))
    for position in range(len(whole)):
        changed = bytearray(whole)
        changed[position] ^= 0x55
        assert list(expand_zip(bytes(changed), "方案.zip")), position
        assert list(expand_zip(whole[:position], "方案.zip")), position
