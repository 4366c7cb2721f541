"""Writes ranking.json beside this file, or prints it with --print: rankings candidate by candidate, clustered by list, through other programs.

Origin: numpy, scikit-learn 1.9.1 (ndcg_score), statsmodels 0.15.0 (least squares with variance clustered by list), mpmath 1.4.1 (position weights),
`python3 ranking.py`. The lists are drawn from a seed; a candidate is [list, group, position or null, relevance].
"""
import json
import pathlib
import sys

import numpy as np
import statsmodels.api as sm
from mpmath import floor, log, mp, mpf
from scipy import stats
from sklearn.metrics import ndcg_score

HERE = pathlib.Path(__file__).with_name("ranking.json")
K = 3


def draw(lists=40, seed=3):
    rng = np.random.default_rng(seed)
    rows = []
    for l in range(lists):
        n = int(rng.integers(4, 9))
        group = rng.choice(["a", "b"], n, p=[0.4, 0.6])
        relevance = rng.integers(0, 4, n)
        order = np.argsort(-(relevance + rng.normal(0, 1.5, n) + 0.4 * (group == "b")), kind="stable")
        shown = int(rng.integers(2, n + 1))
        position = {int(i): p + 1 for p, i in enumerate(order[:shown])}
        rows += [[f"q{l}", str(group[i]), position.get(i), int(relevance[i])] for i in range(n)]
    return rows


def clustered(values, lists, design=None):
    """Coefficients, standard errors with the factor L / (L - 1), and L."""
    x = np.ones((len(values), 1)) if design is None else design
    codes = np.unique(lists, return_inverse=True)[1]
    n = len(np.unique(codes))
    fit = sm.OLS(values, x).fit(cov_type="cluster", cov_kwds={"groups": codes, "use_correction": False})
    return fit.params, fit.bse * np.sqrt(n / (n - 1)), n


def weight(position):
    return 0.0 if position is None else 1 / np.log2(1 + position)


def pair_rows(rows, group, inside):
    """One entry per pair whose more relevant candidate is of the group: kept 1, turned 0, none shown a half."""
    found = []
    for l, g, p, r in rows:
        for l2, g2, p2, r2 in rows:
            if l != l2 or g != group or (g2 == group) != inside or r <= r2:
                continue
            q, q2 = p or 10**9, p2 or 10**9
            found.append((l, 0.5 if q == q2 else float(q < q2)))
    return found


def ndcg_rows(rows, group):
    found = []
    for l in sorted({row[0] for row in rows}):
        own = [row for row in rows if row[0] == l and row[1] == group]
        if not own or max(row[3] for row in own) == 0:
            continue
        shown = sorted((row for row in own if row[2] is not None), key=lambda row: row[2])
        gain = sum(row[3] / np.log2(2 + i) for i, row in enumerate(shown))
        ideal = sum(r / np.log2(2 + i) for i, r in enumerate(sorted((row[3] for row in own), reverse=True)))
        if len(shown) == len(own) and len(own) > 1:
            theirs = ndcg_score([[row[3] for row in own]], [[-row[2] for row in own]])
            assert abs(theirs - gain / ideal) < 1e-12
        found.append((l, gain / ideal))
    return found


def figures(rows, group):
    own = [row for row in rows if row[1] == group]
    shown = [row for row in own if row[2] is not None]
    lists = len({row[0] for row in own})

    def mean(entries):
        params, se, _ = clustered(np.array([v for _, v in entries]), [l for l, _ in entries])
        used = len({l for l, _ in entries})
        # Ours has the factor L / (L - 1) of all lists in which the group occurs.
        return [params[0], se[0] * np.sqrt((used - 1) / used * lists / (lists - 1))]

    return {
        "lists": lists,
        "exposure": mean([(row[0], weight(row[2])) for row in shown]),
        "exposureOfAll": mean([(row[0], weight(row[2])) for row in own]),
        "perRelevance": sum(weight(row[2]) for row in own) / sum(row[3] for row in own),
        "top": mean([(row[0], float(row[2] is not None and row[2] <= K)) for row in own]),
        "within": mean(pair_rows(rows, group, True)),
        "across": mean(pair_rows(rows, group, False)),
        "ndcg": mean(ndcg_rows(rows, group)),
    }


def difference(rows):
    values = np.array([weight(row[2]) for row in rows])
    design = np.column_stack([[1.0] * len(rows), [float(row[1] == "a") for row in rows]])
    params, se, n = clustered(values, [row[0] for row in rows], design)
    half = stats.t.ppf(0.975, n - 1) * se[1]
    return [params[1], params[1] - half, params[1] + half, 2 * stats.t.sf(abs(params[1] / se[1]), n - 1)]


def top_share(rows):
    """Share of the first places against the share of the pool, by the influence of each list."""
    lists = sorted({row[0] for row in rows})
    count = lambda l, holds: sum(1 for row in rows if row[0] == l and holds(row))
    top = lambda row: row[2] is not None and row[2] <= K
    t = np.array([count(l, top) for l in lists], float)
    ta = np.array([count(l, lambda row: top(row) and row[1] == "a") for l in lists], float)
    n = np.array([count(l, lambda row: True) for l in lists], float)
    na = np.array([count(l, lambda row: row[1] == "a") for l in lists], float)
    share, pool = ta.sum() / t.sum(), na.sum() / n.sum()
    influence = (ta - share * t) / t.sum() - (na - pool * n) / n.sum()
    se = np.sqrt((influence**2).sum() * len(lists) / (len(lists) - 1))
    half = stats.t.ppf(0.975, len(lists) - 1) * se
    return [share, pool, share - pool - half, share - pool + half]


def weights():
    mp.dps = 60
    two = mpf(2) ** 40
    exact = lambda p: int(floor(two / (log(1 + p) / log(2)) + (mpf(10) ** -40 if (p + 1) & p == 0 else 0)))
    positions = [1, 2, 3, 4, 7, 10, 15, 100, 255, 1000, 65535, 99999, 1000000]
    return {"some": [[p, exact(p)] for p in positions], "sumTo20000": str(sum(exact(p) for p in range(1, 20001)))}


rows = draw()
out = {
    "origin": "ranking.py: numpy, scikit-learn 1.9.1, statsmodels 0.15.0, scipy 1.17.1, mpmath 1.4.1",
    "k": K, "rows": rows, "a": figures(rows, "a"), "b": figures(rows, "b"),
    "exposureDifference": difference(rows), "topShare": top_share(rows), "weights": weights(),
}
text = json.dumps(out, default=float)
print(text) if "--print" in sys.argv else HERE.write_text(text + "\n")
