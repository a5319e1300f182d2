"""Keras' side: nets comparable to those of Net.java, fitted by `model.fit` on the data that Steps wrote.

    pip install keras jax numpy
    python benchmarks/keras_steps.py NET FOLDER

Says READY and answers `train SECONDS` and `infer SECONDS` on standard input with RESULT and samples a second.
Started by others.py.
"""

import os
import pathlib
import sys
import time

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"

import keras
import numpy as np
from keras import layers

BATCH = 64


def block(x, mask, width, heads, inner):
    normed = layers.LayerNormalization()(x)
    attention = layers.MultiHeadAttention(heads, width // heads, use_bias=False)
    x = x + attention(normed, normed, attention_mask=mask)
    return x + layers.Dense(width)(layers.Dense(inner, activation="relu")(layers.LayerNormalization()(x)))


def net_of(name, features, outputs):
    steps = {"mlp": 1, "lstm1": 50, "lstm1046": 50}.get(name) or int(name[2:])
    if name == "mlp":
        x = inputs = keras.Input((features,))
        for width in (256, 128):
            x = layers.Dense(width, activation="relu")(x)
        return keras.Model(inputs, layers.Dense(outputs)(x))
    x = windows = keras.Input((steps, features))
    if name.startswith("lstm"):
        x = layers.LSTM(50)(layers.LSTM(50, return_sequences=True)(x))
        return keras.Model(windows, layers.Dense(outputs)(x))
    mask, shares = keras.Input((1, steps), dtype="bool"), keras.Input((1, steps))
    x = layers.Dense(64)(x) + np.sin(np.arange(steps * 64).reshape(1, steps, 64)).astype(np.float32)
    for _ in range(2):
        x = block(x, mask, 64, 4, 256)
    x = layers.Flatten()(keras.ops.matmul(shares, layers.LayerNormalization()(x)))
    return keras.Model([windows, mask, shares], layers.Dense(outputs)(x))


def main():
    name, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    encodings = np.load(folder / "encodings.npy")
    index = np.load(folder / "index.npy")
    targets = np.load(folder / "targets.npy")
    features = 1 if name == "lstm1" else encodings.shape[1]
    present = index >= 0
    encodings = np.concatenate([encodings[:, :features], np.zeros((1, features), np.float32)])
    inputs = encodings[np.where(present, index, len(encodings) - 1)]
    if name == "mlp":
        inputs = inputs[:, 0]
    if name.startswith("tf"):
        shares = (present / present.sum(1, keepdims=True)).astype(np.float32)
        inputs = [inputs, present[:, None, :], shares[:, None, :]]
    net = net_of(name, features, targets.shape[1])
    optimizer = keras.optimizers.AdamW(1e-3, weight_decay=0.01)
    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    net.compile(optimizer, loss="mse")
    work = {
        "train": lambda: net.fit(inputs, targets, batch_size=BATCH, verbose=0),
        "infer": lambda: net.predict(inputs, batch_size=BATCH, verbose=0),
    }
    print("READY", keras.config.backend(), net.count_params(), "parameters", flush=True)
    for line in sys.stdin:
        what, seconds = line.split()
        start = time.perf_counter()
        rows = 0
        while time.perf_counter() - start < float(seconds):
            work[what]()
            rows += len(targets)
        print(f"RESULT {rows / (time.perf_counter() - start):.1f}", flush=True)


if __name__ == "__main__":
    main()
