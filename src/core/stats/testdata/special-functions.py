"""Writes special-functions.json beside this file: values of the special functions with 60 digits, rounded to double.

Origin: mpmath 1.3.0, `python3 special-functions.py`. Arguments are doubles, exactly as stored.
"""
import json
import pathlib
from statistics import NormalDist

from mpmath import betainc, erfc, findroot, gammainc, log, loggamma, mp, mpf, quad, sqrt

mp.dps = 60


def f(x):
    return float(x)


def normal_cdf(z):
    return erfc(-mpf(z) / sqrt(2)) / 2


def normal_quantile(p):
    guess = NormalDist().inv_cdf(p)
    return findroot(lambda z: log(normal_cdf(z)) - log(mpf(p)), guess)


def reg_beta(x, a, b):
    mp.dps = 60
    x, a, b = mpf(x), mpf(a), mpf(b)
    if a + b > 2000:
        # the hypergeometric series is hopeless here: integrate the density around its mode
        mode = (a - 1) / (a + b - 2)
        sd = sqrt(a * b / (a + b) ** 2 / (a + b + 1))
        lo = max(mpf(0), mode - 60 * sd)
        logb = loggamma(a) + loggamma(b) - loggamma(a + b)
        g = lambda t: mp.exp((a - 1) * log(t) + (b - 1) * mp.log1p(-t) - logb) if 0 < t < 1 else mpf(0)
        steps = [lo + (x - lo) * i / 40 for i in range(41)]
        return quad(g, steps)
    return betainc(a, b, 0, x, regularized=True)


def chi2_sf(x, df):
    return gammainc(mpf(df) / 2, mpf(x) / 2, regularized=True)


def t_sf(t, df):
    t, df = mpf(t), mpf(df)
    tail = betainc(df / 2, mpf(1) / 2, 0, df / (df + t * t), regularized=True) / 2
    return tail if t >= 0 else 1 - tail


def log_choose(n, k):
    n, k = mpf(n), mpf(k)
    return loggamma(n + 1) - loggamma(k + 1) - loggamma(n - k + 1)


def binom(k, n, p):
    p = mpf(p)
    return log_choose(n, k) + k * log(p) + (n - k) * log(1 - p)


def hyper(k, w, b, d):
    return log_choose(w, k) + log_choose(b, d - k) - log_choose(w + b, d)


def beta_quantile(p, a, b):
    lo, hi = mpf(0), mpf(1)
    mp.dps = 40
    for _ in range(140):
        mid = (lo + hi) / 2
        if betainc(a, b, 0, mid, regularized=True) < p:
            lo = mid
        else:
            hi = mid
    mp.dps = 60
    return (lo + hi) / 2


vectors = {
    "normalCdf": [[z, f(normal_cdf(z))] for z in
                  [-37.5, -30.0, -20.0, -10.0, -8.3, -5.0, -3.0, -2.0000001, -2.0, -1.9999999, -1.0, -0.5, -1e-3, -1e-9, 0.0, 1e-9, 0.3, 1.0,
                   1.9599639845400545, 2.0, 3.5, 6.0, 8.0]],
    "normalQuantile": [[p, f(normal_quantile(p))] for p in
                       [1e-299, 1e-100, 1e-20, 1e-10, 1e-5, 0.001, 0.0228, 0.025, 0.1, 0.3, 0.49, 0.4999999, 0.5000001, 0.7, 0.975, 0.999, 0.9999999]],
    "logGamma": [[x, f(loggamma(mpf(x)))] for x in
                 [1e-10, 0.01, 0.25, 0.4999, 0.5, 0.75, 0.999999, 1.0000001, 1.25, 1.4616321449683622, 1.5, 1.999999, 2.0000001, 2.3, 2.5, 3.7, 7.5,
                  9.999, 10.0, 25.5, 171.0, 1000.5, 1e5, 1e7, 1e15]],
    "regularizedBeta": [[x, a, b, f(reg_beta(x, a, b))] for x, a, b in
                        [(0.5, 0.5, 0.5), (0.01, 0.5, 5), (1e-8, 2, 3), (0.2, 10, 20), (0.33, 10, 20), (0.9, 10, 20), (0.7, 100.5, 50.25),
                         (0.3, 300, 700), (0.25, 300, 700), (0.31, 300, 700), (0.001, 5, 900), (0.0005, 30.5, 99970.5), (0.0003, 30.5, 99970.5),
                         (0.5, 50000, 50000), (0.497, 50000, 50000), (0.49, 50000, 50000)]],
    "betaQuantile": [[p, a, b, f(beta_quantile(p, a, b))] for p, a, b in
                     [(0.025, 5, 4), (0.975, 6, 3), (0.025, 1, 31), (0.975, 1, 31), (0.0005, 0.5, 10.5), (0.025, 0.5, 40.5), (0.5, 2, 2),
                      (0.025, 400, 1200), (0.975, 401, 1199), (0.01, 0.1, 3), (0.999, 20, 0.5)]],
    "chiSquareSurvival": [[x, df, f(chi2_sf(x, df))] for x, df in
                          [(0.001, 1), (1, 1), (3.841458820694124, 1), (30, 1), (475.0, 1), (1300.0, 1), (0.5, 2), (5, 5), (187.9, 5), (70, 70), (2000, 70),
                           (100000, 99000), (1e-6, 3)]],
    "studentTSurvival": [[t, df, f(t_sf(t, df))] for t, df in
                         [(0.0, 3), (0.5, 1), (2.0, 3.5), (-1.5, 10), (12.7, 1), (5.0, 100.25), (20.0, 2500.75), (40.0, 5000), (1e-5, 7)]],
    "binomialLogPmf": [[k, n, p, f(binom(k, n, p))] for k, n, p in
                       [(0, 10, 0.1), (10, 10, 0.25), (3, 10, 0.5), (500, 1000, 0.5), (30, 100000, 0.0003), (99000, 100000, 0.5), (123456, 1000000, 0.125),
                        (1, 1, 1e-9)]],
    "hypergeometricLogPmf": [[k, w, b, d, f(hyper(k, w, b, d))] for k, w, b, d in
                             [(3, 4, 4, 4), (0, 30, 100000, 50000), (15, 30, 100000, 50000), (414, 822, 1661, 1602), (20000, 50000, 50000, 60000),
                              (30000, 50000, 50000, 60000), (1, 1, 1, 1)]],
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps({"origin": "mpmath 1.3.0, 60 digits, see special-functions.py", "vectors": vectors}, indent=1) + "\n")
