"""Writes stages.json beside this file, or prints it with --print: rates, ratios and products of stages by other programs.

Origin: statsmodels 0.15.0, scipy 1.17.1, `python3 stages.py`. Invented funnels; a row is reached and passed of each stage for a group and a reference.
"""
import json
import pathlib
import sys

import numpy as np
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, proportions_ztest

HERE = pathlib.Path(__file__).with_name("stages.json")
Z = stats.norm.ppf(0.975)
FUNNELS = [
    ([(1000, 680), (680, 408), (408, 204)], [(1000, 800), (800, 565), (565, 332)]),
    ([(200, 90), (80, 60), (60, 12)], [(300, 160), (150, 120), (110, 40)]),
    ([(57, 57), (50, 31)], [(64, 64), (64, 50)]),
]


def log_se(k, n):
    return np.sqrt(sum((b - a) / (a * b) for a, b in zip(k, n)))


def mover(stages, factor):
    total, below, above = 0.0, 0.0, 0.0
    for n, k in stages:
        low, high = proportion_confint(k, n, method="wilson")
        v = np.log(k / n)
        down, up = v - np.log(low), np.log(high) - v
        total += factor * v
        below += down**2 if factor > 0 else up**2
        above += up**2 if factor > 0 else down**2
    return total, below, above


def funnel(a, b):
    n, k = (a[0][0], b[0][0]), (a[-1][1], b[-1][1])
    katz = confint_proportions_2indep(k[0], n[0], k[1], n[1], compare="ratio", method="log")
    newcombe = confint_proportions_2indep(k[0], n[0], k[1], n[1], compare="diff", method="newcomb")
    steps = []
    for i, ((ra, pa), (rb, pb)) in enumerate(zip(a, b)):
        if i:
            steps.append(((a[i - 1][1], ra), (b[i - 1][1], rb)))
        steps.append(((ra, pa), (rb, pb)))
    t, lo, hi = mover(a, 1)
    u, lo2, hi2 = mover(b, -1)
    log = sum(np.log(pa / ra) - np.log(pb / rb) for (ra, pa), (rb, pb) in zip(a, b))
    se = np.sqrt(sum(log_se((pa, pb), (ra, rb)) ** 2 for (ra, pa), (rb, pb) in zip(a, b)))
    return {
        "a": a, "b": b,
        "wilson": [list(proportion_confint(p, r, method="wilson")) for r, p in a],
        "funnelWilson": list(proportion_confint(k[0], n[0], method="wilson")), "katz": list(katz), "newcombe": list(newcombe),
        "pooledZ": proportions_ztest(k, n)[1],
        "steps": [[np.log(pa / ra) - np.log(pb / rb), Z * log_se((pa, pb), (ra, rb))] for (ra, pa), (rb, pb) in steps],
        "chained": [np.exp(t), np.exp(t - np.sqrt(lo)), min(1, np.exp(t + np.sqrt(hi)))],
        "chainedRatio": [np.exp(t + u), np.exp(t + u - np.sqrt(lo + lo2)), np.exp(t + u + np.sqrt(hi + hi2))],
        "chainedP": 2 * stats.norm.sf(abs(log / se)),
    }


out = {"origin": "stages.py: statsmodels 0.15.0, scipy 1.17.1", "funnels": [funnel(a, b) for a, b in FUNNELS]}
text = json.dumps(out, default=float)
print(text) if "--print" in sys.argv else HERE.write_text(text + "\n")
