"""What words sound like: a mistyped 充电庄 or a typed-out chongdianzhuang is 充电桩 by its sound.

Built with the indexes, so that a question needs no dictionary of readings (0.2 s to load).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from index.lexical import split_words

_HAN = re.compile("[\u4e00-\u9fff]+")
_MAX_CHARS = 6
_MIN_TEXTS = 2  # a word of one text may itself be mistyped


@dataclass(frozen=True, slots=True)
class Sounds:
    """Words of a library with how they are spelled in pinyin, and readings of characters.

    ``words`` are the most frequent first, each with its syllables joined by blanks; ``readings``
    has the usual reading of a character. Both are without tones, which people type without.
    """

    words: Mapping[str, str]
    readings: Mapping[str, str]

    def alike(self, said: str) -> str | None:
        """The word that sounds like ``said`` and shares a character with it, or None."""
        sounds = " ".join(self.readings.get(char, char) for char in said)
        return next(
            (
                word
                for word, syllables in self.words.items()
                if syllables == sounds and any(a == b for a, b in zip(word, said, strict=True))
            ),
            None,
        )

    def spelled(self, pinyin: str) -> str | None:
        """The word that is spelled so without tones and blanks, or None."""
        return next(
            (w for w, spelled in self.words.items() if spelled.replace(" ", "") == pinyin), None
        )

    @classmethod
    def build(cls, texts: Iterable[str], names: Iterable[str]) -> Sounds:
        """From the texts of a library, and names that count though few texts hold them."""
        # Imported here because only building needs it; it takes 0.2 s.
        from pypinyin import lazy_pinyin

        counts: Counter[str] = Counter()
        for text in texts:
            counts.update(_words_of(text))
        words = [*names, *(word for word, count in counts.most_common() if count >= _MIN_TEXTS)]
        spelled = {word: " ".join(lazy_pinyin(word)) for word in words}
        # The 6,763 characters of GB 2312 are what a question is typed in.
        common = [
            bytes((lead, trail)).decode("gb2312", "ignore")
            for lead in range(0xB0, 0xF8)
            for trail in range(0xA1, 0xFF)
        ]
        readings = {char: lazy_pinyin(char)[0] for char in common if char}
        return cls(spelled, readings)

    def save(self, path: Path) -> None:
        path.write_text(json.dumps([dict(self.words), dict(self.readings)], ensure_ascii=False))

    @classmethod
    def load(cls, path: Path) -> Sounds:
        return cls(*json.loads(path.read_text()))


def _words_of(text: str) -> set[str]:
    """The words of a text and every two neighbouring ones, of two to six characters."""
    found: set[str] = set()
    before = ""
    for word in split_words(text):
        if not _HAN.fullmatch(word):
            before = ""
            continue
        found |= {w for w in (word, before + word) if 2 <= len(w) <= _MAX_CHARS}
        before = word
    return found
