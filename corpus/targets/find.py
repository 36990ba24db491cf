"""The figures that a measure sets out to reach, read off its text."""

import re
from collections.abc import Iterator
from dataclasses import replace

from corpus.clauses import Span, split_sentences
from corpus.document import Target
from corpus.targets.reader import SentenceReader, State
from corpus.targets.rows import table_targets

_BLANKS = " \u00a0\u3000"
#: A line that names the time of the lines below it: 2025年目标.
#: 这一比例达到90%: what the sentence before speaks of.
_THIS_FIGURE = re.compile(r"(?:这一|该|上述|此)(?:比例|比重|占比|指标|数字|数值|水平)")
_GOAL_TITLE = re.compile(r"^[^，,。；;]{2,20}目标$")


def find_targets(text: str, start: int = 0, *, boxed: bool = False) -> tuple[Target, ...]:
    """Every target of a text, in order; ``start`` is added to their offsets.

    A target is a level that the plan sets out to reach or hold, with a figure. Sizes of
    projects, thresholds (5000吨以上的企业), subsidies, procedures (公示不少于5个工作日) and what
    has been reached are none. ``boxed`` says that the text is a box of projects (专栏): what is
    built or rebuilt there counts only with a time or a bound.

    - ``indicator``: the text's own words, shared words of a list given to each item; that of
      the figure before where the clause names none (到2030年达到8%).
    - ``period``: 2025年, 十四五 or 2021-2025年; taken over from earlier in the sentence, or from
      a line that ends in a colon.
    - ``base``: 2020年 for 比2020年; that of the clause, or of a clause of its own before it.
    - ``comparator``: the first there is of a change (下降, 压减), a bound (达到20%以上 is 以上,
      控制在5万吨以内 is 以内) and a level (达到, 提高到); empty for 建成充电桩5000个.
    - ``value``, ``unit``: as ``corpus.targets.quantities`` spells them.
    - ``qualifier``: 力争, 左右, 年均, 每年, 五年 and so on, then the bound of a change
      (下降18%以上 is 下降, qualified by 以上), joined by 、.
    - ``nature``: 约束性 or 预期性 where the figure is marked so.

    Rows of tables are read by ``corpus.targets.rows``.

    The span holds the words of the figure from its indicator on. Figures of one list
    (分别达到80%、89%) share the start of theirs.
    """
    in_rows, rows = table_targets(_lines(text))
    compact, places = _without_blanks(text, rows)
    targets: list[Target] = []
    heading = state = State()
    for first, last in _sentences(compact):
        sentence = compact[first:last]
        if not (targets and sentence.startswith("其中")):
            told = state.indicators if _THIS_FIGURE.search(sentence) else ()
            state = replace(heading, indicators=told)
        found = SentenceReader(sentence, state, boxed=boxed).read()
        targets += (replace(t, start=t.start + first, end=t.end + first) for t in found)
        if sentence.endswith(("：", ":")) or (state.periods and _GOAL_TITLE.search(sentence)):
            heading = State(state.periods, state.base)
    targets = [replace(t, start=places[t.start], end=places[t.end - 1] + 1) for t in targets]
    targets = sorted(targets + in_rows, key=lambda t: t.start) if in_rows else targets
    return tuple(replace(t, start=t.start + start, end=t.end + start) for t in targets)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    offset = 0
    for line in text.split("\n"):
        yield offset, line
        offset += len(line) + 1


def _without_blanks(text: str, rows: list[Span]) -> tuple[str, list[int]]:
    """The text without blanks (到 2025 年) and ``rows``, and where its characters stood."""
    skipped = {index for start, end in rows for index in range(start, end)}
    places = [i for i, char in enumerate(text) if char not in _BLANKS and i not in skipped]
    return "".join(text[index] for index in places), places


def _sentences(text: str) -> list[Span]:
    """Spans that end in 。 or a line; what ；parts shares its period."""
    spans: list[Span] = []
    for span in split_sentences(text):
        goes_on = spans and text[spans[-1][1] - 1] in "；;"
        if goes_on and "\n" not in text[spans[-1][1] : span[0]]:
            span = (spans.pop()[0], span[1])
        spans.append(span)
    return spans
