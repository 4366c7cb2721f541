"""Writes class.json beside this file, or prints it with --print: confusion counts by group through other programs.

Origin: scikit-learn 1.9.1, Fairlearn 0.15.0, statsmodels 0.15.0, scipy 1.17.1, `python3 class.py`. Invented counts; table[label][class].
"""
import json
import pathlib
import sys

import numpy as np
from fairlearn.metrics import MetricFrame
from scipy import stats
from sklearn.metrics import balanced_accuracy_score, precision_score, recall_score
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

HERE = pathlib.Path(__file__).with_name("class.json")
PAIRS = [
    ([[50, 6, 4], [8, 70, 12], [3, 9, 38]], [[80, 5, 5], [4, 120, 6], [2, 6, 72]]),
    ([[30, 1, 0, 2], [0, 40, 3, 0], [5, 0, 25, 1], [0, 2, 0, 33]], [[90, 0, 2, 1], [3, 60, 0, 0], [1, 1, 45, 6], [0, 0, 0, 50]]),
]
COSTS = {3: [[0, 1, 2], [1, 0, 1], [10, 4, 0]], 4: [[0, 1, 1, 1], [2, 0, 1, 1], [3, 1, -1, 2], [5, 5, 5, 0]]}


def expand(table):
    table = np.array(table)
    label, decided = np.indices(table.shape)
    return np.repeat(label.ravel(), table.ravel()), np.repeat(decided.ravel(), table.ravel())


def macro(table):
    """Recalls with Wilson limits, put together: sums of squared distances."""
    low = high = total = 0.0
    k = len(table)
    for i, row in enumerate(table):
        p, (lo, up) = row[i] / sum(row), proportion_confint(row[i], sum(row), method="wilson")
        total += p / k
        low += ((p - lo) / k) ** 2
        high += ((up - p) / k) ** 2
    return total, low, high


def pair(a, b):
    size = len(a)
    (ya, pa), (yb, pb) = expand(a), expand(b)
    y, p, g = np.concatenate([ya, yb]), np.concatenate([pa, pb]), np.repeat(["a", "b"], [len(ya), len(yb)])
    frame = MetricFrame(metrics=balanced_accuracy_score, y_true=y, y_pred=p, sensitive_features=g).by_group
    (t, lo, hi), (u, lo2, hi2) = macro(a), macro(b)
    adjusted = [((r[i] + 1) / (sum(r) + 2), sum(r) + 2, sign) for table, sign in ((a, 1), (b, -1)) for i, r in enumerate(table)]
    z = sum(sign * p for p, _, sign in adjusted) / np.sqrt(sum(p * (1 - p) / n for p, n, _ in adjusted))
    cost = np.array(COSTS[size])
    ca, cb = cost[ya, pa], cost[yb, pb]
    chi = stats.chi2_contingency([np.sum(a, axis=0), np.sum(b, axis=0)], correction=False)
    worst = min(range(size), key=lambda i: a[i][i] / sum(a[i]))
    limits = [proportion_confint(r[i], sum(r), alpha=0.05 / size, method="beta") for i, r in enumerate(a)]
    recall = (a[0][0], sum(a[0]), b[0][0], sum(b[0]))
    return {
        "a": a, "b": b, "costs": COSTS[size],
        "recall": list(recall_score(ya, pa, average=None)), "precision": list(precision_score(ya, pa, average=None)),
        "rate": list(np.sum(a, axis=0) / np.sum(a)), "rateWilson": [list(proportion_confint(c, np.sum(a), method="wilson")) for c in np.sum(a, axis=0)],
        "macro": [frame["a"], t - np.sqrt(lo), min(1, t + np.sqrt(hi))],
        "macroDifference": [frame["a"] - frame["b"], t - u - np.sqrt(lo + hi2), t - u + np.sqrt(hi + lo2)],
        "macroP": 2 * stats.norm.sf(abs(z)),
        "worst": [worst, a[worst][worst] / sum(a[worst]), min(x[0] for x in limits), min(x[1] for x in limits)],
        "recallNewcombe": list(confint_proportions_2indep(*recall, compare="diff", method="newcomb")),
        "cost": ca.mean(), "costWelchP": stats.ttest_ind(ca, cb, equal_var=False).pvalue,
        "homogeneity": [chi.statistic, chi.dof, chi.pvalue, chi.expected_freq.min()],
    }


out = {"origin": "class.py: scikit-learn 1.9.1, Fairlearn 0.15.0, statsmodels 0.15.0, scipy 1.17.1", "pairs": [pair(a, b) for a, b in PAIRS]}
text = json.dumps(out, default=float)
print(text) if "--print" in sys.argv else HERE.write_text(text + "\n")
