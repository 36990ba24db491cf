"""Plain text and Markdown, in whatever encoding they are."""

import codecs
import re

from charset_normalizer import from_bytes

from corpus.errors import CewenError
from corpus.source import Source

_BLOCK_MARK = re.compile(r"^\s*(?:#{1,6}\s+|>\s?|[-*+]\s+)+")
_EMPHASIS = re.compile(r"(\*\*|__|`)(.+?)\1")
#: Some 250 frequent characters, simplified and traditional, and the punctuation between them:
#: about half of any Chinese text, and next to nothing of bytes read in the wrong encoding.
_FREQUENT = frozenset(
    "，。、；：（）“”《》　〔〕"
    "的一是不了在人有他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后"
    "小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已从动两长"
    "市局区电建业单碳位万达设化工责源新任改政低绩机管排委产展水分合量理企放比率实热供务推资高城环部项煤全"
    "配点每度运收钢制色态县造级降府林瓦通目利车标与境力装二料元重信减集站场立气次施平提组节耗园革牵期线内"
    "物按采处少数增统核加入条占乡镇关各实现"
    "個們來這為國說時後過學對兩動長佔內務區單園場態採數於會條業標機氣減熱產環發節級組統綠線縣與萬處裝製"
    "設責資車運達鋼開電項頭點鄉鎮關現實無還從見經當廣導應體"
)
#: In order of preference between equals; ``errors="replace"`` marks what does not fit as U+FFFD.
_ENCODINGS = ("utf-8", "gb18030", "big5hkscs", "utf-16-le", "utf-16-be")
_SAMPLE = 1 << 18  # bytes; even, so that UTF-16 is not cut inside a character
_CONVINCING = 0.15  # of the characters beyond ASCII; the right encoding has 0.3 and more
_ERROR_WEIGHT = 5.0  # one undecodable byte weighs as much as five frequent characters
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_plain_text(data: bytes, name: str) -> Source:
    """The text of a plain text file; line ends become ``\\n``.

    Raises:
        CewenError: the bytes are no text.
    """
    text = decode(data)
    if text is None:
        raise CewenError(f"{name}：不是文本文件（内容像图片或程序），请提供方案的文本。")
    return Source(text.replace("\r\n", "\n").replace("\r", "\n"), notes=undecoded(text))


def read_markdown(data: bytes, name: str) -> Source:
    """The text of a Markdown file, line for line, without the marks of headings and emphasis.

    Raises:
        CewenError: the bytes are no text.
    """
    read = read_plain_text(data, name)
    lines = [_EMPHASIS.sub(r"\2", _BLOCK_MARK.sub("", line)) for line in read.text.split("\n")]
    return Source("\n".join(lines), notes=read.notes)


def decode(data: bytes, declared: str = "") -> str | None:
    """Text in whatever encoding it is in, or None for binary data.

    The content decides: each likely encoding is tried, and the one that gives the most frequent
    Chinese characters and the fewest errors is taken. ``declared``, the encoding that a page
    states, is believed only where the content decides nothing. What cannot be decoded in an
    otherwise clear text becomes U+FFFD.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    valid = None if b"\0" in data else _decode_strictly(data, "utf-8")
    if valid is not None and valid.isascii():
        return valid
    # Of a text whose bytes beyond ASCII are few and late, that part is what tells.
    tail = re.search(rb"[\x80-\xff]", data)
    start = max((tail.start() if tail else 0) - 64, 0) // 2 * 2
    sample = data[start : start + _SAMPLE]
    if valid is not None and _plausibility(sample, "utf-8") >= _CONVINCING:
        return valid
    candidates = _ENCODINGS[3:] if b"\0" in data else _ENCODINGS
    scores = {encoding: _plausibility(sample, encoding) for encoding in candidates}
    best = max(candidates, key=lambda encoding: scores[encoding])
    if scores[best] >= _CONVINCING:
        return data.decode(best, "replace")
    if b"\0" in data or valid is not None:
        return valid
    text = _decode_strictly(data, declared) if declared else None
    return text if text is not None else _guess(data)


def undecoded(text: str) -> tuple[str, ...]:
    """A note on the spots that could not be decoded, if any."""
    spots = len(re.findall("\ufffd+", text))
    return (f"有 {spots} 处字节无法解码，以 \ufffd 标出，引用前请核对原文件",) if spots else ()


def _decode_strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _plausibility(sample: bytes, encoding: str) -> float:
    """The share of frequent characters beyond ASCII, less what errors weigh; at most 1."""
    if encoding.startswith("utf-16"):
        sample = sample[: len(sample) // 2 * 2]
    text = sample.decode(encoding, "replace")[:-1] if len(sample) == _SAMPLE else ""
    beyond = [char for char in text or sample.decode(encoding, "replace") if char > "\x7f"]
    if not beyond:
        return 0.0
    errors = beyond.count("\ufffd")
    return (sum(char in _FREQUENT for char in beyond) - _ERROR_WEIGHT * errors) / len(beyond)


def _guess(data: bytes) -> str | None:
    try:
        # GB18030 before guessing: it is what Chinese offices use, and it rejects Big5 text mostly.
        best = from_bytes(data, cp_isolation=["gb18030", "big5hkscs", "big5"]).best()
    except (ValueError, UnicodeError):
        return None
    return None if best is None else str(best)
