"""Trains scikit-learn's boosted trees and a small PyTorch network on the folds of an export.

    python forecast.py EXPORT

reads what `groundswell export NAME --to EXPORT` wrote and writes EXPORT/outside/trees.parquet and network.parquet:
forecasts of every validation and test row, which an experiment takes in by `outside:`. Whatever is chosen (rounds,
epochs) is chosen on validation rows; then a fresh model is fitted on all rows matured at the cut, as Groundswell's own are.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import torch
from sklearn.ensemble import HistGradientBoostingRegressor

SEED = 1
ROUNDS = [50, 100, 200, 400]
EPOCHS = 12


class Export:
    """The arrays of an export, and targets as deviations from the author's median so far."""

    def __init__(self, folder):
        self.schema = json.loads((folder / "schema.json").read_text())
        arrays = np.load(folder / "frame.npz", allow_pickle=False)
        self.known, self.targets, self.anchors = arrays["known"], arrays["targets"], arrays["anchors"]
        self.observed, self.windows = arrays["observed"], arrays["windows"]
        self.folds = [
            {role: arrays[f"fold{fold['fold']}_{role}"] for role in ("train", "validation", "refit", "test")}
            | {"fold": fold["fold"]}
            for fold in self.schema["folds"]
        ]
        self.names = [target["name"] for target in self.schema["targets"]]
        self.categorical = [column["kind"] == "categorical" for column in self.schema["known"]]
        # the link of target.log: what anchors are medians of
        self.log = self.schema["target"]["log"]
        self.linked = np.log1p(self.targets) if self.log else self.targets

    def anchor(self, target, rows, fitted_on):
        """As-of medians; of rows without history the median over the rows that are fitted on."""
        anchor = self.anchors[rows, target]
        return np.where(np.isnan(anchor), np.nanmedian(self.linked[fitted_on, target]), anchor)

    def back(self, target, rows, fitted_on, deviation):
        """Deviations as forecasts in original units, from 0 to ten times the largest seen, as Groundswell's own."""
        linked = deviation + self.anchor(target, rows, fitted_on)
        value = np.expm1(np.minimum(linked, 50)) if self.log else linked
        return np.clip(value, 0, 10 * np.nanmax(self.targets[fitted_on, target]))


def mae(export, target, rows, forecast):
    """log1p MAE over the rows that have an outcome."""
    error = np.abs(np.log1p(forecast) - np.log1p(export.targets[rows, target]))
    return np.nanmean(error) if np.isfinite(error).any() else np.nan


def trees(export, fold):
    """For each target and phase, forecasts of a fold's rows."""
    small = [flag and export.known[:, c].max() < 255 for c, flag in enumerate(export.categorical)]

    def fitted(target, rows, rounds):
        rows = rows[~np.isnan(export.targets[rows, target])]
        model = HistGradientBoostingRegressor(
            loss="absolute_error",
            max_iter=rounds,
            learning_rate=0.05,
            categorical_features=small,
            early_stopping=False,
            random_state=SEED,
        )
        return model.fit(export.known[rows], export.linked[rows, target] - export.anchor(target, rows, rows))

    forecasts = {"validation": [], "test": []}
    for target in range(len(export.names)):
        best = None
        model = fitted(target, fold["train"], max(ROUNDS))
        stages = list(model.staged_predict(export.known[fold["validation"]]))
        for rounds in ROUNDS:
            forecast = export.back(target, fold["validation"], fold["train"], stages[rounds - 1])
            error = mae(export, target, fold["validation"], forecast)
            if best is None or error < best[0]:
                best = (error, rounds, forecast)
        forecasts["validation"].append(best[2])
        model = fitted(target, fold["refit"], best[1])
        deviation = model.predict(export.known[fold["test"]])
        forecasts["test"].append(export.back(target, fold["test"], fold["refit"], deviation))
    return forecasts


class Network(torch.nn.Module):
    """A GRU over the window's history, joined with the row to be forecast."""

    def __init__(self, history, query, targets, width=32):
        super().__init__()
        self.recurrent = torch.nn.GRU(history, width, batch_first=True)
        self.head = torch.nn.Sequential(
            torch.nn.Linear(width + query, 64), torch.nn.ReLU(), torch.nn.Linear(64, targets)
        )

    def forward(self, history, query):
        state = self.recurrent(history)[0][:, -1]
        return self.head(torch.cat([state, query], dim=1))


