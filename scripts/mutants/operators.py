"""Single mistakes that people make. Each operator gives mutants of one file: the new text and the lines to blame."""

import re
from dataclasses import dataclass

OPERATORS = []


@dataclass
class Mutant:
    operator: str
    file: str
    text: str
    # Any of these lines of that file is the right place.
    lines: set
    # Where the right place is in another file.
    other: tuple | None = None


def operator(function):
    OPERATORS.append(function)
    return function


def change(name, document, line, text, *more):
    return Mutant(name, document.name, document.replaced(line.number, text), {line.number, *more})


def typo(word, random):
    """One edit that no longer reads as the word."""
    at = random.randrange(1, len(word)) if len(word) > 1 else 0
    edits = [word[:at] + word[at + 1:], word[:at] + word[at] + word[at:]]
    if at + 1 < len(word) and word[at] != word[at + 1]:
        edits.append(word[:at] + word[at + 1] + word[at] + word[at + 2:])
    edits = [edit for edit in edits if edit and edit != word]
    return random.choice(edits)


def quoted(line):
    return re.findall(r'"[^"]*"', line.text)


def conditions(document):
    """Lines of conditions, but not of those that go on below."""
    return (line for line in document.keys("when") if line.value and not line.value.startswith(("|", ">")))


def is_block_key(line):
    return line.key is not None and not line.is_text


# --- YAML ---

@operator
def tab_indent(document, random):
    for line in document.lines:
        if is_block_key(line) and line.indent >= 2 and not line.text.lstrip().startswith("- "):
            yield change("tab_indent", document, line, "\t" + line.text.lstrip(), line.number - 1)


@operator
def deeper_indent(document, random):
    for before, line in zip(document.lines, document.lines[1:]):
        scalar = before.value and not before.value.startswith(("|", ">", "{", "["))
        same = before.key and line.key and before.path[:-1] == line.path[:-1]
        if same and scalar and not line.text.lstrip().startswith("- "):
            yield change("deeper_indent", document, line, " " + line.text, before.number)


@operator
def shallower_indent(document, random):
    for before, line in zip(document.lines, document.lines[1:]):
        same = before.key and line.key and before.path[:-1] == line.path[:-1]
        if same and line.indent >= 4 and not line.text.lstrip().startswith("- "):
            yield change("shallower_indent", document, line, line.text[1:], line.number - 1, line.number + 1)


@operator
def duplicate_key(document, random):
    for line in document.lines:
        if is_block_key(line) and line.value and not line.value.startswith(("|", ">")) and line.key != "-":
            bare = line.text.replace("- ", "  ", 1) if line.text.lstrip().startswith("- ") else line.text
            text = document.replaced(line.number, line.text + "\n" + bare)
            if not next((l for l in document.lines if l.number == line.number + 1 and l.indent > line.indent + 2), None):
                yield Mutant("duplicate_key", document.name, text, {line.number + 1})


@operator
def unclosed_quote(document, random):
    for line in document.lines:
        if line.text.rstrip().endswith('"') and line.text.count('"') == 2:
            yield change("unclosed_quote", document, line, line.text.rstrip()[:-1])


@operator
def unclosed_bracket(document, random):
    for line in document.lines:
        if line.value and line.value.startswith("[") and line.value.endswith("]"):
            yield change("unclosed_bracket", document, line, line.text[:-1])


@operator
def unclosed_brace(document, random):
    for line in document.lines:
        if line.value and line.value.startswith("{") and line.value.endswith("}"):
            yield change("unclosed_brace", document, line, line.text[:-1])


@operator
def missing_colon(document, random):
    for line in document.lines:
        if is_block_key(line) and line.value and re.fullmatch(r"[\w.]+", line.value):
            text = line.text.replace(": ", " ", 1)
            yield change("missing_colon", document, line, text, line.number - 1, line.number + 1)


@operator
def missing_blank(document, random):
    for line in document.lines:
        if is_block_key(line) and line.value and re.fullmatch(r"[\w.]+", line.value):
            text = line.text.replace(": ", ":", 1)
            yield change("missing_blank", document, line, text, line.number - 1, line.number + 1)


@operator
def second_document(document, random):
    for line in document.lines:
        if is_block_key(line) and line.indent == 0 and line.number > 3:
            text = document.replaced(line.number, "---\n" + line.text)
            yield Mutant("second_document", document.name, text, {line.number, line.number + 1})


@operator
def unused_anchor(document, random):
    for line in document.lines:
        if is_block_key(line) and line.value and re.fullmatch(r"[\w.]+", line.value):
            yield change("unused_anchor", document, line, line.text.replace(": ", ": &same ", 1))


@operator
def unknown_alias(document, random):
    for line in document.lines:
        if is_block_key(line) and line.value and re.fullmatch(r"[\w.]+", line.value):
            yield change("unknown_alias", document, line, line.text.split(": ")[0] + ": *same")


@operator
def unquoted_not(document, random):
    for line in conditions(document):
        yield change("unquoted_not", document, line, line.text.split(": ")[0] + ": !" + line.value.strip('"! '))


