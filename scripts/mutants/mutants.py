#!/usr/bin/env python3
"""The mutation benchmark of `millrace validate`: single mistakes planted in valid projects.

Each mutant has one mistake. Reported: how many are found, how many on the right line, how many findings one mistake
makes, and every miss. The right line is that of a finding or of one of its notes. With --serve each mutant is also started: `serve` must refuse exactly what `validate` refuses.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import operators  # noqa: E402
import expressions  # noqa: E402,F401  (registers its operators)
import flow  # noqa: E402,F401
import testing  # noqa: E402,F401
from document import Document  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def projects():
    """Valid projects: name and files by path."""
    for folder in sorted((HERE / "projects").iterdir()):
        yield folder.name, files_below(folder)
    yield "shipped", files_below(ROOT, "pipelines")
    for example in sorted(ROOT.glob("plugins/*/Examples/*.yaml")):
        yield example.stem, {f"pipelines/{example.name}": example.read_text()}


def files_below(folder, only=""):
    found = sorted((folder / "pipelines").glob("*.yaml"))
    settings = folder / "millrace.yaml"
    if not only and settings.exists():
        found.append(settings)
    return {str(path.relative_to(folder)): path.read_text() for path in found}


def mutants(files, generator, most):
    """At most so many of each operator in each file, drawn by the seed."""
    routing = "\n".join(text for text in files.values() if text.startswith("kind: routing"))
    for path, text in files.items():
        document = Document(path, text, routing=routing)
        for function in operators.OPERATORS:
            found = [mutant for mutant in function(document, generator) if mutant.text != text]
            generator.shuffle(found)
            yield from found[:most]


class Program:
    def __init__(self, binary):
        self.binary = binary

    def validate(self, folder):
        answer = subprocess.run(
            [self.binary, "validate", "--project", folder, "--format", "json"], capture_output=True, text=True, timeout=20)
        if answer.returncode not in (0, 1):
            raise RuntimeError(f"validate ended with {answer.returncode}: {answer.stderr[-300:]}")
        return json.loads(answer.stdout or "[]")

    def serves(self, folder):
        """Whether `serve` comes to listen on this project; it is stopped at once."""
        process = subprocess.Popen(
            [self.binary, "serve", "--project", folder, "--listen", "127.0.0.1:0", "--store", f"sqlite:{folder}/store.db"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        try:
            for line in process.stderr:
                if "listens on" in line:
                    return True
            return process.wait(timeout=20) == 0
        finally:
            process.kill()
            process.wait()
            process.stderr.close()


def judge(program, base, mutant, serve):
    with tempfile.TemporaryDirectory() as folder:
        for path, text in {**base, mutant.file: mutant.text}.items():
            target = pathlib.Path(folder, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
        found = program.validate(folder)
        agrees = True
        if serve:
            refused = any(item["severity"] == "error" for item in found)
            agrees = program.serves(folder) != refused
        places = [(item["file"], item["start"]["line"], item["end"]["line"]) for item in found]
        places += [(note["file"], note["start"]["line"], note["start"]["line"]) for item in found for note in item.get("notes", [])]
        on_line = any(file == mutant.file and start in mutant.lines for file, start, _ in places)
        return mutant, found, on_line, agrees


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=str(ROOT / ".build/release/millrace"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--each", type=int, default=2, help="at most so many mutants of one operator in one file")
    parser.add_argument("--only", help="one operator")
    parser.add_argument("--serve", action="store_true", help="also start each mutant")
    parser.add_argument("--misses", action="store_true", help="print the whole change of each miss")
    parser.add_argument("--at-least", type=float, default=0, help="fail if fewer are found, in percent")
    parser.add_argument("--lines-at-least", type=float, default=0, help="fail if fewer are found on the right line, in percent")
    parser.add_argument("--findings-at-most", type=float, default=100, help="fail if one mistake makes more findings")
    parser.add_argument("--mutants-at-least", type=int, default=0, help="fail if there are fewer")
    options = parser.parse_args()
    program = Program(options.binary)
    work = []
    for name, files in projects():
        with tempfile.TemporaryDirectory() as folder:
            for path, text in files.items():
                target = pathlib.Path(folder, path)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text)
            for item in program.validate(folder):
                sys.exit(f"{name} is not clean: {item['file']}:{item['start']['line']}: {item['code']} {item['message']}")
        # A string seeds the same everywhere.
        for mutant in mutants(files, random.Random(f"{options.seed}/{name}"), options.each):
            if not options.only or mutant.operator == options.only:
                work.append((name, files, mutant))
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        results = list(pool.map(lambda item: (item[0], item[1], *judge(program, item[1], item[2], options.serve)), work))
    return report(results, options)


def report(results, options):
    by_operator = collections.defaultdict(lambda: [0, 0, 0, 0])
    misses, wrong_lines, disagreements, several, total = [], [], [], [], 0
    for name, base, mutant, found, on_line, agrees in results:
        row = by_operator[mutant.operator]
        row[0] += 1
        row[1] += bool(found)
        row[2] += on_line
        row[3] += len(found)
        total += len(found)
        if not found:
            misses.append((name, base, mutant, found))
        elif not on_line:
            wrong_lines.append((name, base, mutant, found))
        if len(found) > 1:
            several.append((name, base, mutant, found))
        if not agrees:
            disagreements.append((name, base, mutant, found))
    count = len(results)
    detected = count - len(misses)
    print(f"{'operator':26} {'mutants':>7} {'found':>6} {'line':>6} {'findings':>8}")
    for operator, (number, hits, lines, findings) in sorted(by_operator.items()):
        mark = "" if number == hits == lines and findings <= number * 1.15 else "  *"
        print(f"{operator:26} {number:7} {hits:6} {lines:6} {findings:8}{mark}")
    for title, items in (("not found", misses), ("wrong line", wrong_lines), ("serve disagrees", disagreements),
                         ("several findings", several)):
        if items:
            print(f"\n{title}:")
        for name, base, mutant, found in items:
            show(name, base, mutant, found, options.misses)
    found_rate, line_rate = 100 * detected / max(count, 1), 100 * (detected - len(wrong_lines)) / max(count, 1)
    each = total / max(detected, 1)
    print(f"\n{count} mutants of {len(by_operator)} kinds (seed {options.seed}): "
          f"found {found_rate:.1f} %, right line {line_rate:.1f} %, {each:.2f} findings each"
          + (f", serve disagrees on {len(disagreements)}" if options.serve else ""))
    is_enough = (found_rate >= options.at_least and line_rate >= options.lines_at_least
                 and each <= options.findings_at_most and count >= options.mutants_at_least)
    return 0 if is_enough and not disagreements else 1


def show(name, base, mutant, found, whole):
    lines = ", ".join(str(line) for line in sorted(mutant.lines)[:3])
    said = "; ".join(f"{item['start']['line']}: {item['code']} {item['message']}" for item in found[:3])
    print(f"  {name}/{mutant.file}:{lines} {mutant.operator}" + (f" -> {said}" if said else ""))
    if whole:
        before, after = base[mutant.file].split("\n"), mutant.text.split("\n")
        for number, text in enumerate(after, 1):
            if text not in before:
                print(f"      {number}: {text}")


if __name__ == "__main__":
    sys.exit(main())
