"""How Word writes a counter: 一, 壹, ①, ⅳ and the other styles of w:numFmt.

Source: ECMA-376 Part 1, 17.18.59 (ST_NumberFormat); where Word differs, [MS-OI29500] 2.1.540.
A counter that a style has no sign for, such as the 21st ⑳, is written in Arabic digits.
"""

from collections.abc import Callable

_HAN = "〇一二三四五六七八九"
_HAN_ROUND = "○一二三四五六七八九"
_FULL_WIDTH = "０１２３４５６７８９"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC")),
    *((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)


def write_numeral(value: int, style: str) -> str | None:
    """A counter (0 and up) in a style of w:numFmt; None for a style not known here."""
    write = _WRITERS.get(style)
    return None if write is None else write(value) or str(value)


def _digits(digits: str) -> Callable[[int], str]:
    """Place by place: 12 is 一二."""
    return lambda value: "".join(digits[int(digit)] for digit in str(value))


def _signs(first: str, last: str) -> Callable[[int], str]:
    """Signs that follow one another in Unicode, the first of them for 1."""
    return lambda value: (
        chr(ord(first) + value - 1) if 1 <= value <= ord(last) - ord(first) + 1 else ""
    )


def _one_of(signs: str) -> Callable[[int], str]:
    return lambda value: signs[value - 1] if 1 <= value <= len(signs) else ""


def _grouped(
    digits: str, units: str, *, zero: bool, one: bool, short_ten: bool
) -> Callable[[int], str]:
    """With 十, 百 and 千, up to 9999.

    ``zero``: 101 is 一百零一, not 百一; ``one``: 111 is 一百一十一, not 百十一;
    ``short_ten``: 12 is 十二, not 壹拾贰.
    """

    def write(value: int) -> str:
        if value > 9999:
            return ""
        text = ""
        for power in (3, 2, 1, 0):
            digit = value // 10**power % 10
            if digit:
                named = power == 0 or one or digit > 1
                text += (digits[digit] if named else "") + (units[power - 1] if power else "")
            elif zero and text and not text.endswith(digits[0]) and value % 10**power:
                text += digits[0]
        short = short_ten and 10 <= value < 20
        return (text[1:] if short and one else text) or digits[0]

    return write


def _below_hundred(digits: str) -> Callable[[int], str]:
    """With 十 up to 99, then place by place: 100 is 一○○."""
    small = _grouped(digits, "十百千", zero=True, one=True, short_ten=True)
    large = _digits(digits)
    return lambda value: small(value) if value < 100 else large(value)


def _letters(first: str) -> Callable[[int], str]:
    """Z is followed by AA, BB, CC: the letter is repeated."""

    def write(value: int) -> str:
        times, letter = divmod(value - 1, 26)
        return chr(ord(first) + letter) * (times + 1) if 1 <= value <= 780 else ""

    return write


def _roman(value: int) -> str:
    text = ""
    for size, sign in _ROMAN if value < 4000 else ():
        text += sign * (value // size)
        value %= size
    return text


_THOUSANDS = _grouped("零一二三四五六七八九", "十百千", zero=True, one=True, short_ten=True)
_WRITERS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": "{:02}".format,
    "decimalFullWidth": _digits(_FULL_WIDTH),
    "decimalFullWidth2": _digits(_FULL_WIDTH),
    "numberInDash": "- {} -".format,
    "decimalEnclosedCircle": _signs("①", "⑳"),
    "decimalEnclosedCircleChinese": _signs("①", "⑳"),
    "decimalEnclosedFullstop": _signs("⒈", "⒛"),
    "decimalEnclosedParen": _signs("⑴", "⒇"),
    "ideographEnclosedCircle": _signs("㈠", "㈩"),
    "chineseCounting": _below_hundred(_HAN_ROUND),
    "taiwaneseCounting": _below_hundred(_HAN_ROUND),
    "chineseCountingThousand": _THOUSANDS,
    "taiwaneseCountingThousand": _THOUSANDS,
    "japaneseCounting": _grouped(_HAN, "十百千", zero=False, one=False, short_ten=True),
    "chineseLegalSimplified": _grouped(
        "零壹贰叁肆伍陆柒捌玖", "拾佰仟", zero=True, one=True, short_ten=False
    ),
    "ideographLegalTraditional": _grouped(
        "零壹貳參肆伍陸柒捌玖", "拾佰仟", zero=True, one=True, short_ten=False
    ),
    "ideographDigital": _digits(_HAN),
    "japaneseDigitalTenThousand": _digits(_HAN),
    "taiwaneseDigital": _digits(_HAN_ROUND),
    "ideographTraditional": _one_of(_STEMS),
    "ideographZodiac": _one_of(_BRANCHES),
    "upperLetter": _letters("A"),
    "lowerLetter": _letters("a"),
    "upperRoman": _roman,
    "lowerRoman": lambda value: _roman(value).lower(),
}
