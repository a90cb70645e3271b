#!/usr/bin/python3
"""Writes torch.json beside itself: forward values, gradients and a ten-step training run of PyTorch (Debian: python3-torch).

Inputs are in the file too, so that the tests need no random numbers of torch's. Run: /usr/bin/python3 make_torch_golden.py
"""
import json
import pathlib

import torch
import torch.nn.functional as F

torch.manual_seed(20261121)
torch.set_num_threads(1)


def flat(t):
    return {"shape": list(t.shape), "values": [float(f"{v:.9g}") for v in t.detach().reshape(-1).tolist()]}


def case(name, call, *inputs):
    """The result, and the gradients of sum(weights * result)."""
    leaves = [i.clone().requires_grad_(True) for i in inputs]
    result = call(*leaves)
    weights = torch.randn(result.shape)
    (result * weights).sum().backward()
    return {
        "name": name,
        "inputs": [flat(i) for i in leaves],
        "weights": flat(weights),
        "result": flat(result),
        "gradients": [flat(i.grad) for i in leaves],
    }


def rms(x, gain):
    return x / torch.sqrt((x * x).mean(-1, keepdim=True) + 1e-5) * gain


def cases():
    x = torch.randn(3, 21) * 2
    positive = torch.rand(3, 21) * 4 + 0.1
    functions = {
        "Negate": torch.neg, "Abs": torch.abs, "Square": torch.square, "Exp": torch.exp, "Tanh": torch.tanh, "Sigmoid": torch.sigmoid, "Relu": F.relu,
        "ReluSquared": lambda v: F.relu(v) ** 2, "LeakyRelu": lambda v: F.leaky_relu(v, 0.3), "Gelu": lambda v: F.gelu(v, approximate="tanh"), "Silu": F.silu,
        "Scale": lambda v: v * 0.3, "Shift": lambda v: v + 0.3,
    }
    yield from (case(name, f, x) for name, f in functions.items())
    yield from (case(name, f, positive) for name, f in {"Sqrt": torch.sqrt, "Log": torch.log}.items())
    a, b, row = torch.randn(4, 9), torch.randn(4, 9), torch.randn(9)
    pairs = {"Add": torch.add, "Subtract": torch.sub, "Multiply": torch.mul, "Divide": torch.div, "Max": torch.maximum, "Min": torch.minimum}
    for name, f in pairs.items():
        yield case(name, f, a, b)
        yield case(name, f, a, row)
    yield case("matmul", torch.matmul, torch.randn(5, 7), torch.randn(7, 18))
    yield case("bmm", torch.bmm, torch.randn(2, 16, 16), torch.randn(2, 16, 16))
    yield case("softmax", lambda v: F.softmax(v, -1), torch.randn(3, 19) * 3)
    yield case("layer_norm", lambda v, g, c: F.layer_norm(v, (19,), g, c), torch.randn(3, 19), torch.randn(19), torch.randn(19))
    yield case("rms_norm", rms, torch.randn(3, 19), torch.randn(19))
    yield case("cross_entropy", lambda v: F.cross_entropy(v, torch.tensor([2, 0, 7])), torch.randn(3, 8))
    pictures = torch.randn(2, 3, 6, 5)
    yield case("conv2d", lambda v, f, c: F.conv2d(v, f, c, stride=2, padding=1), pictures, torch.randn(4, 3, 3, 2), torch.randn(4))
    yield case("max_pool", lambda v: F.max_pool2d(v, 3, stride=2, padding=1), pictures)
    yield case("mean_pool", lambda v: F.avg_pool2d(v, 2), pictures)
    yield case("sum", torch.sum, a)
    yield case("mean", torch.mean, a)
    yield case("max", torch.max, a)
    yield case("sum_rows", lambda v: v.sum(-1), a)


def training():
    """A small classifier: linear, gelu, layer norm, linear; cross-entropy; Adam."""
    x, targets = torch.randn(12, 10), torch.randint(0, 4, (12,))
    start = [torch.randn(10, 16) * 0.3, torch.zeros(16), torch.ones(16), torch.zeros(16), torch.randn(16, 4) * 0.25, torch.zeros(4)]
    p = [v.clone().requires_grad_(True) for v in start]
    adam = torch.optim.Adam(p, lr=1e-2, betas=(0.9, 0.99), eps=1e-8)
    losses = []
    for _ in range(10):
        adam.zero_grad()
        hidden = F.layer_norm(F.gelu(x @ p[0] + p[1], approximate="tanh"), (16,), p[2], p[3])
        loss = F.cross_entropy(hidden @ p[4] + p[5], targets)
        loss.backward()
        adam.step()
        losses.append(loss.item())
    return {"x": flat(x), "targets": targets.tolist(), "start": [flat(v) for v in start], "end": [flat(v) for v in p], "losses": losses}


if __name__ == "__main__":
    golden = {"torch": torch.__version__, "cases": list(cases()), "training": training()}
    pathlib.Path(__file__).with_name("torch.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
