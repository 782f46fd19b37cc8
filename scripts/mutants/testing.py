"""Mistakes in tests of pipelines, in the settings, and in comments that allow a warning."""

import re

from operators import Mutant, change, operator, typo

# --- Tests ---


def of_tests(document, *keys):
    if document.kind == "tests":
        yield from (line for line in document.lines if line.key in keys and not line.is_text)


def returned(document):
    """Lines of what a mock returns."""
    if document.kind == "tests":
        for line in document.lines:
            if not line.text.lstrip().startswith("#") and ("output" in line.path[:-1] or re.search(r"\boutput: [{&]", line.text)):
                yield line


@operator
def test_pipeline(document, random):
    for line in of_tests(document, "pipeline"):
        yield change("test_pipeline", document, line, line.text.replace(line.value, typo(line.value, random)))


@operator
def test_status(document, random):
    for line in of_tests(document, "status"):
        if line.value in ("completed", "failed", "timeout", "cancelled"):
            yield change("test_status", document, line, line.text.replace(line.value, typo(line.value, random)))


@operator
def test_step_status(document, random):
    if document.kind == "tests":
        for line in document.lines:
            found = re.search(r"\w+: \{ status: (completed|skipped|failed|not_run)", line.text)
            if found:
                yield change("test_step_status", document, line, line.text.replace(found[1], typo(found[1], random)))


@operator
def test_step_typo(document, random):
    if document.kind == "tests":
        for line in document.lines:
            found = re.search(r"(?:steps: \{ |^ +)(\w{3,}): \{ (?:status|attempts|with):", line.text)
            if found:
                text = line.text[: found.start(1)] + typo(found[1], random) + line.text[found.end(1):]
                yield change("test_step_typo", document, line, text)


@operator
def test_expectation_typo(document, random):
    if document.kind == "tests":
        for line in document.lines:
            found = re.search(r"\{ (status|attempts|reason|type|takes|fails|code|at_least)\b(?=:)", line.text)
            if found and "output" not in line.path and "result" not in line.path and "input" not in line.path:
                text = line.text[: found.start(1)] + typo(found[1], random) + line.text[found.end(1):]
                yield change("test_expectation_typo", document, line, text)


@operator
def mock_unknown(document, random):
    for line in of_tests(document, "mocks"):
        pad = " " * (len(line.text) - len(line.text.lstrip()) + 2)
        if not line.value:
            text = document.replaced(line.number, f"{line.text}\n{pad}transcribe: {{ takes: 1s }}")
            yield Mutant("mock_unknown", document.name, text, {line.number + 1})


@operator
def mock_step_typo(document, random):
    if document.kind == "tests":
        for line in document.lines:
            if len(line.path) > 1 and line.path[-2] == "mocks" and len(line.key or "") > 2:
                yield change("mock_step_typo", document, line, line.text.replace(line.key, typo(line.key, random), 1))


@operator
def mock_type(document, random):
    for line in returned(document):
        found = re.search(r"\b(size|width|duration|exit_code|repaired|has_audio|sha256|index): (\"[^\"]*\"|[\w.]+)", line.text)
        if found:
            bad = "[1]" if found[1] == "sha256" else "plenty"
            yield change("mock_type", document, line, line.text.replace(found[0], f"{found[1]}: {bad}", 1))


@operator
def mock_key_typo(document, random):
    for line in returned(document):
        found = re.search(r"\b(size|width|duration|exit_code|repaired|has_audio|media_type|index|middle): ", line.text)
        if found:
            text = line.text.replace(found[1] + ":", typo(found[1], random) + ":", 1)
            yield change("mock_key_typo", document, line, text, *around(document, line))


@operator
def mock_part_missing(document, random):
    for line in returned(document):
        if line.path[-2:-1] == ("output",) and line.key in ("sha256", "duration", "width", "height", "frame_rate", "size"):
            yield Mutant("mock_part_missing", document.name, document.without([line.number]), set(around(document, line)))


def around(document, line):
    """From the mock's first line to the last."""
    start = next((other.number for other in reversed(document.lines[: line.number]) if other.key == "output"), line.number)
    return range(start - 1, line.number + 1)


@operator
def mock_failure(document, random):
    if document.kind == "tests":
        for line in document.lines:
            found = re.search(r"fails: (?:\{ code: )?(\w+)", line.text)
            if found and found[1]:
                text = line.text[: found.start(1)] + typo(found[1], random) + line.text[found.end(1):]
                yield change("mock_failure", document, line, text)


