"""What a question says besides its words: which places it means, which bodies it asks about."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from corpus import CewenError, Document, Region, fold_query
from corpus.gazetteer import contains, places_in, short_name
from qa.glossary import to_chinese

MAX_QUESTION_CHARS = 500
MAX_CLAUSE_CHARS = 3_000

_BODY_CUE = re.compile(r"负责|牵头|责任|主管|配合|参与|承担|部门|单位|管什么|做什么|职责|分工")
#: A body as a question writes it; a library's 人民银行永州市中心支行 is asked for as 人民银行.
_BODY_NAME = re.compile(
    r"[\u4e00-\u9fff]{2,12}?(?:发改委|工信局|住建局|委员会|管委会|办公室|政府|银行|公司|中心|联合会"
    r"|妇联|法院|局|厅|办)"
)
_LEVEL_PREFIX = re.compile(r"^(?:各|本|市|区|县|省|州|国家)+(?=[\u4e00-\u9fff]{3})")
#: Long forms that differ from the abbreviation that plans use.
_BODY_ALIASES = (
    ("人行", "人民银行"),
    ("发展和改革委员会", "发改委"),
    ("发展改革委", "发改委"),
    ("发展和改革局", "发改局"),
    ("工业和信息化局", "工信局"),
    ("住房和城乡建设局", "住建局"),
    ("市场监督管理局", "市场监管局"),
    ("城市管理局", "城管局"),
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is searched.

    ``doc_ids`` are the documents that it is about: None for all, empty when it names places
    that the library has no document of; ``absent`` are those of its places. ``bodies`` are the
    responsible bodies it asks about, in the form of ``normal_body``.
    """

    text: str
    query: str
    places: tuple[str, ...]
    doc_ids: tuple[str, ...] | None
    bodies: tuple[str, ...]
    wants_lead: bool
    absent: tuple[str, ...] = ()


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


def understand(text: str, documents: Mapping[str, Document], bodies: Iterable[str]) -> Question:
    """Reads a question against the documents and responsible bodies of a library.

    Raises:
        CewenError: the question is empty or too long.
    """
    text = check_text(text, MAX_QUESTION_CHARS, "问题")
    query = to_chinese(fold_query(text))
    named = _places(query, documents.values())
    places = tuple(dict.fromkeys(name for name, _ in named))
    concerned: dict[str, set[str]] = {}
    for name, region in named:
        about = {doc_id for doc_id, d in documents.items() if _concerns(d.region, region)}
        concerned.setdefault(name, set()).update(about)
    doc_ids = None
    if named:
        wanted = set().union(*concerned.values())
        doc_ids = tuple(doc_id for doc_id in documents if doc_id in wanted)
        query = _without(query, {name for name, region in named if not region.county}) or query
    return Question(
        text=text,
        query=query,
        places=places,
        doc_ids=doc_ids,
        bodies=_bodies(query, set(bodies)),
        wants_lead="牵头" in query,
        absent=tuple(name for name in places if not concerned[name]),
    )


def normal_body(name: str) -> str:
    """A responsible body without the level in front: 市发展改革委 and 区发改委 are 发改委."""
    return _LEVEL_PREFIX.sub("", _alias(re.sub(r"[（(].*?[)）]", "", name)))


def documents_of(region: str, documents: Mapping[str, Document]) -> tuple[str, ...]:
    """The documents of a region given by name, with or without 市, 区 or 省.

    Raises:
        CewenError: the library has none.
    """
    region = fold_query(region)
    found = tuple(
        doc_id
        for doc_id, document in documents.items()
        if any(region in (level, short_name(level)) for level in _levels(document.region))
    )
    if not found:
        known = "、".join(sorted({d.region.name or d.title for d in documents.values()}))
        raise CewenError(f"文库中没有“{region}”的文件，现有：{known or '（文库是空的）'}。")
    return found


def _places(query: str, documents: Iterable[Document]) -> list[tuple[str, Region]]:
    """(name as written, place) for each place that a question names.

    The library's own regions are known by full and short name, fictional ones among them; other
    places by the gazetteer.
    """
    found: list[tuple[str, Region]] = []
    rest = query
    for document in documents:
        region = document.region
        for name in (region.name, short_name(region.name)):
            if name and name in rest:
                found.append((name, region))
                rest = rest.replace(name, " ")
                break
        else:
            if region.name and (region.name in query or short_name(region.name) in query):
                found.append((short_name(region.name), region))
    for name, meanings in places_in(rest):
        found += [(name, region) for region in meanings]
    return found


def _bodies(query: str, known: set[str]) -> tuple[str, ...]:
    """The known bodies that a question about responsibility names, in full or in short."""
    if not _BODY_CUE.search(query):
        return ()
    query = _alias(query)
    named = {normal_body(name) for name in _BODY_NAME.findall(query)}
    return tuple(
        sorted(
            body
            for body in known
            if len(body) >= 3 and (body in query or any(name in body for name in named))
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
    query = re.sub(r"\0(?:[\s、,，]|以及|[和与及跟](?=\0))*的?", " ", query)
    query = " ".join(query.split())
    return query if re.search(r"\w{2}", query) else ""


def _alias(text: str) -> str:
    for long, short in _BODY_ALIASES:
        text = text.replace(long, short)
    return text
