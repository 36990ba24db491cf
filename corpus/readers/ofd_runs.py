"""The text of an OFD file as positioned runs: a program of its own, OFD on stdin, JSON on stdout.

The same answer as ``pdf_runs.py`` gives, in millimetres. ofdkit opens the package, finds the
parts and repairs their XML; the text objects are read here, since it drops their rotation and
the place of each character, and follows composite objects without counting them.
"""

import json
import math
import sys
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field

from ofdkit.errors import OFDFormatError, OFDLimitError
from ofdkit.package import Package

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

MAX_PAGES = 2000
MAX_CHARS = 4_000_000
MAX_OBJECTS = 400_000  # a plan of 40 pages has 2,000
MAX_XML_BYTES = 400 * 1024 * 1024  # all pages together, unpacked
_MAX_DEPTH = 16
_THIN = 1.5  # mm; a wider shape is a frame
_SKEWED = math.radians(4)

Matrix = tuple[float, float, float, float, float, float]
Run = tuple[str, float, float, float, float]  # text, left, right, baseline, size
Rule = tuple[float, float, float, float]  # left, top, right, bottom of a drawn line
Piece = tuple[str, float, float, float]  # text, left, right, y in the text object's own space
_UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_A4 = [0.0, 0.0, 210.0, 297.0]


@dataclass(slots=True)
class _Found:
    """What a page holds so far."""

    runs: list[Run] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    images: bool = False
    skewed: int = 0


class _TooLargeError(Exception):
    pass


def main() -> None:
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]),) * 2)
    try:
        answer = read_runs(sys.stdin.buffer.read())
    except (OFDLimitError, _TooLargeError, MemoryError):
        answer = {"error": "large"}
    except OFDFormatError as error:
        locked = "encrypted" in str(error) or "password" in str(error)
        answer = {"error": "password" if locked else "broken"}
    json.dump(answer, sys.stdout)


def read_runs(data: bytes) -> dict[str, object]:
    """The pages of the first document in the package; see ``pdf_runs.read_runs``."""
    with Package(data) as package:
        entry = package.find("OFD.xml")
        if entry is None:
            raise OFDFormatError("no OFD.xml")
        root = package.read_xml(entry)
        if package.find("Encryptions.xml"):
            raise OFDFormatError("encrypted")
        path = package.resolve(entry, root.findtext("{*}DocBody/{*}DocRoot"))
        if path is None:
            raise OFDFormatError("no Document.xml")
        return _Reader(package, path).read()


class _Reader:
    """One document of a package: its templates, its reusable objects and its pages."""

    def __init__(self, package: Package, path: str) -> None:
        self.package = package
        self.path = path
        self.document = package.read_xml(path)
        self.bytes = self.chars = self.objects = 0
        self.parsed: dict[str, ET.Element] = {}  # templates: every page may name them
        area = self.document.findtext("{*}CommonData/{*}PageArea/{*}PhysicalBox")
        self.box = _numbers(area, 4) or _A4
        self.templates = {
            node.get("ID"): package.resolve(path, node.get("BaseLoc"))
            for node in self.document.findall("{*}CommonData/{*}TemplatePage")
        }
        self.units: dict[str | None, ET.Element] = {}
        for name in ("PublicRes", "DocumentRes"):
            for node in self.document.findall(f"{{*}}CommonData/{{*}}{name}"):
                self._add_units(package.resolve(path, node.text))

    def read(self) -> dict[str, object]:
        nodes = self.document.findall("{*}Pages/{*}Page")
        if len(nodes) > MAX_PAGES:
            raise _TooLargeError
        pages: list[object] = []
        unreadable, skewed = [], 0
        for number, node in enumerate(nodes, start=1):
            location = self.package.resolve(self.path, node.get("BaseLoc"))
            try:
                if location is None:
                    raise OFDFormatError("no page")
                width, height, found = self._page(location)
            except OFDFormatError as error:
                if "encrypted" in str(error):
                    raise
                unreadable.append(number)
                width, height, found = 0.0, 0.0, _Found()
            pages.append((width, height, found.images, found.runs, found.rules))
            skewed += found.skewed
        if nodes and len(unreadable) == len(nodes):
            raise OFDFormatError("no page can be read")
        return {"pages": pages, "skewed": skewed, "unknown": 0, "unreadable": unreadable}

    def _xml(self, location: str) -> ET.Element:
        data = self.package.read(location)
        self.bytes += len(data)
        if self.bytes > MAX_XML_BYTES:
            raise _TooLargeError
        root: ET.Element = self.package.read_xml(location)
        return root

    def _add_units(self, location: str | None) -> None:
        if location is not None:
            path = "{*}CompositeGraphicUnits/{*}CompositeGraphicUnit"
            self.units |= {unit.get("ID"): unit for unit in self._xml(location).findall(path)}

    def _page(self, location: str) -> tuple[float, float, _Found]:
        root = self._xml(location)
        for node in root.findall("{*}PageRes"):
            self._add_units(self.package.resolve(location, node.text))
        area = root.findtext("{*}Area/{*}PhysicalBox")
        left, top, width, height = _numbers(area, 4) or self.box
        origin = (1.0, 0.0, 0.0, 1.0, -left, -top)
        found = _Found()
        for reference in root.findall("{*}Template"):
            template = self.templates.get(reference.get("TemplateID"))
            if template is not None:
                if template not in self.parsed:
                    self.parsed[template] = self._xml(template)
                self._layers(self.parsed[template], origin, found)
        self._layers(root, origin, found)
        return width, height, found

    def _layers(self, root: ET.Element, origin: Matrix, found: _Found) -> None:
        for layer in root.findall("{*}Content/{*}Layer"):
            self._walk(layer, origin, found, 0)

    def _walk(self, parent: ET.Element, outer: Matrix, found: _Found, depth: int) -> None:
        for node in parent:
            self.objects += 1
            if self.objects > MAX_OBJECTS or depth > _MAX_DEPTH:
                raise _TooLargeError
            name = node.tag.rpartition("}")[2]
            if node.get("Visible") == "false":
                continue
            if name == "TextObject":
                self._text_object(node, outer, found)
            elif name == "ImageObject":
                found.images = True
            elif name == "PathObject":
                found.rules += _rules(node, outer)
            elif name == "PageBlock":
                self._walk(node, outer, found, depth + 1)
            elif name == "CompositeObject":
                unit = self.units.get(node.get("ResourceID"))
                for content in unit.findall("{*}Content") if unit is not None else ():
                    self._walk(content, _product(outer, _placement(node)), found, depth + 1)

    def _text_object(self, node: ET.Element, outer: Matrix, found: _Found) -> None:
        matrix = _product(outer, _placement(node))
        size = _number(node.get("Size"), 0.0)
        x = y = 0.0
        for code in node.findall("{*}TextCode"):
            text = "".join(c for c in code.text or "" if unicodedata.category(c) != "Cc")
            x, y = _number(code.get("X"), x), _number(code.get("Y"), y)
            self.chars += len(text)
            if self.chars > MAX_CHARS:
                raise _TooLargeError
            if abs(math.atan2(matrix[1], matrix[0])) > _SKEWED:
                found.skewed += sum(not c.isspace() for c in text)
                continue
            across, down = (_deltas(code.get(f"Delta{axis}"), len(text) - 1) for axis in "XY")
            pieces = _pieces(text, x, y, size, across, down)
            found.runs += [run for piece in pieces for run in _placed(piece, size, matrix)]


