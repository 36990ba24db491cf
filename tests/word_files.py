"""Writes .docx files as XML by hand, so that no library reads what it wrote itself."""

import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

_NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "v": "urn:schemas-microsoft-com:vml",
    }.items()
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


@dataclass
class Docx:
    """The inner XML of a document's parts; ``more`` are further entries of the zip."""

    body: str
    numbering: str = ""
    styles: str = ""
    more: dict[str, bytes] = field(default_factory=dict)

    def pack(self) -> bytes:
        roots = {"document": "document", "numbering": "numbering", "styles": "styles"}
        inner = {
            "document": f"<w:body>{self.body}</w:body>",
            "numbering": self.numbering,
            "styles": self.styles,
        }
        types = "".join(
            f'<Override PartName="/word/{part}.xml" ContentType="{_TYPE}.'
            f'{"document.main" if part == "document" else part}+xml"/>'
            for part in roots
        )
        links = "".join(
            f'<Relationship Id="r{n}" Type="{_OFFICE}/{part}" Target="{target}"/>'
            for n, (part, target) in enumerate(
                [("numbering", "numbering.xml"), ("styles", "styles.xml"), ("image", "NULL")]
            )
        )
        entries = {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension='
            f'"rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>',
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
            f"{links}</Relationships>",
        } | {
            f"word/{part}.xml": f"<w:{root} {_NAMESPACES}>{inner[part]}</w:{root}>"
            for part, root in roots.items()
        }
        return pack({name: (_HEAD + xml).encode() for name, xml in entries.items()} | self.more)


def pack(entries: dict[str, bytes]) -> bytes:
    """A zip of these files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in entries.items():
            package.writestr(name, content)
    return packed.getvalue()


def run(text: str, properties: str = "") -> str:
    rpr = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{rpr}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def para(content: str = "", num: int | None = None, level: int | None = 0, style: str = "") -> str:
    """A paragraph; content that begins with ``<`` is XML, all other is text."""
    place = "" if level is None else f'<w:ilvl w:val="{level}"/>'
    ppr = f'<w:pStyle w:val="{style}"/>' if style else ""
    if num is not None:
        ppr += f'<w:numPr>{place}<w:numId w:val="{num}"/></w:numPr>'
    inner = content if content.startswith("<") else run(content)
    return f"<w:p><w:pPr>{ppr}</w:pPr>{inner}</w:p>"


def lvl(at: int, fmt: str, text: str, suff: str = "nothing", start: int = 1, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{fmt}"/>{more}'
        f'<w:suff w:val="{suff}"/><w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(key: int, *inner: str) -> str:
    return (
        f'<w:abstractNum w:abstractNumId="{key}"><w:multiLevelType w:val="multilevel"/>'
        f"{''.join(inner)}</w:abstractNum>"
    )


def num(key: int, of: int, *overrides: str) -> str:
    return f'<w:num w:numId="{key}"><w:abstractNumId w:val="{of}"/>{"".join(overrides)}</w:num>'


def start_at(level: int, value: int) -> str:
    return f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{value}"/></w:lvlOverride>'


def style(
    key: str, ppr: str = "", rpr: str = "", based_on: str = "", kind: str = "paragraph"
) -> str:
    based = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{key}"><w:name w:val="{key}"/>{based}'
        f"<w:pPr>{ppr}</w:pPr><w:rPr>{rpr}</w:rPr></w:style>"
    )


def num_style(num_id: int | None = None, level: int | None = None) -> str:
    place = "" if level is None else f'<w:ilvl w:val="{level}"/>'
    which = "" if num_id is None else f'<w:numId w:val="{num_id}"/>'
    return f"<w:numPr>{place}{which}</w:numPr>"


def table(rows: Iterable[Iterable[str]]) -> str:
    """Cells are the XML of their paragraphs."""
    return (
        "<w:tbl>"
        + "".join(
            "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>"
            for cells in rows
        )
        + "</w:tbl>"
    )


#: How the sample plans number, outermost first: pattern of a line, w:numFmt, w:lvlText, w:suff.
#: The second list is that of the boxes; lists of their own, as in most offices' templates.
_LISTS = (
    (
        (r"第[一二三四五六七八九十]+章(?= )", "chineseCountingThousand", "第%1章", "space"),
        (r"第[一二三四五六七八九十]+条(?= )", "chineseCountingThousand", "第%2条", "space"),
        (r"[一二三四五六七八九十]+、", "chineseCounting", "%3、", "nothing"),
        (r"（[一二三四五六七八九十]+）", "japaneseCounting", "（%4）", "nothing"),
        (r"\([一二三四五六七八九十]+\)", "chineseCountingThousand", "(%5)", "nothing"),
        (r"\d+\.", "decimal", "%6.", "nothing"),
        (r"\d+．", "decimal", "%7．", "nothing"),
    ),
    (
        (r"专栏\d+(?= )", "decimal", "专栏%1", "tab"),
        (r"（\d+）", "decimal", "（%2）", "nothing"),
    ),
)
#: Levels whose numbers run on from part to part: 第五条 follows 第四条 into the next chapter.
_RUNS_ON = {"linzhuo": 1, "shuoling": 6}
_RUN_ON_LIST = 90


def plan_as_docx(name: str, text: str, way: str) -> Docx:
    """A sample plan whose numbers exist only as Word's numbering.

    ``way`` says where a paragraph's list is named: ``direct`` in the paragraph, ``style`` in its
    style, ``linked`` in a numbering style. Numbers that run on have a list of their own in the
    first, and a level that never restarts in the others.
    """
    body = ""
    runs_on = _RUNS_ON.get(name)
    for line in text.rstrip("\n").split("\n"):
        line = line.strip()
        for key, levels in enumerate(_LISTS):
            at = next((n for n, (mark, *_) in enumerate(levels) if re.match(mark, line)), None)
            if at is not None:
                rest = re.sub(levels[at][0], "", line, count=1).lstrip()
                named = f"L{key}{at}"
                if way == "direct" and (key, at) == (0, runs_on):
                    body += para(rest, _RUN_ON_LIST, 0)
                    break
                body += para(rest, style=named) if way == "style" else para(rest, key + 1, at)
                break
        else:
            body += para(line)
    numbering, nums, styles = "", "", ""
    for key, levels in enumerate(_LISTS):
        xml = ""
        for at, (_, fmt, shown, suff) in enumerate(levels):
            more = '<w:lvlRestart w:val="0"/>' if (key, at) == (0, runs_on) else ""
            if way == "style":
                more += f'<w:pStyle w:val="L{key}{at}"/>'
                inherits = f"L{key}0" if at else ""
                # as Word writes it: a level below the first may leave the list to its base style
                which = num_style(None if at % 2 else key + 1, at or None)
                styles += style(f"L{key}{at}", which, "", inherits)
            xml += lvl(at, fmt, shown, suff, more=more)
        if way == "linked":
            numbering += abstract(key, f'<w:numStyleLink w:val="N{key}"/>')
            numbering += abstract(key + 10, f'<w:styleLink w:val="N{key}"/>', xml)
            styles += style(f"N{key}", num_style(key + 11), kind="numbering")
            nums += num(key + 11, key + 10)
        else:
            numbering += abstract(key, xml)
        nums += num(key + 1, key)
    if runs_on is not None:
        _, fmt, shown, suff = _LISTS[0][runs_on]
        alone = lvl(0, fmt, shown.replace(f"%{runs_on + 1}", "%1"), suff)
        numbering += abstract(_RUN_ON_LIST, alone)
        nums += num(_RUN_ON_LIST, _RUN_ON_LIST)
    return Docx(body, numbering + nums, styles)
