"""Whether a measure answers a question: what speaks for it, as a probability.

Two signals that fail differently: how near its best clause comes, against what off-topic
questions reach in the same library, and how much of the question's content it has in words.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from index import Field, Library, pair_tokens, split_words, word_tokens
from qa.question import Question
from qa.ranking import Hit

#: Logistic weights, fitted by ``python -m evals.fit_evidence`` on the questions in
#: ``evals/sets/evidence``; none of them is in a judged set.
INTERCEPT, NEARNESS, WORDS, PAIRS = -5.0, 1.16, 1.21, 1.01
#: A measure answers from here on.
THRESHOLD = 0.5
#: A measure that has less than this share of the best one's words is about something else.
RELATIVE_WORDS = 0.35

#: Words that ask or that any provision has; they say nothing about the subject.
QUESTION_WORDS = frozenset(
    "怎么 如何 什么 哪些 哪个 哪里 多少 有没有 是否 要求 措施 政策 规定 情况 目标 安排 怎样 "
    "为什么 什么时候 何时 能否 可以 应该 需要 关于 方面 问题 内容 方案 规划 计划 进行 开展 推进 "
    "推动 加强 建设 标准 工作 任务 相关 有关 支持 发展 管理 行业 领域 城市 地区 各市 各地 一下 "
    "请问 实施 the of in and for to how what which are is on by with measures policy plan".split()
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for one measure: ``nearness`` in standard deviations above off-topic
    questions, ``words`` and ``pairs`` the shares in [0, 1] of the question's content found."""

    nearness: float
    words: float
    pairs: float

    @property
    def probability(self) -> float:
        """That the measure answers the question."""
        logit = INTERCEPT + NEARNESS * self.nearness + WORDS * self.words + PAIRS * self.pairs
        return 1.0 / (1.0 + math.exp(-logit))


class EvidenceReader:
    """Weighs hits against one question in one library."""

    def __init__(self, library: Library, question: Question) -> None:
        self._library = library
        self._question = question
        self._vector = library.encode_query(question.query)
        self._mean, self._deviation = library.background()
        runs = content_runs(question.query)
        words = [word for run in runs for word in shortest_words(run) if len(word) > 1]
        self._word_weights = self._weights("words", words)
        self._pair_weights = self._weights("pairs", [p for run in runs for p in pair_tokens(run)])

    def read(self, hit: Hit) -> Evidence:
        title = self._library.document(hit.measure.doc_id).title
        text = " ".join((title, *hit.measure.path, hit.measure.text))
        cosines = [c for _, _, c in self._library.clause_scores(hit.measure.id, self._vector)]
        return Evidence(
            nearness=(max(cosines, default=self._mean) - self._mean) / self._deviation,
            words=_share(self._word_weights, set(word_tokens(text))),
            pairs=_share(self._pair_weights, set(pair_tokens(text))),
        )

    def _weights(self, field: Field, tokens: Iterable[str]) -> dict[str, float]:
        """Token → inverse document frequency; a token that occurs nowhere weighs most."""
        count = len(self._library.measures) + 1
        return {
            token: math.log(count / (self._library.document_frequency(field, token) + 0.5))
            for token in dict.fromkeys(tokens)
        }


def content_runs(query: str) -> list[str]:
    """The stretches of a query between words that only ask: 氢能 | 产业布局."""
    runs = [""]
    for word in split_words(query):
        if word in QUESTION_WORDS or not word.strip():
            runs.append("")
        else:
            runs[-1] += word if word.isalnum() else " "
    return [run.strip() for run in runs if run.strip()]


def shortest_words(run: str) -> list[str]:
    """The words of a run without those that other words make up: 钢铁 and 行业, not 钢铁行业."""
    words = list(dict.fromkeys(word_tokens(run)))
    shortest = [w for w in words if not any(o != w and len(o) > 1 and o in w for o in words)]
    return [word for word in shortest if word not in QUESTION_WORDS]


def _share(weights: Mapping[str, float], present: set[str]) -> float:
    """The weighted share of tokens present; 0 when there are no tokens."""
    total = sum(weights.values())
    return sum(w for token, w in weights.items() if token in present) / total if total else 0.0
