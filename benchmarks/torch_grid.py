"""PyTorch's side of the whole grid: the 60 cells of Grid.java, as a plain script trains them.

    python benchmarks/torch_grid.py FOLDER EPOCHS [PART PARTS]

Reads what Grid wrote (features are made already), checks that nets not trained forecast the same on both sides, says
READY, waits for a line on standard input, trains and forecasts each cell, or each PARTSth from PART, and answers
RESULT and seconds. Everything lies in memory, eager, one process; threads are what the environment says.
"""

import itertools
import pathlib
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import torch_steps as steps

BATCH = 64
LEVELS = [0.1, 0.5, 0.9]
HALF_LIFE = 8


def quantile_loss(forecast, target):
    error = target[:, :, None] - forecast.view(*target.shape, len(LEVELS))
    tau = torch.tensor(LEVELS)
    return torch.maximum(tau * error, (tau - 1) * error).mean()


LOSSES = {"mae": F.l1_loss, "mse": F.mse_loss, "huber": F.huber_loss, "quantile": quantile_loss}


class Lstm(steps.Lstm):
    """Reads sequences that begin with their first row, and takes the output at their last."""

    def forward(self, x, last):
        return self.output(self.lstm(x)[0][torch.arange(len(x)), last])


class Fold:
    """A fold's rows, those to fit on before those to forecast, as each net wants them."""

    def __init__(self, folder):
        encodings = np.load(folder / "encodings.npy")
        index = np.load(folder / "index.npy").astype(np.int64)
        self.folder = folder
        self.fitted = int(np.load(folder / "fitted.npy")[0])
        self.rows, self.steps = index.shape
        self.features = encodings.shape[1]
        self.targets = torch.from_numpy(np.load(folder / "targets.npy"))
        present = index >= 0
        index[~present] = len(encodings)
        encodings = np.concatenate([encodings, np.zeros((1, self.features), np.float32)])
        self.encodings = torch.from_numpy(encodings)
        self.index = torch.from_numpy(index)
        self.mask = torch.from_numpy(np.where(present, 0, -1e9).astype(np.float32))[:, None, None, :]
        self.pooled = torch.from_numpy(pooled(encodings, index, present[:, :-1]))
        self.last = torch.from_numpy(present.sum(1) - 1)
        # padding moves from the front to the end
        front = (np.arange(self.steps) + (~present).sum(1, keepdims=True)) % self.steps
        self.sequences = torch.from_numpy(np.take_along_axis(index, front, 1))


def pooled(encodings, index, present):
    """The MLP's input: query row, mean of the history, its newest row, its recency-weighted mean, its share."""
    history = encodings[index[:, :-1]]
    age = np.arange(history.shape[1] - 1, -1, -1)

    def mean(weights):
        weights = weights * present
        shares = weights / np.maximum(weights.sum(1, keepdims=True), 1e-30)
        return np.einsum("bt,btf->bf", shares.astype(np.float32), history)

    share = present.mean(1, keepdims=True, dtype=np.float32)
    parts = [encodings[index[:, -1]], mean(np.ones(len(age))), history[:, -1], mean(0.5 ** (age / HALF_LIFE)), share]
    return np.concatenate(parts, axis=1)


