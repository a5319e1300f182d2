"""Times the kernels of `accelerate` beside ND4J's own by JMH, on one core, and prints a table.

    python benchmarks/kernels.py                             # all, three rounds
    python benchmarks/kernels.py --rounds 1 LstmBenchmark    # or JMH's own options

Both sides of a kernel are measured one after the other in each round, so a round gives a ratio. Of the two times the
processor's is taken: on a machine that is not idle the wall's holds other programs' turns too.
Results: benchmarks/results/kernels.csv.
"""

import argparse
import csv
import os
import statistics
import subprocess
import tempfile

import sides


def measured(core, options):
    """{(kernel, side): [wall µs, processor µs]} of one round."""
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        profiler = ["-prof", "org.groundswell.benchmarks.ProcessorTime"]
        command = sides.java("org.openjdk.jmh.Main", *options, *profiler, "-rf", "csv", "-rff", file.name)
        subprocess.run(["taskset", "-c", core, *command], check=True, env={**os.environ, **sides.ONE_THREAD})
        times = {}
        for row in csv.DictReader(open(file.name)):
            benchmark, _, second = row["Benchmark"].split(".")[-1].partition(":")
            what = row.get("Param: op") or f"LSTM, {int(row['Param: features']):,} features".replace(" 1 features", " 1 feature")
            method = {"forward": ", forward", "forwardAndBackward": ", forward and backward"}
            key = what + method.get(benchmark, ""), row["Param: side"]
            times.setdefault(key, [0, 0])[1 if second else 0] = float(row["Score"])
    return times


def table(rows):
    """By the processor's time, medians of the rounds."""
    yield "| kernel | ND4J µs | ours µs | times as fast | least to most |\n| --- | --- | --- | --- | --- |"
    for kernel in dict.fromkeys(row["kernel"] for row in rows):
        native, ours = (
            [float(row["processor_us"]) for row in rows if (row["kernel"], row["side"]) == (kernel, side)]
            for side in ("native", "ours")
        )
        ratios = [a / b for a, b in zip(native, ours)]
        yield (
            f"| {kernel} | {statistics.median(native):,.1f} | {statistics.median(ours):,.1f} "
            f"| **{statistics.median(ratios):.2f}** | {min(ratios):.2f} to {max(ratios):.2f} |"
        )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--core", default="0")
    arguments, options = parser.parse_known_args()
    sides.build()
    sides.write_machine("kernels")
    results = sides.RESULTS / "kernels.csv"
    with open(results, "w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["round", "kernel", "side", "wall_us", "processor_us"])
        for number in range(1, arguments.rounds + 1):
            for (kernel, side), (wall, processor) in measured(arguments.core, options).items():
                out.writerow([number, kernel, side, f"{wall:.2f}", f"{processor:.2f}"])
            file.flush()
    print("\n".join(table(list(csv.DictReader(open(results))))))


if __name__ == "__main__":
    main()
