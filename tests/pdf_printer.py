"""Prints plans to PDF with Chromium, in the styles that offices and portals use."""

import html
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, sync_playwright

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
needs_chromium = pytest.mark.skipif(
    BROWSER is None, reason="没有浏览器：apt-get install chromium fonts-noto-cjk"
)
_FLAGS = ["--no-sandbox", "--disable-background-networking"]

_BOX = "div.box{border:1px solid #000;padding:6pt 10pt;margin:8pt 0}"
STYLES = {
    # 公文: first lines two characters in, justified, 28 points from line to line
    "official": "@page{size:A4;margin:37mm 26mm 35mm 28mm}"
    "main{font:16pt/28pt 'Noto Serif CJK SC';text-align:justify} p{margin:0;text-indent:2em}"
    "h1{font:22pt/34pt 'Noto Serif CJK SC';text-align:center;margin:10pt 0}" + _BOX,
    # a portal's page: no indent, ragged, space between paragraphs
    "portal": "@page{size:A4;margin:20mm} main{font:12pt/1.7 'Noto Sans CJK SC'}"
    "p{margin:0 0 9pt} h1{font-size:18pt;text-align:center}" + _BOX,
    # 公报: two columns, titles across both
    "gazette": "@page{size:A4;margin:25mm 18mm}"
    "main{font:10.5pt/16pt 'Noto Serif CJK SC';text-align:justify;columns:2;column-gap:2em}"
    "p{margin:0;text-indent:2em}"
    "h1{font:18pt/26pt 'Noto Serif CJK SC';text-align:center;column-span:all;margin:8pt 0}" + _BOX,
    # typed without a thought: neither indent nor space
    "bare": "@page{size:A4;margin:30mm} main{font:14pt/24pt 'Noto Serif CJK SC'} p{margin:0}"
    "h1{font-size:20pt;text-align:center}" + _BOX,
}
_TITLE = re.compile(r"[^。，]{6,50}(?:方案|办法|要点|通知)(?:[（(][^）)]+[)）])?")
_HEADER = "<div style='font-size:9pt;width:100%;text-align:center'>澜川省公报　第8期</div>"
_FOOTER = (
    "<div style='font-size:10pt;width:100%;text-align:center'>"
    "— <span class=pageNumber></span> —</div>"
)


@contextmanager
def open_printer() -> Iterator[Page]:
    """A page of a headless browser that ``print_html`` prints from."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=_FLAGS)
        yield browser.new_page()
        browser.close()


def print_plan(printer: Page, text: str, style: str) -> bytes:
    """A plan as PDF with a running header and page numbers; tab-indented lines are boxes."""
    lines = [line for line in text.split("\n") if line.strip()]
    body: list[str] = []
    for number, line in enumerate(lines):
        boxed = line.startswith("\t")
        name = "h1" if number < 16 and _TITLE.fullmatch(line.strip()) else "p"
        if boxed and not (number and lines[number - 1].startswith("\t")):
            body.append("<div class=box>")
        body.append(f"<{name}>{html.escape(line.strip())}</{name}>")
        if boxed and not (number + 1 < len(lines) and lines[number + 1].startswith("\t")):
            body.append("</div>")
    return print_html(printer, f"<style>{STYLES[style]}</style><main>{''.join(body)}</main>", True)


def print_html(printer: Page, content: str, headed: bool = False) -> bytes:
    """HTML as PDF, with a page number and, when ``headed``, a running header."""
    printer.set_content(f"<meta charset=utf-8>{content}")
    return printer.pdf(
        prefer_css_page_size=True,
        display_header_footer=True,
        header_template=_HEADER if headed else "<span></span>",
        footer_template=_FOOTER,
    )
