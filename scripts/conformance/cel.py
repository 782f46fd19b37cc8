#!/usr/bin/env python3
"""Runs the conformance tests of the Common Expression Language against `millrace expr eval --jsonl`.

    scripts/conformance/cel.py CHECKOUT MILLRACE [--failures FILE] [--list] [--convert]

CHECKOUT is a checkout of the specification (github.com/google/cel-spec), MILLRACE the binary. Prints passed and failed
for each file, then what failed. Ends with 1 if a test fails that is not named in the file of known failures (default:
cel-known-failures.txt beside this script), or if a test named there passes.

Tests that need protocol buffers are left out, and so are tests that only ask for the type of an expression: the
format of the lines cannot ask for it. `--convert` writes the lines and what is expected instead of running them.
"""
import argparse
import base64
import collections
import json
import math
import pathlib
import re
import subprocess
import sys

GROUPS = {
    "core": "basic comparisons conversions fields fp_math integer_math lists logic macros namespace parse plumbing "
            "string timestamps type_deduction",
    "macros2 and optionals": "macros2 optionals",
    "extensions": "string_ext math_ext encoders_ext bindings_ext",
}

# ---- the text format of protocol buffers -----------------------------------------------------------------------------

TOKEN = re.compile(
    rb"""[ \t\r\n]+ | \#[^\n]* | (?P<string>"(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*')
    | (?P<word>[A-Za-z0-9_.+\-]+) | (?P<sign>[{}\[\]<>:,;/])""", re.X | re.S)
ESCAPE = re.compile(rb"\\(x[0-9a-fA-F]{1,2}|[0-7]{1,3}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", re.S)
PLAIN = {b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}


def unescape(match):
    code = match.group(1)
    if code[:1] in b"xX" and len(code) > 1:
        return bytes([int(code[1:], 16)])
    if code[:1] in b"uU" and len(code) > 1:
        return chr(int(code[1:], 16)).encode()
    if code[:1] in b"01234567":
        return bytes([int(code, 8) & 255])
    return PLAIN.get(code, code)


class Message(dict):
    """Field name to the list of its values: Message, bytes (a string) or str (a word)."""

    def one(self, name, default=None):
        return self[name][0] if name in self else default

    def text(self, name, default=""):
        return self[name][0].decode() if name in self else default


class TextFormat:
    def __init__(self, data):
        self.tokens, at = [], 0
        while at < len(data):
            match = TOKEN.match(data, at)
            if not match:
                raise ValueError(f"unreadable text at byte {at}: {data[at:at + 20]!r}")
            at = match.end()
            if match.lastgroup:
                self.tokens.append((match.lastgroup, match.group(match.lastgroup)))
        self.tokens.append(("end", b""))
        self.next = 0

    def take(self):
        self.next += 1
        return self.tokens[self.next - 1]

    def skip(self, *signs):
        if self.tokens[self.next] in [("sign", sign) for sign in signs]:
            self.next += 1
            return True
        return False

    def message(self, end):
        fields = Message()
        while self.tokens[self.next] != end:
            values = fields.setdefault(self.name(), [])
            colon = self.skip(b":")
            if colon and self.skip(b"["):
                while not self.skip(b"]"):
                    values.append(self.value())
                    self.skip(b",")
            else:
                values.append(self.value())
            self.skip(b",", b";")
        self.take()
        return fields

    def name(self):
        kind, text = self.take()
        if (kind, text) != ("sign", b"["):
            return text.decode()
        parts = []
        while not self.skip(b"]"):
            parts.append(self.take()[1].decode())
        return f"[{''.join(parts)}]"

    def value(self):
        if self.skip(b"{"):
            return self.message(("sign", b"}"))
        if self.skip(b"<"):
            return self.message(("sign", b">"))
        kind, text = self.take()
        if kind == "word":
            return text.decode()
        if kind != "string":
            raise ValueError(f"a value is missing before {text!r}")
        result = b""
        while True:
            result += ESCAPE.sub(unescape, text[1:-1])
            if self.tokens[self.next][0] != "string":
                return result
            text = self.take()[1]


# ---- tests -----------------------------------------------------------------------------------------------------------

class NeedsProtobuf(Exception):
    pass


class NeedsDeducedType(Exception):
    pass


def number(text):
    value = float(text)
    return "NaN" if math.isnan(value) else ("-" if value < 0 else "") + "Infinity" if math.isinf(value) else repr(value)


def tagged(value):
    """A cel.expr.Value as the lines have it."""
    (name, [item]), = value.items()
    if name in ("int64_value", "uint64_value"):
        return {"type": name.split("64")[0], "value": str(int(item, 0))}
    if name == "double_value":
        return {"type": "double", "value": number(item)}
    if name == "bool_value":
        return {"type": "bool", "value": item == "true"}
    if name == "string_value":
        return {"type": "string", "value": item.decode()}
    if name == "bytes_value":
        return {"type": "bytes", "value": base64.b64encode(item).decode()}
    if name == "null_value":
        return {"type": "null", "value": None}
    if name == "list_value":
        return {"type": "list", "value": [tagged(each) for each in item.get("values", [])]}
    if name == "map_value":
        entries = [[tagged(each.one("key")), tagged(each.one("value"))] for each in item.get("entries", [])]
        return {"type": "map", "value": entries}
    if name == "type_value":
        return {"type": "type", "value": item.decode()}
    if name == "object_value":
        for kind in ("Timestamp", "Duration"):
            inner = item.one(f"[type.googleapis.com/google.protobuf.{kind}]")
            if inner is not None:
                parts = [int(inner.one("seconds", "0")), int(inner.one("nanos", "0"))]
                return {"type": kind.lower(), "value": parts}
    raise NeedsProtobuf(name)


