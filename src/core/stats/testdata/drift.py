"""Reference values for src/core/stats/drift and sequential/drift-evidence: distances by scipy and numpy, evidence with 40 digits person by person.

Run: python drift.py > drift.json (numpy 2.4, scipy 1.17, mpmath 1.3).
"""
import json
import numpy as np
from mpmath import mp, mpf, log, sqrt
from scipy.spatial.distance import jensenshannon
from scipy.stats import chi2, wasserstein_distance

mp.dps = 40
rng = np.random.default_rng(20261129)
EXCESSES = [mpf(x) / 100 for x in (2, 4, 8, 16, 32)]


def distances():
    out = []
    for bins, m, n in [(2, 50, 20), (5, 400, 100), (10, 1000, 300), (10, 5000, 5000), (20, 3000, 40)]:
        weights = rng.dirichlet(np.ones(bins) * 3)
        reference = rng.multinomial(m, weights)
        current = rng.multinomial(n, rng.dirichlet(weights * 40))
        positions = np.sort(rng.uniform(0, 1, bins)).round(4)
        p, q = current / n, reference / m
        used = (p > 0) | (q > 0)
        psi = None if np.any((p > 0) != (q > 0)) else float(np.sum((p - q)[used] * np.log(p[used] / q[used])))
        point = (1 / n + 1 / m) * chi2.ppf(0.95, used.sum() - 1)
        out.append({
            "reference": reference.tolist(), "current": current.tolist(), "positions": positions.tolist(),
            "totalVariation": float(np.abs(p - q).sum() / 2), "kolmogorovSmirnov": float(np.abs(np.cumsum(p - q)).max()),
            "wasserstein": float(wasserstein_distance(positions, positions, p, q)),
            "populationStability": psi, "jensenShannon": float(jensenshannon(p, q) ** 2), "null95": float(point),
        })
    return out


def witness(kind, p, q, positions):
    bins = len(q)
    if kind == "total-variation":
        return [mpf(1) if a > b else mpf(0) for a, b in zip(p, q)]
    gaps = [sum(p[: k + 1]) - sum(q[: k + 1]) for k in range(bins - 1)]
    if kind == "kolmogorov-smirnov":
        k = max(range(bins - 1), key=lambda i: abs(gaps[i]))
        return [mpf(1) if (b <= k) == (gaps[k] > 0) else mpf(0) for b in range(bins)]
    f = [mpf(0)]
    for k, gap in enumerate(gaps):
        step = positions[k + 1] - positions[k]
        f.append(f[-1] - step if gap > 0 else f[-1] + step if gap < 0 else f[-1])
    return [x - min(f) for x in f]


def evidence():
    out = []
    for kind in ("total-variation", "kolmogorov-smirnov", "wasserstein"):
        for bins, m, n, risk in [(3, 300, 12, None), (8, 40000, 60, 0.01), (12, 90000, 500, 0.05)]:
            weights = rng.dirichlet(np.ones(bins) * 3)
            moved = rng.dirichlet(weights * 30)
            reference, past, block = rng.multinomial(m, weights), rng.multinomial(400, moved), rng.multinomial(n, moved)
            positions = [mpf(int(x)) / 1000 for x in np.sort(rng.choice(1001, bins, replace=False))]
            tolerance = mpf("0.02")
            if risk is None:
                error = mpf(0)
            elif kind == "total-variation":
                error = sqrt(mpf(bins - 1) / m) / 2 + sqrt(log(1 / mpf(str(risk))) / (2 * m))
            else:
                error = sqrt(log(2 / mpf(str(risk))) / (2 * m))
            q, p = [mpf(int(x)) / m for x in reference], [mpf(int(x)) / 400 for x in past]
            f = witness(kind, p, q, positions)
            c = sum(a * b for a, b in zip(f, q)) + tolerance + error
            spread = max(sum(w * (x - c) ** 2 for w, x in zip(law, f)) for law in (p, q))
            logs = []
            for excess in EXCESSES:
                stake = min(excess * sqrt(2 * spread) / spread, mpf("0.95") / c)
                product = mpf(1)
                for x, k in zip(f, block):
                    for _ in range(int(k)):
                        product *= 1 + stake * (x - c)
                logs.append(product)
            out.append({
                "distance": kind, "reference": reference.tolist(), "positions": [float(x) for x in positions], "tolerance": 0.02, "referenceRisk": risk,
                "past": past.tolist(), "block": block.tolist(), "boundary": float(c), "logEvidence": float(log(sum(logs) / len(logs))),
            })
    return out


print(json.dumps({"distances": distances(), "evidence": evidence()}, indent=1))
