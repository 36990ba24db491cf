"""A heading or provision while the tree of a plan is built."""

from dataclasses import dataclass, field

from corpus.outline.lines import Line
from corpus.outline.numbering import Level


@dataclass(slots=True)
class Node:
    """A heading or provision while the tree is built; the root stands for the whole body."""

    depth: int
    level: Level | None
    number: str
    value: int
    title: str
    heading: str
    lines: list[Line]
    bare: bool  # the heading lines say nothing but number and title
    heading_lines: int = 1
    children: list["Node"] = field(default_factory=list)

    @property
    def numbered_children(self) -> list["Node"]:
        return [child for child in self.children if child.level != Level.BOX]

    @property
    def paragraphs(self) -> list[Line]:
        return self.lines[self.heading_lines :]
