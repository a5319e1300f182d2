"""A million generated posts: reading and features, and an epoch of a Transformer, beside a hundred thousand.

    python benchmarks/million.py                     # needs no PyTorch
    python benchmarks/million.py --steps 2000        # not the whole epoch

What MillionPosts prints goes to benchmarks/results/million.txt too.
"""

import argparse
import os
import subprocess
import sys

import sides


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=0, help="most steps of the epoch; 0: all")
    parser.add_argument("--times", type=int, default=3, help="how often features are made; the first is the JVM's cold start")
    arguments = parser.parse_args()
    sides.build()
    sides.write_machine("million")
    steps = [arguments.steps] if arguments.steps else []
    with open(sides.RESULTS / "million.txt", "w") as out:
        for rows in (100_000, 1_000_000):
            for what in (["features", rows, arguments.times], ["epoch", rows, *steps]):
                command = sides.java("org.groundswell.benchmarks.MillionPosts", *what)
                heading = "MillionPosts " + " ".join(map(str, what))
                for line in lines_of(heading, command):
                    print(line, flush=True)
                    print(line, file=out, flush=True)


def lines_of(heading, command):
    yield heading
    environment = {**os.environ, **sides.ONE_THREAD}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        yield from ("  " + line.rstrip() for line in process.stdout)
    if process.returncode:
        sys.exit(f"{heading} ended with {process.returncode}")


if __name__ == "__main__":
    main()