class Inputs:
    """Rows scaled by the rows a network is fitted on, and gathered into windows by their row numbers."""

    def __init__(self, export, fitted_on):
        self.export, self.fitted_on = export, fitted_on
        known = np.where(export.categorical, 0, export.known)
        heavy = np.array([column["kind"] == "count" for column in export.schema["known"]])
        known = np.where(heavy, np.sign(known) * np.log1p(np.abs(known)), known)
        middle, spread = np.nanmean(known[fitted_on], axis=0), np.nanstd(known[fitted_on], axis=0)
        known = np.nan_to_num(np.clip((known - middle) / np.where(spread > 0, spread, 1), -10, 10))
        level, width = np.nanmean(export.linked[fitted_on], axis=0), np.nanstd(export.linked[fitted_on], axis=0)
        outcome = (export.linked - level) / np.where(width > 0, width, 1)
        # what a later row sees of an earlier one: what was known, its outcome, and whether there is one
        history = np.concatenate([known, np.nan_to_num(outcome), np.isfinite(outcome)], axis=1)
        # the last row stands for padding: windows hold -1 there
        self.rows = torch.tensor(np.concatenate([history, np.zeros((1, history.shape[1]))]), dtype=torch.float32)
        self.known = torch.tensor(known, dtype=torch.float32)
        # visible rows alone: without the row to be forecast, which stands last if the window has it
        self.windows = torch.tensor(export.windows[:, : export.schema["window"]["history"]], dtype=torch.long)
        anchor = np.stack([export.anchor(t, slice(None), fitted_on) for t in range(len(export.names))], axis=1)
        self.deviation = torch.tensor(export.linked - anchor, dtype=torch.float32)

    def batch(self, rows):
        return self.rows[self.windows[rows]], self.known[rows]

    def forecast(self, network, rows):
        with torch.inference_mode():
            deviation = torch.cat([network(*self.batch(part)) for part in torch.tensor(rows).long().split(1024)])
        return [
            self.export.back(t, rows, self.fitted_on, deviation[:, t].double().numpy())
            for t in range(len(self.export.names))
        ]

    def network(self):
        torch.manual_seed(SEED)
        return Network(self.rows.shape[1], self.known.shape[1], len(self.export.names))

    def train(self, epochs, after=lambda epoch, network: None):
        network = self.network()
        optimiser = torch.optim.AdamW(network.parameters(), lr=2e-3, weight_decay=0.01)
        rows = torch.tensor(self.fitted_on).long()
        rows = rows[torch.isfinite(self.deviation[rows]).any(dim=1)]
        shuffled = torch.Generator().manual_seed(SEED)
        for epoch in range(epochs):
            for part in rows[torch.randperm(len(rows), generator=shuffled)].split(64):
                wanted = self.deviation[part]
                present = torch.isfinite(wanted)
                error = (network(*self.batch(part)) - torch.nan_to_num(wanted)).abs()
                loss = error[present].mean()
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
            after(epoch + 1, network)
        return network


def network(export, fold):
    """For each target and phase, forecasts of a fold's rows."""
    inputs = Inputs(export, fold["train"])
    best = []

    def look(epoch, candidate):
        forecast = inputs.forecast(candidate, fold["validation"])
        error = np.nanmean([mae(export, t, fold["validation"], forecast[t]) for t in range(len(export.names))])
        if not best or error < best[0]:
            best[:] = [error, epoch, forecast]

    inputs.train(EPOCHS, look)
    again = Inputs(export, fold["refit"])
    return {"validation": best[2], "test": again.forecast(again.train(best[1]), fold["test"])}


def write(export, file, by_fold):
    """One line for each fold, phase, target and row."""
    columns = {name: [] for name in ("fold", "phase", "row", "target", "forecast")}
    for fold, forecasts in zip(export.folds, by_fold):
        for phase, by_target in forecasts.items():
            for name, values in zip(export.names, by_target):
                rows = fold[phase]
                columns["fold"].append(np.full(len(rows), fold["fold"], dtype=np.int32))
                columns["phase"].append(np.full(len(rows), phase))
                columns["row"].append(rows)
                columns["target"].append(np.full(len(rows), name))
                columns["forecast"].append(np.asarray(values, dtype=np.float64))
    table = pa.table({name: np.concatenate(parts) for name, parts in columns.items()})
    table = table.append_column("export", pa.array([export.schema["export"]] * len(table)).dictionary_encode())
    pq.write_table(table, file)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("export", type=Path)
    folder = arguments.parse_args().export
    torch.set_num_threads(1)
    export = Export(folder)
    out = folder / "outside"
    out.mkdir(exist_ok=True)
    for name, model in (("trees", trees), ("network", network)):
        by_fold = []
        for fold in export.folds:
            by_fold.append(model(export, fold))
            error = mae(export, 0, fold["validation"], by_fold[-1]["validation"][0])
            print(f"{name}, fold {fold['fold']}: on validation log1p MAE of {export.names[0]} {error:.4f}", flush=True)
        write(export, out / f"{name}.parquet", by_fold)
        print("wrote", out / f"{name}.parquet")


if __name__ == "__main__":
    main()
