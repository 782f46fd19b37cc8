#!/usr/bin/env python3
"""Runs the official JSON Schema test suite against `millrace schema check --jsonl`.

    scripts/conformance/json_schema.py SUITE [BINARY] [--optional]

SUITE is a checkout of https://github.com/json-schema-org/JSON-Schema-Test-Suite. BINARY is `millrace`; with --command
it is any program that answers lines of {"schema", "instance", "remotes"}. Exits with 1 if a test fails that is not in
json_schema_failures.txt beside this script, or if one passes that is.
"""

import argparse
import json
import pathlib
import shlex
import subprocess
import sys

FORMATS = (
    "date-time date time duration email hostname ipv4 ipv6 uri uri-reference uri-template uuid json-pointer "
    "relative-json-pointer regex"
).split()
DIALECTS = {
    "draft2020-12": "https://json-schema.org/draft/2020-12/schema",
    "draft7": "http://json-schema.org/draft-07/schema#",
}
KNOWN = pathlib.Path(__file__).with_name("json_schema_failures.txt")


def remotes(suite):
    """The documents that tests refer to, by the address the suite would serve them under."""
    root = suite / "remotes"
    files = sorted(root.rglob("*.json"))
    return {f"http://localhost:1234/{file.relative_to(root)}": json.loads(file.read_text()) for file in files}


def needed(schema, documents):
    """Only tests that name the server get its documents, so that the others stay small."""
    return documents if "localhost:1234" in json.dumps(schema) else {}


def lines(file, documents, dialect):
    for group in json.loads(file.read_text()):
        schema = group["schema"]
        if isinstance(schema, dict):
            # The tests of the older drafts do not say which draft they are for.
            schema = {"$schema": dialect, **schema}
        for test in group["tests"]:
            name = f"{group['description']}: {test['description']}"
            line = {"schema": schema, "instance": test["data"]}
            if given := needed(schema, documents):
                line["remotes"] = given
            yield name, line, test["valid"]


def run(command, section, files, documents):
    dialect = DIALECTS[section.split("/")[0]]
    tests = [(file.stem, *test) for file in files for test in lines(file, documents, dialect)]
    text = "".join(json.dumps(line) + "\n" for _, _, line, _ in tests)
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    answers = [json.loads(line) for line in done.stdout.split("\n") if line]
    if len(answers) != len(tests):
        sys.exit(f"{section}: {len(answers)} answers to {len(tests)} tests; {done.stderr.strip()}")
    failures = []
    passed, total = {}, {}
    for (stem, name, _, expected), answer in zip(tests, answers):
        total[stem] = total.get(stem, 0) + 1
        if answer.get("valid") is expected:
            passed[stem] = passed.get(stem, 0) + 1
        else:
            failures.append((f"{section}/{stem}: {name}", answer.get("error", answer.get("valid"))))
    for stem, count in total.items():
        print(f"{section:24} {stem:28} {passed.get(stem, 0):5} / {count}")
    print(f"{section:24} {'all':28} {sum(passed.values()):5} / {sum(total.values())}")
    return failures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("suite", type=pathlib.Path)
    parser.add_argument("binary", nargs="?", default="millrace")
    parser.add_argument("--command", help="a command to run instead of `BINARY schema check --jsonl`")
    parser.add_argument("--optional", action="store_true", help="also run what the suite calls optional")
    arguments = parser.parse_args()
    command = shlex.split(arguments.command or "") or [arguments.binary, "schema", "check", "--jsonl"]
    strict = [*command, "--format-assertion"]
    documents = remotes(arguments.suite)
    tests = arguments.suite / "tests"

    failures = []
    for draft in DIALECTS:
        failures += run(command, draft, sorted((tests / draft).glob("*.json")), documents)
        optional = tests / draft / "optional"
        files = [optional / "format" / f"{name}.json" for name in FORMATS]
        failures += run(strict, f"{draft}/format", [file for file in files if file.exists()], documents)
        if arguments.optional:
            failures += run(command, f"{draft}/optional", sorted(optional.glob("*.json")), documents)

    known = {line for line in KNOWN.read_text().splitlines() if line and not line.startswith("#")}
    found = {name for name, _ in failures}
    for name, answer in failures:
        print(f"{'known' if name in known else 'FAILED'}: {name} ({answer})")
    gone = sorted(name for name in known - found if arguments.optional or "/optional" not in name)
    for name in gone:
        print(f"PASSES NOW, take it from {KNOWN.name}: {name}")
    sys.exit(1 if found - known or gone else 0)


if __name__ == "__main__":
    main()
