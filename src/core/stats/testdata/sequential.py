"""Reference values for src/core/stats/sequential, with 40 digits and by other routes than the program's.

The place on the boundary is found by bisection along the path of clipped means, the evidence by multiplying the factors of single observations.
Run: python sequential.py > sequential.json (mpmath 1.3).
"""
import json, random
from mpmath import mp, mpf, log, sqrt

mp.dps = 40
EXCESSES = [mpf(x) / 100 for x in (2, 4, 8, 16, 32)]


def boundary(c, bound, means, variances):
    def at(step):
        return [min(mpf(1), max(mpf(0), m - a * v * step)) for a, m, v in zip(c, means, variances)]

    def excess(step):
        return sum(a * q for a, q in zip(c, at(step))) - bound

    low, high = mpf(-1), mpf(1)
    while excess(low) < 0:
        low *= 2
    while excess(high) > 0:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        if excess(middle) > 0:
            low = middle
        else:
            high = middle
    return at((low + high) / 2)


def evidence(c, bound, past, block):
    means = [(mpf(k) + mpf(1) / 2) / (n + 1) for k, n in past]
    q = boundary(c, bound, means, [m * (1 - m) / n for m, (_, n) in zip(means, block)])
    spreads = [max(x * (1 - x), mpf(10) ** -6) for x in q]
    variance = sum(a * a * s / n for a, s, (_, n) in zip(c, spreads, block))
    unit = sqrt(sum(2 * a * a * s for a, s in zip(c, spreads)))
    largest = min([mpf("0.95") * n / (a * x if a > 0 else -a * (1 - x)) for a, x, (_, n) in zip(c, q, block) if (a * x if a > 0 else -a * (1 - x)) > 0] or [mpf(10) ** 30])
    total = mpf(0)
    for excess in EXCESSES:
        size = min(excess * unit / variance, largest)
        product = mpf(1)
        for a, x, (k, n) in zip(c, q, block):
            product *= (1 + a * size / n * (1 - x)) ** k * (1 - a * size / n * x) ** (n - k)
        total += product
    return log(total / len(EXCESSES)), q


def cases():
    random.seed(20261129)
    shapes = [([1, -1], "0.05"), ([1, -1], "0"), ([-1, "0.8"], "0"), ([1, "-1.05"], "0"), ([-1], "-0.9"), ([1], "0.02"), ([1, -1, "-1.05", "1.05"], "0"), ([1, -1, -1, 1], "0.1"), ([1, -1], "0.9")]
    for c, bound in shapes:
        for scale in (20, 400):
            past, block = [], []
            for _ in c:
                rate = random.choice([0.01, 0.3, 0.5, 0.97])
                for sink, size in ((past, random.randint(1, 5 * scale)), (block, random.randint(1, scale))):
                    sink.append([sum(random.random() < rate for _ in range(size)), size])
            exact = [mpf(str(x)) for x in c]
            value, q = evidence(exact, mpf(bound), past, block)
            yield {"coefficients": [float(x) for x in c], "bound": float(bound), "past": past, "block": block, "boundary": [float(x) for x in q], "logEvidence": float(value)}


print(json.dumps({"blockEvidence": list(cases())}, indent=1))
