"""Groups known as probabilities: weighted rates, bounds and limits, person by person, with numpy and scipy.

python3 make_membership.py > membership.json

Bounds come from a linear program over the number of members among the people counted, not counted and not asked in every part of the range of probabilities
(Charnes and Cooper's transformation of the fraction), not from a formula.
"""

import json

import numpy as np
from scipy import optimize, stats

LEVEL = 0.95


def part(p):
    return 11 if p == 1 else next(k for k in range(11) if p <= k / 10)


def clopper(share, n, level):
    x, tail = share * n, (1 - level) / 2
    lower = 0.0 if x <= 0 else stats.beta.ppf(tail, x, n - x + 1)
    upper = 1.0 if n - x <= 0 else stats.beta.ppf(1 - tail, x + 1, n - x)
    return float(lower), float(upper)


def limits(share, variance, size, level):
    freedom = int(np.floor(size)) - 1
    if freedom < 1:
        return 0.0, 1.0
    n = min(size, share * (1 - share) / variance if variance > 0 else np.inf)
    z = stats.norm.ppf((1 + level) / 2) / stats.t.ppf((1 + level) / 2, freedom)
    return clopper(share, n * z * z, level)


def weighted(p, hit, asked, w):
    weight = np.sum(w * p * asked)
    share = np.sum(w * p * hit) / weight
    influence = w * p * asked * (hit - share) / weight
    return share, influence, weight**2 / np.sum((w * p * asked) ** 2)


