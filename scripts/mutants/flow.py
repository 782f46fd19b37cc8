"""Mistakes of time, routing and schedules: each value is fine, together they are not."""

import re

from operators import Mutant, change, conditions, operator, typo


@operator
def timeout_beyond_deadline(document, random):
    if document.kind == "pipeline" and "\ndeadline:" in document.text:
        for line in document.keys("timeout"):
            if "with" not in line.path:
                yield change("timeout_beyond_deadline", document, line, f"{line.text.split(': ')[0]}: 3h")


@operator
def waits_beyond_deadline(document, random):
    if document.kind == "pipeline" and "\ndeadline:" in document.text:
        for line in document.lines:
            found = re.search(r"delays: \[[^\]]*\]", line.text)
            if found:
                yield change("waits_beyond_deadline", document, line, line.text.replace(found[0], "delays: [1s, 2h]"),
                             *range(line.number - 12, line.number + 3))


@operator
def unused_backoff(document, random):
    for line in document.lines:
        found = re.search(r"deliveries: (\d+)", line.text)
        if found and document.kind == "routing":
            yield change("unused_backoff", document, line, line.text.replace(found[0], "deliveries: 1"),
                         line.number + 1, line.number - 1, line.number + 2)


@operator
def lock_not_renewed(document, random):
    for line in document.lines:
        if document.kind == "routing" and line.key == "lock":
            text = document.replaced(line.number, line.text + "\n" + line.text.split("lock:")[0] + "renew_for: 10s")
            if "renew_for" not in document.text:
                yield Mutant("lock_not_renewed", document.name, text, set(range(line.number - 3, line.number + 5)))
        if document.kind == "routing" and line.key == "renew_for":
            yield change("lock_not_renewed", document, line, f"{line.text.split(': ')[0]}: 10s", line.number + 1)


@operator
def failure_typo(document, random):
    # Of tests only mocks name failures that must be there; what a test expects is compared when it runs.
    for line in document.lines:
        found = re.search(r"\b(network_error|rate_limit|download_incomplete)\b", line.text)
        place = r"\bon: \[" if document.kind == "pipeline" else r"\bfails: "
        if found and re.search(place, line.text[: found.start()]):
            yield change("failure_typo", document, line, line.text.replace(found[0], typo(found[0], random), 1))


@operator
def filter_never(document, random):
    if document.kind == "routing":
        for line in document.lines:
            found = re.search(r"jobType: ([\w.]+)", line.text)
            if found and line.key == "match":
                pad = " " * line.indent
                text = document.replaced(line.number, f'{line.text}\n{pad}when: message.jobType == "other"')
                if "when:" not in document.text:
                    yield Mutant("filter_never", document.name, text, {line.number, line.number + 1})
        for line in conditions(document):
            yield change("filter_never", document, line, f'{line.text.split(": ")[0]}: message.a == "x" && message.a == "y"')


@operator
def overlapping_route(document, random):
    if document.kind == "routing":
        names = [line for line in document.lines if len(line.path) == 4 and line.path[-2] == "subscriptions" and line.key]
        for line in names:
            block = document.block(line)
            copy = [document.lines[n - 1].text for n in block]
            # On other topics each subscriber has a copy of its own, and some say that they mean it.
            if line.path[1] != "jobs" or any("overlap: intended" in text for text in copy):
                continue
            copy[0] = copy[0].replace(line.key, line.key + "-again", 1)
            lines = document.text.split("\n")
            text = "\n".join(lines[: block[-1]] + copy + lines[block[-1]:])
            yield Mutant("overlapping_route", document.name, text,
                         {*block, *range(block[-1] + 1, block[-1] + 1 + len(copy))})


@operator
def attribute_typo(document, random):
    for line in document.lines:
        found = re.search(r"message\.(creatorId|jobType)", line.text)
        if found and document.kind == "routing":
            bad = {"creatorId": "creatorID", "jobType": "jobtype"}[found[1]]
            yield change("attribute_typo", document, line, line.text.replace(found[1], bad, 1))


@operator
def match_typo(document, random):
    for line in document.lines:
        found = re.search(r"match: \{ jobType: ([\w.]+)", line.text)
        if found and document.kind == "routing":
            yield change("match_typo", document, line, line.text.replace("jobType", "jobtype", 1),
                         *range(line.number - 1, line.number + 3))


@operator
def cron_bad(document, random):
    for line in document.keys("cron"):
        for bad in ("0 25 * * *", "15 2 * *", "60 * * * *", "0 7 * * MOM", "0 0 30 2 *"):
            yield change("cron_bad", document, line, f'{line.text.split(": ")[0]}: "{bad}"')


@operator
def zone_typo(document, random):
    for line in document.keys("time_zone"):
        yield change("zone_typo", document, line, f"{line.text.split(': ')[0]}: {typo(line.value, random)}")


@operator
def schedule_job(document, random):
    if document.kind == "schedules":
        for line in document.keys("job"):
            yield change("schedule_job", document, line, f"{line.text.split(': ')[0]}: {typo(line.value, random)}")


@operator
def schedule_payload(document, random):
    if document.kind == "schedules":
        for line in document.keys("payload"):
            found = re.search(r"(\w+): (\d+|\"[^\"]*\")", line.value or "")
            if found:
                yield change("schedule_payload", document, line, line.text.replace(found[0], f"{found[1]}: [1]", 1))
                yield change("schedule_payload", document, line, line.text.replace(found[1] + ":", found[1] + "_x:", 1))


@operator
def published_job(document, random):
    # Without routes, as in the examples of plugins, and where a subscription takes all there is, any type is right.
    for line in document.keys("job_type"):
        if f"jobType: {line.value}" in document.routing:
            yield change("published_job", document, line, line.text.replace(line.value, typo(line.value, random)))


@operator
def window_out_of_range(document, random):
    for line in document.keys("duplicate_window"):
        yield change("window_out_of_range", document, line, f"{line.text.split(': ')[0]}: 30d")


@operator
def schema_word(document, random):
    if document.kind == "pipeline":
        for line in document.lines:
            found = re.search(r"type: (string|integer|array|object|boolean|number)\b", line.text)
            if found and ("input" in line.path or "answer_schema" in line.path):
                yield change("schema_word", document, line, line.text.replace(found[1], typo(found[1], random), 1))


@operator
def schema_keyword(document, random):
    if document.kind == "pipeline":
        for line in document.lines:
            found = re.search(r"\b(required|maxLength|minLength|maxItems|properties|additionalProperties|minimum)\b", line.text)
            if found and ("input" in line.path or "answer_schema" in line.path):
                yield change("schema_keyword", document, line, line.text.replace(found[0], typo(found[0], random), 1),
                             *range(line.number - 3, line.number + 12))
