"""Portal pages around the sample plans: the same measures come out as from the plain text."""

import email.message
import html
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from corpus import CewenError
from corpus.parse import parse_bytes
from corpus.readers.html import read_html, read_mhtml

SAMPLES = Path(__file__).parent.parent / "corpus" / "samples"
NUMBER = "01234567-8/2023-00123"
#: The same entries in the markups that portals use; blanks and colons inside the labels.
TABLES = {
    "table": f"<table><tr><td><b>索 引 号：</b></td><td>{NUMBER}</td><td>主题分类：</td><td></td>"
    "</tr><tr><td>发布机构：</td><td>云泽市<span>人民政府</span></td><td>文　　号：</td>"
    "<td>云政发〔2023〕8号</td></tr><tr><td>标　　题：</td>"
    "<td colspan=3>云泽方案</td></tr></table>",
    "dl": f"<dl><dt>索引号</dt><dd>{NUMBER}</dd><dt>主题分类</dt><dd></dd><dt>发布机构</dt>"
    "<dd>云泽市人民政府</dd><dt>文号</dt><dd>云政发〔2023〕8号</dd><dt>标题</dt><dd>云泽方案</dd></dl>",
    "ul": f"<ul><li>索&nbsp;引&nbsp;号：{NUMBER}</li><li>主题分类：</li><li>发布机构："
    "<span>云泽市人民政府</span></li><li>【文号】：云政发〔2023〕8号</li>"
    "<li>标题: 云泽方案</li></ul>",
    "div": f"<div><div><span>索引号</span><span>{NUMBER}</span></div><div><label>主题分类</label>"
    "</div><div><span>发布机构</span> <span>云泽市人民政府</span></div><div><em>文号</em>"
    "<p>云政发〔2023〕8号</p></div><div><b>标题</b><i>云泽方案</i></div></div>",
}
STATED = [
    ("索引号", NUMBER),
    ("发布机构", "云泽市人民政府"),
    ("文号", "云政发〔2023〕8号"),
    ("标题", "云泽方案"),
]


def _paragraph(line: str, style: str) -> str:
    text = html.escape(line.strip(), quote=False)
    if style == "indented":
        return f'<p style="text-indent:2em">&emsp;&emsp;{text}</p>\n'
    if style == "breaks":
        return f"&nbsp;&nbsp;&nbsp;&nbsp;{text}<br>\r\n<br />\r\n"
    if style == "divs":
        return f"<div>　　{text}</div>"
    if style == "strong":
        return re.sub(r"^(.{1,30}?。)?(.*)$", r"<p><span><strong>\1</strong></span>\2</p>", text)
    number, rest = re.fullmatch(r"([（(]?[\d一二三四五六七八九十]*[)）、.．]?)(.*)", text).groups()  # type: ignore[union-attr]
    return (  # pasted from Word: cut into spans, with conditional comments and Office's own tags
        "<p class=MsoNormal style='mso-char-indent-count:2'><!--[if mso]><xml>x</xml><![endif]-->"
        f'<b><span\nstyle="font-family:楷体">{number}</span></b><span lang=EN-US><o:p></o:p></span>'
        f"<span>{rest}</span><span lang=EN-US><o:p>&nbsp;</o:p></span></p>"
    )


def _body(text: str, style: str) -> str:
    """The plan in paragraphs; a 专栏 and its indented lines in a table where pages have tables."""
    parts: list[str] = []
    lines = [line for line in text.split("\n") if line.strip()]
    while lines:
        line = lines.pop(0)
        if style in ("indented", "word") and line.strip().startswith("专栏"):
            box = [line]
            while lines and lines[0].startswith(("\t", " ", "　", "（1", "（2", "（3")):
                box.append(lines.pop(0))
            rows = "".join(f"<tr><td><p>{html.escape(row)}</p></td></tr>" for row in box)
            parts.append(f"<table border=1><tbody>{rows}</tbody></table>")
        else:
            parts.append(_paragraph(line, style))
    return "".join(parts)


