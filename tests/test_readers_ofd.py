"""OFD: files set by a writer of the tests' own say what the samples say."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from ofd_writer import OfdWriter

from corpus import CewenError, Document
from corpus.parse import parse_bytes, parse_file
from corpus.readers.ofd import read_ofd

SAMPLES = Path(__file__).parents[1] / "corpus" / "samples"
PORTAL = {"indent": 0.0, "gap": 4.0, "size": 4.2, "pitch": 7.1}


def measures(document: Document) -> dict[str, str]:
    return {m.id: re.sub(r"\s", "", m.text) for m in document.measures}


def ofd(*paragraphs: str, **style: float) -> OfdWriter:
    writer = OfdWriter(header="澜川省公报 第8期", **style)  # type: ignore[arg-type]
    for paragraph in paragraphs:
        writer.paragraph(paragraph)
    return writer


def rewritten(data: bytes, **parts: str) -> bytes:
    """The package with some parts replaced (Page_0 names the first page's content)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", 8) as new:
        for name in old.namelist():
            stem = name.split("/")[-2] if "/" in name else name
            new.writestr(name, parts.pop(stem, old.read(name).decode()))
        for name, text in parts.items():
            new.writestr(name, text)
    return buffer.getvalue()


# --- the same plan, set -------------------------------------------------------------------------


@pytest.mark.parametrize("style", [{}, PORTAL], ids=["official", "portal"])
@pytest.mark.parametrize("name", ["lanweng", "linzhuo", "qingyan"])
def test_a_set_plan_has_the_addresses_and_texts_of_its_original(
    name: str, style: dict[str, float]
) -> None:
    original = parse_file(SAMPLES / f"{name}.txt")
    lines = [line.strip() for line in (SAMPLES / f"{name}.txt").read_text("utf-8").split("\n")]
    writer = ofd(**style)
    pages = {" ".join(line.split()): writer.paragraph(line) for line in lines if line}
    printed = parse_bytes(writer.save(), f"{name}.ofd")
    assert measures(printed) == measures(original)
    assert (printed.title, printed.issuer, printed.doc_number, printed.issued_on) == (
        original.title,
        original.issuer,
        original.doc_number,
        original.issued_on,
    )
    assert printed.warnings == original.warnings
    firsts = [measure.text.split("\n")[0] for measure in original.measures]
    assert [m.page for m in printed.measures] == [pages[first] for first in firsts]


# --- what a package may hold --------------------------------------------------------------------


def test_templates_and_page_numbers_are_no_text() -> None:
    lines = [f"{number}.建设风电场。到2025年装机达到{number}万千瓦。" for number in range(1, 60)]
    source = read_ofd(ofd(*lines).save(), "页眉.ofd")
    assert source.text.split("\n") == lines
    assert source.page_lines == (0, 23, 46)  # 23 lines of 9.8 mm from 37 to 262 mm


def test_a_turned_text_object_is_a_watermark() -> None:
    writer = ofd("1.发电。建设风电场。")
    writer.put("内部资料", 60.0, 150.0, 20.0, ctm="0.866 -0.5 0.5 0.866 0 0")
    source = read_ofd(writer.save(), "水印.ofd")
    assert "内部资料" not in source.text
    assert source.notes == ("略去水印或斜排文字 4 个字",)


def test_repeated_steps_and_composite_objects_are_followed() -> None:
    objects = (
        '<ofd:TextObject ID="5" Boundary="30 40 100 8" Font="1" Size="5">'
        '<ofd:TextCode X="0" Y="5" DeltaX="g 5 5">一、能源转型</ofd:TextCode></ofd:TextObject>'
        '<ofd:CompositeObject ID="6" ResourceID="9" Boundary="30 60 100 8"/>'
    )
    unit = (
        '<ofd:Res xmlns:ofd="http://www.ofdspec.org/2016"><ofd:CompositeGraphicUnits>'
        '<ofd:CompositeGraphicUnit ID="9"><ofd:Content>'
        '<ofd:TextObject ID="10" Boundary="0 0 100 8" Size="5">'
        '<ofd:TextCode X="0" Y="5" DeltaX="2.5 2.5 5 5">1.发电。</ofd:TextCode></ofd:TextObject>'
        "</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>"
    )
    page = (
        '<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"><ofd:PageRes>/Doc_0/Res.xml</ofd:PageRes>'
        f'<ofd:Content><ofd:Layer ID="3">{objects}</ofd:Layer></ofd:Content></ofd:Page>'
    )
    data = rewritten(GOOD, **{"Page_0": page, "Doc_0/Res.xml": unit})
    assert read_ofd(data, "复合.ofd").text == "一、能源转型\n1.发电。"


# --- files that cannot be read ------------------------------------------------------------------

GOOD = ofd("1.发电。建设风电场，配套建设储能设施。").save()


def encrypted(data: bytes) -> bytes:
    """Every entry flagged as encrypted, in both headers of the archive."""
    flagged = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = flagged.find(signature)
        while at >= 0:
            flagged[at + offset] |= 1
            at = flagged.find(signature, at + 4)
    return bytes(flagged)


def nested(depth: int) -> str:
    """Composite objects of which each holds ten of the next."""
    units = "".join(
        f'<CompositeGraphicUnit ID="{n}"><Content>'
        + f'<CompositeObject ResourceID="{n + 1}"/>' * 10
        + "</Content></CompositeGraphicUnit>"
        for n in range(depth)
    )
    return f"<Res><CompositeGraphicUnits>{units}</CompositeGraphicUnits></Res>"


BOMB_PAGE = (
    "<Page><PageRes>/Res.xml</PageRes><Content><Layer>"
    '<CompositeObject ResourceID="0"/></Layer></Content></Page>'
)
BROKEN = {
    "cut": (GOOD[: len(GOOD) // 2], "损坏"),
    "encrypted": (encrypted(GOOD), "密码"),
    "other zip": (rewritten(GOOD, **{"OFD.xml": "<Other/>"}), "损坏"),
    "outside": (
        rewritten(
            GOOD,
            **{
                "OFD.xml": "<OFD><DocBody><DocRoot>../../etc/passwd</DocRoot></DocBody></OFD>",
            },
        ),
        "损坏",
    ),
    "entities": (
        rewritten(GOOD, Page_0='<!DOCTYPE a [<!ENTITY b "c">]><Page>&b;</Page>'),
        "过多",
    ),
    "nested": (rewritten(GOOD, **{"Page_0": BOMB_PAGE, "Res.xml": nested(14)}), "过多"),
    "zeros": (rewritten(GOOD, Page_0="\0" * (80 << 20)), "过多"),
    "no text": (rewritten(GOOD, Page_0="<Page><Content/></Page>"), "没有文字"),
    "scan": (
        rewritten(
            GOOD,
            Page_0="<Page><Content><Layer><ImageObject ID='7'/></Layer></Content></Page>",
        ),
        "扫描件，没有文字层",
    ),
}


@pytest.mark.parametrize(("data", "reason"), BROKEN.values(), ids=BROKEN)
def test_a_file_that_cannot_be_read_has_its_line(data: bytes, reason: str) -> None:
    with pytest.raises(CewenError, match=reason) as raised:
        read_ofd(data, "坏.ofd")
    assert str(raised.value).startswith("坏.ofd：")
    assert "\n" not in str(raised.value)


def test_a_page_that_is_missing_is_named() -> None:
    lines = [f"{number}.建设风电场。到2025年装机达到{number}万千瓦。" for number in range(1, 60)]
    data = rewritten(ofd(*lines).save(), Page_1="<Page><not closed")
    source = read_ofd(data, "缺页.ofd")
    assert source.text.split("\n") == lines[:23] + lines[46:]
    assert source.notes == ("第 2 页已损坏，未收入",)
