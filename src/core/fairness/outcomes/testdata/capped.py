"""Writes capped.json: the share of pupils who were due more than the best grade that anybody of their school was given, with Korn and Graubard's limits, person by
person with numpy and scipy. Pupils are drawn from a fixed generator.

python capped.py > capped.json
"""
import json, sys
import numpy as np
from scipy import stats

rng = np.random.default_rng(2020)
LEVELS = 6


def kish(x):
    x = np.asarray(x, float)
    return x.sum() ** 2 / (x ** 2).sum() if (x ** 2).sum() > 0 else 0.0


def clopper(x, n, level):
    a = (1 - level) / 2
    low = 0.0 if x <= 0 else stats.beta.ppf(a, x, n - x + 1)
    high = 1.0 if x >= n else stats.beta.ppf(1 - a, x + 1, n - x)
    return [float(low), float(high)]


def case(name, schools, median, spread, strict):
    people = []
    for s in range(schools):
        size = max(2, int(rng.lognormal(np.log(median), spread)))
        cap = rng.integers(2, LEVELS) if rng.random() < strict else LEVELS - 1
        for _ in range(size):
            due = int(np.clip(np.rint(rng.normal(2.6, 1.3)), 0, LEVELS - 1))
            people.append([f"s{s}", "yes" if rng.random() < 0.4 else "no", due, int(min(due, cap))])
    groups = {}
    for g in ("no", "yes"):
        own = [p for p in people if p[1] == g]
        best = {}
        for s, _, _, given in people:
            best[s] = max(best.get(s, -1), given)
        at = sorted({p[0] for p in own})
        n = np.array([sum(p[0] == s for p in own) for s in at])
        c = np.array([sum(p[0] == s and p[2] > best[s] for p in own) for s in at])
        N, p, C = n.sum(), c.sum() / n.sum(), len(at)
        even = min(kish(c), kish(n - c))
        if even < 10:
            size, df = kish(n), C - 1
        else:
            z = (c - p * n) / N
            v = C / (C - 1) * (z ** 2).sum()
            size, df = min(N, max(kish(n), p * (1 - p) / v)), max(1, even - 1)
        t = stats.t.ppf(0.975, [N - 1, df])
        size = size * (t[0] / t[1]) ** 2
        groups[g] = {"institutions": C, "people": int(N), "capped": int(c.sum()), "estimate": float(p), "limits": clopper(p * size, size, 0.95)}
    counted = {}
    for person in people:
        counted[tuple(person)] = counted.get(tuple(person), 0) + 1
    return {"name": name, "cells": [[*key, k] for key, k in counted.items()], "groups": groups}


json.dump({"cases": [case("many schools, a third strict", 60, 25, 0.6, 0.35), case("few schools cap", 40, 30, 0.8, 0.08)]}, sys.stdout)
print()
