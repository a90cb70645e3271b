"""Products of 16 by 16 in numpy and torch, and 8-bit products in torch, on one thread: best of several repetitions, by the thread's processor time. Prints JSON."""
import json
import sys
import time


def best(call, seconds=0.4):
    call()
    figure, end = float("inf"), time.thread_time() + seconds
    while time.thread_time() < end:
        start = time.thread_time()
        call()
        figure = min(figure, time.thread_time() - start)
    return figure


def tiny(batch):
    import numpy

    random = numpy.random.default_rng(1)
    a = random.standard_normal((batch, 16, 16), dtype=numpy.float32)
    b = random.standard_normal((batch, 16, 16), dtype=numpy.float32)
    c = numpy.empty_like(a)
    result = {"numpy": best(lambda: numpy.matmul(a, b, out=c)), "numpy_version": numpy.__version__}
    try:
        import torch
    except ImportError:
        return result
    torch.set_num_threads(1)
    ta, tb = torch.from_numpy(a), torch.from_numpy(b)
    tc = torch.empty_like(ta)
    result["torch"] = best(lambda: torch.bmm(ta, tb, out=tc))
    result["torch_version"] = torch.__version__
    return result


def int8(size):
    """A quantised linear layer (8 bits in, 8 bits out) with each engine that torch was built with."""
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(1)
    weights = torch.quantize_per_tensor(torch.randn(size, size), 0.02, 0, torch.qint8)
    x = torch.quantize_per_tensor(torch.randn(size, size), 0.02, 128, torch.quint8)
    result = {"torch_version": torch.__version__}
    for engine in torch.backends.quantized.supported_engines:
        if engine == "none":
            continue
        torch.backends.quantized.engine = engine
        packed = torch.ops.quantized.linear_prepack(weights, None)
        result[engine] = best(lambda: torch.ops.quantized.linear(x, packed, 1.0, 128))
    return result


def pooling(window, stride):
    import torch

    torch.set_num_threads(1)
    x = torch.randn(1, 64, 112, 112)
    padding = 1 if window == 3 else 0
    return {
        "torch_version": torch.__version__,
        "max": best(lambda: torch.nn.functional.max_pool2d(x, window, stride, padding)),
        "mean": best(lambda: torch.nn.functional.avg_pool2d(x, window, stride, padding)),
    }


if __name__ == "__main__":
    print(json.dumps({"tiny": tiny, "int8": int8, "pooling": pooling}[sys.argv[1]](*map(int, sys.argv[2:]))))
