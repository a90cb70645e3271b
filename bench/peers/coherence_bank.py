"""A bank of temporal coherence over 32 lags x 8 frequencies in numpy: S <- c S + v_n conj(v_{n-tau}).

Prints JSON: cell-samples per second of processor time of the sample-by-sample form and of the blocked form (B = 32, one matrix product a
block), complex and real input, single precision, energies included, as in BlockedCoherenceBank.
Run as: OMP_NUM_THREADS=1 /usr/bin/python3 coherence_bank.py SECONDS LAG,LAG,... OMEGA,OMEGA,... LAMBDA
"""
import json
import sys
import time

import numpy as np

seconds = float(sys.argv[1])
lags = np.array([int(x) for x in sys.argv[2].split(",")])
omegas = np.array([float(x) for x in sys.argv[3].split(",")])
lam = float(sys.argv[4])
L, F, B = len(lags), len(omegas), 32
c = (1 - lam) * np.exp(-1j * omegas)
keep = np.float32(1 - lam)
lead = (int(lags.max()) + B) // B * B
rng = np.random.default_rng(1)


def stream(real):
    n = 1 << 14
    if real:
        return rng.standard_normal(n).astype(np.float32)
    return np.exp(2j * np.pi * rng.random(n)).astype(np.complex64)


def rate(step, samples):
    step()
    done, start = 0, time.process_time()
    while time.process_time() - start < seconds:
        step()
        done += samples
    return done * L * F / (time.process_time() - start)


def streaming(real):
    v = stream(real)
    ring = np.zeros(lead, v.dtype)
    energies = np.zeros(lead, np.float32)
    s = np.zeros((L, F), np.complex64)
    turn = c.astype(np.complex64)
    state = {"n": 0, "e": np.float32(0)}

    def step():
        n, e = state["n"], state["e"]
        for x in v[:256]:
            back = (n - lags) % lead
            product = x * np.conj(ring[back])
            np.multiply(s, turn, out=s)
            np.add(s, product[:, None], out=s)
            e = keep * e + np.float32(abs(x) ** 2)
            ring[n % lead] = x
            energies[n % lead] = e
            n += 1
        state["n"], state["e"] = n, e

    return rate(step, 256)


def blocked(real):
    v = stream(real)
    history = np.zeros(lead + B, v.dtype)
    energies = np.zeros(lead + B, np.float32)
    s = np.zeros((F, L), np.complex64)
    ages = np.arange(B - 1, -1, -1)
    weights = (c[:, None] ** ages[None, :]).astype(np.complex64)            # [F, B]
    parts = np.ascontiguousarray(np.vstack([weights.real, weights.imag]))   # [2F, B]
    turn = (c**B).astype(np.complex64)[:, None]
    decay = (keep ** (ages[:, None] - ages[None, :]).T * (ages[:, None] <= ages[None, :])).astype(np.float32)
    grow = (keep ** np.arange(1, B + 1)).astype(np.float32)
    index = lead + np.arange(B)[:, None] - lags[None, :]                    # [B, L]
    state = {"at": 0, "e": np.float32(0)}

    def step():
        for _ in range(32):
            at = state["at"]
            x = v[at : at + B]
            state["at"] = (at + B) % len(v)
            history[:-B] = history[B:]
            history[lead:] = x
            product = x[:, None] * np.conj(history[index])                  # [B, L]
            if real:
                both = parts @ product
                fresh = both[:F] + 1j * both[F:]
            else:
                fresh = weights @ product
            np.multiply(s, turn, out=s)
            np.add(s, fresh, out=s)
            energies[:-B] = energies[B:]
            energies[lead:] = decay @ (np.abs(x) ** 2) + grow * state["e"]
            state["e"] = energies[-1]

    return rate(step, 32 * B)


print(
    json.dumps(
        {
            "numpy": f"{np.__version__} ({'OpenBLAS' if 'openblas' in open('/proc/self/maps').read() else 'reference BLAS'})",
            "streaming_complex": streaming(False),
            "blocked_complex": blocked(False),
            "blocked_real": blocked(True),
        }
    )
)