def program(p, hit, asked, w):
    """The largest share of members counted among members asked."""
    parts = np.array([part(x) for x in p])
    cost, equal, right, above, scale = [], [], [], [], []
    tables = []
    for k in range(12):
        here = parts == k
        if here.any():
            tables.append((
                np.sum(w[here] * p[here]),
                np.sum((w * hit)[here]),
                np.sum((w * (asked - hit))[here]),
                np.sum((w * (1 - asked))[here]),
            ))
    size = 3 * len(tables) + 1
    cost = np.zeros(size)
    total = np.zeros(size)
    for i, (members, a, b, c) in enumerate(tables):
        cost[3 * i] = -1
        total[3 * i] = total[3 * i + 1] = 1
        row = np.zeros(size)
        row[3 * i : 3 * i + 3] = 1
        row[-1] = -members
        equal.append(row)
        for j, most in enumerate((a, b, c)):
            row = np.zeros(size)
            row[3 * i + j] = 1
            row[-1] = -most
            above.append(row)
    equal.append(total)
    right = np.zeros(len(equal))
    right[-1] = 1
    found = optimize.linprog(
        cost, A_ub=np.array(above), b_ub=np.zeros(len(above)), A_eq=np.array(equal), b_eq=right, method="highs",
        options={"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10},
    )
    assert found.status == 0, found.message
    return float(-found.fun)


def upper_limit(p, hit, asked, w, level):
    parts = np.array([part(x) for x in p])
    edges = [e for e in range(11) if e == 0 or np.any(parts == e)]
    if np.all(asked == 1):
        rules = [(e, e) for e in edges]
    else:
        rules = [(e, f) for e in edges for f in edges if f >= e]
    each, best = 1 - (1 - level) / len(rules), 1.0
    for e, f in rules:
        x = np.where(parts > e, hit, p)
        v = x + np.where(parts > f, p - hit - (1 - asked), 0)
        bottom, top = np.sum(w * v), np.sum(w * x)
        if bottom <= 0 or top >= bottom:
            continue
        share = top / bottom
        if share < best:
            variance = np.sum((w * (x - share * v)) ** 2) / bottom**2
            size = bottom**2 / np.sum((w * v) ** 2)
            student = 1.0
            if size >= 2:
                student = share + stats.t.ppf((1 + each) / 2, int(np.floor(size)) - 1) * np.sqrt(variance)
            best = min(best, max(limits(share, variance, size, each)[1], min(1.0, student)))
    return float(best)


def over(a, b):
    return a / b if b > 0 and a / b <= 1e6 else None


def bounds(p, hit, asked, w, level):
    return (
        1 - upper_limit(p, asked - hit, asked, w, level),
        upper_limit(p, hit, asked, w, level),
    )


def case(name, seed, n, digits, rate, weights=False, given=None):
    rng = np.random.default_rng(seed)
    alpha = given or [0.7, 0.5, 0.3]
    raw = rng.dirichlet(alpha, n)
    p = np.round(raw, digits)
    p[:, -1] = np.round(1 - p[:, :-1].sum(axis=1), digits)
    p = np.abs(np.clip(p, 0, 1))
    keep = np.abs(p.sum(axis=1) - 1) < 1e-9
    p = p[keep]
    n = len(p)
    label = (rng.random(n) < 0.4 + 0.2 * p[:, 0]).astype(int)
    prediction = (rng.random(n) < rate(p, label)).astype(int)
    w = np.round(rng.uniform(0.5, 3, n) * 4) / 4 if weights else np.ones(n)
    ones = np.ones(n)
    views = {
        "selection_rate": (prediction, ones),
        "true_positive_rate": (prediction * label, label),
        "positive_predictive_value": (prediction * label, prediction),
        "accuracy": ((prediction == label).astype(int), ones),
    }
    rates, gaps = {}, {}
    for metric, (hit, asked) in views.items():
        hit, asked = np.asarray(hit, float), np.asarray(asked, float)
        found = []
        rates[metric] = []
        for g in range(p.shape[1]):
            share, influence, size = weighted(p[:, g], hit, asked, w)
            variance = float(np.sum(influence**2))
            lower, upper = limits(share, variance, size, LEVEL)
            outer = bounds(p[:, g], hit, asked, w, LEVEL)
            half = bounds(p[:, g], hit, asked, w, 1 - (1 - LEVEL) / 2)
            inner = (1 - program(p[:, g], asked - hit, asked, w), program(p[:, g], hit, asked, w))
            found.append((share, variance, lower, upper, influence, half, inner, size))
            rates[metric].append({
                "estimate": float(share), "variance": variance, "lower": lower, "upper": upper, "effectiveSize": float(size),
                "bounds": {"lower": inner[0], "upper": inner[1], "outerLower": outer[0], "outerUpper": outer[1]},
            })
        (a, va, la, ua, ia, ha, na, _), (b, vb, lb, ub, ib, hb, nb, _) = found[1], found[0]
        rho = float(np.sum(ia * ib) / np.sqrt(va * vb)) if va > 0 and vb > 0 else 0.0

        def distance(r, da, db):
            return np.sqrt(max(0.0, da**2 + (r * db) ** 2 - 2 * rho * r * da * db))

        ratio = a / b
        # A limit above a million is given as none.
        reaches = a - 1e6 * b + distance(1e6, ua - a, b - lb) < 0
        low = optimize.brentq(lambda r: a - r * b - distance(r, a - la, ub - b), 0, ratio, xtol=1e-15, rtol=1e-14) if la > 0 else 0.0
        high = optimize.brentq(lambda r: a - r * b + distance(r, ua - a, b - lb), ratio, 1e6, xtol=1e-13, rtol=1e-14) if reaches else None
        gaps[metric] = {
            "difference": {
                "estimate": float(a - b), "variance": float(np.sum((ia - ib) ** 2)),
                "lower": float(a - b - distance(1, a - la, ub - b)), "upper": float(a - b + distance(1, ua - a, b - lb)),
                "bounds": {"lower": na[0] - nb[1], "upper": na[1] - nb[0], "outerLower": ha[0] - hb[1], "outerUpper": ha[1] - hb[0]},
            },
            "ratio": {
                "estimate": float(ratio), "lower": float(low), "upper": None if high is None else float(high),
                "bounds": {
                    "lower": na[0] / nb[1], "upper": over(na[1], nb[0]),
                    "outerLower": ha[0] / hb[1], "outerUpper": over(ha[1], hb[0]),
                },
            },
        }
    rows = [
        [[f"{x:.{digits}f}" for x in one], int(y), int(d), float(v)] for one, y, d, v in zip(p, label, prediction, w)
    ]
    return {"name": name, "weights": weights, "rows": rows, "rates": rates, "gaps": gaps}


CASES = [
    case("three groups, probabilities spread", 1, 120, 2, lambda p, y: 0.3 + 0.3 * p[:, 0] + 0.1 * y),
    case("probabilities near 0 and 1", 2, 120, 3, lambda p, y: 0.5 + 0.3 * y - 0.2 * p[:, 1], given=[0.05, 0.05, 0.02]),
    case("sampling weights", 3, 100, 2, lambda p, y: 0.4 + 0.2 * p[:, 2], weights=True),
    case("few are selected", 4, 100, 1, lambda p, y: np.full(len(p), 0.04)),
]
print(json.dumps(CASES, indent=None, separators=(",", ":")))