def _page(body: str, charset: str = "utf-8", table: str = TABLES["table"]) -> str:
    return f"""<!DOCTYPE html><html><head><meta charset="{charset}">
<title>云泽方案_云泽市人民政府</title><meta name="PubDate" content="2023-03-21 10:20">
<meta name="ContentSource" content="市政府办公室"><style>p {{ color: red }}</style></head><body>
<script>var a = "一、脚本";</script><ul class="nav"><li><a href="/">首页</a></li>
<li><a href="/hd">互动交流</a></li></ul><form><input value="请输入"><button>搜索</button></form>
<div>当前位置：<a href="/">首页</a> &gt; <a href="/z">政务公开</a> &gt; 正文</div>{table}
<div class="info"><span>发布时间：2023-03-21</span><span>来源：市政府办公室</span>
<span>浏览次数：1286</span></div><div>字号：[<a href="javascript:f(1)">大</a> 中 小]</div>
<div>分享到：<a href="#">微信</a><a href="#">微博</a></div>
<div class="TRS_Editor" id="printArea">{body}</div>
<div>附件：<a href="/p/a.docx">云泽方案全文.docx</a></div>
<div class="tools"><a href="javascript:print()">【打印本页】</a> 【关闭窗口】</div>
<div class="ewm"><p>扫一扫在手机打开当前页</p></div><h3>相关阅读</h3>
<ul><li><a href=1>《云泽方案》政策解读，十问十答，一看就懂</a></li><li>1.一图读懂</li></ul>
<p>免责声明：本网站转载的信息仅供参考，不代表本站观点，如有侵权请及时与我们联系，我们将尽快处理。</p>
<div style="display: none">一、隐藏的标题</div><div hidden>二、也隐藏</div>
<div class="footer"><p>主办：云泽市人民政府办公室　承办：大数据局</p><p><a href=x>网站地图</a></p>
<p>某ICP备12345678号-1　网站标识码：1234567890</p></div><noscript>请启用脚本</noscript>
</body></html>"""


def _measures(data: bytes, name: str) -> dict[str, str]:
    """Address in the document → text; a page states a date that the text may lack, in the id."""
    measures = parse_bytes(data, name).measures
    return {m.id.partition("/")[2]: "".join(m.text.split()) for m in measures}


PAGES = [
    ("yunze", "indented", "utf-8", "table"),
    ("yunze", "breaks", "gb18030", "dl"),
    ("yunze", "word", "utf-16", "ul"),
    ("lanweng", "indented", "gb18030", "div"),
    ("lanweng", "word", "utf-8", "table"),
    ("chengyuan", "strong", "big5", "table"),
    ("chengyuan", "breaks", "gb18030", "ul"),
    ("linzhuo", "divs", "gb18030", "ul"),
    ("qingyan", "divs", "utf-8", "div"),
    ("shuoling", "word", "gb18030", "dl"),
    ("wangxiu", "strong", "gb18030", "ul"),
]


@pytest.mark.parametrize(("name", "style", "encoding", "table"), PAGES)
def test_a_page_gives_the_measures_of_the_text(
    name: str, style: str, encoding: str, table: str
) -> None:
    text = (SAMPLES / f"{name}.txt").read_text(encoding="utf-8")
    page = _page(_body(text, style), encoding, TABLES[table])
    data = page.encode(encoding, "xmlcharrefreplace")
    assert _measures(data, f"{name}.html") == _measures(text.encode(), f"{name}.txt")


def test_the_text_is_the_plan_and_nothing_of_the_page() -> None:
    text = (SAMPLES / "yunze.txt").read_text(encoding="utf-8")
    read = read_html(_page(_body(text, "indented")).encode(), "x.html")
    assert read.text == text