MESSAGES = re.compile(
    r"TestAllTypes|NestedTestAllTypes|TestRequired|GlobalEnum|NestedEnum|cel\.expr\.|"
    r"google\.protobuf\.(?!Timestamp\b|Duration\b)|\b(Any|Struct|ListValue|\w+Value|Value)\s*\{|proto\.")


def names_protobuf(test):
    text = test.text("expr")
    if MESSAGES.search(text):
        return True
    return any("message_type" in str(each) or "enum" in str(each).lower() or "wrapper" in str(each)
               for each in test.get("type_env", []))


def convert(test):
    """The line and what is expected: a tagged value or None for an error."""
    if names_protobuf(test):
        raise NeedsProtobuf(test.text("expr"))
    if test.one("check_only") == "true" and "eval_error" not in test:
        raise NeedsDeducedType
    if "value" in test:
        expected = tagged(test.one("value"))
    elif "typed_result" in test:
        if "result" not in test.one("typed_result"):
            raise NeedsDeducedType
        expected = tagged(test.one("typed_result").one("result"))
    elif "eval_error" in test or "any_eval_errors" in test:
        expected = None
    elif "unknown" in test or "any_unknowns" in test:
        raise NeedsProtobuf("unknown")
    else:
        expected = {"type": "bool", "value": True}
    line = {"expr": test.text("expr"), "bindings": {}, "check": test.one("disable_check") != "true"}
    for binding in test.get("bindings", []):
        line["bindings"][binding.text("key")] = tagged(binding.one("value").one("value"))
    if "container" in test:
        line["container"] = test.text("container")
    return line, expected


def read(folder, left_out):
    """(file, name of the test, line, expected) of all tests that can be run."""
    for file in (name for names in GROUPS.values() for name in names.split()):
        path = folder / f"{file}.textproto"
        for section in TextFormat(path.read_bytes()).message(("end", b"")).get("section", []):
            for test in section.get("test", []):
                name = f"{file}/{section.text('name')}/{test.text('name')}"
                try:
                    yield file, name, *convert(test)
                except NeedsProtobuf:
                    left_out["need protocol buffers"] += 1
                except NeedsDeducedType:
                    left_out["ask for the type of an expression only"] += 1


# ---- running ---------------------------------------------------------------------------------------------------------

def same(a, b):
    """Whether two tagged values are the same: numbers by value, not-a-number is itself, maps have no order."""
    if a.get("type") != b.get("type"):
        return False
    first, second = a.get("value"), b.get("value")
    if a["type"] == "double":
        return number(first) == number(second)
    if a["type"] == "list":
        return len(first) == len(second) and all(map(same, first, second))
    if a["type"] == "map":
        return len(first) == len(second) and all(
            any(same(key, other) and same(value, twin) for other, twin in second) for key, value in first)
    if a["type"] == "optional":
        return first == second or (first is not None and second is not None and same(first, second))
    return first == second


def passes(expected, answer):
    return "error" in answer if expected is None else "value" in answer and same(expected, answer["value"])


def answers(command, lines):
    text = "".join(json.dumps(line) + "\n" for line in lines)
    run = subprocess.run(command, input=text.encode(), stdout=subprocess.PIPE, timeout=600)
    answers = [json.loads(line) for line in run.stdout.decode().split("\n") if line]
    if run.returncode or len(answers) != len(lines):
        sys.exit(f"{len(lines)} lines went in, {len(answers)} came back; the exit code was {run.returncode}")
    return answers


def known_failures(path):
    lines = path.read_text().splitlines() if path.exists() else []
    return {line.split("#")[0].strip() for line in lines} - {""}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkout", type=pathlib.Path)
    parser.add_argument("millrace", nargs="?", default="millrace")
    parser.add_argument("--failures", type=pathlib.Path, default=pathlib.Path(__file__).parent / "cel-known-failures.txt")
    parser.add_argument("--command", nargs="+", help="what answers lines, instead of `MILLRACE expr eval --jsonl`")
    parser.add_argument("--convert", action="store_true", help="write the tests as JSON lines, run nothing")
    options = parser.parse_args()
    left_out = collections.Counter()
    tests = list(read(options.checkout / "tests/simple/testdata", left_out))
    if options.convert:
        for file, name, line, expected in tests:
            print(json.dumps({"name": name, "line": line, "expected": expected}))
        return 0
    command = options.command or [options.millrace, "expr", "eval", "--jsonl"]
    count, failed = collections.Counter(), []
    for (file, name, line, expected), answer in zip(tests, answers(command, [test[2] for test in tests])):
        count[file, passes(expected, answer)] += 1
        if not passes(expected, answer):
            failed.append((name, line, expected, answer))
    report(count, failed, left_out)
    known = known_failures(options.failures)
    names = {name for name, *_ in failed}
    for name in sorted(names - known):
        print(f"unexpected failure: {name}")
    for name in sorted(known - names):
        print(f"passes now, or is gone: {name}")
    return 1 if names != known else 0


def report(count, failed, left_out):
    for group, names in GROUPS.items():
        files = names.split()
        for file in files:
            print(f"{file:16} {count[file, True]:5} passed {count[file, False]:4} failed")
        passed, lost = (sum(count[file, which] for file in files) for which in (True, False))
        print(f"{group + ':':22} {passed} of {passed + lost}\n")
    for reason, number_of_tests in left_out.items():
        print(f"left out: {number_of_tests} {reason}")
    for name, line, expected, answer in failed:
        wanted = "an error" if expected is None else json.dumps(expected, ensure_ascii=False)
        print(f"FAILED {name}\n    {line['expr']}\n    wanted {wanted}\n    got    {json.dumps(answer, ensure_ascii=False)}")


if __name__ == "__main__":
    sys.exit(main())
