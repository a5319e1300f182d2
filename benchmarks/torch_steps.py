"""PyTorch's side of the step benchmark: the nets of Net.java, trained and asked on the data that Steps wrote.

    python benchmarks/torch_steps.py NET FOLDER LOSS

Checks that both sides compute the same, says READY and then answers lines on standard input with RESULT,
samples a second and samples a second of processor time: `train SECONDS VARIANT`, `infer SECONDS VARIANT` (batches in time order), `infer-shuffled SECONDS VARIANT`.
"""

import math
import pathlib
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

BATCH = 64
UNITS = 50
# the words of a variant's name; windows are put together once up front, or with `gather` anew for each batch
TRAIN_VARIANTS = ["eager", "eager fused", "eager fused gather", "compiled", "compiled fused", "compiled fused gather"]
INFER_VARIANTS = ["eager", "eager gather", "compiled", "compiled gather"]


class Parameters:
    """Hands out the pieces of our flat parameters in our order."""

    def __init__(self, flat):
        self.flat = torch.from_numpy(flat)
        self.at = 0

    def take(self, *shape):
        length = math.prod(shape)
        piece = self.flat[self.at : self.at + length].reshape(shape)
        self.at += length
        return piece

    def done(self):
        assert self.at == len(self.flat), f"{self.at} of {len(self.flat)} parameters used"


def put(parameter, values):
    with torch.no_grad():
        parameter.copy_(values)


class Mlp(nn.Sequential):
    def __init__(self, inputs, outputs, hidden=(256, 128)):
        layers, width = [], inputs
        for units in hidden:
            layers += [nn.Linear(width, units), nn.ReLU()]
            width = units
        super().__init__(*layers, nn.Linear(width, outputs))

    def load(self, p):
        for layer in self:
            if isinstance(layer, nn.Linear):
                # DL4J's [in, out] is column by column
                put(layer.weight, p.take(*layer.weight.shape))
                put(layer.bias, p.take(*layer.bias.shape))


class Lstm(nn.Module):
    def __init__(self, inputs, outputs, units=UNITS):
        super().__init__()
        self.lstm = nn.LSTM(inputs, units, 2, batch_first=True)
        self.output = nn.Linear(units, outputs)
        for layer in range(2):
            # of PyTorch's two biases, which are added up, one is enough; ours has one
            bias = getattr(self.lstm, f"bias_hh_l{layer}")
            bias.requires_grad_(False)
            put(bias, torch.zeros_like(bias))

    def forward(self, x):
        return self.output(self.lstm(x)[0][:, -1])

    def load(self, p):
        units = self.lstm.hidden_size
        # DL4J's gates: block input, forget, output, input; PyTorch's: input, forget, block input, output
        order = torch.cat([torch.arange(g * units, (g + 1) * units) for g in (3, 1, 0, 2)])
        for layer in range(2):
            for name in ("weight_ih", "weight_hh", "bias_ih"):
                parameter = getattr(self.lstm, f"{name}_l{layer}")
                put(parameter, p.take(*parameter.shape)[order])
        put(self.output.weight, p.take(*self.output.weight.shape))
        put(self.output.bias, p.take(*self.output.bias.shape))


