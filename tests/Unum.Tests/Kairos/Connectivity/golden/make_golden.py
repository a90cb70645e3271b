#!/usr/bin/python3
"""Golden connectivity of data/eeg in 8-13 Hz, from numpy and scipy, written from the papers' definitions (MNE-connectivity's names).

    /usr/bin/python3 make_golden.py        # writes eeg_8_13.json beside itself
"""
import json
import pathlib

import numpy as np
import scipy
from scipy import signal

HERE = pathlib.Path(__file__).parent
CHANNELS, RATE, BAND = 32, 128, (8, 13)

x = np.fromfile(HERE.parents[4] / "data/eeg/eeglab_data.fdt", "<f4").reshape(-1, CHANNELS).astype(float)
b, a = signal.butter(3, BAND, btype="bandpass", fs=RATE)
z = signal.hilbert(signal.filtfilt(b, a, x, axis=0), axis=0)
n = len(z)

names = ["plv", "ciplv", "ppc", "pli", "wpli", "wpli2_debiased", "coh", "imcoh"]
values = {name: [] for name in names}
for i in range(CHANNELS):
    for j in range(i + 1, CHANNELS):
        s = z[:, i] * z[:, j].conj()
        u = (s / abs(s)).mean()
        d = s.imag
        coherency = s.mean() / np.sqrt((abs(z[:, i]) ** 2).mean() * (abs(z[:, j]) ** 2).mean())
        values["plv"].append(abs(u))
        values["ciplv"].append(abs(u.imag) / np.sqrt(1 - u.real ** 2))
        values["ppc"].append((n * abs(u) ** 2 - 1) / (n - 1))
        values["pli"].append(abs(np.sign(d).mean()))
        values["wpli"].append(abs(d.sum()) / abs(d).sum())
        values["wpli2_debiased"].append((d.sum() ** 2 - (d ** 2).sum()) / (abs(d).sum() ** 2 - (d ** 2).sum()))
        values["coh"].append(abs(coherency))
        values["imcoh"].append(coherency.imag)

made_by = {"numpy": np.__version__, "scipy": scipy.__version__}
measures = [{"name": k, "mean": float(np.mean(v)), "values": [round(float(y), 10) for y in v]} for k, v in values.items()]
(HERE / "eeg_8_13.json").write_text(json.dumps({"made_by": made_by, "samples": n, "measures": measures}) + "\n")
