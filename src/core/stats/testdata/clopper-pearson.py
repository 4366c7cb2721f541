"""Writes clopper-pearson.json beside this file: exact intervals of a share by their definition, with 50 digits.

Origin: the standard library of Python 3, `python3 clopper-pearson.py`: bisection of the sums of the binomial distribution (Clopper and Pearson 1934).
Row: [successes, n, level, lower, upper].
"""
import json
import pathlib
from decimal import Decimal, getcontext
from math import comb

getcontext().prec = 60
STEPS = 110
COUNTS = [(0, 1), (1, 2), (0, 40), (1, 40), (4, 40), (20, 40), (39, 40), (40, 40), (3, 30), (20, 100), (7, 1000), (400, 1000), (2, 5000)]


def tail(k, n, p, upwards):
    """The chance of k or more of n, or of k or fewer."""
    counts = range(k, n + 1) if upwards else range(k + 1)
    return sum(Decimal(comb(n, i)) * p**i * (1 - p) ** (n - i) for i in counts)


def end(k, n, share, upwards):
    low, high = Decimal(0), Decimal(1)
    for _ in range(STEPS):
        middle = (low + high) / 2
        is_low = tail(k, n, middle, upwards) < share if upwards else tail(k, n, middle, upwards) > share
        low, high = (middle, high) if is_low else (low, middle)
    return float(low)


rows = []
for successes, n in COUNTS:
    for level in ("0.95", "0.99"):
        share = (1 - Decimal(level)) / 2
        # The shorter tail is summed: the other is 1 less it.
        if successes == 0:
            lower = 0.0
        elif successes <= n - successes:
            lower = end(successes - 1, n, 1 - share, False)
        else:
            lower = end(successes, n, share, True)
        if successes == n:
            upper = 1.0
        elif successes <= n - successes:
            upper = end(successes, n, share, False)
        else:
            upper = end(successes + 1, n, 1 - share, True)
        rows.append([successes, n, float(level), lower, upper])

pathlib.Path(__file__).with_suffix(".json").write_text(
    '{\n "origin": "binomial sums with 60 digits, see clopper-pearson.py",\n "rows": [\n  ' + ",\n  ".join(json.dumps(r) for r in rows) + "\n ]\n}\n")