class EncoderLayer(nn.Module):
    """Pre-norm, Q, K and V in one product, no biases in attention, dropout of each block's output."""

    def __init__(self, width, heads, inner, dropout):
        super().__init__()
        self.heads = heads
        self.norm1 = nn.LayerNorm(width, eps=1e-12)
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)
        self.norm2 = nn.LayerNorm(width, eps=1e-12)
        self.inner = nn.Linear(width, inner)
        self.outer = nn.Linear(inner, width)
        self.dropout = dropout

    def forward(self, x, mask):
        batch, steps, width = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(batch, steps, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        x = x + self.drop(self.out(mixed.transpose(1, 2).reshape(batch, steps, width)))
        return x + self.drop(self.outer(F.relu(self.inner(self.norm2(x)))))

    def drop(self, x):
        return F.dropout(x, self.dropout, self.training) if self.dropout else x

    def load(self, p):
        width = self.out.weight.shape[0]
        load_norm(self.norm1, p)
        put(self.qkv.weight, torch.cat([p.take(width, width).T for _ in range(3)]))
        put(self.out.weight, p.take(width, width).T)
        load_norm(self.norm2, p)
        load_linear(self.inner, p)
        load_linear(self.outer, p)


def load_norm(norm, p):
    put(norm.weight, p.take(*norm.weight.shape))
    put(norm.bias, p.take(*norm.bias.shape))


def load_linear(linear, p):
    put(linear.weight, p.take(*reversed(linear.weight.shape)).T)
    put(linear.bias, p.take(*linear.bias.shape))


def sinusoids(steps, width):
    """Positions are counted from the window's end."""
    age = np.arange(steps - 1, -1, -1)[:, None]
    k = np.arange(width)
    angle = age / np.power(10_000, (k - k % 2) / width)
    return torch.tensor(np.where(k % 2 == 0, np.sin(angle), np.cos(angle)), dtype=torch.float32)


class Transformer(nn.Module):
    def __init__(self, inputs, outputs, steps, width=64, heads=4, layers=2, inner=256, dropout=0.0, last=False):
        super().__init__()
        self.compress = nn.Linear(inputs, width)
        self.register_buffer("position", sinusoids(steps, width))
        self.layers = nn.ModuleList(EncoderLayer(width, heads, inner, dropout) for _ in range(layers))
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.output = nn.Linear(width, outputs)
        self.last = last

    def forward(self, x, mask, shares):
        x = self.compress(x) + self.position
        for layer in self.layers:
            x = layer(x, mask)
        pooled = self.norm(x[:, -1]) if self.last else (shares @ self.norm(x)).squeeze(1)
        return self.output(pooled)

    def load(self, p):
        load_linear(self.compress, p)
        for layer in self.layers:
            layer.load(p)
        load_norm(self.norm, p)
        load_linear(self.output, p)


class Data:
    """Windows of all rows, ready made, and what they are made of."""

    def __init__(self, folder, features, steps, transformer):
        encodings = torch.from_numpy(np.load(folder / "encodings.npy"))[:, :features]
        # padding is the last row: zeros
        self.encodings = torch.cat([encodings, torch.zeros(1, features)])
        self.index = torch.from_numpy(np.load(folder / "index.npy").astype(np.int64))
        present = self.index >= 0
        self.index[~present] = len(encodings)
        self.targets = torch.from_numpy(np.load(folder / "targets.npy"))
        self.flat = steps == 1
        self.windows = self.encodings[self.index]
        if self.flat:
            self.windows = self.windows.squeeze(1)
        self.transformer = transformer
        self.mask = torch.where(present, 0.0, -1e9)[:, None, None, :]
        shares = present.float()
        self.shares = (shares / shares.sum(1, keepdim=True))[:, None, :]

    def inputs(self, rows, gather):
        if gather:
            x = self.encodings[self.index[rows].squeeze(1) if self.flat else self.index[rows]]
        else:
            x = self.windows[rows]
        return (x, self.mask[rows], self.shares[rows]) if self.transformer else (x,)

    def __len__(self):
        return len(self.index)


def optimizer(net, fused):
    """AdamW; weight decay on matrices only, as in ours."""
    trained = [p for p in net.parameters() if p.requires_grad]
    groups = [
        {"params": [p for p in trained if p.dim() > 1], "weight_decay": 0.01},
        {"params": [p for p in trained if p.dim() == 1], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=1e-3, fused=fused or None)


class Trainee:
    """A net in one variant, with its optimiser."""

    def __init__(self, make, data, loss, variant):
        words = variant.split()
        self.gather = "gather" in words
        self.data = data
        self.net = make()
        self.loss = loss
        self.optimizer = optimizer(self.net, "fused" in words)
        self.call = torch.compile(self.net) if "compiled" in words else self.net
        self.order = torch.randperm(len(data))
        self.at = 0

    def step(self, rows=None):
        if rows is None:
            if self.at == len(self.data):
                self.order = torch.randperm(len(self.data))
                self.at = 0
            rows = self.order[self.at : self.at + BATCH]
            self.at += BATCH
        self.net.train()
        self.optimizer.zero_grad()
        loss = self.loss(self.call(*self.data.inputs(rows, self.gather)), self.data.targets[rows])
        loss.backward()
        self.optimizer.step()
        return loss.item()

    @torch.inference_mode()
    def forecast(self, rows):
        self.net.eval()
        return self.call(*self.data.inputs(rows, self.gather)).numpy()


def check(make, data, loss, folder):
    """Fails unless forecasts, losses of three steps and the forecasts after them are ours.

    After the steps less exactly: AdamW goes as far by a gradient that is nothing but rounding as by any other.
    """
    trainee = Trainee(make, data, loss, "eager fused")
    rows = torch.arange(BATCH)

    def compare(what, ours, theirs, tolerance=1e-4):
        ours = np.load(folder / f"{ours}.npy")
        theirs = np.asarray(theirs, dtype=np.float32).reshape(ours.shape)
        off = np.abs(ours - theirs).max() / max(1e-6, np.abs(ours).max())
        print(f"{what}: largest difference {off:.1e} of the largest value", file=sys.stderr)
        if not off < tolerance:
            sys.exit(f"the two nets are not the same: {what} differ by {off:.1e}")

    compare("forecasts", "forecasts-before", trainee.forecast(rows))
    losses = [trainee.step(rows) for _ in range(3)]
    compare("losses of three steps", "losses", losses)
    compare("forecasts after three steps of AdamW", "forecasts-after", trainee.forecast(rows), 1e-3)


def net_of(name, outputs, parameters, dropout):
    if name == "mlp":
        net = Mlp(1046, outputs)
    elif name.startswith("lstm"):
        net = Lstm(int(name[4:]), outputs)
    else:
        net = Transformer(1046, outputs, int(name[2:4]), dropout=dropout, last=name.endswith("-last"))
    pieces = Parameters(parameters)
    net.load(pieces)
    pieces.done()
    return net


def rates(seconds, work):
    """Samples a second, and a second of the process's processor time."""
    start, cpu_start = time.perf_counter(), time.process_time()
    samples = 0
    while True:
        work()
        samples += BATCH
        elapsed = time.perf_counter() - start
        if elapsed >= seconds:
            return samples / elapsed, samples / (time.process_time() - cpu_start)


def main():
    name, folder, loss_name = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
    torch.set_num_threads(1)
    torch.manual_seed(1)
    loss = {"mse": F.mse_loss, "huber": F.huber_loss}[loss_name]
    steps = {"mlp": 1, "lstm1": 50, "lstm1046": 50}.get(name) or int(name[2:4])
    data = Data(folder, 1 if name == "lstm1" else 1046, steps, name.startswith("tf"))
    parameters = np.load(folder / "parameters.npy")
    outputs = data.targets.shape[1]
    check(lambda: net_of(name, outputs, parameters, 0.0), data, loss, folder)
    dropout = 0.1 if name.endswith("-dropout") else 0.0
    trainees = {}
    forecast_at = 0
    shuffled = torch.randperm(len(data))

    def trainee(variant):
        if variant not in trainees:
            trainees[variant] = Trainee(lambda: net_of(name, outputs, parameters, dropout), data, loss, variant)
        return trainees[variant]

    def forecast(who, order):
        nonlocal forecast_at
        at = forecast_at % len(data)
        forecast_at = at + BATCH
        # in time order a batch is a slice, which copies nothing
        who.forecast(slice(at, at + BATCH) if order is None else order[at : at + BATCH])

    print("READY", flush=True)
    for line in sys.stdin:
        what, seconds, *variant = line.split()
        who = trainee(" ".join(variant))
        work = {
            "train": who.step,
            "infer": lambda: forecast(who, None),
            "infer-shuffled": lambda: forecast(who, shuffled),
        }[what]
        print("RESULT {:.1f} {:.1f}".format(*rates(float(seconds), work)), flush=True)


if __name__ == "__main__":
    main()
