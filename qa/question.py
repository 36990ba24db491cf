"""What a question says besides its words: which places it means, which bodies it asks about."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from corpus import CewenError, Document, Region, fold_query
from corpus.body_names import standard_body
from corpus.gazetteer import contains, places_in, short_name
from qa.areas import areas_in
from qa.glossary import to_chinese
from qa.lookup import Lookup, look_up
from qa.spelling import Slip
from qa.synonyms import Synonym, synonyms_in

MAX_QUESTION_CHARS = 500
MAX_CLAUSE_CHARS = 3_000
_BRIEF_USES = 3  # a plan that calls itself 昆区 does so more than once

_BODY_CUE = re.compile(r"负责|牵头|责任|主管|配合|参与|参加|承担|部门|单位|管什么|做什么|职责|分工")
#: A body as a question writes it; a library's 人民银行永州市中心支行 is asked for as 人民银行.
_BODY_NAME = re.compile(
    r"发改委|发展改革委|妇联|供销社"
    r"|[\u4e00-\u9fff]{2,12}?(?:发改委|发展改革委|人行|工信局|住建局|委员会|管委会|办公室|政府|银行|公司|中心|联合会"
    r"|妇联|供销社|法院|局|厅|办)"
)


#: Around an address: 永州方案里…说了什么. What is left beside it is what the question is about.
_FRAME = re.compile(
    r"(?:实施|行动|工作)?(?:方案|计划|规划|意见|文件|办法|要点)|内容|全文|原文|什么|规定|要求|怎么"
    r"|[市县区省的里中是讲说写了第那请问查]"
)
_MORE = re.compile(r"\w{2}")


#: 发改部门, 机关事务管理部门: what people say for the office.
_DEPARTMENT = re.compile(r"([\u4e00-\u9fff]{2,6}?)(?:主管)?部门")


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is searched.

    ``doc_ids`` are the documents that it is about: None for all, empty when it names places
    that the library has no document of; ``absent`` are those of its places. ``bodies`` are the
    responsible bodies it asks about, under their standard names; ``synonyms`` what plans put
    otherwise; ``lookup`` is what it names by address or 文号, ``slips``
    what was taken for something else than it says.
    """

    text: str
    query: str
    places: tuple[str, ...]
    doc_ids: tuple[str, ...] | None
    bodies: tuple[str, ...]
    wants_lead: bool
    absent: tuple[str, ...] = ()
    synonyms: tuple[Synonym, ...] = ()
    lookup: Lookup | None = None
    slips: tuple[Slip, ...] = ()

    @property
    def expanded(self) -> str:
        """The query and the words that plans use for what it says."""
        return " ".join((self.query, *(word for s in self.synonyms for word in s.words)))


def check_text(text: str, limit: int, what: str) -> str:
    """The text without surrounding blanks.

    Raises:
        CewenError: it is empty or longer than ``limit`` characters.
    """
    text = text.strip()
    if not re.search(r"\w", text):
        raise CewenError(f"{what}是空的，请输入{what}。")
    if len(text) > limit:
        raise CewenError(f"{what}有 {len(text)} 字，最多 {limit} 字，请缩短后再试。")
    return text


def understand(
    text: str,
    documents: Mapping[str, Document],
    bodies: Iterable[str],
    *,
    gate: bool = True,
    synonyms: bool = True,
    folding: bool = True,
    glossary: bool = True,
) -> Question:
    """Reads a question against the documents and responsible bodies of a library.

    The switches are those of ``qa.setup.Ranking``.

    Raises:
        CewenError: the question is empty or too long.
    """
    text = check_text(text, MAX_QUESTION_CHARS, "问题")
    query = fold_query(text) if folding else " ".join(text.split())
    lookup = look_up(query, documents) if gate else None
    if lookup and lookup.measure_ids:
        query = lookup.rest or lookup.named
    query = to_chinese(query) if glossary else query
    # Where no document says what it is for, a place in a question gates nothing.
    has_regions = any(document.region != Region() for document in documents.values())
    named = _places(query, documents.values()) if gate and has_regions else []
    places = tuple(dict.fromkeys(name for name, _ in named))
    concerned: dict[str, set[str]] = {name: set() for name in places}
    for name, region in named:
        concerned[name] |= {id_ for id_, d in documents.items() if _concerns(d.region, region)}
    excluded = {name for name in places if _is_excluded(name, query)}
    doc_ids = None
    if named:
        wanted = set().union(*(concerned[name] for name in places if name not in excluded))
        if excluded == set(places):
            wanted = set(documents).difference(*(concerned[name] for name in excluded))
        doc_ids = tuple(doc_id for doc_id in documents if doc_id in wanted)
        # A county that only its city's document speaks of is still what is looked for.
        outside = {
            name
            for name, region in named
            if any(_lies_in(documents[id_], region) for id_ in concerned[name])
        }
        inside = {name for name in places if concerned[name]} - outside
        query = _without(query, set(places) - inside) or query
    return Question(
        text=text,
        query=query,
        places=places,
        doc_ids=doc_ids,
        bodies=_bodies(query, set(bodies)),
        wants_lead="牵头" in query,
        absent=tuple(name for name in places if not concerned[name] and name not in excluded),
        synonyms=synonyms_in(query) if synonyms else (),
        lookup=lookup and _within(lookup, doc_ids, places),
    )


