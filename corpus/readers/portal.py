"""What a government portal's page states of a document, beside its text."""

import re
from dataclasses import dataclass

from corpus.readers.rendering import Element, empty

#: Labels of the table above a document. Portals space them out and end them with a colon.
_LABELS = (
    "索引号 信息索引号 统一登记号 发文字号 发文文号 文件编号 文号 公文文号 "
    "发布机构 发文机关 发文机构 发文单位 联合发文单位 发布单位 发布部门 制发机关 制定机关 公开机构 "
    "公开主体 公开责任部门 责任部门 信息来源 文章来源 来源 "
    "成文日期 成文时间 生成日期 生成时间 发文日期 发文时间 签发日期 印发日期 "
    "发布日期 发布时间 公开日期 公开时间 生效日期 实施日期 施行日期 失效日期 废止日期 "
    "标题 名称 信息名称 文件名称 公文名称 "
    "主题分类 信息分类 分类 公文种类 文件类型 体裁分类 组配分类 服务对象分类 主题词 关键词 "
    "有效性 时效性 效力状态 是否有效 有效状态 文件状态 公开方式 公开类别 公开范围 公开程序 "
    "公开时限 作者"
).split()
#: Labels beside them that say nothing of the document; they end the value before them.
_NOISE = (
    "浏览次数 浏览量 阅读次数 阅读量 点击数 点击率 点击量 访问量 访问次数 浏览 阅读 点击 字号 字体 "
    "字体大小 分享到 分享 打印 收藏 责任编辑 编辑 视力保护色"
).split()
#: One of these a block must have; a project's own table in a plan has 名称 and 责任部门 too.
_TELLING = frozenset(
    "索引号 信息索引号 统一登记号 发文字号 发文文号 文号 公文文号 成文日期 有效性 发布日期 "
    "发布时间 公开日期 公开时间 发布机构 发文机关 来源 信息来源 文章来源".split()
)
_BLANK = r"[\s\u00a0\u2000-\u200b\u3000]*"


def _spaced(label: str) -> str:
    return _BLANK.join(label)


_ANY_LABEL = "|".join(
    _spaced(label) for label in sorted([*_LABELS, *_NOISE], key=len, reverse=True)
)
_LABEL_AND_COLON = re.compile(
    rf"(?:^|(?<=[\s\u3000|【\[]))[【\[]?{_BLANK}(?P<label>{_ANY_LABEL}){_BLANK}[】\]]?{_BLANK}[:：]"
)
_LABEL_ALONE = re.compile(
    rf"{_BLANK}[【\[]?{_BLANK}(?P<label>{_ANY_LABEL}){_BLANK}[】\]]?{_BLANK}[:：]?{_BLANK}"
)
_LABEL_HINT = re.compile(_ANY_LABEL)
_MIN_SHARE = 0.7  # of a block's characters are labels and values, else it is no such table
_MAX_VALUE = 200
_BLOCK_TAGS = frozenset("p div td th tr dt dd li table tbody ul ol dl br section h1 h2 h3".split())
#: The names of a page's <meta> entries, in lower case, and what Chinese portals call them.
_META = {
    "articletitle": "标题",
    "pubdate": "发布日期",
    "publishdate": "发布日期",
    "firstpublishedtime": "发布日期",
    "article:published_time": "发布日期",
    "contentsource": "来源",
    "source": "来源",
    "columnname": "栏目",
    "columntype": "栏目类别",
    "author": "作者",
    "sitename": "网站名称",
    "keywords": "关键词",
    "indexnumber": "索引号",
    "filenum": "发文字号",
    "docnumber": "发文字号",
    "publisher": "发布机构",
}

_FILE = re.compile(
    r"\.(?:docx?|wps|pdf|ofd|xlsx?|et|pptx?|txt|zip|rar|7z)(?:[?#]|$)", re.IGNORECASE
)
_MAX_NAMED = 3  # files named in a note; of more, the number

Stated = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Entries:
    """The labels and values found in a block, and how many of its characters they take."""

    pairs: tuple[tuple[str, str], ...]
    share: float


