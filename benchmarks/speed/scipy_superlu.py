"""The reference problem of `ferrospike crossbar solve --random N`, assembled with NumPy and solved by SuperLU through SciPy.

Run by itself it prints one JSON object, with the same fields as `ferrospike crossbar solve --json` and where the time went:

    python scipy_superlu.py 256
"""

import argparse
import json
import time

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.linalg import splu


def split_mix_64(seed, count):
    """Uniform numbers in [0, 1) from the upper 53 bits of SplitMix64 (doi:10.1145/2660193.2660195)."""
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + np.uint64(0x9E3779B97F4A7C15) * np.arange(1, count + 1, dtype=np.uint64)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return (z >> np.uint64(11)) * 2.0**-53


def reference(n, seed=1, g_min=1e-6, g_max=1e-4, v_max=0.2):
    """Conductances (S, n x n) and row voltages (V, n), as crossbar/src/reference.rs draws them."""
    u = split_mix_64(seed, n * n + n)
    conductances = g_min * 10.0 ** (np.log10(g_max / g_min) * u[: n * n])
    return conductances.reshape(n, n), v_max * u[n * n :]


def assemble(conductances, voltages, segment):
    """Nodal equations: word-line nodes, then bit-line nodes, row-major. Rows are driven at the left through one segment,
    columns grounded below the last row through one segment."""
    n, g = len(voltages), 1.0 / segment
    word = np.arange(n * n).reshape(n, n)
    bit = word + n * n
    diagonal = np.concatenate([conductances.ravel(), conductances.ravel()])
    pairs = [
        (word.ravel(), bit.ravel(), conductances.ravel()),
        (word[:, :-1].ravel(), word[:, 1:].ravel(), np.full(n * (n - 1), g)),
        (bit[:-1].ravel(), bit[1:].ravel(), np.full(n * (n - 1), g)),
    ]
    for a, b, value in pairs[1:]:
        np.add.at(diagonal, a, value)
        np.add.at(diagonal, b, value)
    diagonal[word[:, 0]] += g
    diagonal[bit[-1]] += g
    everywhere = np.arange(2 * n * n)
    rows = np.concatenate([everywhere] + [x for a, b, _ in pairs for x in (a, b)])
    columns = np.concatenate([everywhere] + [x for a, b, _ in pairs for x in (b, a)])
    values = np.concatenate([diagonal] + [x for _, _, value in pairs for x in (-value, -value)])
    matrix = coo_array((values, (rows, columns)), shape=(2 * n * n, 2 * n * n)).tocsc()
    currents = np.zeros(2 * n * n)
    currents[word[:, 0]] = g * voltages
    return matrix, currents


def solve(n, seed=1, segment=1.0, **ranges):
    """Output currents (A) and where the time (s) went."""
    conductances, voltages = reference(n, seed, **ranges)
    started = time.perf_counter()
    matrix, currents = assemble(conductances, voltages, segment)
    assembled = time.perf_counter()
    # symmetric and positive definite: an ordering for that, without pivoting, is faster than the default
    factors = splu(matrix, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
    factorized = time.perf_counter()
    nodes = factors.solve(currents)
    solved = time.perf_counter()
    word, bit = nodes[: n * n].reshape(n, n), nodes[n * n :].reshape(n, n)
    return {
        "outputs": (conductances * (word - bit)).sum(axis=0).tolist(),
        "iterations": 0,
        "residual": float(np.abs(matrix @ nodes - currents).max() / np.abs(currents).max()),
        "seconds": solved - started,
        "assembly_seconds": assembled - started,
        "factorization_seconds": factorized - assembled,
        "substitution_seconds": solved - factorized,
        "nonzeros_of_the_factors": int(factors.nnz),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("size", type=int, help="number of word lines and of bit lines")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--segment", type=float, default=1.0, help="resistance of one line segment (ohm)")
    arguments = parser.parse_args()
    print(json.dumps(solve(arguments.size, arguments.seed, arguments.segment)))
