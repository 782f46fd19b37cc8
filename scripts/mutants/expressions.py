"""Mistakes inside `${{ }}`, `when` and filters."""

import re

from operators import Mutant, change, conditions, operator, typo

EXPRESSION = re.compile(r"\$\{\{ (.*?) \}\}")


def holes(document):
    """Each line with an expression, and the match."""
    for line in document.lines:
        for match in EXPRESSION.finditer(line.text):
            yield line, match


def put(name, document, line, match, expression, *more):
    text = line.text[: match.start(1)] + expression + line.text[match.end(1):]
    return change(name, document, line, text, *more)


def replaced_in_holes(name, document, pattern, new):
    for line, match in holes(document):
        found = re.search(pattern, match[1])
        if found:
            expression = match[1][: found.start()] + new(found) + match[1][found.end():]
            if expression != match[1]:
                yield put(name, document, line, match, expression)


@operator
def bracket_lost(document, random):
    for line, match in holes(document):
        if match[1].endswith(")"):
            yield put("bracket_lost", document, line, match, match[1][:-1])


@operator
def bracket_extra(document, random):
    for line, match in holes(document):
        yield put("bracket_extra", document, line, match, match[1] + ")")


@operator
def root_typo(document, random):
    yield from replaced_in_holes("root_typo", document, r"\b(steps|input|job)\b(?=\.)", lambda f: typo(f[0], random))


@operator
def root_of_others(document, random):
    yield from replaced_in_holes("root_of_others", document, r"\binput\.", lambda f: random.choice(["inputs.", "payload.", "github."]))


@operator
def step_typo(document, random):
    yield from replaced_in_holes(
        "step_typo", document, r"(?<=steps\.)\w{3,}", lambda f: typo(f[0], random))


@operator
def step_unknown(document, random):
    yield from replaced_in_holes("step_unknown", document, r"(?<=steps\.)\w+", lambda f: "transcribe")


@operator
def part_typo(document, random):
    yield from replaced_in_holes("part_typo", document, r"(?<=\.)output\b", lambda f: random.choice(["outputs", "outptu", "result"]))


@operator
def output_typo(document, random):
    yield from replaced_in_holes("output_typo", document, r"(?<=\.output\.)\w{3,}", lambda f: typo(f[0], random))


@operator
def input_typo(document, random):
    if re.search(r"^  additionalProperties: false", document.text, re.M):
        yield from replaced_in_holes("input_typo", document, r"(?<=input\.)\w{3,}", lambda f: typo(f[0], random))


@operator
def deep_typo(document, random):
    yield from replaced_in_holes("deep_typo", document, r"(?<=file\.|sage\.|cene\.|part\.)\w{3,}", lambda f: typo(f[0], random))


@operator
def function_typo(document, random):
    yield from replaced_in_holes(
        "function_typo", document, r"\b(size|map|filter|split|exists|orValue)\b(?=\()", lambda f: typo(f[0], random))


@operator
def function_arity(document, random):
    yield from replaced_in_holes("function_arity", document, r"\bsize\(", lambda f: "size(1, ")


@operator
def assignment(document, random):
    for line in document.lines:
        if " == " in line.text:
            yield change("assignment", document, line, line.text.replace(" == ", " = ", 1))


@operator
def other_language(document, random):
    for line in conditions(document):
        bare = line.value.strip('"')
        if "!" not in bare[:1] and '"' not in bare:
            yield change("other_language", document, line, f"{line.text.split(': ')[0]}: {bare} and true")


@operator
def text_around_braces(document, random):
    for line in conditions(document):
        bare = line.value.strip('"').replace('"', "'")
        yield change("text_around_braces", document, line, f'{line.text.split(": ")[0]}: "yes ${{{{ {bare} }}}}"')


@operator
def condition_no_bool(document, random):
    for line in conditions(document):
        root = "message.jobType" if document.kind == "routing" else "job.id"
        yield change("condition_no_bool", document, line, f"{line.text.split(': ')[0]}: {root}")


@operator
def condition_constant(document, random):
    for line in conditions(document):
        yield change("condition_constant", document, line, f"{line.text.split(': ')[0]}: " + random.choice(["false", "1 == 2", "true"]))


@operator
def operand_types(document, random):
    for line, match in holes(document):
        if match[1].startswith("size("):
            yield put("operand_types", document, line, match, match[1] + " + 'a'")
        if re.fullmatch(r"steps\.\w+\.output\.(sha256|text|job_id|id)", match[1]):
            yield put("operand_types", document, line, match, match[1] + " + 1")


@operator
def never_equal(document, random):
    for line in document.lines:
        found = re.search(r"(exit_code|size) (==|>|<=) (\d+)", line.text)
        if found and not line.key == "cron":
            yield change("never_equal", document, line, line.text.replace(found[0], f"{found[1]} == \\'{found[3]}\\'".replace("\\", "")))


@operator
def dollar_lost(document, random):
    for line, match in holes(document):
        yield change("dollar_lost", document, line, line.text[: match.start()] + line.text[match.start() + 1:])


@operator
def brace_lost(document, random):
    for line, match in holes(document):
        yield change("brace_lost", document, line, line.text[: match.start()] + "${ " + match[1] + " }" + line.text[match.end():])


@operator
def braces_open(document, random):
    for line, match in holes(document):
        yield change("braces_open", document, line, line.text[: match.end() - 3] + line.text[match.end():])


@operator
def object_in_text(document, random):
    for line, match in holes(document):
        if re.fullmatch(r"input\.\w+", match[1]) and line.text[: match.start()].rstrip(" ")[-1:] not in ('"', "'"):
            yield put("object_in_text", document, line, match, "job")


@operator
def wrong_result(document, random):
    for line in document.lines:
        if line.key in ("at_most", "max_tokens", "width") and line.value and line.value.isdigit():
            yield change("wrong_result", document, line, f'{line.text.split(": ")[0]}: "${{{{ job.id }}}}"')
        if line.key == "url" and "${{" in (line.value or ""):
            yield change("wrong_result", document, line, f'{line.text.split(": ")[0]}: "${{{{ job.attempt }}}}"')


@operator
def secret_told(document, random):
    for line, match in holes(document):
        step = next((other for other in reversed(document.lines[: line.number]) if other.key == "uses"), None)
        told = step and step.value in ("log.write", "records.save", "events.emit", "message.publish")
        if document.kind == "pipeline" and "with" in line.path and told:
            yield put("secret_told", document, line, match, "secrets.token")


@operator
def later_step(document, random):
    steps = [line for line in document.lines if len(line.path) == 3 and line.path[0] == "steps" and line.key == "id"]
    for first, second in zip(steps, steps[1:]):
        one, two = document.block(first), document.block(second)
        body = [document.lines[n - 1].text for n in two]
        if f"steps.{first.value}." not in "\n".join(body):
            continue
        lines = document.text.split("\n")
        text = lines[: one[0] - 1] + [lines[n - 1] for n in two] + [lines[n - 1] for n in one] + lines[two[-1]:]
        uses = {one[0] + i for i, part in enumerate(body) if f"steps.{first.value}." in part}
        yield Mutant("later_step", document.name, "\n".join(text), uses)


@operator
def step_removed(document, random):
    steps = [line for line in document.lines if len(line.path) == 3 and line.path[0] == "steps" and line.key == "id"]
    for step in steps:
        gone = document.block(step)
        text = document.without(gone)
        uses = {i for i, line in enumerate(text.split("\n"), 1) if f"steps.{step.value}." in line}
        if len(uses) == 1 and len(steps) > 1:
            yield Mutant("step_removed", document.name, text, uses)