@operator
def wrong_kind(document, random):
    for line in document.keys("kind"):
        yield change("wrong_kind", document, line, "kind: " + typo(line.value, random))


# --- Shape ---

CLOSED = ("steps", "retry", "limits", "topics", "subscriptions", "schedules", "retention")


def in_closed_map(line, document):
    """Whether a misspelt key here is for us to find: not in a schema, a payload or free data."""
    path = [part for part in line.path if not isinstance(part, int)]
    free = {"input", "with", "match", "payload", "attributes", "data", "output", "answer_schema", "properties"}
    if any(part in free for part in path[:-1]):
        return False
    # Below these stand names of one's own.
    names = {"subscriptions": 1, "topics": 1, "schedules": 1, "records": 1}
    return path[-1] not in names and not (len(path) > 1 and path[-2] in names)


def _key_change(name, document, line, key):
    return change(name, document, line, line.text.replace(line.key + ":", key + ":", 1),
                  *(range(line.number - 8, line.number + 1) if line.key in ("id", "uses", "name", "kind") else ()))


@operator
def key_typo(document, random):
    for line in document.lines:
        if is_block_key(line) and in_closed_map(line, document) and len(line.key) > 2:
            yield _key_change("key_typo", document, line, typo(line.key, random))


@operator
def key_case(document, random):
    for line in document.lines:
        if is_block_key(line) and in_closed_map(line, document):
            yield _key_change("key_case", document, line, line.key.capitalize())


@operator
def unknown_key(document, random):
    for line in document.lines:
        if is_block_key(line) and in_closed_map(line, document) and line.key in ("timeout", "retry", "lock", "cron"):
            pad = " " * (len(line.text) - len(line.text.lstrip()))
            text = document.replaced(line.number, pad + "colour: blue\n" + line.text)
            yield Mutant("unknown_key", document.name, text, {line.number})


@operator
def missing_key(document, random):
    required = {"name", "uses", "pipeline", "cron", "job", "kind"}
    if document.kind == "tests":
        required.remove("job")
    for line in document.lines:
        if line.key in required and in_closed_map(line, document) and not line.text.lstrip().startswith("- "):
            parent = next((other for other in document.lines if other.path == line.path[:-1]), line)
            around = {parent.number, parent.number + 1, *range(line.number - 3, line.number + 2)}
            yield Mutant("missing_key", document.name, document.without([line.number]), around)


@operator
def wrong_node(document, random):
    for line in document.lines:
        if line.key in ("timeout", "deadline", "concurrency", "lock", "progress", "deliveries", "cron", "uses"):
            if in_closed_map(line, document) and line.value:
                yield change("wrong_node", document, line, f"{line.text.split(': ')[0]}: [{line.value}]")


@operator
def map_for_list(document, random):
    for line in document.lines:
        if line.key in ("delays", "backoff", "on") and line.value and line.value.startswith("["):
            yield change("map_for_list", document, line, f"{line.text.split(': ')[0]}: soon")


DURATIONS = ("timeout", "deadline", "lock", "ttl", "renew_for", "initial", "cap", "jitter", "every", "delay", "min_length",
             "duplicate_window")


@operator
def duration_word(document, random):
    for line in document.keys(...):
        if line.key in DURATIONS and line.value:
            bad = random.choice(["15sec", "5 min", "1.5h", "30", "1:30", "2 minutes", "90S", "-5s"])
            yield change("duration_word", document, line, f"{line.text.split(': ')[0]}: {bad}")


@operator
def duration_in_list(document, random):
    for line in document.lines:
        if line.key in ("delays", "backoff") and line.value and line.value.startswith("["):
            yield change("duration_in_list", document, line, re.sub(r"\d+[smh]", "10sec", line.text, count=1))


@operator
def size_word(document, random):
    for line in document.lines:
        found = re.search(r"(max_size|rate_limit|memory|output_limit): (\d+)([KMG]B)", line.text)
        if found:
            bad = random.choice([f"{found[2]}{found[3]}s", f"{found[2]} {found[3]}", f"{found[2]}megs"])
            yield change("size_word", document, line, line.text.replace(found[2] + found[3], bad, 1))


@operator
def rate_word(document, random):
    for line in document.lines:
        found = re.search(r"rate: (\S+/\w+)", line.text)
        if found:
            yield change("rate_word", document, line, line.text.replace(found[1], random.choice(["5/sec", "5", "x/m"])))


@operator
def enum_typo(document, random):
    for line in document.lines:
        found = re.search(r"\b(level|format|overlap|catch_up): (notice|warning|png|jpeg|skip|last)\b", line.text)
        if found and "input" not in line.path:
            yield change("enum_typo", document, line, line.text.replace(found[2], typo(found[2], random), 1))


@operator
def number_as_text(document, random):
    for line in document.lines:
        if line.key in ("concurrency", "prefetch", "deliveries", "progress", "attempts", "at_most", "width", "max_tokens"):
            if line.value and line.value.isdigit():
                yield change("number_as_text", document, line, f"{line.text.split(': ')[0]}: many")


