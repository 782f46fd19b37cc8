"""A YAML file as lines with paths: enough to plant a mistake at a place and to know which line it is on."""

import re
from dataclasses import dataclass, field

KEY = re.compile(r"^(?P<indent> *)(?P<dash>- )?(?P<key>[A-Za-z_][\w.-]*|\"[^\"]*\"):(?: (?P<value>.*))?$")
ITEM = re.compile(r"^(?P<indent> *)- (?P<value>.*)$")


@dataclass
class Line:
    number: int
    text: str
    indent: int = 0
    key: str | None = None
    value: str | None = None
    # Keys from the top down to this line's own; items of lists count as their number.
    path: tuple = ()
    is_text: bool = False


@dataclass
class Document:
    name: str
    text: str
    kind: str = ""
    # The project's routes; without them nobody can say who takes a job.
    routing: str = ""
    lines: list = field(default_factory=list)

    def __post_init__(self):
        self.lines = read(self.text)
        kinds = [line.value for line in self.lines if line.path == ("kind",)]
        self.kind = kinds[0] if kinds else ""

    def keys(self, *tail):
        """Lines whose path ends with these keys; `...` stands for any."""
        for line in self.lines:
            end = line.path[-len(tail):]
            if line.key and len(end) == len(tail) and all(a is ... or a == b for a, b in zip(tail, end)):
                yield line

    def replaced(self, number, text):
        """The whole text with another text for one line; `None` removes it."""
        lines = self.text.split("\n")
        lines[number - 1:number] = [] if text is None else text.split("\n")
        return "\n".join(lines)

    def block(self, line):
        """The numbers of a line and of what is nested below it."""
        last = line.number
        inner = line.indent + (2 if self.lines[line.number - 1].text.lstrip().startswith("- ") else 0)
        for other in self.lines[line.number:]:
            if other.text.strip() and other.indent <= line.indent and not (inner > line.indent and other.indent > line.indent):
                break
            last = other.number
        return range(line.number, last + 1)

    def without(self, numbers):
        gone = set(numbers)
        return "\n".join(text for index, text in enumerate(self.text.split("\n"), 1) if index not in gone)


def read(text):
    lines, stack, counters, block = [], [], {}, None
    for number, raw in enumerate(text.split("\n"), 1):
        line = Line(number, raw, indent=len(raw) - len(raw.lstrip(" ")))
        lines.append(line)
        if not raw.strip() or raw.lstrip().startswith("#"):
            continue
        if block is not None:
            if line.indent > block:
                line.is_text = True
                continue
            block = None
        match = KEY.match(raw) or ITEM.match(raw)
        if not match:
            line.is_text = True
            continue
        while stack and stack[-1][0] >= line.indent and not (
            raw.lstrip().startswith("- ") and stack[-1][0] == line.indent and not isinstance(stack[-1][1], int)
        ):
            stack.pop()
        if raw.lstrip().startswith("- "):
            parent = tuple(part for _, part in stack)
            counters[parent] = counters.get(parent, -1) + 1
            stack.append((line.indent, counters[parent]))
            line.indent += 0
        groups = match.groupdict()
        if "key" in groups:
            own = line.indent + (2 if groups["dash"] else 0)
            line.key, line.value = groups["key"].strip('"'), groups["value"]
            stack.append((own, line.key))
            if (line.value or "").strip() in ("|", ">", ">-", "|-"):
                block = own
        else:
            line.value = groups["value"]
        line.path = tuple(part for _, part in stack)
    return lines
