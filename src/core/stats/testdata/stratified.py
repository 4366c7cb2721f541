"""Writes stratified.json beside this file: Cochran-Mantel-Haenszel, pooled odds ratio and Breslow-Day of statsmodels, and power numbers.

Origin: statsmodels 0.15.0 (StratifiedTable, power_proportions_2indep), `python3 stratified.py`. Tables are [successes, failures] by group.
"""
import json
import pathlib

import numpy as np
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.proportion import power_proportions_2indep

CASES = {
    "berkeley-1973-admissions (A-F, women against men)": [
        [[89, 19], [512, 313]], [[17, 8], [353, 207]], [[202, 391], [120, 205]], [[131, 244], [138, 279]], [[94, 299], [53, 138]], [[24, 317], [22, 351]]],
    "small": [[[3, 4], [5, 2]], [[1, 6], [2, 9]], [[7, 1], [4, 4]]],
    "two strata, opposite directions": [[[30, 70], [60, 40]], [[55, 45], [20, 80]]],
    "zero cells": [[[0, 5], [3, 7]], [[4, 0], [6, 2]]],
}
out = []
for name, tables in CASES.items():
    t = StratifiedTable([np.array(x, dtype=float) for x in tables])
    plain, corrected = t.test_null_odds(correction=False), t.test_null_odds(correction=True)
    bd, tarone = t.test_equal_odds(adjust=False), t.test_equal_odds(adjust=True)
    low, high = t.oddsratio_pooled_confint()
    out.append({
        "name": name, "tables": tables,
        "cmh": [plain.statistic, plain.pvalue], "cmhContinuity": [corrected.statistic, corrected.pvalue],
        "oddsRatio": t.oddsratio_pooled, "logStandardError": t.logodds_pooled_se, "interval": [low, high],
        "breslowDay": [bd.statistic, bd.pvalue], "tarone": [tarone.statistic, tarone.pvalue],
    })
power = []
for p1, p2, n1, ratio in [(0.6, 0.5, 388, 1), (0.3, 0.33, 500, 4), (0.02, 0.05, 200, 2.5), (0.9, 0.8, 60, 1)]:
    r = power_proportions_2indep(p1 - p2, p2, n1, ratio=ratio, alpha=0.05, return_results=True)
    power.append([p1, n1, p2, n1 * ratio, 0.95, float(r.power)])
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps({"origin": "statsmodels 0.15.0, see stratified.py", "strata": out, "power": power}, indent=1) + "\n")
