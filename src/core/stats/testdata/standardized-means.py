"""Writes standardized-means.json: figures of strata of public data sets, and what numpy, scipy and statsmodels make of them.

credit limits: Yeh (2009), default of credit card clients, UCI repository, NT dollars: women against men (2, 1) within education and decade of age.
credit amounts: Hofmann (1994), Statlog German credit, UCI repository, DM: women against men within the year of the duration.

Run beside the project's shared data: python standardized-means.py DATA_FOLDER > standardized-means.json
"""
import csv, gzip, io, json, sys
import numpy as np
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.oneway import anova_oneway

folder = sys.argv[1]
LEVEL = 0.95


def rows(name):
    path = f"{folder}/{name}"
    text = gzip.open(path, "rt") if name.endswith(".gz") else open(path)
    return list(csv.DictReader(io.StringIO(text.read())))


def moments(x):
    """Of fewer than three people nothing is written: such strata do not count, and the figures of one person are a row of data."""
    if len(x) < 3:
        return None
    return {"n": len(x), "mean": float(np.mean(x)), "variance": float(np.var(x, ddof=1)), "skewness": float(stats.skew(x)) if np.var(x) > 0 else 0.0}


def contrast(usable, side):
    """Mean and standard error of one side by a saturated regression: HC2 is then s^2 / n of every cell."""
    y = np.concatenate([pair[side] for pair in usable])
    cell = np.concatenate([np.full(len(pair[side]), i) for i, pair in enumerate(usable)])
    fit = sm.OLS(y, np.eye(len(usable))[cell]).fit(cov_type="HC2")
    people = np.array([len(a) + len(b) for a, b in usable])
    test = fit.t_test(people / people.sum())
    return float(np.ravel(test.effect)[0]), float(np.ravel(test.sd)[0])


def standardized(usable, side):
    mean, error = contrast(usable, side)
    people = np.array([len(a) + len(b) for a, b in usable])
    w = people / people.sum()
    xs = [pair[side] for pair in usable]
    v = np.array([wi**2 * np.var(x, ddof=1) / len(x) for wi, x in zip(w, xs)])
    df = error**4 / np.sum(v**2 / np.array([len(x) - 1 for x in xs]))
    k3 = sum(wi**3 * stats.kstat(x, 3) / len(x) ** 2 for wi, x in zip(w, xs))
    skewness = k3 / error**3
    kish = w.sum() ** 2 / sum(len(x) * (wi / len(x)) ** 2 for wi, x in zip(w, xs))
    t = stats.t.isf((1 - LEVEL) / 2, df)
    # Hall's inverse at -t and t; skewness is that of the standardised mean, so that sqrt(n) is part of it.
    hall = lambda y: mean - error * (3 / skewness) * (np.cbrt(1 + skewness * (y - skewness / 6)) - 1)
    return {"mean": mean, "standardError": error, "degreesOfFreedom": float(df), "skewness": float(skewness),
            "effective": float(kish), "lower": float(hall(t)), "upper": float(hall(-t))}


def mover(a, b):
    d = a["mean"] - b["mean"]
    return {"estimate": d, "lower": float(d - np.hypot(a["mean"] - a["lower"], b["upper"] - b["mean"])),
            "upper": float(d + np.hypot(a["upper"] - a["mean"], b["mean"] - b["lower"]))}


def logs(one):
    return {name: float(np.log(one[name])) for name in ("mean", "lower", "upper")}


def welch(a, b):
    va, vb = a["standardError"] ** 2, b["standardError"] ** 2
    t = (a["mean"] - b["mean"]) / np.sqrt(va + vb)
    df = (va + vb) ** 2 / (va**2 / a["degreesOfFreedom"] + vb**2 / b["degreesOfFreedom"])
    return float(2 * stats.t.sf(abs(t), df))


def compared(strata):
    usable = [(a, b) for _, a, b in strata if min(len(a), len(b)) >= 3]
    a, b = standardized(usable, 0), standardized(usable, 1)
    ratio = mover(logs(a), logs(b))
    whole = [np.concatenate([pair[side] for _, *pair in strata]) for side in (0, 1)]
    return {
        "strata": [{"stratum": name, "a": moments(x), "b": moments(y)} for name, x, y in strata],
        "crude": {"difference": float(whole[0].mean() - whole[1].mean()), "ratio": float(whole[0].mean() / whole[1].mean())},
        "a": a, "b": b, "difference": mover(a, b), "ratio": {name: float(np.exp(value)) for name, value in ratio.items()}, "pValue": welch(a, b),
        # Welch's analysis of variance of one side alone, which the test of homogeneity is where the other side is 0.
        "oneway": {name: float(value) for name, value in zip(("statistic", "pValue"), (lambda r: (r.statistic, r.pvalue))(
            anova_oneway([x for x, _ in usable], use_var="unequal", welch_correction=True)))},
    }


def strata_of(table, amount, sex, names, women, men):
    found = {}
    for row in table:
        found.setdefault(names(row), ([], []))[0 if row[sex] == women else 1].append(float(row[amount]))
    return [(name, np.array(a), np.array(b)) for name, (a, b) in sorted(found.items())]


credit = rows("credit-default.csv.gz")
german = rows("german-credit.csv")
json.dump({
    "level": LEVEL,
    "creditLimits": compared(strata_of(credit, "LIMIT_BAL", "SEX", lambda r: f"education {r['EDUCATION']}, age {int(r['AGE']) // 10}0", "2", "1")),
    "creditAmounts": compared(strata_of(german, "credit-amount", "sex", lambda r: f"year {(int(r['duration']) - 1) // 12}", "female", "male")),
}, sys.stdout, indent=1)
sys.stdout.write("\n")
