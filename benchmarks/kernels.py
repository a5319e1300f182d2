"""Times the kernels of `accelerate` beside ND4J's own by JMH, on one core, and prints a table.

    python benchmarks/kernels.py                             # all, two rounds
    python benchmarks/kernels.py --rounds 1 LstmBenchmark    # or JMH's own options

Both sides of a kernel are measured one after the other. Of the two times the processor's is taken: on a machine that is
not idle the wall's holds other programs' turns too. Results, an iteration a line: benchmarks/results/kernels.csv.
"""

import argparse
import csv
import json
import os
import statistics
import subprocess
import tempfile

import sides


def measured(core, options):
    """(kernel, side, wall µs, processor µs) of each iteration of one round."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        profiler = ["-prof", "org.groundswell.benchmarks.ProcessorTime"]
        command = sides.java("org.openjdk.jmh.Main", *options, *profiler, "-rf", "json", "-rff", file.name)
        subprocess.run(["taskset", "-c", core, *command], check=True, env={**os.environ, **sides.ONE_THREAD})
        for benchmark in json.load(open(file.name)):
            walls = benchmark["primaryMetric"]["rawData"][0]
            processors = benchmark["secondaryMetrics"]["processor"]["rawData"][0]
            for wall, processor in zip(walls, processors):
                yield name(benchmark), benchmark["params"]["side"], f"{wall:.2f}", f"{processor:.2f}"


def name(benchmark):
    parameters = benchmark["params"]
    if "op" in parameters:
        return parameters["op"]
    features = f"{int(parameters['features']):,} feature" + "s" * (parameters["features"] != "1")
    backward = " and backward" * benchmark["benchmark"].endswith("Backward")
    return f"LSTM, {features}, forward{backward}"


def table(rows):
    """By the processor's time: medians of all iterations, and how far the ratios of single ones lie apart."""
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
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--core", default="0")
    arguments, options = parser.parse_known_args()
    sides.build()
    sides.write_machine("kernels")
    results = sides.RESULTS / "kernels.csv"
    with open(results, "w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["round", "kernel", "side", "wall_us", "processor_us"])
        for number in range(1, arguments.rounds + 1):
            out.writerows([number, *line] for line in measured(arguments.core, options))
            file.flush()
    print("\n".join(table(list(csv.DictReader(open(results))))))


if __name__ == "__main__":
    main()
