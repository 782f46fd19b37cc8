#!/usr/bin/env python3
"""Feeds every text of the YAML test suite to `millrace validate` and asks only that it answers.

    scripts/conformance/yaml.py SUITE [BINARY]

SUITE is a checkout of https://github.com/yaml/yaml-test-suite (the folder that holds `src`). Each text is once a file
of a project, as a pipeline. With --command another program is run; `{}` in it stands for the file. Exits with 1 if
one ends by a signal or takes longer than five seconds.
"""

import argparse
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import time

LIMIT = 5
START = re.compile(r"^( *(?:- )?)yaml: \|(\d?)[+-]?$")


def texts(file):
    """The block scalars under `yaml:`, their indentation removed."""
    lines = file.read_text().split("\n")
    for number, line in enumerate(lines):
        if not (start := START.match(line)):
            continue
        outer = len(start[1])
        block = []
        for below in lines[number + 1 :]:
            if below.strip() and len(below) - len(below.lstrip(" ")) <= outer:
                break
            block.append(below)
        first = next((text for text in block if text.strip()), "")
        indent = outer + int(start[2]) if start[2] else len(first) - len(first.lstrip(" "))
        yield visible("\n".join(text[indent:] for text in block).rstrip("\n") + "\n")


def visible(text):
    """The suite writes what nobody would see as marks."""
    text = re.sub("—*»", "\t", text.replace("␣", " "))
    text = text.replace("←", "\r").replace("⇔", "\ufeff").replace("↵", "")
    return re.sub("∎\n$", "", text)


def run(command, text, folder):
    file = folder / "pipelines" / "case.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(text.encode())
    filled = [part.replace("{project}", str(folder)).replace("{}", str(file)) for part in command]
    begin = time.monotonic()
    try:
        status = subprocess.run(filled, capture_output=True, timeout=LIMIT, check=False).returncode
    except subprocess.TimeoutExpired:
        return "takes longer than five seconds", LIMIT
    return (f"ends by signal {-status}" if status < 0 else None), time.monotonic() - begin


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("suite", type=pathlib.Path)
    parser.add_argument("binary", nargs="?", default="millrace")
    parser.add_argument("--command", help="a command to run instead of `BINARY validate`")
    arguments = parser.parse_args()
    command = shlex.split(arguments.command or "") or [arguments.binary, "validate", "--project", "{project}"]

    count, failures, slowest = 0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        for file in sorted((arguments.suite / "src").glob("*.yaml")):
            for number, text in enumerate(texts(file)):
                problem, seconds = run(command, text, pathlib.Path(folder))
                count, slowest = count + 1, max(slowest, seconds)
                if problem:
                    failures += 1
                    print(f"FAILED: {file.stem}/{number}: {problem}: {text[:200]!r}")
    print(f"{count} texts, {failures} without an answer, the slowest took {slowest:.2f} s")
    sys.exit(1 if failures or not count else 0)


if __name__ == "__main__":
    main()
