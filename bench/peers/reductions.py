"""Fairlearn's ExponentiatedGradient over scikit-learn's logistic regression on the design of bench/reductions.mjs, one thread: CPU seconds, error and largest violation on the rows that are learned from, a JSON line each."""
import json
import sys
import time

import numpy as np
from fairlearn.reductions import DemographicParity, EqualizedOdds, ExponentiatedGradient, TruePositiveRateParity
from sklearn.linear_model import LogisticRegression

folder, width, bounds = sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])
x = np.fromfile(f"{folder}/x.f64").reshape(-1, width)
y = np.fromfile(f"{folder}/y.u8", dtype=np.uint8).astype(int)
sex = np.fromfile(f"{folder}/sex.u8", dtype=np.uint8)
MOMENTS = {"demographic_parity": DemographicParity, "equalized_odds": EqualizedOdds, "true_positive_rate_parity": TruePositiveRateParity}
for name, bound in bounds:
    moment = MOMENTS[name](difference_bound=bound)
    before = time.process_time()
    model = ExponentiatedGradient(LogisticRegression(C=1, solver="newton-cholesky", tol=1e-10), moment, eps=bound, max_iter=50)
    model.fit(x, y, sensitive_features=sex)
    cpu = time.process_time() - before
    chance = model._pmf_predict(x)[:, 1]
    error = float(np.mean(np.where(y == 1, 1 - chance, chance)))
    print(json.dumps({"constraint": name, "bound": bound, "cpu": cpu, "error": error}), flush=True)
