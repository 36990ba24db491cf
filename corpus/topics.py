"""What a measure is about, by rule: the words of each topic, in its title, headings and text.

``topics.tsv`` names the topics in the order of the national plan: a description, the words that
tell a topic in a title or a heading, and the words that tell it anywhere.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from corpus.bodies import find_bodies
from corpus.document import Measure

#: What each place is worth where it tells a topic at all: the title, the nearest heading, the
#: heading above it, and the text. Chosen together with the figures of ``index.topics``.
_TITLE, _HEADING, _UPPER_HEADING, _TEXT = 3.0, 1.0, 0.5, 3.0
#: A word that a text repeats counts at most so often.
_REPEATS = 3
#: The part 总体要求 speaks of everything, and so do goals; the introduction of a part is about
#: what its title says.
_WIDE_PARTS = re.compile("总体|总则|附则")
#: 二、（一）1. and 第五条 before a heading's own words.
_NUMBER = re.compile(
    r"^(?:第?[一二三四五六七八九十百\d]+[章节条、.．]|[（(][一二三四五六七八九十\d]+[)）])\s*"
)


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic: its name, what it covers in a line, and the words that tell it."""

    name: str
    description: str
    title_words: tuple[str, ...]
    words: tuple[str, ...]


@cache
def load_topics() -> tuple[Topic, ...]:
    """The taxonomy, in the order of ``topics.tsv``."""
    lines = (files("corpus") / "topics.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines[1:]]
    return tuple(
        Topic(name, description, tuple(title_words.split()), tuple(words.split()))
        for name, description, title_words, words in rows
    )


def rule_shares(measure: Measure) -> tuple[float, ...]:
    """How far each topic is told by the measure's words; the order is that of ``load_topics``.

    The shares add up to 1, or are all 0 where no word tells a topic.
    """
    is_introduction = measure.kind == "总体要求"
    if measure.kind == "目标" or (is_introduction and _WIDE_PARTS.search(measure.path[0])):
        return (0.0,) * len(load_topics())
    headings = [_NUMBER.sub("", heading) for heading in reversed(measure.path[:-1])]
    places = [
        (_TITLE, word_shares(measure.title, is_title=True)),
        *(
            (weight, word_shares(heading, is_title=True))
            for weight, heading in zip((_HEADING, _UPPER_HEADING), headings, strict=False)
        ),
    ]
    if not is_introduction:
        places.append((_TEXT, word_shares(_own_text(measure), is_title=False)))
    total = sum(weight for weight, shares in places if any(shares))
    if not total:
        return (0.0,) * len(load_topics())
    return tuple(
        sum(weight * share for (weight, _), share in zip(places, by_place, strict=True)) / total
        for by_place in zip(*(shares for _, shares in places), strict=True)
    )


def word_shares(text: str, *, is_title: bool) -> tuple[float, ...]:
    """Each topic's share of the words in a text that tell topics; all 0 without such words.

    The longest word wins, so that 新能源汽车 tells 交通运输 and not 能源; a word of two topics
    counts for both.
    """
    pattern, topics_of = _words(is_title)
    found = Counter(match[0] for match in pattern.finditer(text))
    hits = [0.0] * len(load_topics())
    for word, count in found.items():
        for topic in topics_of[word]:
            hits[topic] += min(count, _REPEATS)
    total = sum(hits)
    return tuple(hit / total if total else 0.0 for hit in hits)


def _own_text(measure: Measure) -> str:
    """The text without its title and without the bodies that close it."""
    bodies = find_bodies(measure.text)
    text = measure.text[: bodies.start if bodies else None]
    return text.replace(measure.title, "", 1) if measure.title else text


@cache
def _words(is_title: bool) -> tuple[re.Pattern[str], dict[str, tuple[int, ...]]]:
    topics_of: dict[str, tuple[int, ...]] = {}
    for place, topic in enumerate(load_topics()):
        for word in {*topic.words, *(topic.title_words if is_title else ())}:
            topics_of[word] = (*topics_of.get(word, ()), place)
    longest_first = sorted(topics_of, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), topics_of