def page_title(root: Element) -> str:
    """The page's ``<title>``, or "" where it has none."""
    return " ".join("".join(root.xpath("string(//head/title[1]|//title[1])")).split())


def meta_entries(root: Element) -> Stated:
    """The entries of a page's ``<meta>`` elements, labelled in Chinese."""
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").strip().lower()
        value = " ".join((meta.get("content") or "").split())
        if name in _META and value:
            found.setdefault(_META[name], value[:_MAX_VALUE])
    return tuple(found.items())


def attached_files(root: Element) -> tuple[str, ...]:
    """A note on the files that a page offers beside its text, if any."""
    links = [a for a in root.iter("a") if _FILE.search(a.get("href") or "")]
    names = dict.fromkeys(" ".join(_text(a).split())[:60] for a in links)
    named = [name for name in names if name]
    if not named:
        return ()
    listed = "、".join(f"“{name}”" for name in named[:_MAX_NAMED])
    more = f"等 {len(named)} 个文件" if len(named) > _MAX_NAMED else ""
    return (f"页面附有{listed}{more}，未随正文读入，如有需要请下载后加入",)


def take_tables(root: Element) -> Stated:
    """Takes the blocks of labels and values (索引号, 发文字号 …) out of the tree.

    A block counts, whatever its markup (table, dl, ul, div), when it has two labels with values
    and they make up most of its text. Values keep the page's wording; labels lose blanks and
    colons.
    """
    found: list[tuple[str, str]] = []
    pending = [root]
    while pending:
        element = pending.pop()
        if not isinstance(element.tag, str) or not _LABEL_HINT.search(_text(element)):
            continue
        entries = _entries(element)
        telling = any(label in _TELLING for label, _ in entries.pairs)
        if telling and len(entries.pairs) >= 2 and entries.share >= _MIN_SHARE:
            found += entries.pairs
            empty(element)
        else:
            pending += reversed(list(element))
    return tuple(dict.fromkeys(found))


def _text(element: Element) -> str:
    return "".join(element.itertext())


def _entries(element: Element) -> _Entries:
    """Reads a block as labels, each followed by its value up to the next label or block."""
    pairs: list[tuple[str, str]] = []
    label, value = "", ""
    counted = total = 0

    def close() -> None:
        nonlocal label, value, counted
        cleaned = " ".join(value.split()).strip("：: 　")
        if len(cleaned) <= _MAX_VALUE:
            counted += len(label) + len("".join(value.split()))
            if cleaned and label and label not in _NOISE:
                pairs.append((label, cleaned))
        label, value = "", ""

    for chunk in _chunks(element):
        if chunk is None:
            if value.strip("：: \n\t\u00a0\u3000"):
                close()
            continue
        # Runs of blanks would make the patterns, which allow blanks everywhere, slow.
        chunk = re.sub(r"\s+", " ", chunk)
        total += len("".join(chunk.split()))
        alone = _LABEL_ALONE.fullmatch(chunk)
        spots = [alone] if alone else list(_LABEL_AND_COLON.finditer(chunk))
        before = chunk[: spots[0].start()] if spots else chunk
        value += before if label else ""
        for spot, following in zip(spots, [*spots[1:], None], strict=False):
            close()
            label = "".join(spot["label"].split())
            counted += len("".join(spot[0].split())) - len(label)
            value = "" if alone else chunk[spot.end() : following.start() if following else None]
    close()
    return _Entries(tuple(pairs), counted / total if total else 0.0)


def _chunks(element: Element) -> list[str | None]:
    """The texts below an element in order; None where a block begins or ends."""
    chunks: list[str | None] = [element.text] if element.text else []
    stack = [iter(element)]
    open_elements = [element]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
            done = open_elements.pop()
            if done is not element:
                chunks += [None] if done.tag in _BLOCK_TAGS else []
                chunks += [done.tail] if done.tail else []
            continue
        chunks += [None] if child.tag in _BLOCK_TAGS else []
        chunks += [child.text] if child.text else []
        stack.append(iter(child))
        open_elements.append(child)
    return chunks
