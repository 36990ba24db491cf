"""What the signs of Word's symbol fonts are in Unicode: ≤ and ☑ are stored as letters of a font."""


def _by_code(first: int, signs: str) -> dict[int, str]:
    return {first + offset: sign for offset, sign in enumerate(signs)}


def _listed(entries: str) -> dict[int, str]:
    """``A3≤ A5∞``: each code, then its sign."""
    return {int(entry[:2], 16): entry[2] for entry in entries.split()}


#: The signs that plans use, out of Unicode's table SYMBOL.TXT and the fonts' own charts.
_FONTS = {
    "symbol": _by_code(0x61, "αβχδεφγηιϕκλμνοπθρστυϖωξψζ")
    | _listed("44Δ 53Σ 57Ω 2B+ 2D− 3C< 3D= 3E> A3≤ A5∞ AB↔ AC← AD↑ AE→ AF↓ B0° B1± B3≥ B4× B7•")
    | _listed("B8÷ B9≠ BA≡ BB≈ BC… D7⋅ E5∑"),
    "wingdings": _by_code(0x81, "①②③④⑤⑥⑦⑧⑨⑩")
    | _by_code(0x8C, "❶❷❸❹❺❻❼❽❾❿")
    | _listed("6C● 6D○ 6E■ 6F□ 71□ 72□ 75◆ 76❖ 9F• A7▪ A8□ AB★ D8➢ E0→ F0⇨ FB✗ FC✓ FD☒ FE☑"),
    "wingdings 2": _listed("50✓ 51☒ 52☑ 53☒ 54☒ 98● A3□"),
}


def symbol_text(font: str, code: str) -> str | None:
    """The character of a w:sym (``F0B3`` of the font Symbol is ≥); None where it is not known."""
    try:
        number = int(code, 16)
    except ValueError:
        return None
    known = _FONTS.get(font.lower())
    if known is not None:
        return known.get(number & 0xFF)
    in_unicode = 0x20 <= number < 0xD800 or 0xF900 <= number <= 0xFFFD
    return chr(number) if in_unicode else None
