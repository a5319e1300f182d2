"""Writes the reference values that the tests of org.groundswell.statistics compare with, those that are not R's.

    pip install numpy scipy pandas statsmodels scikit-posthocs arch
    python benchmarks/reference_statistics.py core/src/test/resources/org/groundswell/statistics

The folder receives reference-holm.csv (statsmodels), reference-losses.csv (losses by data set and model, with ties)
with reference-friedman.csv (SciPy; F by hand from its chi squared) and reference-nemenyi.csv (scikit-posthocs),
reference-range.csv (the studentized range of SciPy), reference-runs.csv with reference-run-length.csv (block lengths
of arch) and reference-gini.csv (mean absolute difference over all pairs). dm.test and the variance components are
made by reference_statistics.R.
"""

import pathlib
import sys

import arch
import numpy as np
import scipy
import scikit_posthocs
import statsmodels
from arch.bootstrap import optimal_block_length
from scipy.stats import f, friedmanchisquare, studentized_range
from statsmodels.stats.multitest import multipletests

MADE = "# made by benchmarks/reference_statistics.py with " + ", ".join(
    f"{name} {version}"
    for name, version in [
        ("NumPy", np.__version__),
        ("SciPy", scipy.__version__),
        ("statsmodels", statsmodels.__version__),
        ("scikit-posthocs", scikit_posthocs.__version__),
        ("arch", arch.__version__),
    ]
)


def write(path, header, lines):
    with open(path, "w", newline="\n") as out:
        print(MADE, file=out)
        print(header, file=out)
        for line in lines:
            print(",".join(cell if isinstance(cell, str) else repr(cell) for cell in line), file=out)


def holm(folder, random):
    p = [0.01, 0.04, 0.03, 0.005, 0.04, 1.0, 0.0, *random.random(8).tolist()]
    adjusted = multipletests(p, method="holm")[1].tolist()
    write(folder / "reference-holm.csv", "p,adjusted", zip(p, adjusted))


def friedman(folder, random):
    losses = np.round(random.normal(size=(10, 5)) + 0.4 * np.arange(5), 1)
    write(folder / "reference-losses.csv", "a,b,c,d,e", losses.tolist())
    chi, p = friedmanchisquare(*losses.T)
    sets, models = losses.shape
    statistic = (sets - 1) * chi / (sets * (models - 1) - chi)
    p_f = f.sf(statistic, models - 1, (models - 1) * (sets - 1))
    ranks = scipy.stats.rankdata(losses, axis=1).mean(axis=0)
    values = [("chi-squared", chi), ("chi-squared-p", p), ("f", statistic), ("f-p", p_f)]
    values += [(f"rank-{k}", rank) for k, rank in enumerate(ranks)]
    write(folder / "reference-friedman.csv", "name,value", [(name, float(value)) for name, value in values])
    pairs = scikit_posthocs.posthoc_nemenyi_friedman(losses).to_numpy()
    write(folder / "reference-nemenyi.csv", "a,b,c,d,e", pairs.tolist())


def ranges(folder):
    lines = []
    for models in [2, 3, 5, 10, 25]:
        for alpha in [0.1, 0.05, 0.01]:
            lines.append((models, alpha, float(studentized_range.isf(alpha, models, np.inf))))
    write(folder / "reference-range.csv", "k,tail,quantile", lines)


def run_lengths(folder, random):
    series, lengths = [], []
    for number, (rho, count) in enumerate([(0.0, 100), (0.3, 200), (0.6, 200), (0.9, 400), (-0.5, 150)]):
        noise = random.normal(size=count)
        values = [noise[0]]
        for k in range(1, count):
            values.append(rho * values[-1] + noise[k])
        series += [(number, float(value)) for value in values]
        lengths.append((number, float(optimal_block_length(np.array(values))["circular"].iloc[0])))
    write(folder / "reference-runs.csv", "series,value", series)
    write(folder / "reference-run-length.csv", "series,length", lengths)


def gini(folder, random):
    lines = []
    for values in [[1.0, 1.0, 1.0], [0.0, 0.0, 4.0], np.round(random.lognormal(size=12), 3).tolist()]:
        differences = np.abs(np.subtract.outer(values, values)).mean()
        lines.append((" ".join(map(repr, values)), float(differences / 2 / np.mean(values))))
    write(folder / "reference-gini.csv", "values,gini", lines)


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(7)
    holm(folder, random)
    friedman(folder, random)
    ranges(folder)
    run_lengths(folder, random)
    gini(folder, random)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