def documents_of(region: str, documents: Mapping[str, Document]) -> tuple[str, ...]:
    """The documents of a region given by name, with or without 市, 区 or 省.

    Raises:
        CewenError: the library has none.
    """
    wanted = fold_query(region)
    found = tuple(
        doc_id
        for doc_id, document in documents.items()
        if wanted == fold_query(region_name(document))
        or any(wanted in (level, short_name(level)) for level in _levels(document.region))
    )
    if not found:
        known = "、".join(sorted({region_name(document) for document in documents.values()}))
        raise CewenError(f"文库中没有“{region.strip()}”的文件，现有：{known or '（文库是空的）'}。")
    return found


def region_name(document: Document) -> str:
    """The region that a document speaks for; its title where it names none."""
    return document.region.name or document.title


def _places(query: str, documents: Iterable[Document]) -> list[tuple[str, Region]]:
    """(name as written, place) for each place that a question names.

    The library's own regions are known by full and short name, fictional ones among them; other
    places by the gazetteer.
    """
    found: list[tuple[str, Region]] = []
    rest = query
    for document in documents:
        for name in _names_of(document):
            # Pinyin counts as a word only: jian, of 吉安, is no part of another one.
            if re.search(rf"\b{name}\b", query) if name.isascii() else name in query:
                found.append((name, document.region))
                rest = rest.replace(name, " ")
                break
    for name, meanings in areas_in(rest):
        found += [(name, region) for region in meanings]
        rest = rest.replace(name, " ")
    for name, meanings in places_in(rest):
        found += [(name, region) for region in meanings]
    return found


def _within(lookup: Lookup, doc_ids: tuple[str, ...] | None, places: tuple[str, ...]) -> Lookup:
    """What was looked up in the documents asked about; ``rest`` only where it says something."""
    found = lookup if doc_ids is None else lookup.within(doc_ids)
    beside = lookup.rest
    for name in places:
        beside = beside.replace(name, " ")
    return replace(found, rest=lookup.rest if _MORE.search(_FRAME.sub("", beside)) else "")


def _names_of(document: Document) -> list[str]:
    """What a document's region is called: 昆都仑区, 昆都仑, 昆区 where it says so, kundulun."""
    name = document.region.name
    if not name:
        return []
    names = [name, short_name(name)]
    brief = name[0] + name[-1]
    if len(name) > 3 and document.text.count(brief) >= _BRIEF_USES:
        names.append(brief)
    return [*names, document.id.split("-")[0]]  # an id begins with the region in pinyin


def _is_excluded(name: str, query: str) -> bool:
    """除湖州外, 湖州以外, 湖州写了…其他城市有没有: every place but this one."""
    name = re.escape(name)
    others = (
        rf"{name}(?!.{{0,3}}[和与及跟、]其[他它]).*(?:其[他它]|别的)(?:各?[市县地]|城市|地[方区])"
    )
    return bool(re.search(rf"除了?{name}|{name}[市区县]?(?:以外|之外)|{others}", query))


def _lies_in(document: Document, region: Region) -> bool:
    return contains(region, document.region)


def _bodies(query: str, known: set[str]) -> tuple[str, ...]:
    """The known bodies that a question about responsibility names, in full or in short."""
    if not _BODY_CUE.search(query):
        return ()
    said = _BODY_NAME.findall(query) + [f"{name}局" for name in _DEPARTMENT.findall(query)]
    named = {standard_body(name) for name in said}
    # 哪些措施由林业局 ends in the name that is meant.
    ending = {standard_body(name[start:]) for name in said for start in range(len(name) - 2)}
    return tuple(
        sorted(
            body
            for body in known
            if len(body) >= 3
            and (body in ending or body in query or any(name in body for name in named))
        )
    )


def _concerns(region: Region, named: Region) -> bool:
    """A document of 湖州 concerns 湖州, 浙江 and 安吉县, which lies in it."""
    return region != Region() and (contains(named, region) or contains(region, named))


def _levels(region: Region) -> tuple[str, ...]:
    return tuple(level for level in (region.province, region.city, region.county) if level)


def _without(query: str, names: Iterable[str]) -> str:
    """The query without the places, which the gate has taken care of, and what joins them."""
    for name in sorted(names, key=len, reverse=True):
        query = query.replace(name, "\0")
    query = re.sub(
        r"(?:除了?)?\0(?:[\s、,，]|以及|[和与及跟](?=\0)|[市区县]?(?:以外|之外|外)|各[市县区地])*的?",
        " ",
        query,
    )
    query = " ".join(query.split())
    return query if re.search(r"\w{2}", query) else ""
