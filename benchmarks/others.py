"""Times Keras and NeuralForecast beside us, in turn on one core, once each.

    python benchmarks/others.py --keras VENV/bin/python --neuralforecast VENV/bin/python

Each library lives in an environment of its own (its script says what to install). Results:
benchmarks/results/others.csv, others.machine.json.
"""

import argparse
import csv
import statistics
import subprocess
import tempfile

import sides

NETS = {
    "keras": ["mlp", "lstm1", "lstm1046", "tf16", "tf50"],
    "neuralforecast": ["lstm1", "lstm1046", "tf50"],
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for library in NETS:
        parser.add_argument("--" + library, help="Python of its environment; left out without")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--slice", type=float, default=5)
    parser.add_argument("--warm", type=float, default=12)
    parser.add_argument("--core", type=int, default=0)
    parser.add_argument("--no-build", action="store_true")
    arguments = parser.parse_args()
    if not arguments.no_build:
        sides.build()
    print(sides.write_machine("others"))
    rows = []
    for library, nets in NETS.items():
        python = getattr(arguments, library)
        if not python:
            continue
        code = f"from importlib.metadata import version; print(version('{library}'))"
        version = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
        for net in nets:
            with tempfile.TemporaryDirectory() as folder:
                program = sides.java("org.groundswell.benchmarks.Steps", net, folder, 4000, 4, "mse")
                ours = sides.Side(program, arguments.core)
                script = str(sides.HERE / f"{library}_steps.py")
                theirs = sides.Side([python, script, net, folder], arguments.core)
                for work in ["train", "infer"] if library == "keras" else ["train"]:
                    ours.ask(f"{work} {arguments.warm}")
                    theirs.ask(f"{work} {arguments.slice}")
                    pairs = [
                        [side.ask(f"{work} {arguments.slice}") for side in (ours, theirs)]
                        for _ in range(arguments.rounds)
                    ]
                    for k, (a, b) in enumerate(pairs):
                        rows.append([library, version, net, work, k + 1, f"{a:.1f}", f"{b:.1f}", f"{a / b:.4f}"])
                    ratios = [a / b for a, b in pairs]
                    print(
                        f"{library} {version} {net} {work}: {statistics.median(ratios):.2f} times its speed,"
                        f" {min(ratios):.2f} to {max(ratios):.2f} (last {a:,.0f} and {b:,.0f} samples/s)",
                        flush=True,
                    )
                ours.close()
                theirs.close()
            with open(sides.RESULTS / "others.csv", "w", newline="") as out:
                header = ["library", "version", "net", "work", "round", "ours", "theirs", "ratio"]
                csv.writer(out, lineterminator="\n").writerows([header, *rows])


if __name__ == "__main__":
    main()
