"""The whole search: the question read, measures ranked, and read again where that is set up."""

from index import Library
from qa.question import Question
from qa.ranking import Hit, rank
from qa.reading import read_question
from qa.rerank import reranked
from qa.setup import DEFAULT, Ranking


def search(
    library: Library, text: str, k: int = 10, region: str = "", ranking: Ranking = DEFAULT
) -> list[Hit]:
    """The ``k`` measures that fit a question best.

    Raises:
        CewenError: see ``read_question`` and ``reranked``.
    """
    with library.steady():
        return find(library, read_question(library, text, region, ranking), ranking)[:k]


def find(library: Library, question: Question, ranking: Ranking = DEFAULT) -> list[Hit]:
    """All measures that any retriever found for a question as it was read, best first."""
    return reranked(library, question.query, rank(library, question, ranking))
