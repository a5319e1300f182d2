"""Times the kernels of `accelerate` beside ND4J's own by JMH, on one core, and prints a table.

    python benchmarks/kernels.py                     # all; or JMH's own options: kernels.py LstmBenchmark -wi 1

Results: benchmarks/results/kernels.csv, as JMH writes it.
"""

import csv
import os
import subprocess
import sys

import sides


def main():
    sides.build()
    sides.write_machine("kernels")
    file = sides.RESULTS / "kernels.csv"
    command = sides.java("org.openjdk.jmh.Main", *sys.argv[1:], "-rf", "csv", "-rff", file)
    subprocess.run(["taskset", "-c", "0", *command], check=True, env={**os.environ, **sides.ONE_THREAD})
    times = {}
    for row in csv.DictReader(open(file)):
        what = row.get("Param: op") or f"lstm of {row['Param: features']} features"
        method = {"forward": ", forward", "forwardAndBackward": ", forward and backward"}
        name = what + method.get(row["Benchmark"].split(".")[-1], "")
        times.setdefault(name, {})[row["Param: side"]] = float(row["Score"])
    print("| kernel | ND4J µs | ours µs | times as fast |\n| --- | --- | --- | --- |")
    for name, side in times.items():
        print(f"| {name} | {side['native']:.0f} | {side['ours']:.0f} | {side['native'] / side['ours']:.1f} |")


if __name__ == "__main__":
    main()
