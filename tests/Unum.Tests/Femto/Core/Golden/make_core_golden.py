#!/usr/bin/python3
"""The core of a FemtoLLM in PyTorch: the same equations, the same first weights, the same windows.

Writes core.json beside this script: the losses (nats) of the first ten training steps, and the gradient of the first step
(its length by part, and every 37th number). Run with Debian's python3-torch:  /usr/bin/python3 make_core_golden.py
"""
import json
import math
import os

import numpy as np
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
TEXT = open(os.path.join(HERE, "../../../../../data/text/shakespeare.txt"), "rb").read()[:8192]
SEED, BATCH, WINDOW, STEPS = 7, 16, 32, 10
MASK = (1 << 64) - 1


class Chance:
    """SplitMix64, and nearly normal numbers as sums of twelve uniform ones."""

    def __init__(self, seed):
        self.state = seed & MASK

    @staticmethod
    def scramble(x):
        x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
        return x ^ (x >> 31)

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        return self.scramble(self.state)

    def below(self, bound):
        return ((self.next() >> 32) * bound) >> 32

    def normal(self):
        total = 0
        for _ in range(6):
            two = self.next()
            total += (two >> 40) + ((two >> 8) & 0xFFFFFF)
        return np.float32(np.float32(total) * np.float32(1 / (1 << 24))) - np.float32(6)


chance = Chance(SEED)


def normal(shape, scale):
    n = int(np.prod(shape))
    return torch.tensor(np.array([chance.normal() * np.float32(scale) for _ in range(n)], dtype=np.float32).reshape(shape), requires_grad=True)


E, W, W1 = normal((256, 16), .3), normal((16, 48), .25), normal((16, 64), .25)
Wo, W2 = normal((16, 16), .125), normal((64, 16), .0625)
s = torch.zeros(3, 16, requires_grad=True)
g1, g2, gf = (torch.ones(16, requires_grad=True) for _ in range(3))
m = torch.tensor([.1], requires_grad=True)
b1, b = torch.zeros(64, requires_grad=True), torch.zeros(256, requires_grad=True)
PARTS = [("shift", s), ("gain1", g1), ("qkv", W), ("out", Wo), ("slope", m), ("gain2", g2), ("up", W1), ("up_bias", b1), ("down", W2), ("gain_f", gf), ("embedding", E), ("bias", b)]


def rms(z):
    return z / torch.sqrt((z * z).mean(-1, keepdim=True) + 1e-5)


PLACE = torch.arange(WINDOW)
DISTANCE = (PLACE[:, None] - PLACE[None, :]).float()


def logits(x):
    e = E[x]
    z = e
    for k in range(1, 4):
        z = z + s[k - 1] * torch.nn.functional.pad(e, (0, 0, k, 0))[:, :WINDOW]
    q, k, v = ((rms(z) * g1) @ W).split(16, -1)
    score = q @ k.transpose(1, 2) / 4 - m * DISTANCE
    score = score.masked_fill(DISTANCE < 0, -math.inf)
    z = z + score.softmax(-1) @ v @ Wo
    z = z + torch.relu(rms(z) * g2 @ W1 + b1) ** 2 @ W2
    return rms(z) * gf @ E.T + b


def main():
    draws = Chance(Chance.scramble(SEED) + 1)
    adam = torch.optim.Adam([p for _, p in PARTS], lr=1, betas=(.9, .99), eps=1e-8)
    data = torch.tensor(list(TEXT))
    losses, gradient = [], {}
    for step in range(STEPS):
        places = [draws.below(len(TEXT) - WINDOW) for _ in range(BATCH)]
        x = torch.stack([data[p:p + WINDOW] for p in places])
        y = torch.stack([data[p + 1:p + 1 + WINDOW] for p in places])
        adam.zero_grad()
        loss = torch.nn.functional.cross_entropy(logits(x).reshape(-1, 256), y.reshape(-1))
        loss.backward()
        losses.append(loss.item())
        if step == 0:
            for name, p in PARTS:
                flat = p.grad.reshape(-1)
                gradient[name] = {"length": flat.norm().item(), "every_37th": flat[::37].tolist()}
        torch.nn.utils.clip_grad_norm_([p for _, p in PARTS], 1)
        adam.param_groups[0]["lr"] = 1e-2 * (step + 1) / 10
        adam.step()
    with open(os.path.join(HERE, "core.json"), "w") as to:
        json.dump({"seed": SEED, "batch": BATCH, "bytes": len(TEXT), "losses": losses, "gradient": gradient}, to, indent=1)


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
