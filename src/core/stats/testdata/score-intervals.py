"""Writes score-intervals.json beside this file: Miettinen-Nurminen and Koopman bounds at awkward counts with 50 digits.

Origin: mpmath 1.3.0, `python3 score-intervals.py`: bisection of the score statistic, constrained rates by bisection of the likelihood slope.
Row: [k1, n1, k2, n2, level, MN lower, MN upper, Koopman lower, Koopman upper]; the string "Infinity" has no bound.
"""
import json
import pathlib

from mpmath import erfinv, exp, inf, log, mp, mpf, sqrt

mp.dps = 50
STEPS = 110


def slope(k, n, p):
    s = mpf(0)
    if k:
        s += k / p if p > 0 else inf
    if n - k:
        s -= (n - k) / (1 - p) if p < 1 else inf
    return s


def bisect(low_side, lo, hi):
    for _ in range(STEPS):
        mid = (lo + hi) / 2
        if low_side(mid):
            lo = mid
        else:
            hi = mid
    return (lo + hi) / 2


def mn_score(k1, n1, k2, n2, d):
    p2 = bisect(lambda p: slope(k1, n1, p + d) + slope(k2, n2, p) > 0, max(mpf(0), -d), min(mpf(1), 1 - d))
    p1 = p2 + d
    n = n1 + n2
    return (mpf(k1) / n1 - mpf(k2) / n2 - d) / sqrt((p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2) * n / (n - 1))


def koopman_score(k1, n1, k2, n2, t):
    r = exp(t)
    p2 = bisect(lambda p: r * slope(k1, n1, r * p) + slope(k2, n2, p) > 0, mpf(0), min(mpf(1), 1 / r))
    p1 = r * p2
    return (mpf(k1) / n1 - r * mpf(k2) / n2) / sqrt(p1 * (1 - p1) / n1 + r * r * p2 * (1 - p2) / n2)


def bounds(k1, n1, k2, n2, level):
    z = sqrt(mpf(2)) * erfinv(mpf(level))
    e = mpf(k1) / n1 - mpf(k2) / n2
    c = (k1, n1, k2, n2)
    low = mpf(-1) if e == -1 else bisect(lambda d: mn_score(*c, d) > z, mpf(-1), e)
    high = mpf(1) if e == 1 else bisect(lambda d: mn_score(*c, d) > -z, e, mpf(1))
    far = mpf(60)
    t = log(mpf(k1) * n2 / (mpf(k2) * n1)) if k1 and k2 else mpf(0)
    r_low = mpf(0) if k1 == 0 else exp(bisect(lambda x: koopman_score(*c, x) > z, -far, far if k2 == 0 else t))
    r_high = None if k2 == 0 else exp(bisect(lambda x: koopman_score(*c, x) > -z, -far if k1 == 0 else t, far))
    return [float(low), float(high), float(r_low), "Infinity" if r_high is None else float(r_high)]


CASES = [(0, 1, 0, 25266), (1, 1, 11134, 11134), (1, 1, 81425, 81425), (0, 30, 0, 100000), (30, 30, 100000, 100000), (0, 30, 50000, 100000),
         (30, 30, 50000, 100000), (1, 30, 3, 100000), (29, 30, 99997, 100000), (0, 30, 100000, 100000), (1, 1, 0, 1), (0, 1, 0, 1), (0, 10, 10, 10),
         (10, 10, 20, 20), (0, 10, 1, 20), (5, 56, 0, 29), (13, 1476, 4, 5), (11, 2830, 297, 4903), (99999, 100000, 1, 2), (50000, 100000, 49000, 100000),
         (7, 8, 4, 8), (200, 300, 2, 2)]
rows = [[*case, level, *bounds(*case, level)] for case in CASES for level in (0.5, 0.95, 0.9999)]
pathlib.Path(__file__).with_suffix(".json").write_text(
    '{\n "origin": "mpmath 1.3.0, 50 digits, see score-intervals.py",\n "rows": [\n  ' + ",\n  ".join(json.dumps(r) for r in rows) + "\n ]\n}\n")
