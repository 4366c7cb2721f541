"""Reference values for src/core/stats/sequential/calibration-evidence with 40 digits, on the scale of the residuals and not that of 0..1.

Run: python calibration.py > calibration.json (mpmath 1.3).
"""
import json, random
from mpmath import mp, mpf, log, sqrt

mp.dps = 40
EXCESSES = [mpf(x) / 100 for x in (2, 4, 8, 16, 32)]
random.seed(20261129)


def sums(n, low, high, shift):
    rows = [(s, int(random.random() < min(1, max(0, s + shift)))) for s in (round(random.uniform(low, high), 3) for _ in range(n))]
    r = [mpf(y) - mpf(str(s)) for s, y in rows]
    return len(r), sum(r), sum(x * x for x in r)


def side(sign, a, b, tolerance, past, block):
    """Evidence that sign * residual exceeds the tolerance: residuals x in low..high, width w."""
    w = 1 + b - a
    low, high = (-b, 1 - a) if sign > 0 else (a - 1, b)
    if tolerance >= high:
        return []
    n0, r0, s0 = past[0], sign * past[1], past[2]
    # Half an observation at each end of the range is added; boundary, mean and variance on the scale of residuals.
    mean = (r0 + (low + high) / 2) / (n0 + 1)
    variance = (s0 + (low ** 2 + high ** 2) / 2) / (n0 + 1) - mean ** 2
    spread = max((variance + (tolerance - mean) ** 2) / w ** 2, mpf(10) ** -6)
    n, r, s = block[0], sign * block[1], block[2]
    out = []
    for excess in EXCESSES:
        stake = min(excess * sqrt(2 * spread) / spread, mpf("0.95") / ((tolerance - low) / w)) / w
        lost = stake * (tolerance - low)
        squares = (s - 2 * tolerance * r + n * tolerance ** 2) / (tolerance - low) ** 2
        out.append(stake * (r - n * tolerance) + (log(1 - lost) + lost) * squares)
    return out


cases = []
for low, high, tolerance, shift, n in [("0", "1", "0.02", 0.1, 300), ("0.2", "0.4", "0.02", 0.2, 200), ("0.9", "1", "0.05", -0.2, 40), ("0", "0.03", "0.05", 0.1, 500), ("0.5", "0.5", "0", 0, 60)]:
    a, b, t = mpf(low), mpf(high), mpf(tolerance)
    past, block = sums(400, float(low), float(high), 0), sums(n, float(low), float(high), shift)
    logs = side(1, a, b, t, past, block) + side(-1, a, b, t, past, block)
    evidence = log(sum(mp.exp(x) for x in logs) / len(logs))
    cases.append({
        "band": {"from": float(a), "to": float(b)}, "tolerance": float(t), "bets": len(logs), "logEvidence": float(evidence),
        **{name: dict(zip(("n", "residuals", "squares"), (s[0], float(s[1]), float(s[2])))) for name, s in (("past", past), ("block", block))},
    })
print(json.dumps({"evidence": cases}, indent=1))