class Net:
    """One of the three nets with our defaults: what it is, what it reads, what it drops of its input."""

    def __init__(self, name, fold, outputs):
        self.name = name
        self.fold = fold
        if name == "mlp":
            self.module, self.dropout = steps.Mlp(fold.pooled.shape[1], outputs, (64, 32)), 0.5
        elif name == "lstm":
            self.module, self.dropout = Lstm(fold.features, outputs), 0.3
        else:
            self.module = steps.Transformer(
                fold.features, outputs, fold.steps, width=32, inner=64, dropout=0.3, last=True
            )
            self.dropout = 0

        self.initialise()

    @torch.no_grad()
    def initialise(self):
        """As ours: Glorot's uniform for each matrix, zeros for biases, forget gates open."""
        for name, parameter in self.module.named_parameters():
            if name.endswith("qkv.weight"):
                for matrix in parameter.chunk(3):
                    nn.init.xavier_uniform_(matrix)
            elif parameter.dim() > 1:
                nn.init.xavier_uniform_(parameter)
            elif "bias" in name and name != "compress.bias":
                nn.init.zeros_(parameter)
            if "bias_ih" in name:
                parameter[len(parameter) // 4 : len(parameter) // 2] = 1

    def __call__(self, rows):
        fold = self.fold
        if self.name == "mlp":
            return self.module(self.drop(fold.pooled[rows]))
        if self.name == "lstm":
            return self.module(self.drop(fold.encodings[fold.sequences[rows]]), fold.last[rows])
        return self.module(fold.encodings[fold.index[rows]], fold.mask[rows], None)

    def drop(self, x):
        return F.dropout(x, self.dropout, self.module.training)

    def fit(self, loss, epochs):
        parameters = [p for p in self.module.parameters() if p.requires_grad]
        groups = [
            {"params": [p for p in parameters if p.dim() > 1], "weight_decay": 0.1},
            {"params": [p for p in parameters if p.dim() == 1], "weight_decay": 0.0},
        ]
        optimizer = torch.optim.AdamW(groups, lr=1e-3, fused=True)
        self.module.train()
        step = 0
        for epoch in range(epochs):
            for rows in torch.randperm(self.fold.fitted).split(BATCH):
                step += 1
                for group in optimizer.param_groups:
                    group["lr"] = 1e-3 * min(1, step / 50) * 0.95**epoch
                optimizer.zero_grad()
                loss(self(rows), self.fold.targets[rows]).backward()
                nn.utils.clip_grad_norm_(parameters, 1.0)
                optimizer.step()

    @torch.inference_mode()
    def forecast(self, rows):
        self.module.eval()
        return torch.cat([self(chosen) for chosen in rows.split(256)])


def check(name, fold):
    """Fails unless a net with our initial parameters forecasts what ours does."""
    net = Net(name, fold, fold.targets.shape[1])
    pieces = steps.Parameters(np.load(fold.folder / f"{name}.npy"))
    net.module.load(pieces)
    pieces.done()
    ours = np.load(fold.folder / f"{name}-forecasts.npy")
    off = np.abs(net.forecast(torch.arange(len(ours))).numpy() - ours).max() / np.abs(ours).max()
    if not off < 1e-4:
        sys.exit(f"the two {name} nets are not the same: forecasts of {fold.folder} differ by {off:.1e}")


def run(name, loss_name, fold, epochs):
    """The loss of the test rows, in z."""
    levels = len(LEVELS) if loss_name == "quantile" else 1
    loss = LOSSES[loss_name]
    net = Net(name, fold, fold.targets.shape[1] * levels)
    net.fit(loss, epochs)
    test = torch.arange(fold.fitted, fold.rows)
    forecast = net.forecast(test)
    if levels > 1:
        forecast = forecast.view(len(test), -1, levels).sort(dim=2).values.flatten(1)
    return loss(forecast, fold.targets[test]).item()


def main():
    folder, epochs = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    part, parts = map(int, sys.argv[3:5]) if len(sys.argv) > 3 else (0, 1)
    torch.manual_seed(1)
    names = ["mlp", "lstm", "transformer"]
    folds = [Fold(folder / f"fold{k}") for k in range(1, 6)]
    for name, fold in itertools.product(names, folds):
        check(name, fold)
    cells = list(itertools.product(names, LOSSES, range(5)))[part::parts]
    print("READY", torch.get_num_threads(), "threads", flush=True)
    sys.stdin.readline()
    start = time.perf_counter()
    lines = [f"{name},{loss},{k + 1},{run(name, loss, folds[k], epochs):.6f}\n" for name, loss, k in cells]
    seconds = time.perf_counter() - start
    (folder / f"torch-{part}-of-{parts}.csv").write_text("".join(lines))
    print(f"RESULT {seconds:.2f}", flush=True)


if __name__ == "__main__":
    main()
