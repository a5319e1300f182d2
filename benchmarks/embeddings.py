"""Embedding of texts: ours beside a plain loop over ONNX Runtime and beside langchain4j, and memory.

    python benchmarks/embeddings.py posts.csv                  # needs nothing but Python, Java and Maven
    python benchmarks/embeddings.py posts.csv --texts 1000 --rounds 3 --memory 0

posts.csv is a file of posts (data/README.md); only its texts are used. Rates go to
benchmarks/results/embeddings.csv, memory to embeddings.txt; the table for docs/performance.md is printed.
"""

import argparse
import collections
import csv
import os
import statistics
import subprocess
import sys

import sides

MODELS = ("bge-small-en-v1.5", "all-minilm-l6-v2")
# who is set beside whom, and the bar
RATIOS = [
    ("ours", "plain loop", 0.95),
    ("ours, cache filled", "plain loop", 0.95),
    ("ours", "langchain4j", 2.0),
    ("ours, cache filled", "langchain4j", 2.0),
]
WHAT = ("texts a second", "texts a processor second")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("posts")
    parser.add_argument("--texts", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--memory", type=int, nargs="*", default=[15_000, 150_000], help="numbers of texts; 0: not measured")
    parser.add_argument("--memory-model", choices=MODELS, default=MODELS[1])
    parser.add_argument("--memory-tokens", type=int, default=128, help="where texts are cut; fewer take less time")
    arguments = parser.parse_args()
    sides.build()
    sides.write_machine("embeddings")
    lines = []
    for model in MODELS:
        lines += run("speed", model, arguments.posts, arguments.texts, arguments.rounds)
    header = lines[0]
    with open(sides.RESULTS / "embeddings.csv", "w") as out:
        out.write("\n".join([header] + [line for line in lines if line != header]) + "\n")
    if arguments.memory != [0]:
        memory = [line for texts in arguments.memory for line in run("memory", arguments.memory_model, arguments.posts, texts, arguments.memory_tokens)]
        (sides.RESULTS / "embeddings.txt").write_text("\n".join(memory) + "\n")
    table()


def run(*what):
    environment = {**os.environ, **sides.ONE_THREAD}
    command = sides.java("org.groundswell.benchmarks.Embeddings", *what)
    lines = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line.rstrip())
    if process.returncode:
        sys.exit(f"{' '.join(map(str, what))} ended with {process.returncode}")
    return lines


def table():
    rates = collections.defaultdict(dict)
    for row in csv.DictReader(open(sides.RESULTS / "embeddings.csv")):
        for what in WHAT:
            rates[row["model"], row["way"], what][row["round"]] = float(row[what])
    print("\n| model | rates | bar | by the clock: median, least to most | by processor time | rounds |")
    print("| --- | --- | --- | --- | --- | --- |")
    for model in MODELS:
        for ours, theirs, bar in RATIOS:
            cells = []
            for what in WHAT:
                rate, beside = rates[model, ours, what], rates[model, theirs, what]
                ratios = [rate[at] / beside[at] for at in rate]
                cells.append(f"**{statistics.median(ratios):.2f}**, {min(ratios):.2f} to {max(ratios):.2f}")
            print(f"| {model} | {ours} : {theirs} | ≥ {bar} | {' | '.join(cells)} | {len(ratios)} |")


if __name__ == "__main__":
    main()
