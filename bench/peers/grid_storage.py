"""The mission's Python way, one thread: a dict of coordinates, and numpy.zeros for the whole grid. Prints one JSON object, nanoseconds and bytes a block.

grid_storage.py FILE SIDE NUMPY  -- FILE as for openvdb_grid.cpp; NUMPY is 1 to measure the dense array too (it costs gigabytes)
"""
import json
import resource
import sys
import time

import numpy as np


def resident():
    with open("/proc/self/statm", encoding="ascii") as status:
        return int(status.read().split()[1]) * resource.getpagesize()


def timed(work, times=3):
    best = []
    for _ in range(times):
        start = time.thread_time()
        work()
        best.append(time.thread_time() - start)
    return sorted(best)[len(best) // 2]


path, side, with_numpy = sys.argv[1], int(sys.argv[2]), sys.argv[3] == "1"
data = np.fromfile(path, dtype=np.dtype([("x", "<i4"), ("y", "<i4"), ("z", "<i4"), ("v", "<f4")]), offset=4)
n = len(data)
few = min(n, 1_000_000)
keys = list(zip(data["x"][:few].tolist(), data["y"][:few].tolist(), data["z"][:few].tolist()))
values = data["v"][:few].tolist()
result = {}

before = resident()
blocks = {}


def insert():
    blocks.clear()
    for key, value in zip(keys, values):
        blocks[key] = value


result["insert"] = timed(insert) / few * 1e9
# Keys and values are made above; a dict that were alone would hold them too: 64 bytes a tuple, 28 an int over 256 (three), 24 a float.
result["bytes"] = (sys.getsizeof(blocks) / len(blocks)) + 64 + (3 * 28) + 24


def read():
    for key in keys:
        blocks[key]


result["read"] = timed(read) / few * 1e9
sample = keys[: 100_000]


def sweep():
    get = blocks.get
    total = 0.0
    for x, y, z in sample:
        total += (get((x - 1, y, z), 0.0) + get((x + 1, y, z), 0.0) + get((x, y - 1, z), 0.0) + get((x, y + 1, z), 0.0)
                  + get((x, y, z - 1), 0.0) + get((x, y, z + 1), 0.0) - 6 * blocks[(x, y, z)])
    return total


result["sweep"] = timed(sweep) / len(sample) * 1e9


def process():
    for key in blocks:
        blocks[key] = blocks[key] * 0.95 + 0.03


result["process"] = timed(process) / few * 1e9

if with_numpy:
    del blocks, keys, values
    x, y, z, v = (np.ascontiguousarray(data[c]) for c in "xyzv")
    before = resident()
    grid = np.zeros((side, side, side), dtype=np.float32)
    start = time.thread_time()
    grid[x, y, z] = v
    result["numpy_batch_insert"] = (time.thread_time() - start) / n * 1e9
    result["numpy_bytes"] = (resident() - before) / n
    result["numpy_batch_read"] = timed(lambda: grid[x, y, z]) / n * 1e9

print(json.dumps(result))
