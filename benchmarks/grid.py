"""Times the whole grid, 3 nets × 4 losses × 5 folds, on all cores: us, and two ways of PyTorch, in turn.

    python benchmarks/grid.py POSTS.csv              # of a Python with requirements.txt

Each is a fresh process each round; starting it, reading and making features are not timed, fits and forecasts are.
PyTorch: `plain`, a script with its default threads; `shared`, as many one-thread processes as there are cores,
which share the cells. Results: benchmarks/results/grid.csv (seconds), grid-losses.csv (what both sides learned),
grid.machine.json.
"""

import argparse
import csv
import os
import pathlib
import statistics
import sys
import tempfile

import sides

DEFAULT_THREADS = {}


def timed(all_sides):
    """Seconds until the last is ready."""
    for side in all_sides:
        side.tell("run")
    seconds = max([side.result()[0] for side in all_sides])
    for side in all_sides:
        side.close()
    return seconds


def started(way, command, workers):
    if way == "plain":
        return [sides.Side(command, threads=DEFAULT_THREADS)]
    return [sides.Side([*command, str(part), str(workers)]) for part in range(workers)]


def losses(folder, pattern):
    cells = {}
    for file in sorted(pathlib.Path(folder).glob(pattern)):
        for net, loss, fold, value in csv.reader(open(file)):
            cells[net, loss, fold] = float(value)
    return cells


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("posts")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--ways", nargs="+", default=["plain", "shared"], choices=["plain", "shared"])
    parser.add_argument("--no-build", action="store_true")
    arguments = parser.parse_args()
    if not arguments.no_build:
        sides.build()
    print(sides.write_machine("grid"))
    workers = os.cpu_count()
    script = [sys.executable, str(sides.HERE / "torch_grid.py")]
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for k in range(arguments.rounds):
            grid = ["org.groundswell.benchmarks.Grid", arguments.posts, folder, arguments.epochs, workers]
            ours = sides.Side(sides.java(*grid))
            print(f"round {k + 1}: {ours.ready}", flush=True)
            ours = timed([ours])
            for way in arguments.ways:
                theirs = timed(started(way, [*script, folder, str(arguments.epochs)], workers))
                rows.append([k + 1, way, ours, theirs, f"{theirs / ours:.4f}"])
                print(f"  ours {ours:.0f} s; PyTorch, {way}: {theirs:.0f} s, {theirs / ours:.2f} times as long", flush=True)
        ours_learned = losses(folder, "ours.csv")
        torch_learned = losses(folder, "torch-*.csv")
    for way in arguments.ways:
        ratios = [theirs / ours for _, of, ours, theirs, _ in rows if of == way]
        print(f"{way}: {statistics.median(ratios):.2f}, {min(ratios):.2f} to {max(ratios):.2f}")
    with open(sides.RESULTS / "grid.csv", "w", newline="") as out:
        header = ["round", "way", "ours_seconds", "torch_seconds", "ratio"]
        csv.writer(out, lineterminator="\n").writerows([header, *rows])
    with open(sides.RESULTS / "grid-losses.csv", "w", newline="") as out:
        table = [[*cell, f"{ours_learned[cell]:.4f}", f"{torch_learned[cell]:.4f}"] for cell in ours_learned]
        csv.writer(out, lineterminator="\n").writerows([["net", "loss", "fold", "ours", "torch"], *table])
    print("loss of test rows in z, mean over folds (ours, PyTorch's):")
    for net, loss in dict.fromkeys(cell[:2] for cell in ours_learned):
        of = [cell for cell in ours_learned if cell[:2] == (net, loss)]
        a, b = (statistics.mean(learned[cell] for cell in of) for learned in (ours_learned, torch_learned))
        print(f"  {net} {loss}: {a:.4f} {b:.4f}")


if __name__ == "__main__":
    main()
