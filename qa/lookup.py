"""Questions that name a place in a document, or a document by its 文号: they are looked up.

`郴州 二（五）3`, `永州方案第三部分第一条`, `专栏4`, `yongzhou-2023/二/（三）/2`, `湘政发2022 19号`.
What else such a question says ranks what was found.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from corpus import Document, Measure, fold_query
from corpus.outline.numbering import to_int

Kind = Literal["part", "section", "ordinal", "item", "box", "paragraph"]

_HAN = "[一二三四五六七八九十百]{1,3}"
#: A bare 二 is a part's number only before （五） or, after a mark, 3.
_FOLLOWED = rf"(?=[、\s]*第?\({_HAN}\)|[、\s]+\d{{1,2}}(?!\d))"
_NO_PERIOD = "(?!十.五)(?<![一二三四五六七八九十])"  # 十四五 is no part
#: How a question writes a part of an address, folded; tried in this order at each place.
_SPOKEN: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("box", re.compile(rf"专栏\s?(\d{{1,2}}|{_HAN})")),
    (
        "part",
        re.compile(
            rf"第?({_HAN})(?:大?部分|章)|(?!十.五)(?<![一二三四五六七八九十])({_HAN}){_FOLLOWED}"
        ),
    ),
    ("section", re.compile(rf"第?\(({_HAN})\)(?:条|款|项|节)?")),
    ("ordinal", re.compile(rf"第({_HAN}|\d{{1,3}})(?:条|款|节)")),
    ("paragraph", re.compile(r"第(\d{1,2})段")),
    (
        "item",
        re.compile(r"第?(\d{1,2})(?:条|款|项|点|\.(?!\d))?(?![\d年月日%.万亿个家座吨千米公])"),
    ),
)
_BETWEEN = re.compile(r"[\s,、./的之]*")
#: How addresses write it.
_WRITTEN: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("box", re.compile(rf"专栏(\d+|{_HAN})")),
    ("part", re.compile(rf"({_HAN})|第({_HAN}|\d+)[章节]")),
    ("section", re.compile(rf"\(({_HAN})\)")),
    ("ordinal", re.compile(rf"第({_HAN}|\d+)条")),
    ("paragraph", re.compile(r"第(\d+)段")),
    ("item", re.compile(r"\(?(\d+)\)?")),
)
#: 第一条 is how people say （一） and 1. as well.
_COUNTS_AS: dict[Kind, tuple[Kind, ...]] = {"ordinal": ("ordinal", "section", "item")}
_ADDRESS = re.compile(r"[a-z][a-z0-9-]*(?:/[^\s/,，。；?？]+)+")
_DOC_NUMBER = re.compile(
    r"(?P<prefix>[\u4e00-\u9fff]{1,6}?(?:发改|[发办函字规令通]){1,3})\s?[\[(〔【]?\s?"
    r"(?P<year>(?:19|20)\d\d)\s?年?\s?[\])〕】]?\s?第?\s?(?P<number>\d{1,4})\s?号"
)


@dataclass(frozen=True, slots=True)
class Lookup:
    """What was looked up: the addresses found, and the question without what named them.

    ``named`` is what the question calls it; ``measure_ids`` is empty when there is no such thing.
    """

    named: str
    measure_ids: tuple[str, ...]
    rest: str

    def within(self, doc_ids: Collection[str]) -> "Lookup":
        """What of it is in some documents."""
        ids = tuple(id_ for id_ in self.measure_ids if id_.split("/")[0] in doc_ids)
        return replace(self, measure_ids=ids)


def look_up(query: str, documents: Mapping[str, Document]) -> Lookup | None:
    """What a folded question names by 文号 or address among these documents, or None."""
    number = _DOC_NUMBER.search(query)
    if number:
        found = _numbered(_doc_number(number[0]), documents.values())
        return Lookup(number[0], found, _without(query, number.span()))
    spelled = _ADDRESS.search(query)
    if spelled and spelled[0].split("/")[0] in documents:
        asked = fold_query(spelled[0])
        own = documents[asked.split("/")[0]].measures
        found = tuple(m.id for m in own if _is_under(fold_query(m.id), asked))
        return Lookup(spelled[0], found, _without(query, spelled.span()))
    spoken = _spoken_address(query)
    if spoken is None:
        return None
    steps, span = spoken
    measures = [measure for document in documents.values() for measure in document.measures]
    found = _reached(steps, measures, strict=True) or _reached(steps, measures, strict=False)
    return Lookup(query[slice(*span)], found, _without(query, span))


def _reached(
    steps: Sequence[tuple[Kind, int]], measures: Iterable[Measure], strict: bool
) -> tuple[str, ...]:
    """The measures at an address, then those beneath it."""
    exact: list[str] = []
    beneath: list[str] = []
    for measure in measures:
        reached = _reaches(steps, _steps_of(measure), strict)
        if reached is not None:
            (exact if reached else beneath).append(measure.id)
    return (*exact, *beneath)


def _spoken_address(query: str) -> tuple[list[tuple[Kind, int]], tuple[int, int]] | None:
    """The longest run of parts of an address that says more than a number by itself."""
    best: tuple[list[tuple[Kind, int]], tuple[int, int]] | None = None
    start = 0
    while start < len(query):
        steps: list[tuple[Kind, int]] = []
        position = end = start
        while (step := _step_at(query, position, first=not steps)) is not None:
            steps.append(step[0])
            end = step[1]
            position = _BETWEEN.match(query, end).end()  # type: ignore[union-attr]
        alone = len(steps) == 1 and steps[0][0] == "part" and query[end - 1] not in "分章"
        if steps and not alone and (best is None or len(steps) > len(best[0])):
            best = steps, (start, end)
        start = max(end, start + 1)
    return best


def _step_at(query: str, position: int, first: bool) -> tuple[tuple[Kind, int], int] | None:
    for kind, pattern in _SPOKEN:
        if first and kind in ("item", "paragraph"):
            continue  # a number alone is an amount or a year
        found = pattern.match(query, position)
        if found:
            return (kind, to_int(next(filter(None, found.groups())))), found.end()
    return None


def _steps_of(measure: Measure) -> list[tuple[Kind, int]]:
    """The address of a measure as steps; what is no number (前言) is none."""
    steps: list[tuple[Kind, int]] = []
    for part in measure.id.split("/")[1:]:
        plain = unicodedata.normalize("NFKC", part).partition("~")[0]
        for kind, pattern in _WRITTEN:
            found = pattern.fullmatch(plain)
            if found:
                steps.append((kind, to_int(next(filter(None, found.groups())))))
                break
        else:
            return []
    return steps


def _reaches(
    asked: Sequence[tuple[Kind, int]], steps: Sequence[tuple[Kind, int]], strict: bool
) -> bool | None:
    """True where the steps asked for end the address, False where more follow, else None."""
    starts = [0] if asked[0][0] == "part" else range(len(steps) - len(asked) + 1)
    for start in starts:
        run = steps[start : start + len(asked)]
        fits = len(run) == len(asked) and all(
            value == other
            and (kind == wanted or (not strict and kind in _COUNTS_AS.get(wanted, ())))
            for (wanted, value), (kind, other) in zip(asked, run, strict=True)
        )
        if fits:
            return start + len(asked) == len(steps)
    return None


def _numbered(number: str, documents: Iterable[Document]) -> tuple[str, ...]:
    """The measures of the documents of a 文号; where there is none, those that cite it."""
    documents = list(documents)
    own = [d for d in documents if _doc_number(fold_query(d.doc_number)) == number]
    if own:
        return tuple(measure.id for document in own for measure in document.measures)
    return tuple(
        measure.id
        for document in documents
        for measure in document.measures
        if any(_doc_number(m[0]) == number for m in _DOC_NUMBER.finditer(fold_query(measure.text)))
    )


def _doc_number(text: str) -> str:
    """A 文号 as prefix, year and number, whatever its brackets; a leading 根据 is no part of it."""
    found = _DOC_NUMBER.search(text)
    if not found:
        return ""
    prefix = re.sub(r"^.*(?:根据|依据|按照|落实|对照|执行)", "", found["prefix"])
    return f"{prefix} {found['year']} {int(found['number'])}"


def _is_under(address: str, asked: str) -> bool:
    return address == asked or address.startswith(f"{asked}/")


def _without(query: str, span: tuple[int, int]) -> str:
    rest = " ".join(f"{query[: span[0]]} {query[span[1] :]}".split())
    rest = re.sub(
        r"^(?:方案|计划|规划|文件)?\s?(?:里面?|中|的)*|(?:说|讲|写|规定)?了?(?:的是)?什么\W*$",
        "",
        rest,
    )
    return rest if re.search(r"\w{2}", rest) else ""
