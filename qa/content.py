"""What a question is about, without the words that only ask."""

import re

from index import tagged_words, word_tokens

#: Words that ask or that any provision has; they say nothing about the subject.
QUESTION_WORDS = frozenset(
    "怎么 如何 什么 哪些 哪个 哪里 多少 有没有 是否 要求 措施 政策 规定 情况 目标 安排 怎样 "
    "为什么 什么时候 何时 能否 可以 应该 需要 关于 方面 问题 内容 方案 规划 计划 进行 开展 推进 "
    "推动 加强 建设 标准 工作 任务 相关 有关 支持 发展 管理 行业 领域 城市 地区 各市 各地 一下 "
    "请问 实施 数量 时间 时候 全部 指标 多大 the of in and for to how what which are is on by with "
    "measures policy plan".split()
)


#: Pronouns, adverbs, particles and the like, which plain speech has many of.
_FUNCTION_PARTS = frozenset("rducpyeofk")


def content_runs(query: str) -> list[str]:
    """The stretches of a query between words that only ask: 氢能 | 产业布局."""
    runs = [""]
    for word, part in tagged_words(query):
        if word in QUESTION_WORDS or part[0] in _FUNCTION_PARTS:
            runs.append("")
        else:
            runs[-1] += word if re.search(r"\w", word) else " "
    return [run.strip() for run in runs if run.strip()]


def content_words(run: str) -> list[str]:
    """The shortest words of a run, without those that only ask: 钢铁, of 钢铁行业."""
    words = [word for word in dict.fromkeys(word_tokens(run)) if len(word) > 1]
    shortest = [w for w in words if not any(other != w and other in w for other in words)]
    return [word for word in shortest if word not in QUESTION_WORDS]
