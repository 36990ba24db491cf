"""How large a text may be to be read as a plan; a larger one ends in one line that says so."""

import re

from corpus.clean import SYLLABLE
from corpus.errors import CewenError

#: Characters; a whole plan pasted on one line is about as long.
MAX_LINE = 20_000
#: Lines that are not blank; the longest of five real plans has some 440.
MAX_LINES = 20_000
#: Letters and figures without a break: a picture or a key in base64, no word.
MAX_WORD = 300
#: Runs of damaged characters; the worst of five real plans has 21, and each takes some 25 ms.
MAX_DAMAGE = 300
_DAMAGE = re.compile(rf"\?(?:{SYLLABLE}\)|[;?])")
_PINYIN = re.compile(rf"{SYLLABLE}[)）]")
_WORD = re.compile(rf"[A-Za-zü0-9+/=_]{{{MAX_WORD + 1}}}")


def check_size(text: str, source: str) -> None:
    """Passes a text that may be a plan.

    Raises:
        CewenError: the text has too many lines or damaged characters, a line is too long, or one
            holds encoded data.
    """
    lines = text.split("\n")
    count = sum(bool(line.strip()) for line in lines)
    if count > MAX_LINES:
        raise CewenError(
            f"{source}：有 {count} 行文字，一份文件最多 {MAX_LINES} 行，"
            "请拆分或只留方案本身再加入。"
        )
    for number, line in enumerate(lines, start=1):
        if len(line) <= MAX_WORD:
            continue
        if _WORD.search(line):
            raise CewenError(
                f"{source}：第 {number} 行夹有编码数据（如嵌入的图片），请删去后再加入。"
            )
        if len(line) > MAX_LINE:
            raise CewenError(
                f"{source}：第 {number} 行长达 {len(line)} 字，一行最多 {MAX_LINE} 字，"
                "请按段落分行后再加入。"
            )
    damaged = sum(len(_DAMAGE.findall(line)) for line in lines if _PINYIN.search(line))
    if damaged > MAX_DAMAGE:
        raise CewenError(f"{source}：约有 {damaged} 处乱码，无法引用，请换一份完好的原文件再加入。")
