"""Writes ordered.json beside this file, or prints it with --print: ranks, dominance and shifts of count tables by other programs.

Origin: scipy 1.17.1 and statsmodels 0.15.0, `python3 ordered.py`. `grades` needs the two files of Cortez and Silva (2008, UCI "Student performance"), in the folder that
DATA names; without them the figures that stand in ordered.json are kept. Only counts of people enter the file.
"""
import csv
import json
import os
import pathlib
import sys

import numpy as np
from scipy import stats
from statsmodels.stats.nonparametric import rank_compare_2indep
from statsmodels.stats.proportion import proportions_ztest

HERE = pathlib.Path(__file__).with_name("ordered.json")
LEVEL = 0.95

PAIRS = [
    ([40, 30, 20, 10], [25, 30, 25, 20]),
    ([5, 0, 12, 31, 2], [19, 3, 8, 15, 9]),
    ([3, 9, 4], [1, 2, 12]),
    ([300, 120, 80, 40, 10, 2], [28, 11, 20, 6, 4, 3]),
    ([0, 50, 0, 50], [35, 0, 0, 35]),
    ([12, 18, 30, 0, 0], [0, 25, 20, 15, 1]),
]


def values(counts):
    return np.repeat(np.arange(len(counts)), counts)


def two_groups(a, b):
    x, y = values(a), values(b)
    bm = stats.brunnermunzel(x, y)
    mw = stats.mannwhitneyu(x, y, use_continuity=False, method="asymptotic")
    rc = rank_compare_2indep(x, y, use_t=True)
    theta, se = rc.prob1, np.sqrt(rc.var / (len(x) + len(y)))
    z = stats.t.ppf(0.5 + LEVEL / 2, rc.df) * se / (theta * (1 - theta))
    centre = np.log(theta / (1 - theta))
    cuts = []
    for k in range(1, len(a)):
        table = [[sum(a[k:]), sum(a[:k])], [sum(b[k:]), sum(b[:k])]]
        n = np.array(table).sum(axis=1)
        cuts.append({
            "fisherGreater": stats.fisher_exact(table, "greater").pvalue,
            "fisherLess": stats.fisher_exact(table, "less").pvalue,
            "zGreater": None if sum(r[0] for r in table) in (0, n.sum()) else proportions_ztest([r[0] for r in table], n, alternative="larger")[1],
        })
    welch = stats.ttest_ind(x, y, equal_var=False)
    ci = welch.confidence_interval(LEVEL)
    return {
        "a": a, "b": b, "superiority": theta, "standardError": se, "t": abs(bm.statistic), "df": rc.df, "pValue": bm.pvalue,
        "logit": [float(1 / (1 + np.exp(-(centre + s * z)))) for s in (-1, 1)],
        "mannWhitneyP": mw.pvalue, "kruskal": list(stats.kruskal(x, y)), "cuts": cuts,
        "welchP": welch.pvalue, "welch": [ci.low, ci.high], "mean": [x.mean(), *stats.t.interval(LEVEL, len(x) - 1, x.mean(), stats.sem(x))],
    }


BANDS = [(8, "U"), (10, "E"), (12, "D"), (14, "C"), (16, "B"), (21, "A")]


def band(points):
    return next(i for i, (top, _) in enumerate(BANDS) if int(points) < top)


def grades():
    """Second-term grades in Portuguese, and the grades that each school's pupils would get if its distribution in mathematics were its history: the best of the school gets the best of the history."""
    folder = pathlib.Path(os.environ.get("DATA", "."))
    if not (folder / "student-por.csv").exists():
        return json.loads(HERE.read_text())["grades"]
    people = list(csv.DictReader((folder / "student-por.csv").open()))
    past = list(csv.DictReader((folder / "student-mat.csv").open()))
    cells, given = {}, []
    for school in ("GP", "MS"):
        here = sorted((p for p in people if p["school"] == school), key=lambda p: (int(p["G2"]), int(p["G1"])))
        history = sorted(band(p["G2"]) for p in past if p["school"] == school)
        for rank, person in enumerate(here):
            level = history[min(len(history) - 1, int((rank + 0.5) / len(here) * len(history)))]
            label = band(person["G2"])
            given.append((school, person["sex"], label, level))
            cells[(school, person["sex"], label, level)] = cells.get((school, person["sex"], label, level), 0) + 1
    best = {s: max(l for school, _, _, l in given if school == s) for s in ("GP", "MS")}
    figures = {}
    for sex in ("F", "M"):
        across = within = turned_across = turned_within = 0
        for s, g, label, level in given:
            if g != sex:
                continue
            for s2, _, label2, level2 in given:
                if label <= label2:
                    continue
                if s == s2:
                    within += 1
                    turned_within += level < level2
                else:
                    across += 1
                    turned_across += level < level2
        members = [x for x in given if x[1] == sex]
        figures[sex] = {"pairsAcross": across, "pairsWithin": within, "turnedAcross": turned_across / across, "turnedWithin": turned_within / within,
                        "capped": sum(x[2] > best[x[0]] for x in members) / len(members), "people": len(members)}
    return {"levels": [name for _, name in BANDS], "cells": [[*key, people] for key, people in sorted(cells.items())], "figures": figures}


def main():
    groups = [[40, 30, 20, 10], [25, 30, 25, 20], [3, 9, 4, 0]]
    x = [values(g) for g in groups]
    ranks = stats.rankdata(np.concatenate(x))
    edges = np.cumsum([len(v) for v in x])[:-1]
    out = {
        "origin": "ordered.py: scipy 1.17.1, statsmodels 0.15.0; grades: counts from student-por.csv and student-mat.csv (Cortez and Silva 2008)",
        "pairs": [two_groups(a, b) for a, b in PAIRS],
        "three": {"groups": groups, "kruskal": list(stats.kruskal(*x)), "meanRanks": [r.mean() for r in np.split(ranks, edges)]},
        "grades": grades(),
    }
    text = json.dumps(out, default=float)
    print(text) if "--print" in sys.argv else HERE.write_text(text + "\n")


main()
