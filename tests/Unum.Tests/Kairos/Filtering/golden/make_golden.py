#!/usr/bin/python3
"""Golden values for Butterworth filters, zero-phase filtering and the Hilbert transform, from scipy.

    /usr/bin/python3 make_golden.py        # writes butterworth.json and analytic.json beside itself
"""
import json
import pathlib

import numpy as np
import scipy
from scipy import signal

HERE = pathlib.Path(__file__).parent


def wave(n):
    """A reproducible test signal that any language can make: three tones, a trend and a step."""
    t = np.arange(n)
    return np.sin(0.31 * t) + 0.5 * np.cos(1.7 * t + 0.2) + 0.25 * np.sin(0.01 * t * t) + 0.002 * t + (t > n // 2)


def save(name, data):
    versions = {"numpy": np.__version__, "scipy": scipy.__version__}
    (HERE / name).write_text(json.dumps({"made_by": versions, **data}, indent=1) + "\n")


designs = [
    ("bandpass", 3, [8, 13], 128), ("bandpass", 1, [1, 40], 250), ("bandpass", 2, [5, 60], 128), ("bandpass", 6, [0.5, 4], 100),
    ("lowpass", 1, 10, 100), ("lowpass", 3, 0.7, 10), ("lowpass", 4, 49, 100), ("lowpass", 5, 100, 1000),
    ("highpass", 1, 10, 100), ("highpass", 2, 0.1, 128), ("highpass", 5, 3, 128),
]
filters = []
for kind, order, cut, rate in designs:
    b, a = signal.butter(order, cut, btype=kind, fs=rate)
    z, p, k = signal.butter(order, cut, btype=kind, fs=rate, output="zpk")
    x = wave(200)
    # sosfiltfilt with filtfilt's padding is the same operation, without the polynomials' loss at high order
    sos = signal.butter(order, cut, btype=kind, fs=rate, output="sos")
    pad = 3 * max(len(a), len(b))
    filters.append({
        "kind": kind, "order": order, "cut": np.atleast_1d(cut).tolist(), "rate": rate, "b": b.tolist(), "a": a.tolist(),
        "filtfilt": signal.filtfilt(b, a, x).tolist() if order < 6 else None,
        "sosfiltfilt": signal.sosfiltfilt(sos, x, padlen=pad).tolist(),
    })
save("butterworth.json", {"samples": 200, "filters": filters})

save("analytic.json", {
    "signals": [{"samples": n, "quadrature": np.imag(signal.hilbert(wave(n))).tolist()} for n in (1, 2, 3, 4, 16, 37, 60, 101, 128)],
})
