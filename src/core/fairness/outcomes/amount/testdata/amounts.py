"""Writes amounts.json: aggregated figures of two public data sets, and what scipy, statsmodels and numpy make of them.

credit limits: Yeh (2009), default of credit card clients, UCI repository, NT dollars, by sex (1 male, 2 female), limits counted.
grades: Cortez and Silva (2008), student performance (mathematics), UCI repository: the first grade as a forecast of the second, by sex.

Run beside the project's shared data: python amounts.py DATA_FOLDER > amounts.json
"""
import csv, gzip, io, json, sys
from collections import Counter
import numpy as np
from scipy import stats
from statsmodels.stats.weightstats import DescrStatsW
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

folder = sys.argv[1]
LEVEL = 0.95


def rows(name):
    path = f"{folder}/{name}"
    text = gzip.open(path, "rt") if name.endswith(".gz") else open(path)
    return list(csv.DictReader(io.StringIO(text.read())))


def t_interval(x):
    low, high = DescrStatsW(x).tconfint_mean(alpha=1 - LEVEL)
    return {"estimate": float(np.mean(x)), "lower": float(low), "upper": float(high)}


def quantile(x, q):
    test = stats.quantile_test(x, q=0, p=q)
    ci = test.confidence_interval(confidence_level=LEVEL)
    return {"q": q, "estimate": float(np.quantile(x, q)), "lower": float(ci.low), "upper": float(ci.high)}


def welch(a, b):
    test = stats.ttest_ind(a, b, equal_var=False)
    ci = test.confidence_interval(LEVEL)
    return {"estimate": float(np.mean(a) - np.mean(b)), "lower": float(ci.low), "upper": float(ci.high), "pValue": float(test.pvalue)}


def log_delta(a, b):
    z = stats.norm.isf((1 - LEVEL) / 2)
    ratio = np.mean(a) / np.mean(b)
    se = np.sqrt(np.var(a, ddof=1) / len(a) / np.mean(a) ** 2 + np.var(b, ddof=1) / len(b) / np.mean(b) ** 2)
    return {"estimate": float(ratio), "lower": float(ratio * np.exp(-z * se)), "upper": float(ratio * np.exp(z * se))}


def shares(a, b, value):
    x, y = int(np.sum(a >= value)), int(np.sum(b >= value))
    low, high = proportion_confint(x, len(a), 1 - LEVEL, method="wilson")
    d_low, d_high = confint_proportions_2indep(x, len(a), y, len(b), method="newcomb", compare="diff", alpha=1 - LEVEL)
    return {"value": value, "estimate": x / len(a), "lower": low, "upper": high, "difference": {"lower": d_low, "upper": d_high}}


def of_group(x, e):
    out = {"n": len(x), "mean": t_interval(x), "variance": float(np.var(x, ddof=1)), "skewness": float(stats.skew(x)),
           "quantiles": [quantile(x, q) for q in (0.1, 0.5, 0.9)]}
    if e is not None:
        out["meanError"] = t_interval(e)
        out["absolute"] = t_interval(np.abs(e))
        squares = t_interval(e ** 2)
        out["root"] = {k: float(np.sqrt(v)) for k, v in squares.items()}
    return out


def case(name, origin, decimals, records, reference, value):
    groups = sorted({r[0] for r in records})
    unit = 10 ** decimals
    people = {g: np.array([r[1] for r in records if r[0] == g], dtype=float) for g in groups}
    with_label = records[0][2] is not None
    errors = {g: np.array([r[1] - r[2] for r in records if r[0] == g], dtype=float) for g in groups} if with_label else None
    cells = Counter((r[0], round(r[1] * unit), None if r[2] is None else round(r[2] * unit)) for r in records)
    other = next(g for g in groups if g != reference)
    a, b = people[other], people[reference]
    compared = {"mean": welch(a, b), "ratio": log_delta(a, b), "share": shares(a, b, value)}
    if with_label:
        compared["absolute"] = welch(np.abs(errors[other]), np.abs(errors[reference]))
        compared["absoluteRatio"] = log_delta(np.abs(errors[other]), np.abs(errors[reference]))
        compared["error"] = welch(errors[other], errors[reference])
        compared["squaresPValue"] = welch(errors[other] ** 2, errors[reference] ** 2)["pValue"]
    return {"name": name, "origin": origin, "decimals": decimals, "group": other, "reference": reference,
            "cells": [[g, x, y, n] for (g, x, y), n in sorted(cells.items(), key=lambda c: (c[0][0], c[0][1], c[0][2] or 0))],
            "groups": {g: of_group(people[g], errors[g] if with_label else None) for g in groups}, "compared": compared}


credit = [(r["SEX"], float(r["LIMIT_BAL"]), None) for r in rows("credit-default.csv.gz")]
grades = [(r["sex"], float(r["G1"]), float(r["G2"])) for r in rows("student-mat.csv")]
print(json.dumps({"cases": [
    case("credit limits", "Yeh 2009, default of credit card clients, UCI", 0, credit, "1", 200000),
    case("grades", "Cortez and Silva 2008, student performance, UCI", 0, grades, "M", 10),
]}))
