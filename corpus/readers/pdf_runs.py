"""The text of a PDF as positioned runs: a program of its own, a PDF on stdin, JSON on stdout.

``apart.py`` starts it, so that a file that crashes pdfium or keeps it busy for ever costs that
file and nothing else. It imports nothing of the project.
"""

import ctypes
import json
import math
import sys
import unicodedata
from collections import Counter
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

MAX_PAGES = 2000
MAX_CHARS = 4_000_000
MAX_SEGMENTS = 20_000  # of drawn lines on a page
_MIN_RULE = 8.0  # points; shorter lines are decoration
_SKEWED = math.radians(4)  # from the nearest quarter turn; a watermark stands at 30 to 60 degrees
_PALE = 176  # of 255; printed text is darker, grey notes too
_LARGE = 1.8  # times the usual size on the page
_HYPHEN_MARKS = {0x02, 0xAD, 0xFFFE}

Run = tuple[str, float, float, float, float]  # text, left, right, baseline, size
Rule = tuple[float, float, float, float]  # left, top, right, bottom of a drawn line


@dataclass(slots=True)
class _Char:
    """A character at its origin; points, y upwards as in the file."""

    text: str
    x: float
    y: float
    advance: float
    size: float
    angle: float
    pale: bool


def main() -> None:
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]),) * 2)
    try:
        answer = read_runs(sys.stdin.buffer.read())
    except pdfium.PdfiumError as error:
        locked = error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        answer = {"error": "password" if locked else "broken"}
    except MemoryError:
        answer = {"error": "large"}
    json.dump(answer, sys.stdout)


def read_runs(data: bytes) -> dict[str, object]:
    """{"pages": [[width, height, images, runs, rules], …], "skewed": …, …}.

    A run is [text, left, right, baseline, size], a rule [left, top, right, bottom]; lengths are
    in points, y downwards from the top. ``images`` tells whether the page shows any. ``skewed``
    counts the characters left out as watermark, ``unknown`` those whose font does not say what
    they are; ``unreadable`` lists the pages, from 1, that cannot be loaded.
    """
    document = pdfium.PdfDocument(data)
    if len(document) > MAX_PAGES:
        return {"error": "large"}
    pages: list[object] = []
    unreadable: list[int] = []
    skewed = unknown = total = 0
    for index in range(len(document)):
        try:
            page = document[index]
            chars, missing = _chars(page.get_textpage())
        except pdfium.PdfiumError:
            unreadable.append(index + 1)
            pages.append((0.0, 0.0, False, (), ()))
            continue
        total += len(chars)
        if total > MAX_CHARS:
            return {"error": "large"}
        kept = _without_watermark(chars)
        skewed += _visible(chars) - _visible(kept)
        unknown += missing
        width, height = _set_upright(kept, page.get_cropbox())
        pages.append((width, height, _has_images(page), _runs(kept), _rules(page)))
        page.close()
    return {"pages": pages, "skewed": skewed, "unknown": unknown, "unreadable": unreadable}


def _has_images(page: pdfium.PdfPage) -> bool:
    images = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)
    return next(iter(images), None) is not None


def _rules(page: pdfium.PdfPage) -> list[Rule]:
    """The level and upright lines drawn on the page, as between the cells of a table."""
    left, _, _, top = page.get_cropbox()
    x, y = ctypes.c_float(), ctypes.c_float()
    rules: list[Rule] = []
    budget = MAX_SEGMENTS
    for shape in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=1):
        matrix = shape.get_matrix()
        count = raw.FPDFPath_CountSegments(shape)
        budget -= count
        if budget < 0:  # a map or a chart
            return []
        before = (0.0, 0.0)
        for index in range(count):
            segment = raw.FPDFPath_GetPathSegment(shape, index)
            raw.FPDFPathSegment_GetPoint(segment, x, y)
            point = matrix.on_point(x.value, y.value)
            straight = min(abs(point[0] - before[0]), abs(point[1] - before[1])) < 0.5
            if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_LINETO and straight:
                (x0, x1), (y0, y1) = sorted((before[0], point[0])), sorted((before[1], point[1]))
                if max(x1 - x0, y1 - y0) >= _MIN_RULE:
                    rules.append((x0 - left, top - y1, x1 - left, top - y0))
            before = point
    return [tuple(round(value, 1) for value in rule) for rule in rules]  # type: ignore[misc]


def _visible(chars: list[_Char]) -> int:
    return sum(not char.text.isspace() for char in chars)


