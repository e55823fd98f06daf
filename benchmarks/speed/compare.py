"""ferrospike and SciPy/SuperLU on the same problems in the same run.

Prints a table with the ratio of the times, the machine, and how far the outputs differ; ends with code 1 where they differ by
more than 1e-9 of the largest.

    python compare.py --ferrospike ../../target/release/ferrospike 64 256 512
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys

import numpy as np
import scipy

AGREEMENT = 1e-9
HERE = os.path.dirname(os.path.abspath(__file__))


def fastest(command, runs):
    """The answer of the fastest of some runs, each a process of its own: nothing is warm but the files."""
    answers = [json.loads(subprocess.run(command, check=True, capture_output=True).stdout) for _ in range(runs)]
    return min(answers, key=lambda answer: answer["seconds"])


def machine():
    """One line on what the numbers were measured on."""
    model = platform.processor()
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo") as info:
            model = next((line.split(":")[1].strip() for line in info if line.startswith("model name")), model)
    load = os.getloadavg()[0]
    versions = f"Python {platform.python_version()}, NumPy {np.__version__}, SciPy {scipy.__version__}"
    return f"{model}, {os.cpu_count()} cores, load {load:.1f} at the start; {versions}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", type=int, nargs="*", default=[64, 256, 512])
    parser.add_argument("--ferrospike", default="ferrospike", help="the program")
    parser.add_argument("--runs", type=int, default=5, help="runs of each, of which the fastest counts")
    arguments = parser.parse_args()
    print(machine())
    print("| N x N | ferrospike | iterations | SciPy/SuperLU | of it factorization | ratio | outputs differ by |")
    print("|---|---|---|---|---|---|---|")
    worst = 0.0
    for size in arguments.sizes:
        ours = fastest([arguments.ferrospike, "crossbar", "solve", "--random", str(size), "--json"], arguments.runs)
        # a factorization of minutes is not repeated
        runs = arguments.runs if size <= 256 else 1
        theirs = fastest([sys.executable, os.path.join(HERE, "scipy_superlu.py"), str(size)], runs)
        expected = np.array(theirs["outputs"])
        difference = np.abs(np.array(ours["outputs"]) - expected).max() / np.abs(expected).max()
        worst = max(worst, difference)
        ratio = theirs["seconds"] / ours["seconds"]
        print(
            f"| {size} | {1e3 * ours['seconds']:.2f} ms | {ours['iterations']} | {1e3 * theirs['seconds']:.1f} ms "
            f"| {1e3 * theirs['factorization_seconds']:.1f} ms | {ratio:.0f} | {difference:.1e} |",
            flush=True,
        )
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024**2
    print(f"largest memory of a process: {peak:.2f} GiB")
    if worst > AGREEMENT:
        sys.exit(f"the outputs differ by {worst:.1e}, more than {AGREEMENT:.0e} of the largest")


if __name__ == "__main__":
    main()
