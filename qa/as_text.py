"""Documents, hits, answers and precedents as plain text, for a terminal and for forwarding."""

import re
from collections.abc import Sequence
from decimal import Decimal

from rich.table import Table

from corpus import FICTIONAL_MARK, Document, Target
from corpus.correct import CORRECTABLE
from corpus.sanity import check
from index import Library
from qa.answer import Answer, Coverage
from qa.cite import cite_document, cite_measure, cite_with_title
from qa.precedents import Precedent
from qa.ranking import Hit

_BOUNDS = frozenset("以上 以下 以内 左右 余 多 之内".split())


def answer_text(library: Library, answer: Answer) -> str:
    """The answer as plain text, each quotation followed by its number and citation."""
    if answer.refused:
        lines = [answer.note + answer.reason]
        for hit in answer.nearest:
            document = library.document(hit.measure.doc_id)
            source = cite_with_title(document, hit.measure)
            lines.append(f"  · {source}")
        return "\n".join(lines)
    lines = [answer.note] if answer.note else []
    for section in answer.sections:
        lines.append(f"【{section.region}】" + ("（只是提及）" if section.mention else ""))
        for citation in section.citations:
            measure = citation.hit.measure
            document = library.document(measure.doc_id)
            lines.append(f"  {quoted(citation.quote)} [{citation.number}]")
            source = cite_with_title(document, measure)
            lines.append(f"    [{citation.number}] {source}")
    lines.append(coverage_line(answer.coverage))
    return "\n".join(lines)


def coverage_line(coverage: Coverage) -> str:
    """One line: which regions have such a provision, which only mention it, which do not."""
    having, mentioning = coverage.having, coverage.mentioning
    lacking = [name for name in coverage.lacking if name not in mentioning]
    line = f"共检索 {len(having) + len(coverage.lacking)} 个地区："
    line += f"有相应条款的 {len(having)} 个（{'、'.join(having)}）"
    if mentioning:
        line += f"；只是提及的 {len(mentioning)} 个（{'、'.join(mentioning)}）"
    if lacking:
        line += f"；未检出的 {len(lacking)} 个（{'、'.join(lacking)}）"
    if coverage.absent:
        line += f"；文库中没有{'、'.join(coverage.absent)}的文件"
    return f"{line}。"


def quoted(quote: str) -> str:
    """A quotation in marks that its own marks do not close."""
    return f"「{quote}」" if "“" in quote else f"“{quote}”"


def hits_text(library: Library, hits: Sequence[Hit], explain: bool = False) -> str:
    """Ranked measures, each with its citation and its best clause, and how its score came."""
    if not hits:
        return "没有找到相应的措施。"
    blocks = []
    for hit in hits:
        document = library.document(hit.measure.doc_id)
        blocks.append(
            f"{hit.rank}. {hit.measure.title or hit.measure.path[-1]}\n"
            f"   {cite_measure(document, hit.measure)}\n"
            f"   {document.text[hit.start : hit.end]}"
            + (f"\n   {explanation(hit)}" if explain else "")
        )
    return "\n\n".join(blocks)


def explanation(hit: Hit) -> str:
    """`得分 0.91 ＝ 分句 0.95×0.4 ＋ …`: what each retriever gave, most first."""
    parts = sorted(hit.found_by, key=lambda part: -part.score * part.weight)
    sums = " ＋ ".join(f"{part.retriever} {part.score:.2f}×{part.weight:g}" for part in parts)
    total = sum(part.score * part.weight for part in parts)
    less = f"，引言类按 {hit.score / total:.0%} 计" if hit.score < 0.999 * total else ""
    return f"得分 {hit.score:.3f} ＝ {sums}{less}"


