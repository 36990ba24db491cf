"""Whether a measure answers a question: what speaks for it, as a probability.

Two signals that fail differently: how near its best clause comes, against what off-topic
questions reach in the same library, and how much of the question's content it has in words.
"""

import math
import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from corpus import Measure, fold_query
from index import Field, Library, pair_tokens, split_words, word_tokens
from qa.content import content_runs, content_words
from qa.question import Question
from qa.synonyms import Synonym

Token = str | Synonym

#: Logistic weights, fitted by ``python -m evals.fit_evidence`` on the questions in
#: ``evals/sets/evidence`` and on the train part of the judged sets.
INTERCEPT, NEARNESS, WORDS, PAIRS, COMPLETE = -4.46, 1.2, 1.21, 1.35, 0.43
#: Less than this weight in all, and a question says no more than every document does.
_SPECIFIC = 0.5
_LEAST_LOGIT = -50.0  # below this the exponential overflows one day
#: Of the heaviest word's weight that another needs to carry the question with it.
_KEY_SHARE = 0.6
#: The best measure answers from here on. Cross-validated, 0.6 refuses 90 % of the unanswerable
#: training questions and 6 % of the answerable ones.
THRESHOLD = 0.6
#: What a further measure needs beside a better one; chosen for citation precision on train.
FURTHER_THRESHOLD = 0.7
#: A measure that has less than this share of the best one's words is about something else.
RELATIVE_WORDS = 0.35


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for one measure.

    ``nearness`` counts standard deviations above off-topic questions; ``words`` and ``pairs`` are
    the weighted shares in [0, 1] of the question's content that the measure has.
    """

    nearness: float
    words: float
    pairs: float

    @property
    def features(self) -> tuple[float, float, float, float]:
        """What the weights apply to; the last is 1 when nothing of the content is missing."""
        return self.nearness, self.words, self.pairs, float(min(self.words, self.pairs) > 0.999)

    @property
    def probability(self) -> float:
        """That the measure answers the question."""
        weights = (NEARNESS, WORDS, PAIRS, COMPLETE)
        logit = INTERCEPT + sum(w * x for w, x in zip(weights, self.features, strict=True))
        return 1.0 / (1.0 + math.exp(-max(logit, _LEAST_LOGIT)))


class EvidenceReader:
    """Weighs measures against one question in one library."""

    def __init__(self, library: Library, question: Question) -> None:
        self._library = library
        # 建设规划 alone comes near to every plan, so only the content is compared.
        content = " ".join(content_runs(question.expanded))
        self._vector = library.encode_query(content or question.query)
        self._mean, self._deviation = library.background()
        rest = question.query
        for synonym in question.synonyms:
            rest = rest.replace(synonym.said, " ")
        words: list[str] = []
        pairs: list[str] = []
        for run in content_runs(rest):
            known = run
            for word in split_words(run):
                parts = content_words(word)
                if len(parts) > 1 and not all(map(self._occurs, parts)):
                    # 电站 says nothing of 核电站 where 核电 is unknown: the word counts whole.
                    parts = [word]
                    pairs.append(word)
                    known = known.replace(word, " ")
                elif parts and not self._occurs(word):
                    # 公交车 is told by 公交: the pair 交车 is no content of its own.
                    known = known.replace(word, f" {' '.join(parts)} ")
                words += parts
            pairs += pair_tokens(known)
        self._words = self._weights("words", words)
        self._pairs = self._weights("pairs", pairs)
        self._synonyms = {
            synonym: min(map(self._weight_of, (synonym.said, *synonym.words)))
            for synonym in question.synonyms
        }

        self._keys = self._key_words()

    def read(self, measure: Measure) -> Evidence:
        """The evidence for one measure, with its document's title as context."""
        title = self._library.document(measure.doc_id).title
        text = fold_query(" ".join((title, *measure.path, measure.text)))
        cosines = [c for _, _, c in self._library.clause_scores(measure.id, self._vector)]
        said = {s for s in self._synonyms if any(w in text for w in (s.said, *s.words))}
        return Evidence(
            nearness=(max(cosines, default=self._mean) - self._mean) / self._deviation,
            words=_share(self._words | self._synonyms, said | _in(text, self._words)),
            pairs=_share(self._pairs | self._synonyms, said | _in(text, self._pairs)),
        )

    @property
    def is_specific(self) -> bool:
        """Whether the question says more than what the whole library is about."""
        return not self._words or sum((self._words | self._synonyms).values()) >= _SPECIFIC

    def mentions(self, text: str) -> bool:
        """Whether a text has the words that carry the question."""
        text = fold_query(text)
        return bool(self._keys) and all(any(w in text for w in words) for words in self._keys)

    def _occurs(self, word: str) -> bool:
        return self._library.document_frequency("words", word) > 0

    def _key_words(self) -> list[tuple[str, ...]]:
        """The heaviest words that the library has, each with what plans say for it."""
        known: dict[tuple[str, ...], float] = {
            (word,): weight for word, weight in self._words.items() if self._occurs(word)
        }
        known |= {(s.said, *s.words): weight for s, weight in self._synonyms.items()}
        heaviest = max(known.values(), default=0.0)
        return [words for words, weight in known.items() if weight >= _KEY_SHARE * heaviest]

    def _weights(self, field: Field, tokens: Iterable[str]) -> dict[str, float]:
        """Token → inverse document frequency; a token that occurs nowhere weighs most."""
        count = len(self._library.measures) + 1
        return {
            token: math.log(count / (self._library.document_frequency(field, token) + 0.5))
            for token in dict.fromkeys(tokens)
        }

    def _weight_of(self, phrase: str) -> float:
        """The weight of a phrase: that of its rarest word."""
        return max(self._weights("words", word_tokens(phrase)).values(), default=0.0)


def _in(text: str, tokens: Iterable[str]) -> set[str]:
    """The tokens that a folded text has; a figure counts whole, 5 is not in 15."""
    return {
        token
        for token in tokens
        if token in text
        and (not token[0].isdigit() or re.search(rf"(?<![\d.]){re.escape(token)}(?![\d.])", text))
    }


def _share(weights: Mapping[Token, float], present: Set[Token]) -> float:
    """The weighted share of tokens present; 0 when there are no tokens."""
    total = sum(weights.values())
    return sum(w for token, w in weights.items() if token in present) / total if total else 0.0