def _chars(textpage: pdfium.PdfTextPage) -> tuple[list[_Char], int]:
    """The characters in the file's order, and how many have no known meaning."""
    x, y = ctypes.c_double(), ctypes.c_double()
    box, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
    colour = [ctypes.c_uint() for _ in range(4)]
    chars: list[_Char] = []
    unknown = 0
    seen: dict[str, tuple[float, float]] = {}
    for index in range(textpage.count_chars()):
        code = raw.FPDFText_GetUnicode(textpage, index)
        if raw.FPDFText_IsGenerated(textpage, index) == 1 or code in (0x0A, 0x0D):
            continue
        unmapped = raw.FPDFText_HasUnicodeMapError(textpage, index) == 1
        if code == 0 or code > 0x10FFFF or 0xE000 <= code <= 0xF8FF or unmapped:
            unknown += 1
        if code == 0 or code > 0x10FFFF or 0xD800 <= code < 0xE000:
            continue
        text = "-" if code in _HYPHEN_MARKS else chr(code)
        raw.FPDFText_GetCharOrigin(textpage, index, x, y)
        raw.FPDFText_GetLooseCharBox(textpage, index, box)
        raw.FPDFText_GetMatrix(textpage, index, matrix)
        raw.FPDFText_GetFillColor(textpage, index, *colour)
        size = raw.FPDFText_GetFontSize(textpage, index) * math.hypot(matrix.c, matrix.d)
        before = seen.get(text)
        # Bold type is sometimes the same character printed twice, a hair apart.
        if before and max(abs(before[0] - x.value), abs(before[1] - y.value)) < 0.2 * size:
            continue
        seen[text] = (x.value, y.value)
        if unicodedata.east_asian_width(text) in "WF":
            # The box of some fonts is the ink and not the cell: 、 would be a sixth of it.
            advance = raw.FPDFText_GetFontSize(textpage, index) * math.hypot(matrix.a, matrix.b)
        elif abs(matrix.a) >= abs(matrix.b):
            advance = box.right - x.value if matrix.a > 0 else x.value - box.left
        else:
            advance = box.top - y.value if matrix.b > 0 else y.value - box.bottom
        red, green, blue, alpha = (part.value for part in colour)
        pale = alpha < 128 or min(red, green, blue) > _PALE
        angle = math.atan2(matrix.b, matrix.a)
        chars.append(_Char(text, x.value, y.value, max(advance, 0.0), size, angle, pale))
    return chars, unknown


def _without_watermark(chars: list[_Char]) -> list[_Char]:
    """The characters that stand in the page's main direction and are no pale giants."""
    sizes = sorted(char.size for char in chars)
    usual = sizes[len(sizes) // 2] if sizes else 0.0
    turns = Counter(round(char.angle / (math.pi / 2)) % 4 for char in chars)
    main_turn = turns.most_common(1)[0][0] if turns else 0
    return [
        char
        for char in chars
        if abs(math.remainder(char.angle - main_turn * math.pi / 2, 2 * math.pi)) <= _SKEWED
        and not (char.pale and char.size > _LARGE * usual)
    ]


def _set_upright(
    chars: list[_Char], crop: tuple[float, float, float, float]
) -> tuple[float, float]:
    """Moves the characters so that text runs rightwards and y downwards; the page's new size."""
    left, bottom, right, top = crop
    width, height = right - left, top - bottom
    turn = round(chars[0].angle / (math.pi / 2)) % 4 if chars else 0
    for char in chars:
        x, y = char.x - left, char.y - bottom
        char.x, char.y = (
            (x, height - y),
            (y, x),
            (width - x, y),
            (height - y, width - x),
        )[turn]
    return (width, height) if turn % 2 == 0 else (height, width)


def _runs(chars: list[_Char]) -> list[Run]:
    """Characters that follow each other on one baseline in one size, as one run."""
    runs: list[Run] = []
    line: list[_Char] = []
    for char in chars:
        if line and not _continues(line[-1], char):
            runs += _as_run(line)
            line = []
        line.append(char)
    return runs + _as_run(line)


def _continues(before: _Char, char: _Char) -> bool:
    gap = char.x - before.x - before.advance
    return (
        abs(char.y - before.y) <= 0.1 * before.size
        and abs(char.size - before.size) <= 0.1 * before.size
        and -0.6 * before.size <= gap <= 0.15 * before.size
        and char.x > before.x - 0.1 * before.size
    )


def _as_run(line: list[_Char]) -> list[Run]:
    """One run without the blanks at its ends, or none: an indent of blanks becomes a distance."""
    while line and line[0].text.isspace():
        line = line[1:]
    while line and line[-1].text.isspace():
        line = line[:-1]
    if not line:
        return []
    text = "".join(char.text for char in line)
    last = line[-1]
    place = (line[0].x, last.x + last.advance, line[0].y, line[0].size)
    left, right, baseline, size = (round(value, 2) for value in place)
    return [(text, left, right, baseline, size)]


if __name__ == "__main__":
    main()
