"""Characters that look like Chinese text and are coded as something else."""

import re
import unicodedata

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff，。、；：（）“”《》"
_SPACED = re.compile(rf"(?<=[{_HAN}])[ \u00a0](?=[{_HAN}])")
_CLOSE = re.compile(rf"(?<=[{_HAN}])(?=[{_HAN}])")
#: Radicals and compatibility forms with a decomposition: ⼀ ⽅ ⾯ 﨑.
_FOLDED = re.compile(r"[\u2e9f\u2ef3\u2f00-\u2fdf\uf900-\ufaff]")
#: Radicals without one. A font draws them with the glyph of the character, and some
#: programs write the radical's code when they print: ⻓期, ⻛电, ⺠⽣.
_RADICALS = str.maketrans(
    "⺁⺇⺌⺎⺟⺠⺩⺫⺬⺮⺶⺷⺻⺼⻁⻄⻅⻆⻉⻋⻌⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰",
    "厂几小兀母民王目示竹羊羊聿肉虎西见角贝车辶长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙",
)


def plain_characters(texts: list[str]) -> list[str]:
    """The runs of a page in ordinary characters, and without a blank after each of them."""
    texts = [
        _FOLDED.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text).translate(
            _RADICALS
        )
        for text in texts
    ]
    spaced = sum(len(_SPACED.findall(text)) for text in texts)
    close = sum(len(_CLOSE.findall(text)) for text in texts)
    return [_SPACED.sub("", text) for text in texts] if spaced > max(close, 20) else texts
