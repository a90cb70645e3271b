#!/usr/bin/python3
"""numpy and scipy as the peers of the connectivity tracker, one thread, figures as JSON.

    plv.py pairs CHANNELS      pair-samples per second: streaming and blocked PLV in complex64, all eight measures blocked
    plv.py recording FILE      seconds for band-pass, Hilbert and all eight measures over 32 channels at 128 Hz
"""
import json
import sys
import time

import numpy as np


def blas():
    """Which BLAS the process has loaded: it decides the blocked figure."""
    with open("/proc/self/maps") as maps:
        loaded = maps.read()
    return "OpenBLAS" if "openblas" in loaded else "reference BLAS"


def best_rate(work, samples, pairs, seconds=0.4):
    """Repeats for a while and takes the best repetition: whatever else runs on the machine counts against nobody."""
    work()
    best, until = float("inf"), time.perf_counter() + seconds
    while time.perf_counter() < until:
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return samples * pairs / best


def unit(z):
    return z / np.abs(z)


def streaming(z):
    total = np.zeros((z.shape[1], z.shape[1]), np.complex64)
    for sample in z:
        u = unit(sample)
        total += np.outer(u, u.conj())
    return total


def blocked(z):
    u = unit(z)
    return u.T @ u.conj()


def imaginary_sums(z):
    """sum d, sum |d|, sum d^2, sum sign d for every pair, one channel against all later ones at a time."""
    sums = []
    for i in range(z.shape[1] - 1):
        d = (z[:, i:i + 1] * z[:, i + 1:].conj()).imag
        sums.append((d.sum(0), np.abs(d).sum(0), np.einsum("ti,ti->i", d, d), np.sign(d).sum(0)))
    return sums


def everything(z):
    wide = z.astype(np.complex128)
    return blocked(wide), wide.T @ wide.conj(), imaginary_sums(wide)


def pairs(channels):
    rng = np.random.default_rng(1)
    z = (rng.standard_normal((1024, channels)) + 1j * rng.standard_normal((1024, channels))).astype(np.complex64)
    count = channels * (channels - 1) // 2
    return {
        "streaming": best_rate(lambda: streaming(z[:256]), 256, count),
        "blocked": max(best_rate(lambda b=b: blocked(z[:b]), b, count) for b in (64, 256, 1024)),
        "all": max(best_rate(lambda b=b: everything(z[:b]), b, count) for b in (64, 256)),
    }


def recording(path):
    from scipy import signal

    x = np.fromfile(path, "<f4").reshape(-1, 32)
    start = time.perf_counter()
    b, a = signal.butter(3, (8, 13), btype="bandpass", fs=128)
    z = signal.hilbert(signal.filtfilt(b, a, x.astype(float), axis=0), axis=0)
    for at in range(0, len(z), 256):
        everything(z[at:at + 256])
    return {"seconds": time.perf_counter() - start}


if __name__ == "__main__":
    result = pairs(int(sys.argv[2])) if sys.argv[1] == "pairs" else recording(sys.argv[2])
    print(json.dumps({"numpy": np.__version__, "blas": blas(), **result}))
