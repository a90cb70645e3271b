#!/usr/bin/python3
"""Trains the core of a FemtoLLM in PyTorch on one thread and prints {"version", "tokens_per_second"}.

The equations are those of tests/Unum.Tests/Femto/Core/Golden/make_core_golden.py, which the training of Unum is compared with.
"""
import importlib.util
import json
import os
import time

import torch

torch.set_num_threads(1)
GOLDEN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tests/Unum.Tests/Femto/Core/Golden/make_core_golden.py")
spec = importlib.util.spec_from_file_location("core", GOLDEN)
core = importlib.util.module_from_spec(spec)
spec.loader.exec_module(core)

BATCH, STEPS = 128, 20
parameters = [p for _, p in core.PARTS]
adam = torch.optim.Adam(parameters, lr=1e-2, betas=(.9, .99), eps=1e-8)
data = torch.tensor(list(core.TEXT))
draws = core.Chance(1)


def step():
    places = torch.tensor([draws.below(len(data) - core.WINDOW) for _ in range(BATCH)])[:, None] + core.PLACE
    adam.zero_grad()
    loss = torch.nn.functional.cross_entropy(core.logits(data[places]).reshape(-1, 256), data[places + 1].reshape(-1))
    loss.backward()
    torch.nn.utils.clip_grad_norm_(parameters, 1)
    adam.step()


for _ in range(3):
    step()
start = time.process_time()
for _ in range(STEPS):
    step()
print(json.dumps({"version": torch.__version__, "tokens_per_second": STEPS * BATCH * core.WINDOW / (time.process_time() - start)}))
