"""Reference values for src/core/stats/strata/kitagawa: parts by numpy, variances from the whole covariance matrix and a numerical gradient.

Run: python kitagawa.py > kitagawa.json (numpy 2.4, scipy 1.17).
"""
import json
import numpy as np
from scipy.stats import norm

rng = np.random.default_rng(20261129)
Z = norm.ppf(0.975)


def parts(x, k):
    w0, w1, r0, r1 = np.split(x, 4)
    return np.array([np.sum((w1 - w0) * (r0 + r1) / 2), np.sum((r1 - r0) * (w0 + w1) / 2)])


def decompose(strata):
    k = len(strata)
    n0, n1 = (np.array([s[t][1] for s in strata], float) for t in ("before", "after"))
    s0, s1 = (np.array([s[t][0] for s in strata], float) for t in ("before", "after"))
    w0, w1, r0, r1 = n0 / n0.sum(), n1 / n1.sum(), s0 / n0, s1 / n1
    x = np.concatenate([w0, w1, r0, r1])
    cov = np.zeros((4 * k, 4 * k))
    for at, (w, n) in enumerate([(w0, n0), (w1, n1)]):
        cov[at * k:(at + 1) * k, at * k:(at + 1) * k] = (np.diag(w) - np.outer(w, w)) / n.sum()
    for at, (s, n) in enumerate([(s0, n0), (s1, n1)]):
        p = (s + 1) / (n + 2)
        cov[(2 + at) * k:(3 + at) * k, (2 + at) * k:(3 + at) * k] = np.diag(p * (1 - p) / n)
    h = 1e-6
    jac = np.array([(parts(x + h * e, k) - parts(x - h * e, k)) / (2 * h) for e in np.eye(4 * k)]).T
    return parts(x, k), np.diag(jac @ cov @ jac.T), s1.sum() / n1.sum() - s0.sum() / n0.sum()


cases = []
for k in (1, 2, 5, 12):
    strata = {}
    for name in ("group", "reference"):
        strata[name] = []
        for _ in range(k):
            each = {}
            for t in ("before", "after"):
                n = int(rng.integers(5, 400))
                each[t] = [int(rng.binomial(n, rng.uniform(0, 1))), n]
            strata[name].append(each)
    (a, va, ta), (b, vb, tb) = decompose(strata["group"]), decompose(strata["reference"])
    gap, half = a - b, Z * np.sqrt(va + vb)
    cases.append({
        **strata, "total": ta - tb, "mix": [gap[0], gap[0] - half[0], gap[0] + half[0]], "behaviour": [gap[1], gap[1] - half[1], gap[1] + half[1]],
        "own": {"mix": [a[0], a[0] - Z * va[0] ** 0.5, a[0] + Z * va[0] ** 0.5]},
    })
print(json.dumps({"cases": cases}, indent=1))