def precedents_text(library: Library, precedents: Sequence[Precedent], own: Sequence[str]) -> str:
    """Clauses of other documents with the share of characters in common."""
    blocks = [f"这段文字见于 {doc_id}《{library.document(doc_id).title}》。" for doc_id in own]
    for precedent in precedents:
        measure = precedent.hit.measure
        source = cite_with_title(library.document(measure.doc_id), measure)
        blocks.append(
            f"{precedent.hit.rank}. {quoted(precedent.clause)}"
            f"（字面相同 {precedent.wording:.0%}）\n   {source}"
        )
    if not precedents:
        blocks.append("没有找到意思相近的条款。")
    return "\n\n".join(blocks)


def outline_text(document: Document) -> str:
    """A document's records with their addresses, and what was left out of it."""
    lines = [cite_document(document), f"来源：{document.source}"]
    if document.doc_number:
        lines.append(f"文号：{document.doc_number}")
    inferred = [CORRECTABLE[name] for name in document.inferred if name in CORRECTABLE]
    if inferred:
        lines.append(f"推断所得，未见明文：{'、'.join(inferred)}")
    report = check(document)
    counted, kept = len(document.counted_measures), len(document.measures)
    lines.append(f"措施 {counted} 条，记录共 {kept} 条，正文有 {report.share:.1%} 的字在其中")
    if report.longest and report.shortest:
        extents = (("最长", report.longest), ("最短", report.shortest))
        lines.append("，".join(f"{name} {e.address}（{e.chars} 字）" for name, e in extents))
    lines += [f"编号有缺：{gap}" for gap in report.gaps]
    lines.append("")
    lines += [f"{m.id}  〔{m.kind}〕{m.title}（{len(m.text)} 字）" for m in document.measures]
    lines += ["", "未收入："]
    for part in document.left_out:
        excerpt = " ".join(document.text[part.start : part.end].split())
        lines.append(f"  {part.reason}：{excerpt[:40]}{'…' if len(excerpt) > 40 else ''}")
    return "\n".join(lines)


def counts_text(document: Document) -> str:
    """`措施 53 条，专栏 10 个`: what was recognised of a document."""
    boxes = sum(measure.kind == "专栏" for measure in document.measures)
    return f"措施 {len(document.counted_measures)} 条" + (f"，专栏 {boxes} 个" if boxes else "")


def target_text(target: Target) -> str:
    """`2025年 非化石能源消费比重 达到 25%` of a target's record."""
    base = f"较{target.base}" if target.base else ""
    # 力争 stands before the figure, 以上 after it.
    words = [*target.qualifier.split("、"), target.comparator]
    bounds = [word for word in words if word in _BOUNDS]
    before = [word for word in words if word and word not in _BOUNDS]
    said = (target.period, target.indicator, base, *before)
    figure = f"{_in_words(target.value)}{target.unit}{''.join(bounds)}"
    return " ".join([*(part for part in said if part), figure])


def _in_words(value: str) -> str:
    """150万 for 1500000, as plans write it; what is no plain number stays."""
    if re.fullmatch(r"\d+(?:\.\d+)?", value):
        for unit, size in (("亿", 100_000_000), ("万", 10_000)):
            if Decimal(value) >= size:
                return f"{(Decimal(value) / size).normalize():f}{unit}"
    return value


def documents_table(rows: Sequence[tuple[Document, str]]) -> Table:
    """A row for each document with what was recognised, and a remark."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("编号", "文件", "机关", "日期", "状态", "地区", "措施", "专栏", ""):
        table.add_column(name, overflow="fold", no_wrap=name not in ("文件", "机关"))
    for document, change in rows:
        issued = document.issued_on
        boxes = sum(measure.kind == "专栏" for measure in document.measures)
        table.add_row(
            document.id,
            document.title + (f"〔{FICTIONAL_MARK}〕" if document.fictional else ""),
            document.issuer or "—",
            issued.isoformat() if issued else "—",
            document.status or "—",
            document.region.name or "—",
            str(len(document.counted_measures)),
            str(boxes or "—"),
            f"与 {document.duplicate_of} 相同" if document.duplicate_of else change,
        )
    return table
