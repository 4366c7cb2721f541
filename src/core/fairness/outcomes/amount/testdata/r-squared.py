"""Writes r-squared.json: R² by group of two public data sets as scikit-learn has it, and its interval made another way.

grades: Cortez and Silva (2008), student performance (mathematics), UCI repository: the first grade as a forecast of the second, by sex and by school.
drawn: people with labels drawn from a fixed generator, among them a group of a constant forecast and one of forecasts worse than the mean.

The limits come from numpy's covariance of squared errors and squared distances and scipy's t, not from sums over places.
Run beside the project's shared data: python r-squared.py DATA_FOLDER > r-squared.json
"""
import csv, json, sys
import numpy as np
from scipy import stats
from sklearn.metrics import r2_score

folder = sys.argv[1]
LEVEL = 0.95


def hall(x, level):
    n, mean, sd, g = len(x), np.mean(x), np.std(x, ddof=1), stats.skew(x)
    if n < 25 * g ** 2:
        return None
    t = stats.t.ppf((1 + level) / 2, n - 1) / np.sqrt(n)
    inverse = lambda y: y if g == 0 else 3 / g * (np.cbrt(1 + g * (y - g / (6 * n))) - 1)
    return mean - sd * inverse(t), mean - sd * inverse(-t)


def log_delta(x, level):
    n, mean = len(x), np.mean(x)
    reach = stats.t.ppf((1 + level) / 2, n - 1) * np.std(x, ddof=1) / np.sqrt(n) / mean
    return mean * np.exp(-reach), mean * np.exp(reach)


def limits(e2, d2, level, part):
    n = len(e2)
    a, b = part(e2, level), part(d2, level)
    if a is None or b is None or min(a[0], b[0]) <= 0:
        return None
    rho = np.corrcoef(e2, d2)[0, 1]
    rho = 0 if np.isnan(rho) else rho
    rest = (2 * stats.t.ppf((1 + level) / 2, n - 1) / n) ** 2
    reach = lambda p, q: np.sqrt(max(0, p * p + q * q - 2 * rho * p * q) + rest)
    log = np.log(np.mean(e2) / np.mean(d2))
    up = reach(np.log(a[1] / np.mean(e2)), np.log(np.mean(d2) / b[0]))
    down = reach(np.log(np.mean(e2) / a[0]), np.log(b[1] / np.mean(d2)))
    r2 = 1 - np.sum(e2) / np.sum(d2) * len(e2) / (len(e2) - 1)
    return {"lower": float(min(r2, 1 - np.exp(log + up))), "upper": float(max(r2, 1 - np.exp(log - down)))}


def of_group(forecast, label):
    e2 = (forecast - label) ** 2
    d2 = (label - np.mean(label)) ** 2 * len(label) / (len(label) - 1)
    return {"n": len(label), "estimate": float(r2_score(label, forecast)),
            "shown": limits(e2, d2, LEVEL, log_delta), "judged": limits(e2, d2, LEVEL, hall)}


def case(name, origin, decimals, records):
    unit = 10 ** decimals
    groups = sorted({r[0] for r in records})
    return {"name": name, "origin": origin, "decimals": decimals,
            "groups": {g: {
                "amounts": [round(r[1] * unit) for r in records if r[0] == g],
                "labels": [round(r[2] * unit) for r in records if r[0] == g],
                **of_group(np.array([r[1] for r in records if r[0] == g]), np.array([r[2] for r in records if r[0] == g])),
            } for g in groups}}


students = list(csv.DictReader(open(f"{folder}/student-mat.csv")))
by = lambda name: [(s[name], float(s["G1"]), float(s["G2"])) for s in students]
random = np.random.default_rng(20261129)
drawn = []
amount = lambda x: max(0.0, round(2500 + x, 2))
# Group, people, share of what is known that the forecast follows, standard deviation of the rest of the label, and of noise of the forecast.
for group, n, follows, rest, noise in (("wide", 400, 1, 200, 0), ("narrow", 400, 0.2, 200, 0), ("worse", 200, 1, 0, 700), ("constant", 150, 0, 300, 0), ("few", 12, 1, 100, 0)):
    for known in random.normal(0, 500, n):
        forecast = amount(follows * known + random.normal(0, noise))
        drawn.append((group, forecast, amount(follows * known + random.normal(0, rest))))
print(json.dumps({"level": LEVEL, "cases": [
    case("grades by sex", "Cortez and Silva 2008, student performance, UCI", 0, by("sex")),
    case("grades by school", "Cortez and Silva 2008, student performance, UCI", 0, by("school")),
    case("drawn", "numpy default_rng(20261129)", 2, drawn),
]}))
