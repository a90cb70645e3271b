"""Writes distributions.csv and binomial.csv beside this script: golden values from scipy (1.10.1, numpy 1.24.2).

Run: /usr/bin/python3 distributions.py
"""
import pathlib

import numpy as np
from scipy import special, stats

here = pathlib.Path(__file__).parent
rows = ["function,a,b,x,value"]


def row(name, a, b, x, value):
    rows.append(f"{name},{a!r},{b!r},{x!r},{float(value)!r}")


for x in [1e-3, .1, .5, 1.0, 1.5, 2.0, 7.25, 30.0, 171.5, 1e4]:
    row("loggamma", 0.0, 0.0, x, special.gammaln(x))
for a in [.5, 1.0, 2.5, 10.0, 125.0, 5000.0]:
    for b in [.5, 1.0, 3.0, 64.0]:
        for x in [1e-6, .05, .3, .5, .8, .97, .9999]:
            row("beta", a, b, x, special.betainc(a, b, x))
for d1, d2 in [(1, 10), (2, 27), (2, 251), (4, 120), (8, 239), (1, 99995)]:
    for f in [.01, .5, 1.0, 2.0, 4.6, 9.0, 30.0, 200.0]:
        row("fsurvival", float(d1), float(d2), f, stats.f.sf(f, d1, d2))
for x in [0.0, .01, .5, 1.0, 2.0, 3.7, 3.8, 5.0, 20.0, 100.0, 700.0, 1e4]:
    row("logi0", 0.0, 0.0, x, np.log(special.i0e(x)) + x)
(here / "distributions.csv").write_text("\n".join(rows) + "\n")

# Exact central 99.9 % binomial intervals, for counts of rejections.
rows = ["trials,chance,low,high"]
for n, p in [(1000, .05), (1000, .01), (1000, .1), (2000, .05), (20000, .0625)]:
    rows.append(f"{n},{p!r},{int(stats.binom.ppf(.0005, n, p))},{int(stats.binom.ppf(.9995, n, p))}")
(here / "binomial.csv").write_text("\n".join(rows) + "\n")