@operator
def test_input(document, random):
    if document.kind == "tests":
        refused = "refused" in document.text
        for line in document.keys("input"):
            found = re.search(r"\b(\w+): ", (line.value or "").lstrip("{ "))
            # A test that expects the refusal may be given what does not fit.
            if found and not (refused and line.indent):
                text = line.text.replace(found[1] + ":", typo(found[1], random) + ":", 1)
                yield change("test_input", document, line, text)


@operator
def test_same_name(document, random):
    names = [line for line in of_tests(document, "name") if line.path[:1] == ("tests",) and len(line.path) == 3]
    for first, second in zip(names, names[1:]):
        yield change("test_same_name", document, second, second.text.replace(second.value, first.value))


@operator
def test_without_expectation(document, random):
    for line in of_tests(document, "expect"):
        block = document.block(line)
        yield Mutant("test_without_expectation", document.name, document.without(block),
                     set(range(line.number - 8, line.number + 1)))


@operator
def test_refused_and_more(document, random):
    for line in of_tests(document, "refused"):
        pad = " " * (len(line.text) - len(line.text.lstrip()))
        text = document.replaced(line.number, f"{line.text}\n{pad}status: failed")
        yield Mutant("test_refused_and_more", document.name, text, {line.number, line.number + 1})


@operator
def test_assertion(document, random):
    if document.kind == "tests":
        for line in document.lines:
            for word, bad in (("result.", "resutl."), ("steps.", "step."), ("size(", "sizes("), (" == ", " = "), (" < ", " << ")):
                if word in line.text and ("that" in line.path or line.key == "that"):
                    yield change("test_assertion", document, line, line.text.replace(word, bad, 1))


@operator
def test_matcher(document, random):
    if document.kind == "tests":
        for line in document.lines:
            found = re.search(r"\$(present|matches)", line.text)
            if found:
                yield change("test_matcher", document, line, line.text.replace(found[0], "$" + typo(found[1], random), 1))


@operator
def test_duration(document, random):
    for line in of_tests(document, "took", "takes"):
        if re.fullmatch(r"\d+\w", line.value or ""):
            bad = random.choice(["6sec", "90", "1 min", "1:30"])
            yield change("test_duration", document, line, line.text.replace(line.value, bad))


@operator
def test_count(document, random):
    for line in of_tests(document, "deliveries"):
        yield change("test_count", document, line, line.text.replace(f"deliveries: {line.value}", "deliveries: once"))


# --- Settings ---

@operator
def retention_word(document, random):
    if document.kind == "settings":
        for line in document.lines:
            if line.path[:1] == ("retention",) and line.value:
                for bad in ("30", "30 days", "for-ever", "1month", "0d"):
                    yield change("retention_word", document, line, f"{line.text.split(': ')[0]}: {bad}")


@operator
def settings_level(document, random):
    if document.kind == "settings":
        for line in document.lines:
            if line.path[:1] == ("retention",) and line.value:
                text = document.without([line.number]) + f"{line.key}: {line.value}\n"
                yield Mutant("settings_level", document.name, text, {text.count("\n")})


# --- Comments that allow a warning ---

ALLOW = re.compile(r"# millrace:allow (W\d+) (.+)")


@operator
def allow_typo(document, random):
    for line in document.lines:
        found = ALLOW.search(line.text)
        if found:
            after = line.number + 1
            yield change("allow_typo", document, line, line.text.replace(found[1], typo(found[1], random)), after)
            yield change("allow_typo", document, line, line.text.replace("millrace:allow", "milrace:allow"), after)
            yield change("allow_typo", document, line, line.text.replace("millrace:allow", "millrace: allow"), after)


@operator
def allow_without_reason(document, random):
    for line in document.lines:
        found = ALLOW.search(line.text)
        if found:
            yield change("allow_without_reason", document, line, line.text.replace(" " + found[2], ""))


@operator
def allow_nothing(document, random):
    for line in document.lines:
        if line.key in ("concurrency", "deadline", "cron") and line.indent and not line.is_text:
            pad = " " * line.indent
            text = document.replaced(line.number, f"{pad}# millrace:allow W0607 it is to grow\n{line.text}")
            yield Mutant("allow_nothing", document.name, text, {line.number})


@operator
def allow_error(document, random):
    for line in document.keys("uses"):
        if document.kind == "pipeline" and not line.text.lstrip().startswith("- "):
            pad = " " * line.indent
            text = document.replaced(line.number, f"{pad}# millrace:allow E0301 it comes later\n{line.text}")
            yield Mutant("allow_error", document.name, text, {line.number})
