"""Writes ordered-requirements.json beside this file: mean ranks, shortfalls and turned pairs of small tables, person by person.

Origin: scipy 1.17.1 and numpy, `python3 ordered-requirements.py`. Every pair of people is looked at by itself; the limits are made of scipy's beta quantiles.
"""
import json
import pathlib

import numpy as np
from scipy import stats

HERE = pathlib.Path(__file__).with_name("ordered-requirements.json")
LEVEL = 0.95

# People by label (row) and level given (column), of a group and of all others.
TABLES = [
    ([[30, 6, 2], [9, 25, 8], [3, 12, 40]], [[50, 20, 5], [10, 60, 15], [2, 9, 44]]),
    ([[12, 0, 0, 0], [11, 13, 0, 0], [4, 15, 9, 0], [1, 3, 8, 7]], [[21, 9, 4, 2], [3, 25, 12, 6], [0, 5, 31, 14], [0, 1, 6, 27]]),
    ([[40, 1], [2, 35]], [[33, 3], [0, 52]]),
    ([[60, 30, 20], [40, 50, 30], [30, 40, 70]], [[80, 60, 20], [30, 70, 60], [40, 20, 90]]),
]


def people(table):
    return [(label, rank) for label, row in enumerate(table) for rank, n in enumerate(row) for _ in range(n)]


def clopper_pearson(successes, n, level):
    a = (1 - level) / 2
    lower = 0.0 if successes <= 0 else stats.beta.ppf(a, successes, n - successes + 1)
    upper = 1.0 if successes >= n else stats.beta.ppf(1 - a, successes + 1, n - successes)
    return float(lower), float(upper)


def difference(x, n, y, m, level):
    """Limits of y/m - x/n: squares of the distances to Clopper and Pearson's limits are added."""
    (l1, u1), (l2, u2) = clopper_pearson(y, m, level), clopper_pearson(x, n, level)
    p, q = y / m, x / n
    return p - q - np.hypot(p - l1, u2 - q), p - q + np.hypot(u1 - p, q - l2)


def shortfall(own, others):
    a, b = np.array(own).sum(axis=0), np.array(others).sum(axis=0)
    cuts = range(1, len(a))
    gap = [b[k:].sum() / b.sum() - a[k:].sum() / a.sum() for k in cuts]
    args = [(a[k:].sum(), a.sum(), b[k:].sum(), b.sum()) for k in cuts]
    lower = max(0, *[difference(*one, 1 - (1 - LEVEL) / len(args))[0] for one in args], 0)
    upper = max(0, *[difference(*one, LEVEL)[1] for one in args], 0)
    return [float(max(0, *gap, 0)), float(lower), float(upper)]


def turned(own, others, within):
    x = people(own)
    y = x if within else people(others)
    h = np.array([[(1 if d > b else 0) if c < a else np.nan for c, d in y] for a, b in x])
    pairs = int((~np.isnan(h)).sum())
    value = float(np.nansum(h) / pairs)
    psi = np.where(np.isnan(h), 0, h - value)
    n, m = len(x), len(y)
    if within:
        variance = n / (n - 1) * ((psi.sum(axis=1) + psi.sum(axis=0)) ** 2).sum() / pairs**2
        disjoint = pairs / (n - 1)
    else:
        variance = (n / (n - 1) * (psi.sum(axis=1) ** 2).sum() + m / (m - 1) * (psi.sum(axis=0) ** 2).sum()) / pairs**2
        disjoint = pairs / max(n, m)
    few = disjoint * min(value, 1 - value) < 10
    size = disjoint if few else max(disjoint, value * (1 - value) / variance)
    return [value, *clopper_pearson(value * size, size, LEVEL)]


def mean_rank(own, others):
    a, b = [rank for _, rank in people(own)], [rank for _, rank in people(others)]
    ranks = stats.rankdata(a + b)
    return float((ranks[: len(a)].mean() - 0.5) / (len(a) + len(b)))


rows = [
    {
        "own": own,
        "others": others,
        "meanRank": mean_rank(own, others),
        "shortfall": shortfall(own, others),
        "within": turned(own, others, True),
        "across": turned(own, others, False),
    }
    for own, others in TABLES
]
HERE.write_text(json.dumps({"origin": "ordered-requirements.py: scipy 1.17.1", "rows": rows}, indent=1) + "\n")
