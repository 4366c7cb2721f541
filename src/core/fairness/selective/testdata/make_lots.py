"""Writes lots.json: rates from labels given by lot, computed person by person with numpy and scipy.

    python3 make_lots.py > lots.json

The weights are one over the chance; the share of label 1 among the others is Hajek's; its variance is the linearised one,
its effective size that of Korn and Graubard (1998), no larger than the lot was to give; the limits of a rate are the farthest values on a sphere of deviates of its shares.
"""
import json
import numpy as np
from scipy import stats

STEPS = 16


def people(seed, n, s, q1, bands):
    rng = np.random.default_rng(seed)
    prediction = (rng.random(n) < s).astype(int)
    band = rng.integers(0, len(bands), n)
    chance = np.where(prediction == 1, 1.0, np.array([b[0] for b in bands])[band])
    true = (rng.random(n) < np.where(prediction == 1, q1, np.array([b[1] for b in bands])[band])).astype(int)
    seen = rng.random(n) < chance
    return prediction, chance, np.where(seen, true, -1)


def exact(x, n, level):
    if n == 0:
        return 0.0, 1.0
    tail = (1 - level) / 2
    lower = 0.0 if x == 0 else stats.beta.ppf(tail, x, n - x + 1)
    upper = 1.0 if x == n else stats.beta.ppf(1 - tail, x + 1, n - x)
    return float(lower), float(upper)


RATES = {
    "true_positive_rate": lambda s, a, b: s * a / (s * a + (1 - s) * b),
    "false_positive_rate": lambda s, a, b: s * (1 - a) / (s * (1 - a) + (1 - s) * (1 - b)),
    "base_rate": lambda s, a, b: s * a + (1 - s) * b,
    "accuracy": lambda s, a, b: s * a + (1 - s) * (1 - b),
    "negative_predictive_value": lambda s, a, b: 1 - b,
}


def rung(ladder, height):
    place = min(STEPS, max(0.0, height * STEPS))
    below = min(STEPS - 1, int(np.floor(place)))
    part = place - below
    return [ladder[below][k] + part * (ladder[below + 1][k] - ladder[below][k]) for k in (0, 1)]


def case(name, seed, n, s, q1, bands, level=0.95):
    prediction, chance, label = people(seed, n, s, q1, bands)
    own = (prediction == 1) & (label >= 0)
    drawn = (prediction == 0) & (label >= 0)
    w = 1 / chance[drawn]
    y = label[drawn]
    share = float(np.sum(w * y) / np.sum(w))
    horvitz = float(np.sum(w * y) / np.sum(prediction == 0))
    variance = float(np.sum((w * (y - share)) ** 2) / np.sum(w) ** 2)
    kish = float(np.sum(w) ** 2 / np.sum(w**2))
    k = int(drawn.sum())
    if np.allclose(chance[prediction == 0], chance[prediction == 0][0]):
        size = float(k)
    else:
        linear = share * (1 - share) / variance if variance > 0 else np.inf
        # The effective size that the lot was to give: the drawn alone do not show who is missing among them.
        inverse = 1 / chance[prediction == 0]
        meant = inverse.size**2 / inverse.sum()
        size = float(min(kish, linear, meant) * (stats.norm.ppf(0.975) / stats.t.ppf(0.975, k - 1)) ** 2)
    ones = int(prediction.sum())
    a = float(label[own].mean())
    z = stats.norm.ppf(1 - (1 - level) / 2)
    levels = [max(1e-9, 2 * stats.norm.cdf(z * i / STEPS) - 1) for i in range(STEPS + 1)]
    ladders = [
        [exact(ones, n, at) for at in levels],
        [exact(int(label[own].sum()), int(own.sum()), at) for at in levels],
        [exact(share * size, size, at) for at in levels],
    ]
    rates = {}
    for metric, rate in RATES.items():
        values = []
        for i in range(STEPS + 1):
            theta = np.pi / 2 * i / STEPS
            c = rung(ladders[2], np.sin(theta))
            for j in range(STEPS + 1):
                phi = np.pi / 2 * j / STEPS
                b = rung(ladders[1], np.cos(theta) * np.cos(phi))
                o = rung(ladders[0], np.cos(theta) * np.sin(phi))
                values += [rate(p, q, r) for p in o for q in b for r in c]
        rates[metric] = {
            "value": float(rate(ones / n, a, share)),
            "lower": float(min(values)),
            "upper": float(max(values)),
        }
    cells = {}
    for p, c, l in zip(prediction.tolist(), chance.tolist(), label.tolist()):
        cells[(p, c, l)] = cells.get((p, c, l), 0) + 1
    return {
        "name": name,
        "cells": [
            {"prediction": p, "chance": repr(c), "label": None if l < 0 else l, "people": count}
            for (p, c, l), count in sorted(cells.items())
        ],
        "hajek": share,
        "horvitzThompson": horvitz,
        "variance": variance,
        "kish": kish,
        "size": size,
        "rates": rates,
    }


print(
    json.dumps(
        [
            case("one chance", 1, 1200, 0.45, 0.8, [(0.1, 0.4)]),
            case("two chances", 2, 2000, 0.4, 0.75, [(0.2, 0.5), (0.05, 0.2)]),
            case("four chances", 3, 3000, 0.3, 0.6, [(0.5, 0.1), (0.25, 0.3), (0.1, 0.4), (0.02, 0.7)]),
            case("none of the far drawn", 6, 2000, 0.4, 0.75, [(0.4, 0.2), (0.001, 0.6)]),
            case("rare", 4, 2500, 0.3, 0.1, [(0.3, 0.03), (0.1, 0.01)]),
        ],
        indent=1,
    )
)