def test_the_plan_spread_over_several_blocks_is_whole() -> None:
    text = (SAMPLES / "yunze.txt").read_text(encoding="utf-8")
    head, *parts = re.split(r"(?m)^(?=[一二三四]、)", text)
    body = "".join(f"<div><div>{_body(part, 'indented')}</div></div>" for part in parts)
    menu = "<ul class=side-menu><li>1.目录</li></ul>"
    page = f"<html><body><h1>{_body(head, 'divs')}</h1>{menu}{body}</body></html>"
    assert _measures(page.encode(), "a.htm") == _measures(text.encode(), "a.txt")


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_what_the_portal_states(table: str) -> None:
    read = read_html(_page("<p>一、重点任务</p><p>推广光伏。</p>", table=table).encode(), "x.html")
    assert read.stated == (
        ("网页标题", "云泽方案_云泽市人民政府"),
        ("发布日期", "2023-03-21 10:20"),
        ("来源", "市政府办公室"),
        *STATED,
        ("发布时间", "2023-03-21"),
    )
    assert read.text == "一、重点任务\n推广光伏。\n"
    assert read.notes == ("页面附有“云泽方案全文.docx”，未随正文读入，如有需要请下载后加入",)


#: What stands in a page's body → its lines.
SHOWN = {
    "ordered": ("<ol><li>甲</li><li>乙</li></ol>", "1.甲\n2.乙"),
    "start-and-value": (
        "<ol start=3><li>甲</li><li value=9>乙</li><li>丙</li></ol>",
        "3.甲\n9.乙\n10.丙",
    ),
    "han": (
        '<ol style="list-style-type: cjk-ideographic" start=9><li>甲</li><li>乙<li>丙</ol>',
        "九、甲\n十、乙\n十一、丙",
    ),
    "nested": (
        '<ol style="list-style:simp-chinese-informal inside"><li>甲<ol><li>子</li><li><p>丑</p>'
        "<p>续</p></li></ol></li><li>乙</li></ol>",
        "一、甲\n1.子\n2.丑\n续\n二、乙",
    ),
    "letters": (
        "<ol type=a start=27><li>甲</li></ol><ol type=I start=4><li>乙</li></ol>",
        "aa.甲\nIV.乙",
    ),
    "reversed": ("<ol reversed><li>甲</li><li>乙</li></ol>", "2.甲\n1.乙"),
    "own-number": ("<ol><li>（一）甲</li><li>2．乙</li></ol>", "（一）甲\n2．乙"),
    "no-number": ('<ol style="list-style:none"><li>甲</li></ol><ul><li>乙</li></ul>', "甲\n乙"),
    "figure": ("<ol><li>5万千瓦</li></ol>", "1. 5万千瓦"),
    "row": ("<table><tr><th>项目</th><th>年份</th></tr><tr><td>光伏</td><td>2025</td></tr></table>",
            "项目 年份\n光伏 2025"),
    "cell-of-lines": (
        "<table><tr><td>专栏1</td><td>（1）甲<br>（2）乙</td></tr></table>",
        "专栏1\n（1）甲\n（2）乙",
    ),
    "blanks": ("<p>云&nbsp;泽　市\n  政&emsp;府</p>", "云 泽 市政 府"),
    "latin-wrap": ("<p>the\nplan</p>", "the plan"),
    "kept-lines": ("<pre>甲\n<b>乙</b>\r\n丙</pre>", "甲\n乙\n丙"),
    "ruby": ("<p><ruby>進<rp>(</rp><rt>jìn</rt><rp>)</rp></ruby>行</p>", "進行"),
    "entities": ("<p>CO<sub>2</sub>&lt;5&amp;6</p>", "CO2<5&6"),
    "repeated": ("<p>加强领导。</p><p>加强领导。</p>", "加强领导。\n加强领导。"),
    "hidden": (
        '<p>甲<span style="visibility:hidden">乙</span>丙</p><template>丁</template>',
        "甲丙",
    ),
    "contents": ('<p><a href="#a">二、末尾……3</a></p><p>甲</p>', "甲"),
    "linked-law": ('<p><a href="/law">《节约能源法》</a></p>', "《节约能源法》"),
    "heading-links-back": ('<p><a href="#toc">（一）只有这里有</a></p>', "（一）只有这里有"),
}  # fmt: skip