@operator
def number_out_of_range(document, random):
    for line in document.lines:
        if line.key in ("concurrency", "deliveries", "progress", "attempts", "at_most", "width", "max_tokens"):
            # What a mock returns may be any number.
            is_free = document.kind == "tests" and ("output" in line.path or "input" in line.path)
            if line.value and line.value.isdigit() and not is_free:
                yield change("number_out_of_range", document, line, f"{line.text.split(': ')[0]}: -3")
        if line.key == "temperature":
            yield change("number_out_of_range", document, line, f"{line.text.split(': ')[0]}: 7")


@operator
def dashed_id(document, random):
    for line in document.keys("id"):
        if document.kind == "pipeline" and "with" not in line.path and line.text.lstrip().startswith("- "):
            if f"steps.{line.value}." not in document.text:
                yield change("dashed_id", document, line, line.text + "-x")


@operator
def upper_id(document, random):
    for line in document.keys("id"):
        if document.kind == "pipeline" and "with" not in line.path and line.text.lstrip().startswith("- "):
            if f"steps.{line.value}." not in document.text:
                yield change("upper_id", document, line, line.text.replace(line.value, line.value.capitalize()))


@operator
def same_id(document, random):
    ids = [line for line in document.keys("id") if "with" not in line.path and line.text.lstrip().startswith("- ")]
    for first, second in zip(ids, ids[1:]):
        if document.kind == "pipeline" and f"steps.{second.value}." not in document.text:
            yield change("same_id", document, second, second.text.replace(second.value, first.value))


@operator
def wrong_level(document, random):
    if document.kind == "pipeline":
        for line in document.keys("steps"):
            if line.indent == 0:
                for key in ("retry: { delays: [1s] }", "timeout: 5s", "uses: log.write"):
                    text = document.replaced(line.number, key + "\n" + line.text)
                    yield Mutant("wrong_level", document.name, text, {line.number})


@operator
def step_deadline(document, random):
    for line in document.keys("uses"):
        if document.kind == "pipeline" and "with" not in line.path:
            text = document.replaced(line.number, line.text + "\n    deadline: 1m")
            yield Mutant("step_deadline", document.name, text, {line.number + 1})


# --- Names and fields ---

@operator
def plugin_typo(document, random):
    for line in document.keys("uses"):
        yield change("plugin_typo", document, line, line.text.replace(line.value, typo(line.value, random)))


@operator
def plugin_unknown(document, random):
    for line in document.keys("uses"):
        yield change("plugin_unknown", document, line, line.text.replace(line.value, "slack.notify"))


@operator
def field_typo(document, random):
    for line in document.lines:
        if line.key and len(line.path) >= 2 and line.path[-2] == "with" and len(line.key) > 2:
            around = range(line.number - 4, line.number + 1)
            yield change("field_typo", document, line, line.text.replace(line.key + ":", typo(line.key, random) + ":", 1),
                         *around)


@operator
def field_unknown(document, random):
    for line in document.lines:
        if line.key and len(line.path) >= 2 and line.path[-2] == "with":
            pad = " " * (len(line.text) - len(line.text.lstrip()))
            text = document.replaced(line.number, pad + "verbosely: yes please\n" + line.text)
            yield Mutant("field_unknown", document.name, text, {line.number})


@operator
def field_missing(document, random):
    for line in document.lines:
        if line.path[-2:] in (("with", "command"), ("with", "collection"), ("with", "url"), ("with", "message"),
                              ("with", "job_type"), ("with", "type"), ("with", "video")):
            around = set(range(line.number - 4, line.number + 2))
            yield Mutant("field_missing", document.name, document.without(document.block(line)), around)


@operator
def field_type(document, random):
    wrong = {"message": "[1, 2]", "url": "{ a: 1 }", "collection": "12", "command": "true", "stream": "yes please",
             "headers": "none", "at_most": "lots", "max_tokens": "few", "arguments": "-c", "success_codes": "zero"}
    for line in document.lines:
        if line.key in wrong and len(line.path) >= 2 and line.path[-2] == "with":
            end = document.block(line)
            text = document.without([n for n in end if n != line.number]).split("\n")
            text[line.number - 1] = f"{line.text.split(':')[0]}: {wrong[line.key]}"
            if not ('"${{' in wrong[line.key]):
                yield Mutant("field_type", document.name, "\n".join(text), {line.number})


@operator
def route_typo(document, random):
    for line in document.lines:
        found = re.search(r"pipeline: (\w+)", line.text)
        if found and document.kind == "routing":
            text = line.text[: found.start(1)] + typo(found[1], random) + line.text[found.end(1):]
            yield change("route_typo", document, line, text)


@operator
def same_subscription(document, random):
    if document.kind == "routing":
        names = [line for line in document.lines if len(line.path) == 4 and line.path[-2] == "subscriptions"]
        for first, second in zip(names, names[1:]):
            yield change("same_subscription", document, second, second.text.replace(second.key, first.key, 1))
