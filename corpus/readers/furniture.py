"""What a web page puts around a document: menus, buttons, disclaimers, links to other pages."""

import re

from corpus.readers.rendering import Element, PageLine

_TAGS = frozenset(("nav", "footer", "aside"))
#: Words of class and id that portals use; ``TRS_Editor`` and ``printArea`` hold documents.
_NAMES = re.compile(
    r"(?:^|[-_\s])(?:bd)?(?:share|sharebox|qrcode|qr|ewm|erweima|crumbs?|breadcrumbs?|position|location|"
    r"weizhi|related?|relate[ds]?|xgyd|xglj|xgwz|recommend|tuijian|pager|pagination|page-?nav|toolbar|"
    r"tools?|fontsize|footer|foot|nav|navbar|menu|sidebar|comments?|copyright|disclaimer|hot|rank|"
    r"search|banner|ads?)(?:$|[-_\s\d])",
    re.IGNORECASE,
)
#: Whole short lines: 首页 > 政务公开 > 正文, 字号：[大 中 小], 分享到：微信 微博, 浏览次数：1286.
_FURNITURE = re.compile(
    r"(?:您?(?:现在|当前)?的?(?:当前)?(?:所在)?位置(?:是)?|当前栏目)\s?[：:>].{0,80}"
    r"|首页\s?(?:[>›»/＞→]|&gt;).{0,80}"
    r"|[【\[]?\s?(?:字号|字体(?:大小)?)\s?[：:]?[\s\[\]【】（）()大中小默认特+\-A|]*"
    r"|(?:分享(?:到|至)?|转发到?)\s?[：:]?(?:微信|微博|新浪|QQ|空间|朋友圈|好友|更多|[\s、|])*"
    r"|[【\[]?\s?(?:打印(?:本页|此页|文章|页面)?|关闭(?:窗口|本页|页面)?|收藏|返回(?:顶部|首页|列表)|"
    r"下载(?:文字版|图片版)?|复制(?:链接|本文)?|纠错|语音播报|无障碍(?:阅读|浏览)?|放大|缩小)\s?[】\]]?"
    r"(?:[\s|【】\[\]]*(?:打印(?:本页|此页)?|关闭(?:窗口|本页)?|收藏|返回(?:顶部|首页)?))*[\s】\]|]*"
    r"|[^。；]{0,12}(?:扫一扫|微信扫码|扫描二维码|手机版二维码)[^。；]{0,24}"
    r"|(?:浏览|阅读|点击|访问)(?:次数|量|数)?\s?[：:]?\s?\d*\s?次?"
)
#: What begins the end of a page; the lines after it belong to other documents or to the site.
_PAGE_END = re.compile(
    r"(?:相关(?:阅读|链接|文章|推荐|解读|新闻|信息|稿件|政策|文件)|延伸阅读|推荐阅读|热门(?:推荐|文章)|新闻排行榜?"
    r"|政策解读|图解|友情链接|网站地图|关于我们|联系我们|上一[篇条页]|下一[篇条页])\s?(?:[：:>].*|[>》]*)"
    r"|[（(【\[]?(?:责任编辑|编辑|审核|初审|终审|供稿)\s?[：:].{0,40}"
    r"|(?:免责|特别|版权|郑重)?声明\s?[：:].*|(?:免责|版权)声明.{0,20}|凡(?:本网|来源|注明).{2,}(?:转载|版权|授权|本网).*"
    r"|.{0,12}版权所有.{0,60}|(?:主办|承办|技术支持|维护)(?:单位)?\s?[：:].{0,120}"
    r"|.{0,60}(?:ICP备|公网安备|网站标识码).{0,80}|展开全文|打开.{0,12}(?:APP|客户端).{0,20}"
)
_DATE = r"\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日"
#: Parts of a document that portals set in blocks of their own.
_OFFICIAL = re.compile(
    r"[（(](?:征求意见稿|试行|草案|修订稿|送审稿|公开征求意见稿)[)）]"
    r"|[\u4e00-\u9fff]{2,12}\s?[〔\[【（(［]\s?\d{4}\s?[〕\]】）)］]\s?\d{1,4}\s?号"
)
_DATE_LINE = re.compile(rf"{_DATE}|[二〇○零一三四五六七八九十年月日]{{9,12}}")
_CLOSING = re.compile(
    rf"(?:.{{4,30}})?{_DATE}(?:\s?印发)?|{_DATE_LINE.pattern}|(?:抄送|主送|分送)\s?[：:].*"
    r"|附件(?:\s?[\d一二三四五六七八九十]{1,2})?(?:[\s：:.、].*)?"
)
_SIGNATURE = re.compile(
    r"(?:[\u4e00-\u9fff]\s?){2,24}(?:政\s?府|委\s?员\s?会|办\s?公\s?[室厅]|局|厅|领导小组)"
)


def is_furniture(line: PageLine, holders: set[Element]) -> bool:
    """Whether a line is the page's own, by its wording or by the name of a block around it.

    Blocks in ``holders``, which enclose lines of the document, have no such name, whatever they
    are called.
    """
    return bool(_FURNITURE.fullmatch(line.text)) or in_furniture(line.block, holders)


def in_furniture(block: Element, holders: set[Element]) -> bool:
    """Whether a block, or one around it that is no holder, is a menu, a footer or the like."""
    element = block
    while element is not None and element not in holders:
        if element.tag in _TAGS or _NAMES.search(
            f"{element.get('class') or ''} {element.get('id') or ''}"
        ):
            return True
        element = element.getparent()
    return False


def opens_page_end(text: str) -> bool:
    """Whether a line begins what a page adds below a document: 相关阅读, 责任编辑, 版权所有."""
    return bool(_PAGE_END.fullmatch(text))


def is_official(text: str) -> bool:
    """Whether a line beside the body is part of the document: its 文号 or its status."""
    return bool(_OFFICIAL.fullmatch(text))


def is_closing(text: str) -> bool:
    """Whether a line below the body closes the document: a date, 附件, 抄送."""
    return bool(_CLOSING.fullmatch(text))


def is_signature(text: str) -> bool:
    """Whether a line may be the name of the body that signs."""
    return bool(_SIGNATURE.fullmatch(text))


def is_date(text: str) -> bool:
    """Whether a line is a date and nothing else."""
    return bool(_DATE_LINE.fullmatch(text))
