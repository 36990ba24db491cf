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
    last: dict[Level, "Node"] = field(default_factory=dict)  # the last child of each style
    values: set[tuple[Level, int]] = field(default_factory=set)  # those of its children
    repeats: dict[str, int] = field(default_factory=dict)  # how often each number came below it

    def add(self, child: "Node") -> None:
        """Takes a child whose level is known (the root is nobody's)."""
        if child.level is not None:
            self.last[child.level] = child
            self.values.add((child.level, child.value))
        number = child.number.partition("~")[0]
        self.repeats[number] = self.repeats.get(number, 0) + 1
        self.children.append(child)

    @property
    def numbered_children(self) -> list["Node"]:
        return [child for child in self.children if child.level != Level.BOX]

    @property
    def paragraphs(self) -> list[Line]:
        return self.lines[self.heading_lines :]
