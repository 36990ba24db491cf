"""The page served from a folder by its own process, and a headless browser in front of it."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
needs_browser = pytest.mark.skipif(
    BROWSER is None, reason="没有浏览器：apt-get install chromium fonts-noto-cjk"
)
expect.set_options(timeout=30_000)  # a correction encodes the document anew
LAPTOP, PHONE = (1280, 900), (390, 844)
# As root in a container Chromium needs --no-sandbox; the rest keeps it from calling out.
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@contextmanager
def served(library: Path, **environment: str) -> Iterator[str]:
    """``cewen serve`` over a library, with more in its environment; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    cewen = Path(sys.executable).parent / "cewen"
    server = subprocess.Popen(
        [cewen, "serve", "--library", library, "--port", str(port)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
    )
    try:
        assert server.stdout is not None
        ready = server.stdout.readline()  # serve prints its address when it answers
        assert str(port) in ready, ready
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


@contextmanager
def browsed(address: str, size: tuple[int, int]) -> Iterator[Page]:
    """The page, loaded in a window of (width, height); ``page.outside``: what it asked others."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=_FLAGS)
        viewport = {"width": size[0], "height": size[1]}
        page = browser.new_page(viewport=viewport, locale="zh-CN")  # type: ignore[arg-type]
        page.outside = []  # type: ignore[attr-defined]
        page.on(
            "request",
            lambda sent: (
                None
                if sent.url.startswith((address, "data:", "blob:"))
                else page.outside.append(sent.url)  # type: ignore[attr-defined]
            ),
        )
        load(page, address)
        yield page
        browser.close()


def load(page: Page, address: str) -> None:
    """Loads the page anew, until it can be used."""
    page.goto(address)
    expect(page.locator("#cw-question textarea")).to_be_visible()


def fits(page: Page) -> bool:
    """Whether the page is no wider than its window."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
