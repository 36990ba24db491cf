"""English questions in the field's Chinese: phrase by phrase, from a table.

The bundled model is weak across languages and BM25 finds nothing, so an English question is
searched in Chinese as far as the table knows its words.
"""

import re
from functools import cache
from importlib.resources import files

_HAN = re.compile("[\u3400-\u9fff]")
_LATIN_WORDS = re.compile(r"[a-z]{2,}")
_FUNCTION_WORDS = frozenset(
    "a an and any are as at be by can do does for from has have how i in is it many much must of "
    "on or should that the their there they this to was what when where which who will with "
    "city cities local plan plans policy policies measure measures requirement requirements".split()
)


def to_chinese(query: str) -> str:
    """A folded English query in Chinese; any other query, or one without a known word, as it is.

    Figures stay, and so does a word that the table does not know: that it occurs nowhere speaks
    against an answer. `solar target for 2025` is 太阳能 光伏 目标 2025.
    """
    if _HAN.search(query) or not _LATIN_WORDS.search(query):
        return query
    words = [match[0] for match in _pattern().finditer(query.replace("-", " "))]
    chinese = " ".join(
        dict.fromkeys(_glossary().get(word, word) for word in words if word not in _FUNCTION_WORDS)
    )
    return chinese if _HAN.search(chinese) else query


def knows_english(word: str) -> bool:
    """Whether a folded word is English that the table or the grammar knows."""
    return word in _FUNCTION_WORDS or word in _glossary()


@cache
def _glossary() -> dict[str, str]:
    """English phrase → Chinese, from ``glossary.tsv``."""
    text = (files("qa") / "glossary.tsv").read_text(encoding="utf-8")
    pairs = (line.split("\t") for line in text.splitlines() if line)
    return {english.replace("-", " "): chinese for english, chinese in pairs}


@cache
def _pattern() -> re.Pattern[str]:
    """The longest known phrase first, then any word or number."""
    phrases = sorted(map(re.escape, _glossary()), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(phrases)})\b|\d+(?:\.\d+)?%?|[a-z]+")