@pytest.mark.parametrize(("inner", "expected"), SHOWN.values(), ids=SHOWN)
def test_text_is_as_a_browser_shows_it(inner: str, expected: str) -> None:
    page = f"<html><body><p>一、开头</p>{inner}<p>二、末尾</p></body></html>"
    assert read_html(page.encode(), "x.html").text == f"一、开头\n{expected}\n二、末尾\n"


SHELLS = {
    "app": "<div id=app></div><script src=a.js></script><noscript>一、请启用脚本</noscript>",
    "only-links": "<ul><li><a href=/>首页</a></li><li><a href=/b>1.政务公开</a></li></ul>",
    "only-footer": "<div class=footer>版权所有 云泽市人民政府 网站标识码：1234567890</div>",
    "nothing": "",
}


@pytest.mark.parametrize("inner", SHELLS.values(), ids=SHELLS)
def test_a_page_without_a_body_is_refused(inner: str) -> None:
    with pytest.raises(CewenError) as error:
        read_html(f"<html><head><title>云泽</title></head><body>{inner}".encode(), "x.html")
    assert str(error.value) == "x.html：页面里没有正文，请另存完整网页或复制正文。"


def test_hundreds_of_unclosed_tags_lose_nothing() -> None:
    page = "<html><body>" + "".join(f"<font><b><p>{n}.推广光伏" for n in range(1, 401))
    read = read_html(page.encode(), "x.html")
    assert read.text.split("\n")[:-1] == [f"{n}.推广光伏" for n in range(1, 401)]
    assert read.notes == ()
    deeper = read_html((page + "<i>" * 3000 + "<p>401.末尾").encode(), "x.html")
    assert "嵌套过深" in deeper.notes[0]


BODY = "<p>一、重点任务</p><p>（一）推广光伏。在学校屋顶安装光伏板。</p>"


@pytest.mark.parametrize(("charset", "encoding"), [("gb2312", "utf-8"), ("utf-8", "gb18030")])
def test_the_content_is_believed_before_the_page(charset: str, encoding: str) -> None:
    page = f'<html><head><meta charset="{charset}"></head><body>{BODY}</body></html>'
    assert read_html(page.encode(encoding), "x.html").text.startswith("一、重点任务\n")


def test_a_broken_byte_is_marked_and_noted() -> None:
    data = f"<html><body>{BODY * 20}</body></html>".encode().replace("光伏".encode(), b"\xff", 1)
    read = read_html(data, "x.html")
    assert "推广\ufffd。" in read.text
    assert read.notes == ("有 1 处字节无法解码，以 \ufffd 标出，引用前请核对原文件",)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_page_saved_as_one_file(encoding: str) -> None:
    message = email.message.EmailMessage()
    frame = "<html><body><p>一、广告</p></body></html>"
    for content in (frame, f'<html><meta charset="{encoding}"><body>{BODY}</body></html>'):
        message.add_related(content.encode(encoding), "text", "html", cte="quoted-printable")
    read = read_mhtml(message.as_bytes(), "x.mht")
    assert read.text == "一、重点任务\n（一）推广光伏。在学校屋顶安装光伏板。\n"


@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice to write a page")
def test_a_page_that_libreoffice_wrote(tmp_path: Path) -> None:
    shutil.copy(SAMPLES / "yunze.txt", tmp_path)
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
         "--infilter=Text (encoded):UTF8", "--convert-to", "html", "--outdir", str(tmp_path),
         str(tmp_path / "yunze.txt")],
        check=True, capture_output=True, timeout=90,
    )  # fmt: skip
    text = (tmp_path / "yunze.txt").read_bytes()
    page = (tmp_path / "yunze.html").read_bytes()
    assert _measures(page, "yunze.html") == _measures(text, "yunze.txt")
