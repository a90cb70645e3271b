#!/usr/bin/python3
"""numpy and scipy.sparse as the peers of the kappa field, one thread, float32. Prints seconds a cycle as JSON.

    kappa.py CHAIN SIDE NODES DEGREE     a chain, a dense lattice of SIDE^3, a random graph
"""
import json
import sys
import time

import numpy as np
import scipy
import scipy.sparse as sparse

REST, PULL, HOME = np.float32(.6), np.float32(.1), np.float32(.05)


def best(cycle, kappa, seconds=1.0):
    kappa = cycle(kappa)
    least, until = float("inf"), time.perf_counter() + seconds
    while time.perf_counter() < until:
        start = time.thread_time()
        kappa = cycle(kappa)
        least = min(least, time.thread_time() - start)
    return least


def home(kappa):
    kappa += HOME * (REST - kappa)
    return kappa


def chain(kappa):
    total = np.zeros_like(kappa)
    total[1:] += kappa[:-1]
    total[:-1] += kappa[1:]
    count = np.full_like(kappa, 2)
    count[0] = count[-1] = 1
    return home(kappa + PULL * (total / count - kappa))


def lattice_counts(side):
    count = np.full((side, side, side), 6, np.float32)
    for axis in range(3):
        view = np.moveaxis(count, axis, 0)
        view[0] -= 1
        view[-1] -= 1
    return count


def lattice(count):
    def cycle(kappa):
        total = np.zeros_like(kappa)
        total[1:] += kappa[:-1]
        total[:-1] += kappa[1:]
        total[:, 1:] += kappa[:, :-1]
        total[:, :-1] += kappa[:, 1:]
        total[:, :, 1:] += kappa[:, :, :-1]
        total[:, :, :-1] += kappa[:, :, 1:]
        return home(kappa + PULL * (total / count - kappa))
    return cycle


def graph(nodes, degree, rng):
    columns = rng.integers(0, nodes, nodes * degree, dtype=np.int32)
    matrix = sparse.csr_matrix((np.full(nodes * degree, 1 / degree, np.float32), columns, np.arange(0, nodes * degree + 1, degree)), (nodes, nodes))
    return lambda kappa: home(kappa + PULL * (matrix @ kappa - kappa))


def main():
    length, side, nodes, degree = map(int, sys.argv[1:5])
    rng = np.random.default_rng(1)
    print(json.dumps({
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "chain": best(chain, rng.random(length, np.float32)),
        "lattice": best(lattice(lattice_counts(side)), rng.random((side, side, side), np.float32)),
        "graph": best(graph(nodes, degree, rng), rng.random(nodes, np.float32)),
    }))


main()
