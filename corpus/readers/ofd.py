"""OFD, the national format of official documents (GB/T 33190)."""

from corpus.readers.apart import read_apart
from corpus.readers.pdf import to_source
from corpus.source import Source


def read_ofd(data: bytes, name: str) -> Source:
    """The text of an OFD file, one paragraph a line, without headers, footers and watermarks.

    Raises:
        CewenError: the file is scanned, locked, broken or too large.
    """
    return to_source(read_apart("ofd_runs.py", data, name), name)
