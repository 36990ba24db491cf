"""The tab of the documents in a real browser: adding, correcting, removing."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import LAPTOP, PHONE, browsed, fits, load, needs_browser, served
from playwright.sync_api import Dialog, Page, expect

from index import Library
from index.models import open_encoder

pytestmark = needs_browser
XINQUAN = """示例（虚构）
新泉市碳达峰工作方案
一、能源
（一）发电
1.建设风电。在东岭建设风电场。（市能源局负责）
2.发展地热。推进地热供暖试点。（市住房城乡建设局负责）
"""


@pytest.fixture(scope="module")
def folder(sample_library: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the samples, which these tests change."""
    copy = tmp_path_factory.mktemp("changed") / "library"
    shutil.copytree(sample_library.folder, copy)
    return copy


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with served(folder) as address:
        yield address


@pytest.fixture(params=[LAPTOP, PHONE], ids=["laptop", "phone"])
def page(request: pytest.FixtureRequest, address: str) -> Iterator[Page]:
    with browsed(address, request.param) as page:
        page.get_by_role("tab", name="文库").click()
        yield page
        assert fits(page)
        assert page.outside == []  # type: ignore[attr-defined]


def on_disk(folder: Path) -> Library:
    return Library(folder, open_encoder)


@pytest.mark.parametrize("page", [PHONE], ids=["phone"], indirect=True)
def test_a_file_is_added_and_a_bad_one_is_named(page: Page, folder: Path) -> None:
    page.set_input_files(
        "#cw-files input[type=file]",
        [
            {"name": "新泉.txt", "mimeType": "text/plain", "buffer": XINQUAN.encode()},
            {"name": "照片.txt", "mimeType": "text/plain", "buffer": b"\x89PNG\r\n\x1a\n\0\0\0"},
        ],
    )
    report = page.locator("#cw-report .cw-report li")
    expect(report).to_have_count(2, timeout=60_000)
    expect(report.first).to_contain_text("《新泉市碳达峰工作方案》，措施 2 条")
    failed = page.locator("#cw-report .cw-failed")
    expect(failed).to_have_count(1)
    expect(failed).to_contain_text("未加入：照片.txt")
    assert "\n" not in failed.inner_text()
    expect(page.locator("#cw-library li", has_text="新泉市碳达峰工作方案")).to_have_count(1)
    added = [d for d in on_disk(folder).documents.values() if d.region.name == "新泉市"]
    assert [len(document.counted_measures) for document in added] == [2]


def test_a_corrected_region_is_listed_and_stays(page: Page, folder: Path, address: str) -> None:
    row = page.locator("#cw-library li", has_text="shuoling-2026")
    region = "砚池市" if page.viewport_size == {"width": 1280, "height": 900} else "砚池县"
    row.locator("[data-document]").click()
    field = page.locator("#cw-region textarea")
    expect(page.locator("#cw-title textarea")).to_have_value("朔陵市“十五五”时期碳达峰工作要点")
    expect(field).to_be_in_viewport()
    field.fill(region)
    page.get_by_role("button", name="保存更正").click()
    said = page.locator("#cw-report [role=status]")
    expect(said).to_contain_text("已保存《朔陵市“十五五”时期碳达峰工作要点》的更正")
    expect(said).to_be_in_viewport()
    expect(row).to_contain_text(region)
    expect(row).to_contain_text("人工更正：地区")
    load(page, address)
    page.get_by_role("tab", name="文库").click()
    expect(row).to_contain_text(region)
    assert on_disk(folder).document("shuoling-2026").region.name == region


@pytest.mark.parametrize("page", [LAPTOP], ids=["laptop"], indirect=True)
def test_a_wrong_correction_is_refused_in_one_line(page: Page, folder: Path) -> None:
    page.locator("[data-document='qingyan-2024']").click()
    expect(page.locator("#cw-issued_on textarea")).to_have_value("2024-05-13")
    page.locator("#cw-issued_on textarea").fill("去年春天")
    page.get_by_role("button", name="保存更正").click()
    expect(page.locator("#cw-report .cw-error")).to_contain_text("去年春天")
    assert str(on_disk(folder).document("qingyan-2024").issued_on) == "2024-05-13"


@pytest.mark.parametrize("page", [LAPTOP], ids=["laptop"], indirect=True)
def test_a_document_goes_only_when_that_is_confirmed(page: Page, folder: Path) -> None:
    asked: list[str] = []
    answers = iter([Dialog.dismiss, Dialog.accept])

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        next(answers)(dialog)

    page.on("dialog", answer)
    row = page.locator("#cw-library li", has_text="wangxiu-2023")
    row.locator("[data-document]").click()
    remove = page.get_by_role("button", name="从文库删除")
    remove.click()
    expect(row).to_have_count(1)
    assert "wangxiu-2023" in on_disk(folder).documents
    remove.click()
    expect(row).to_have_count(0)
    expect(page.locator("#cw-report")).to_contain_text("已删除《望岫区碳达峰实施方案》")
    assert asked == ["从文库删除这份文件？原文件不受影响。"] * 2
    assert "wangxiu-2023" not in on_disk(folder).documents
