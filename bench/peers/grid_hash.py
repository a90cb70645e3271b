#!/usr/bin/python3
"""hashlib as a peer of the block hashes: hashes a second on one thread, as JSON.

    mission   the founding document's way: sha256 of the text "x,y,z,value,dims", 16 hexadecimal digits
    record    sha256 of our 28-byte record, packed once outside the clock
"""
import hashlib
import json
import random
import struct
import time

N = 20_000
DIM = (1000, 1000, 1000)
random.seed(1)
BLOCKS = [(random.randrange(1000), random.randrange(1000), random.randrange(1000), random.random()) for _ in range(N)]
RECORDS = [struct.pack("<iiifiii", *block, *DIM) for block in BLOCKS]


def mission():
    for x, y, z, v in BLOCKS:
        hashlib.sha256(f"{x},{y},{z},{v},{DIM}".encode()).hexdigest()[:16]


def record():
    for data in RECORDS:
        hashlib.sha256(data).digest()


def rate(work):
    best = float("inf")
    for _ in range(20):
        start = time.thread_time()
        work()
        best = min(best, time.thread_time() - start)
    return N / best


print(json.dumps({"mission": rate(mission), "record": rate(record)}))