def _rules(node: ET.Element, outer: Matrix) -> Iterator[Rule]:
    """The drawn line, or the four sides of a frame."""
    left, top, width, height = _numbers(node.get("Boundary"), 4) or [0.0] * 4
    left, top = outer[0] * left + outer[4], outer[3] * top + outer[5]
    right, bottom = left + outer[0] * width, top + outer[3] * height
    if min(right - left, bottom - top) < _THIN:
        yield left, top, right, bottom
    else:
        yield from ((left, y, right, y) for y in (top, bottom))
        yield from ((x, top, x, bottom) for x in (left, right))


def _pieces(
    text: str,
    x: float,
    y: float,
    size: float,
    across: list[float],
    down: list[float],
) -> Iterator[Piece]:
    """The characters of a TextCode, cut where the next one stands apart or lower."""
    piece, left, right, at = "", 0.0, 0.0, 0.0
    for index, char in enumerate(text):
        wide = unicodedata.east_asian_width(char) in "WFA"
        advance = size if wide else 0.5 * size
        apart = not -0.6 * size <= x - right <= 0.15 * size or abs(y - at) > 0.1 * size
        if piece and apart:
            yield piece, left, right, at
            piece = ""
        if not piece:
            left, at = x, y
        step = across[index] if index < len(across) else advance
        # Half a square is a guess; where the next character follows says how wide it is.
        known = not wide and 0 < step <= 0.75 * size
        piece, right = piece + char, x + (step if known else advance)
        x += step
        y += down[index] if index < len(down) else 0.0
    yield piece, left, right, at


def _placed(piece: Piece, size: float, matrix: Matrix) -> Iterator[Run]:
    """The piece on the page, without the blanks at its ends."""
    text, left, right, y = piece
    if not text.strip():
        return
    step = (right - left) / len(text)
    left += (len(text) - len(text.lstrip())) * step
    right -= (len(text) - len(text.rstrip())) * step
    a, b, c, d, e, f = matrix
    start, baseline = a * left + c * y + e, b * left + d * y + f
    end, height = start + (right - left) * math.hypot(a, b), size * math.hypot(c, d)
    start, end, baseline, height = (round(value, 3) for value in (start, end, baseline, height))
    yield text.strip(), start, end, baseline, height


# --- XML and numbers --------------------------------------------------------------------------


def _number(value: str | None, default: float) -> float:
    try:
        number = float(value or default)
    except ValueError:
        number = default
    return number if math.isfinite(number) else default


def _numbers(value: str | None, count: int) -> list[float] | None:
    parts = (value or "").replace(",", " ").split()[:count]
    return [_number(part, 0.0) for part in parts] if len(parts) == count else None


def _placement(node: ET.Element) -> Matrix:
    """From a graphic object's own space to the one around it: its CTM, then its Boundary."""
    x, y = _numbers(node.get("Boundary"), 2) or [0.0, 0.0]
    a, b, c, d, e, f = _numbers(node.get("CTM"), 6) or _UNIT
    return (a, b, c, d, e + x, f + y)


def _product(outer: Matrix, inner: Matrix) -> Matrix:
    """The matrix that applies ``inner`` first."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    x, y = p * e + r * f + t, q * e + s * f + u
    return (p * a + r * b, q * a + s * b, p * c + r * d, q * c + s * d, x, y)


def _deltas(value: str | None, limit: int) -> list[float]:
    """`4.2 4.2 g 30 4.2`: steps between characters; g says how often the next one holds."""
    deltas: list[float] = []
    parts = iter((value or "").split())
    for part in parts:
        if len(deltas) >= limit:
            break
        if part == "g":
            times = int(_number(next(parts, None), 0.0))
            deltas += [_number(next(parts, None), 0.0)] * min(max(times, 0), limit - len(deltas))
        else:
            deltas.append(_number(part, 0.0))
    return deltas


if __name__ == "__main__":
    main()
