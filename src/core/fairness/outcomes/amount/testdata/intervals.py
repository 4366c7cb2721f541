"""Writes intervals.json: how often prediction intervals hold the label, and how wide they are, by group, as numpy, scipy and statsmodels have it.

grades: Cortez and Silva (2008), student performance (Portuguese), UCI repository: split conformal intervals around a linear forecast of the second grade
from the first (numpy least squares on the even rows, quantile of the sizes of errors on every fourth row), on the rows that are left, by school.
drawn: intervals of unequal width, some of which end exactly at the label, from a fixed generator; count weights.

Run beside the project's shared data: python intervals.py DATA_FOLDER > intervals.json
"""
import csv, json, sys
import numpy as np
from scipy import stats
from statsmodels.stats.proportion import proportion_confint, confint_proportions_2indep

folder = sys.argv[1]
LEVEL = 0.95


def of_group(low, high, label, people):
    low, high, label = (np.repeat(np.array(x), people) for x in (low, high, label))
    inside = (label >= low) & (label <= high)
    n, k = len(label), int(inside.sum())
    lower, upper = proportion_confint(k, n, alpha=1 - LEVEL, method="wilson")
    width = (high - low).astype(float)
    reach = stats.t.ppf((1 + LEVEL) / 2, n - 1) * stats.sem(width)
    return {"n": n, "covered": k, "coverage": k / n, "wilson": [lower, upper],
            "width": width.mean(), "student": [width.mean() - reach, width.mean() + reach]}


def case(name, origin, decimals, rows):
    groups = {}
    for g in sorted({r[0] for r in rows}):
        own = [r for r in rows if r[0] == g]
        people = [r[4] for r in own]
        made = of_group(*(np.array([r[i] for r in own]) for i in (1, 2, 3)), people)
        unit = 10 ** decimals
        for key in ("width", "student"):
            made[key] = (np.array(made[key]) / unit).tolist()
        groups[g] = {"lower": [r[1] for r in own], "upper": [r[2] for r in own], "labels": [r[3] for r in own],
                     "people": people, **made}
    a, b = list(groups.values())[:2]
    gap = confint_proportions_2indep(a["covered"], a["n"], b["covered"], b["n"], method="newcomb", compare="diff", alpha=1 - LEVEL)
    return {"name": name, "origin": origin, "decimals": decimals, "groups": groups,
            "gap": [a["coverage"] - b["coverage"], *gap]}


def grades():
    with open(f"{folder}/student-por.csv") as file:
        first = file.readline()
        file.seek(0)
        rows = list(csv.DictReader(file, delimiter=";" if ";" in first else ","))
    x = np.array([[1, float(r["G1"])] for r in rows])
    y = np.array([float(r["G2"]) for r in rows])
    at = np.arange(len(rows))
    train, held, rest = at % 2 == 0, at % 4 == 1, at % 4 == 3
    beta = np.linalg.lstsq(x[train], y[train], rcond=None)[0]
    errors = np.sort(np.abs(y[held] - x[held] @ beta))
    q = errors[int(np.ceil(0.9 * (len(errors) + 1))) - 1]
    out = []
    for i in np.flatnonzero(rest):
        middle = float(x[i] @ beta)
        out.append((rows[i]["school"], int(np.floor((middle - q) * 100)), int(np.ceil((middle + q) * 100)), int(y[i] * 100), 1))
    return case("grades", "UCI student performance (Portuguese), split conformal intervals", 2, out)


def drawn():
    rng = np.random.default_rng(11)
    out = []
    for g, n, spread in (("f", 300, 1.0), ("m", 500, 2.0)):
        label = rng.lognormal(6, 0.5, n)
        middle = label * np.exp(rng.normal(0, 0.1 * spread, n))
        half = 0.2 * middle * rng.uniform(0.5, 1.5, n)
        for i in range(n):
            low, high, y = int((middle[i] - half[i]) * 100), int((middle[i] + half[i]) * 100), int(label[i] * 100)
            if i % 50 == 0:
                low = y
            if i % 50 == 1:
                high = y
            if i % 50 == 2:
                low, high = y + 1, max(high, y + 1)
            low, high = min(low, high), max(low, high)
            out.append((g, low, high, y, int(rng.integers(1, 4))))
    return case("drawn", "fixed generator", 2, out)


json.dump({"level": LEVEL, "cases": [grades(), drawn()]}, sys.stdout)
print()
