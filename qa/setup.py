"""How a question is read and ranked: what can be set, and what the ablations switch."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ranking:
    """The switches of a search.

    ``weights`` are the shares of whole-measure vectors, clause vectors, words and character
    pairs; a retriever of weight 0 is not asked. ``evidence`` is the share of each of the two
    counts of the question's content that a measure has (words, pairs), see ``qa.evidence``.
    ``gate`` keeps to the regions that a question names and looks addresses up, ``synonyms`` adds
    the words that plans use, ``folding`` reads traditional, full-width and upper-case characters
    as plain ones, ``glossary`` puts English into Chinese, ``spelling`` takes homophones for the
    words of the library. ``diverse`` lists every region's best measure before a second one of
    the same region.
    """

    #: After what ``evals.fit_ranking`` finds on the train part; see docs/retrieval.md.
    weights: tuple[float, float, float, float] = (0.25, 0.45, 0.05, 0.05)
    evidence: float = 0.1
    gate: bool = True
    synonyms: bool = True
    folding: bool = True
    glossary: bool = True
    spelling: bool = True
    diverse: bool = False


DEFAULT = Ranking()
