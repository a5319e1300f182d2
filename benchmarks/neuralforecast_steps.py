"""NeuralForecast's side: its LSTM and its VanillaTransformer (which has a decoder) of the sizes of Net.java.

    pip install neuralforecast
    python benchmarks/neuralforecast_steps.py lstm1|lstm1046|tf50 FOLDER

Fits four series of generated numbers, 64 windows of 50 a step, the other features exogenous. Says READY and answers
`train SECONDS` on standard input with RESULT and windows a second; the first 20 steps are not timed. Started by
others.py.
"""

import logging
import sys
import time
import warnings

import numpy as np
import pandas as pd
import pytorch_lightning as pl
import torch
from neuralforecast import NeuralForecast
from neuralforecast.losses.pytorch import MSE
from neuralforecast.models import LSTM, VanillaTransformer

BATCH = 64
SERIES = 4
ROWS = 1000
WARM_STEPS = 20


class Clock(pl.Callback):
    """Stops after so many seconds and says how many steps were made."""

    def __init__(self, seconds):
        self.seconds, self.steps, self.start, self.elapsed = seconds, 0, 0, 0

    def on_train_batch_end(self, trainer, *_):
        self.steps += 1
        if self.steps == WARM_STEPS:
            self.start = time.perf_counter()
        self.elapsed = time.perf_counter() - self.start
        if self.steps > WARM_STEPS and self.elapsed >= self.seconds:
            trainer.should_stop = True

    def __deepcopy__(self, memo):
        # NeuralForecast fits a copy of its models
        return self

    def rate(self):
        return (self.steps - WARM_STEPS) * BATCH / self.elapsed


def frame(exogenous):
    random = np.random.default_rng(1)
    rows = SERIES * ROWS
    columns = pd.DataFrame(random.random((rows, len(exogenous)), dtype=np.float32) - 0.5, columns=exogenous)
    keys = pd.DataFrame(
        {
            "unique_id": np.repeat([f"author{k}" for k in range(SERIES)], ROWS),
            "ds": np.tile(np.arange(ROWS), SERIES),
            "y": random.standard_normal(rows).astype(np.float32),
        }
    )
    return pd.concat([keys, columns], axis=1)


def main():
    name = sys.argv[1]
    exogenous = [] if name == "lstm1" else [f"x{k}" for k in range(1045)]
    common = dict(
        h=1,
        input_size=50,
        loss=MSE(),
        max_steps=1_000_000,
        learning_rate=1e-3,
        num_lr_decays=0,
        batch_size=SERIES,
        windows_batch_size=BATCH,
        scaler_type="identity",
        optimizer=torch.optim.AdamW,
        optimizer_kwargs={"weight_decay": 0.01},
        accelerator="cpu",
        enable_progress_bar=False,
        enable_model_summary=False,
        enable_checkpointing=False,
        logger=False,
    )
    if name.startswith("lstm"):
        make = lambda clock: LSTM(
            encoder_n_layers=2, encoder_hidden_size=50, hist_exog_list=exogenous, callbacks=[clock], **common
        )
    else:
        make = lambda clock: VanillaTransformer(
            hidden_size=64,
            n_head=4,
            encoder_layers=2,
            decoder_layers=1,
            conv_hidden_size=256,
            dropout=0.0,
            futr_exog_list=exogenous,
            callbacks=[clock],
            **common,
        )
    torch.set_num_threads(1)
    data = frame(exogenous)
    print("READY", flush=True)
    for line in sys.stdin:
        clock = Clock(float(line.split()[1]))
        NeuralForecast(models=[make(clock)], freq=1).fit(data)
        print(f"RESULT {clock.rate():.1f}", flush=True)


if __name__ == "__main__":
    logging.getLogger("pytorch_lightning").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore")
    main()
