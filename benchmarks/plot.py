"""Draws docs/performance.svg from benchmarks/results and prints the table of docs/performance.md.

    python benchmarks/plot.py

Needs nothing but Python.
"""

import csv
import math
import pathlib
import statistics
from xml.sax.saxutils import escape

HERE = pathlib.Path(__file__).resolve().parent
RESULTS = HERE / "results"
PICTURE = HERE.parent / "docs" / "performance.svg"

# net and work of steps.csv, what it is called, the bar
STEPS = [
    ("mlp", "MLP", 1.0),
    ("lstm1", "LSTM, 1 feature", 1.3),
    ("lstm1046", "LSTM, 1,046 features", 1.3),
    ("tf16", "Transformer, window 16", 1.0),
    ("tf50", "Transformer, window 50", 1.0),
    ("tf16-last", "… 16, last position", None),
    ("tf50-last", "… 50, last position", None),
    ("tf16-dropout", "… 16, dropout 0.1", None),
    ("tf50-dropout", "… 50, dropout 0.1", None),
]
WORKS = [("train", "Training"), ("infer", "Forecasting, rows in time order"), ("infer-shuffled", "Forecasting, shuffled")]
GRID = [("plain", "PyTorch, default threads", 2.0), ("shared", "PyTorch, one a core", 1.0)]

REACHED, BELOW, FREE, INK, FAINT = "#0072B2", "#D55E00", "#7f7f7f", "#222222", "#bbbbbb"
WIDTH, LEFT, RIGHT, LINE = 420, 148, 34, 17


def rows_of(file):
    path = RESULTS / file
    return list(csv.DictReader(open(path))) if path.exists() else []


def sections():
    """(heading, [(label, bar, ratios)]) of what was measured."""
    steps = rows_of("steps.csv")
    found = []
    for work, heading in WORKS:
        lines = []
        for net, label, bar in STEPS:
            ratios = [float(r["ratio"]) for r in steps if (r["net"], r["work"]) == (net, work)]
            if ratios:
                lines.append((label, bar if work == "train" or bar is None else 1.0, ratios))
        found.append((heading, lines))
    grid = rows_of("grid.csv")
    lines = [(label, bar, [float(r["ratio"]) for r in grid if r["way"] == way]) for way, label, bar in GRID]
    found.append(("The whole grid, 60 cells", lines))
    return [(heading, [line for line in lines if line[2]]) for heading, lines in found if any(line[2] for line in lines)]


def svg(found):
    high = max(max(ratios) for _, lines in found for _, _, ratios in lines)
    high = max(2.25, math.ceil(high * 4) / 4)
    x = lambda ratio: LEFT + ratio / high * (WIDTH - LEFT - RIGHT)
    out, y = [], 41

    def text(at, value, anchor="start", size=11, weight="normal", fill=INK):
        out.append(
            f'<text x="{at:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" font-weight="{weight}"'
            f' fill="{fill}">{escape(value)}</text>'
        )

    def line(x1, y1, x2, y2, stroke=INK, width=1.0, dash=""):
        dash = f' stroke-dasharray="{dash}"' if dash else ""
        out.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{stroke}"'
            f' stroke-width="{width}"{dash}/>'
        )

    for heading, lines in found:
        y += 6
        text(8, heading, weight="bold")
        top = y + 4
        y += LINE
        for label, bar, ratios in lines:
            middle = statistics.median(ratios)
            colour = FREE if bar is None else REACHED if middle >= bar else BELOW
            text(LEFT - 6, label, anchor="end")
            out.append(
                f'<rect x="{LEFT}" y="{y - 9.5:.1f}" width="{x(middle) - LEFT:.1f}" height="11" fill="{colour}"/>'
            )
            line(x(min(ratios)), y - 4, x(max(ratios)), y - 4, width=1.6)
            if bar is not None:
                line(x(bar), y - 11.5, x(bar), y + 3.5, width=2.4)
            text(WIDTH - 4, f"{middle:.2f}", anchor="end", weight="bold", fill=INK)
            y += LINE
        line(x(1), top, x(1), y - 12, stroke=INK, dash="2 2")
    scale = y
    y += 2
    for tick in range(int(high) + 1):
        text(x(tick), f"{tick}×", anchor="middle")
    y += 16
    text(8, "■ bar reached", fill=REACHED)
    text(98, "■ below it", fill=BELOW)
    text(170, "■ no bar set", fill=FREE)
    text(252, "┃ bar", fill=INK)
    text(296, "━ least … most", fill=INK)
    height = y + 10
    y = 16
    text(8, "Our speed over PyTorch's, its fastest variant", size=13, weight="bold")
    y = 29
    text(8, "median of paired rounds; dashed: as fast as PyTorch", fill="#555555")
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH * 1.5:.0f}"'
            ' font-family="system-ui, sans-serif" role="img" aria-label="Our speed over that of PyTorch, by task">',
            # a ground of its own, so that it can be read on dark pages too
            f'<rect width="{WIDTH}" height="{height:.0f}" rx="6" fill="#ffffff"/>',
            *out,
            "</svg>\n",
        ]
    )


def main():
    found = sections()
    PICTURE.write_text(svg(found), encoding="utf-8")
    print("| work | bar | median | least to most | rounds |\n| --- | --- | --- | --- | --- |")
    for heading, lines in found:
        for label, bar, ratios in lines:
            goal = "" if bar is None else f"≥ {bar}"
            spread = f"{min(ratios):.2f} to {max(ratios):.2f}"
            print(f"| {heading.lower()}: {label} | {goal} | **{statistics.median(ratios):.2f}** | {spread} | {len(ratios)} |")


if __name__ == "__main__":
    main()
