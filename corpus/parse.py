"""From a file to a ``Document``: read, clean, frame, structure, metadata."""

from bisect import bisect_right
from dataclasses import replace
from pathlib import Path

from rapidfuzz import fuzz

from corpus.clean import clean, damaged_spots
from corpus.document import MEASURE_KINDS, Document, LeftOut, Measure
from corpus.errors import CewenError
from corpus.metadata.read import document_id, read_metadata
from corpus.outline.frame import NOTICE, PAGE, STRAY, Frame, Line, find_frame
from corpus.outline.limits import check_size
from corpus.outline.structure import parse_measures
from corpus.read import file_name, hash_bytes, load_file, read_bytes
from corpus.sanity import check
from corpus.source import Source
from corpus.targets.find import find_targets

_MIN_STRAY_CHARS = 40
_STRAY_SIMILARITY = 90.0  # per cent; the strays of a real plan reach 97 and more


def parse_file(path: Path) -> Document:
    """Reads one plan.

    Raises:
        CewenError: the file cannot be read, or holds no measure.
    """
    return parse_bytes(load_file(path), file_name(path))


def parse_bytes(data: bytes, name: str) -> Document:
    """Reads one plan from the bytes of a file of this name.

    Raises:
        CewenError: the file cannot be read, or holds no measure.
    """
    return parse_source(read_bytes(data, name), name, hash_bytes(data))


def parse_text(raw: str, source: str, source_hash: str = "") -> Document:
    """A document from its decoded text.

    Raises:
        CewenError: no measure was recognised.
    """
    return parse_source(Source(raw), source, source_hash or hash_bytes(raw.encode()))


def parse_source(read: Source, source: str, source_hash: str) -> Document:
    """A document from what a reader made of the file ``source``.

    Raises:
        CewenError: no measure was recognised.
    """
    raw = read.text
    check_size(raw, source)
    cleaned = clean(raw)
    text = cleaned.text
    frame = find_frame(text)
    metadata = read_metadata(frame, text, source, read.stated)
    doc_id = document_id(metadata, metadata.title)
    measures, warnings = parse_measures(doc_id, text, frame.body, frame.attachments)
    warnings = [*read.notes, *warnings]
    measures = _paged(measures, text, read.page_lines)
    measures = [
        replace(m, targets=find_targets(m.text, m.start, boxed=m.kind == "专栏")) for m in measures
    ]
    repaired = [spot for spot in cleaned.spots if spot.after]
    if repaired:
        warnings.append(
            f"按字节和读音补回了 {len(repaired)} 处缺字（cewen show --json 的 spots），引用前请核对"
        )
    damaged = sum(damaged_spots(measure.text) for measure in measures)
    if damaged:
        warnings.append(f"正文约有 {damaged} 处乱码，保留原样，引用前请核对原文件")
    warnings += _attachment_warnings(frame)
    if not any(measure.kind in MEASURE_KINDS for measure in measures):
        raise CewenError(f"{source}：没有认出政策措施（编号的或带小标题的条款）。")
    document = Document(
        id=doc_id,
        title=metadata.title,
        issuer=metadata.issuer,
        doc_number=metadata.doc_number,
        issued_on=metadata.issued_on,
        status=metadata.status,
        region=metadata.region,
        source=source,
        source_hash=source_hash,
        fictional=metadata.fictional,
        text=text,
        original=raw,
        measures=tuple(measures),
        left_out=tuple(_left_out(text, frame, measures)),
        warnings=tuple(warnings),
        implements=metadata.implements,
        level=metadata.level,
        inferred=metadata.inferred,
        spots=cleaned.spots,
    )
    return replace(document, warnings=(*warnings, *check(document).warnings))


def _attachment_warnings(frame: Frame) -> list[str]:
    """Which attachments were taken in as boxes, which were left out, which are only named."""
    boxes = "、".join(a.name for a in frame.attachments if a.lists)
    left = "、".join(frame.left_attachments)
    named = "、".join(frame.named_attachments)
    read = "、".join(a.name for a in frame.attachments if not a.lists)
    found = [f"{read} 已收入，计入措施"] if read and (boxes or left or named) else []
    found += [f"{boxes} 是清单或分工，已收入，记为专栏，不计入措施"] if boxes else []
    if left:
        found.append(f"{left} 是表格、名单或说明，未收入，如有需要请单独加入")
    if named:
        found.append(f"只列出名称、文中没有内容的附件：{named}，如有需要请单独加入")
    return found


def _paged(measures: list[Measure], text: str, page_lines: tuple[int, ...]) -> list[Measure]:
    """The measures with the page that each begins on."""
    if not page_lines:
        return measures
    lines = [text.count("\n", 0, measure.start) for measure in measures]
    return [
        replace(measure, page=bisect_right(page_lines, line))
        for measure, line in zip(measures, lines, strict=True)
    ]


def _left_out(text: str, frame: Frame, measures: list[Measure]) -> list[LeftOut]:
    """The lines outside the body; a stray paragraph names the measure that it repeats."""
    found: list[LeftOut] = []
    for line, reason in sorted(frame.outside, key=lambda item: item[0].start):
        repeated = _repeated_by(line, measures) if reason in (PAGE, NOTICE) else None
        if repeated:
            reason = f"{STRAY}，与 {repeated.id} 重复"
        adjoins = bool(found) and not text[found[-1].end : line.start].strip()
        if adjoins and found[-1].reason == reason and reason in (PAGE, NOTICE):
            found[-1] = replace(found[-1], end=line.end)
        else:
            found.append(LeftOut(line.start, line.end, reason))
    return found


def _repeated_by(line: Line, measures: list[Measure]) -> Measure | None:
    if len(line.text) < _MIN_STRAY_CHARS:
        return None
    longer = (measure for measure in measures if len(measure.text) >= 0.8 * len(line.text))
    scored = ((fuzz.partial_ratio(line.text, measure.text), measure) for measure in longer)
    score, best = max(scored, key=lambda item: item[0], default=(0.0, None))
    return best if score >= _STRAY_SIMILARITY else None
