"""Draws the time per iteration and device of `ferrospike crossbar solve --random N` against N.

A solver that is linear in the number of devices draws a level line. The time includes everything from reading the
conductances to the checked solution.

    python time_per_iteration.py --ferrospike ../../target/release/ferrospike --output time-per-iteration.svg
"""

import argparse
import csv

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

from compare import fastest, machine

SIZES = [64, 128, 256, 512, 1024, 2048, 4096]


def measure(program, size, runs):
    """Iterations, and time (s) of the fastest run; what takes a millisecond is disturbed most and runs more often."""
    runs = runs if size >= 512 else 10 * runs
    answer = fastest([program, "crossbar", "solve", "--random", str(size), "--json"], runs)
    return answer["iterations"], answer["seconds"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--ferrospike", default="ferrospike", help="the program")
    parser.add_argument("--runs", type=int, default=3, help="runs per size, of which the fastest counts")
    parser.add_argument("--output", default="time-per-iteration.svg", help="the figure; the numbers go beside it as CSV")
    arguments = parser.parse_args()
    rows = [(size, *measure(arguments.ferrospike, size, arguments.runs)) for size in arguments.sizes]
    per_device = [seconds / iterations / size**2 for size, iterations, seconds in rows]
    with open(arguments.output.rsplit(".", 1)[0] + ".csv", "w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["lines", "iterations", "seconds", "seconds_per_iteration_and_device"])
        table.writerows([*row, value] for row, value in zip(rows, per_device))
    figure, axes = plt.subplots(figsize=(5, 3.4), layout="constrained")
    axes.plot(arguments.sizes, [1e9 * value for value in per_device], "o-", color="#0072B2")
    axes.set_xscale("log", base=2)
    axes.set_xticks(arguments.sizes, [str(size) for size in arguments.sizes])
    axes.set_ylim(bottom=0.0)
    axes.set_xlabel("lines N of an N x N array")
    axes.set_ylabel("time per iteration and device (ns)")
    axes.grid(alpha=0.3)
    figure.savefig(arguments.output)
    print(machine())
    for (size, iterations, seconds), value in zip(rows, per_device):
        print(f"{size:5d}  {iterations:3d} iterations  {1e3 * seconds:9.2f} ms  {1e9 * value:6.2f} ns per iteration and device")


if __name__ == "__main__":
    main()
