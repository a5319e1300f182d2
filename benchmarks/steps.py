"""Times single nets on one core, PyTorch and us in turn, and prints the ratio of each round.

    python benchmarks/steps.py                       # all nets; of a Python with requirements.txt
    python benchmarks/steps.py --nets tf50 --rounds 9

Both processes stay alive and are told to work a few seconds each, in turn, so that whatever else the machine does
meets both. First PyTorch's variants are tried, and its fastest is the one we are compared with.
Results: benchmarks/results/steps.csv, steps-variants.csv, steps.machine.json.
"""

import argparse
import csv
import statistics
import sys
import tempfile

import sides
from torch_steps import INFER_VARIANTS, TRAIN_VARIANTS

NETS = ["mlp", "lstm1", "lstm1046", "tf16", "tf50", "tf16-last", "tf50-last", "tf16-dropout", "tf50-dropout"]
WORKS = ["train", "infer", "infer-shuffled"]
HEADER = "net,work,loss,round,ours,torch,ours_cpu,torch_cpu,ratio,ratio_cpu,variant".split(",")


def fastest(theirs, work):
    """Tries the variants three times; the fastest, and the best of each by processor time, the steadier measure.

    The first time warms up, and compiles.
    """
    variants = TRAIN_VARIANTS if work == "train" else INFER_VARIANTS
    tries = [[theirs.ask_all(f"{work} 2 {variant}")[1] for variant in variants] for _ in range(3)]
    rates = dict(zip(variants, map(max, *tries)))
    for variant, rate in rates.items():
        print(f"  PyTorch {work}, {variant}: {rate:,.0f} samples/s", flush=True)
    return max(rates, key=rates.get), rates


def measure(net, arguments, rows, variants):
    with tempfile.TemporaryDirectory() as folder:
        sizes = [arguments.rows, arguments.authors]
        ours = sides.Side(
            sides.java("org.groundswell.benchmarks.Steps", net, folder, *sizes, arguments.loss), arguments.core
        )
        theirs = sides.Side(
            [sys.executable, str(sides.HERE / "torch_steps.py"), net, folder, arguments.loss], arguments.core
        )
        print(f"{net}: {ours.ready}; same forecasts, losses and AdamW steps on both sides", flush=True)
        for work in arguments.works:
            if net.endswith("-dropout") and work != "train":
                # dropout is off, so it is the net without
                continue
            variant, rates = fastest(theirs, work)
            variants += [[net, work, name, f"{rate:.1f}"] for name, rate in rates.items()]
            ours.ask(f"{work} {arguments.warm}")
            pairs = []
            for k in range(arguments.rounds):
                a = ours.ask_all(f"{work} {arguments.slice}")
                b = theirs.ask_all(f"{work} {arguments.slice} {variant}")
                pairs.append((a, b))
                wall, cpu = a[0] / b[0], a[1] / b[1]
                rates = [f"{rate:.1f}" for rate in (a[0], b[0], a[1], b[1])]
                rows.append([net, work, arguments.loss, k + 1, *rates, f"{wall:.4f}", f"{cpu:.4f}", variant])
            wall = [a[0] / b[0] for a, b in pairs]
            cpu = statistics.median(a[1] / b[1] for a, b in pairs)
            print(
                f"  {net} {work}: {statistics.median(wall):.2f} times PyTorch's speed, {min(wall):.2f} to"
                f" {max(wall):.2f} in {len(wall)} rounds, {cpu:.2f} by processor time"
                f" (last {a[0]:,.0f} and {b[0]:,.0f} samples/s, {variant})",
                flush=True,
            )
        ours.close()
        theirs.close()


def write(file, header, rows):
    with open(sides.RESULTS / file, "w", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows([header, *rows])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nets", nargs="+", default=NETS, choices=NETS)
    parser.add_argument("--works", nargs="+", default=WORKS, choices=WORKS)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--slice", type=float, default=3, help="seconds of each side in a round")
    parser.add_argument("--warm", type=float, default=12, help="seconds our JVM warms up")
    parser.add_argument("--rows", type=int, default=4000)
    parser.add_argument("--authors", type=int, default=4)
    parser.add_argument("--loss", default="mse", choices=["mse", "huber"])
    parser.add_argument("--core", type=int, default=0)
    parser.add_argument("--no-build", action="store_true")
    parser.add_argument("--name", default="steps", help="of the files in benchmarks/results")
    arguments = parser.parse_args()
    if not arguments.no_build:
        sides.build()
    print(sides.write_machine(arguments.name))
    rows, variants = [], []
    for net in arguments.nets:
        measure(net, arguments, rows, variants)
        # after each net, so that what is done is kept if a later one is stopped
        write(f"{arguments.name}.csv", HEADER, rows)
        write(f"{arguments.name}-variants.csv", ["net", "work", "variant", "samples_per_second"], variants)


if __name__ == "__main__":
    main()
