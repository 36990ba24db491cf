"""A small OFD writer for tests: sets text on A4 pages as an office prints it, in millimetres."""

import io
import zipfile
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

_NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_NO_START = "，。、；：？！）》〉」』】〕”’,.;:?!)]}%％"
_NO_END = "（《〈「『【〔([{“‘"


@dataclass
class OfdWriter:
    """Pages of A4; each paragraph is broken into lines of ``width`` mm."""

    size: float = 5.6  # 三号
    pitch: float = 9.8
    left: float = 28.0
    width: float = 156.8  # 28 characters
    top: float = 37.0
    bottom: float = 262.0
    gap: float = 0.0  # between paragraphs
    indent: float = 2.0  # characters
    header: str = ""
    number: str = "— {} —"
    pages: list[list[str]] = field(default_factory=lambda: [[]])
    y: float = 37.0

    def paragraph(self, text: str, size: float = 0.0, centred: bool = False) -> int:
        """Sets a paragraph; the page, from 1, on which it begins."""
        page = 0
        size = size or self.size
        indent = 0.0 if centred else self.indent * size
        for number, line in enumerate(_break(text, size, self.width, indent)):
            if self.y > self.bottom:
                self.pages.append([])
                self.y = self.top
            page = page or len(self.pages)
            x = self.left + (0.0 if number else indent)
            if centred:
                x = self.left + (self.width - _length(line, size)) / 2
            self.put(line, x, self.y, size)
            self.y += self.pitch * size / self.size
        self.y += self.gap
        return page

    def put(self, line: str, x: float, y: float, size: float, ctm: str = "") -> None:
        """One line with its baseline at y; CTM turns it."""
        steps = " ".join(f"{_length(char, size):.3f}" for char in line[:-1])
        matrix = f' CTM="{ctm}"' if ctm else ""
        delta = f' DeltaX="{steps}"' if steps else ""
        self.pages[-1].append(
            f'<ofd:TextObject ID="{self._id()}"'
            f' Boundary="{x:.3f} {y - size:.3f} 200 {size * 1.3:.3f}"'
            f' Font="1" Size="{size}"{matrix}>'
            f'<ofd:TextCode X="0" Y="{size:.3f}"{delta}>{escape(line)}</ofd:TextCode>'
            "</ofd:TextObject>"
        )

    def save(self, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
        for number, page in enumerate(self.pages, start=1):
            self.pages.append(page)
            self.put(self.number.format(number), 100.0, 285.0, 4.9)
            self.pages.pop()
        parts = {"OFD.xml": _OFD, "Doc_0/Document.xml": self._document()}
        template = "".join(self._template())
        parts["Doc_0/Tpls/Tpl_0/Content.xml"] = _content(template)
        for index, page in enumerate(self.pages):
            use = '<ofd:Template TemplateID="2"/>'
            parts[f"Doc_0/Pages/Page_{index}/Content.xml"] = _content("".join(page), use)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", compression) as package:
            for name, xml in parts.items():
                package.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + xml)
        return buffer.getvalue()

    def _template(self) -> list[str]:
        if not self.header:
            return []
        self.pages.append([])
        self.put(self.header, 90.0, 15.0, 3.2)
        return self.pages.pop()

    def _document(self) -> str:
        pages = "".join(
            f'<ofd:Page ID="{10 + index}" BaseLoc="Pages/Page_{index}/Content.xml"/>'
            for index in range(len(self.pages))
        )
        return (
            f"<ofd:Document {_NAMESPACE}><ofd:CommonData><ofd:MaxUnitID>99999</ofd:MaxUnitID>"
            "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
            '<ofd:TemplatePage ID="2" BaseLoc="Tpls/Tpl_0/Content.xml"/></ofd:CommonData>'
            f"<ofd:Pages>{pages}</ofd:Pages></ofd:Document>"
        )

    def _id(self) -> int:
        return 100 + sum(len(page) for page in self.pages)


_OFD = (
    f'<ofd:OFD {_NAMESPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo>'
    "<ofd:DocID>00000000000000000000000000000001</ofd:DocID></ofd:DocInfo>"
    "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
)


def _content(objects: str, before: str = "") -> str:
    return (
        f'<ofd:Page {_NAMESPACE}>{before}<ofd:Content><ofd:Layer ID="3" Type="Body">{objects}'
        "</ofd:Layer></ofd:Content></ofd:Page>"
    )


def _length(text: str, size: float) -> float:
    return sum(size * (0.5 if ord(char) < 0x250 else 1.0) for char in text)


def _break(text: str, size: float, width: float, indent: float) -> list[str]:
    """Lines that fit; no comma begins one, no opening bracket ends one, figures stay whole."""
    lines, line, room = [], "", width - indent
    for word in _words(text):
        if line and _length(line + word, size) > room + 0.01:
            lines.append(line.rstrip())
            line, room = "", width
        line += word
    return [*lines, line]


def _words(text: str) -> list[str]:
    words: list[str] = []
    for char in text:
        glued = words and (
            char in _NO_START
            or words[-1][-1] in _NO_END
            or (_is_latin(char) and _is_latin(words[-1][-1]))
        )
        if glued:
            words[-1] += char
        else:
            words.append(char)
    return words


def _is_latin(char: str) -> bool:
    return ord(char) < 0x250 and not char.isspace()
