"""Writes the reference values that EvaluationTest compares Groundswell's metrics with.

    pip install numpy scipy scikit-learn
    python benchmarks/reference_metrics.py core/src/test/resources/org/groundswell/evaluate

The folder receives reference-rows.csv (inputs: counts with ties and heavy tails) and
reference-metrics.csv (what scikit-learn and SciPy make of them).
"""

import pathlib
import random
import sys

import numpy as np
import scipy
import sklearn
from scipy.stats import spearmanr
from sklearn.metrics import (
    mean_absolute_error,
    mean_pinball_loss,
    mean_squared_error,
    mean_squared_log_error,
    r2_score,
    root_mean_squared_error,
)

LEVELS = [0.1, 0.5, 0.9]


def rows(count=80):
    """Outcomes of which some are 0, many are tied and one is an outlier; forecasts and quantiles to go with them."""
    draw = random.Random(7)
    for k in range(count):
        level = draw.choice([0.5, 3.0, 5.0])
        actual = 167583.0 if k == 40 else float(int(np.exp(level + 1.5 * draw.gauss(0, 1))))
        # whole numbers in half of the rows, so that forecasts are tied too
        forecast = float(np.exp(level + 0.5 * draw.gauss(0, 1)))
        forecast = float(int(forecast)) if k % 2 == 0 else forecast
        yield actual, forecast / 4, forecast, forecast * (2 + draw.random())


def main(folder):
    data = np.array(list(rows()))
    actual, low, forecast, high = data.T
    quantiles = [low, forecast, high]
    log_actual, log_forecast = np.log1p(actual), np.log1p(forecast)
    metrics = {
        "log1p-mae": mean_absolute_error(log_actual, log_forecast),
        "log1p-rmse": root_mean_squared_error(log_actual, log_forecast),
        "log1p-r2": r2_score(log_actual, log_forecast),
        "msle": mean_squared_log_error(actual, forecast),
        "mae": mean_absolute_error(actual, forecast),
        "rmse": np.sqrt(mean_squared_error(actual, forecast)),
        "r2": r2_score(actual, forecast),
        "spearman": spearmanr(actual, forecast).statistic,
        "log1p-pinball": np.mean(
            [mean_pinball_loss(log_actual, np.log1p(q), alpha=level) for level, q in zip(LEVELS, quantiles)]
        ),
        "coverage": np.mean((low <= actual) & (actual <= high)),
    }
    folder.mkdir(parents=True, exist_ok=True)
    made = "# made by benchmarks/reference_metrics.py"
    with open(folder / "reference-rows.csv", "w", newline="\n") as out:
        print(made, file=out)
        print("actual,q0.1,q0.5,q0.9", file=out)
        for row in data.tolist():
            print(",".join(map(repr, row)), file=out)
    with open(folder / "reference-metrics.csv", "w", newline="\n") as out:
        versions = f"scikit-learn {sklearn.__version__}, SciPy {scipy.__version__}, NumPy {np.__version__}"
        print(f"{made} from reference-rows.csv's values with {versions}; the forecast is q0.5", file=out)
        print("metric,value", file=out)
        for name, value in metrics.items():
            print(f"{name},{float(value)!r}", file=out)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
