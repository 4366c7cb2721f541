"""LightGBM, scikit-learn and, where it is installed, interpret on the made-up people of bench/learn.mjs, one thread: CPU seconds and hold-out log-loss, one JSON line each."""
import json
import sys
import time

import lightgbm
import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

rows, width, hold = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
wanted = sys.argv[4].split(",") if len(sys.argv) > 4 else ["gbdt", "logistic", "forest", "additive"]
shift = 1_000_003 * int(sys.argv[5]) if len(sys.argv) > 5 else 0


def drawn(seed, k):
    a = (np.uint32(seed) + k.astype(np.uint32) * np.uint32(0x6D2B79F5)).astype(np.uint32)
    t = (a ^ (a >> np.uint32(15))) * (a | np.uint32(1))
    t = (t + (t ^ (t >> np.uint32(7))) * (t | np.uint32(61))) ^ t
    return ((t ^ (t >> np.uint32(14))) / 2.0**32).astype(np.float64)


x = drawn(12345 + shift, np.arange(1, rows * width + 1)).reshape(rows, width)
z = 4 * (x[:, 0] - 0.5) + 3 * (x[:, 1] - 0.5) * np.where(x[:, 2] > 0.5, 1, -1) + 2 * np.sin(6 * x[:, 3]) + (x[:, 4:10] - 0.5).sum(axis=1)
y = (drawn(67890 + shift, np.arange(1, rows + 1)) < 1 / (1 + np.exp(-z))).astype(int)
cut = round(rows * (1 - hold))


def run(name, against, fit):
    before = time.process_time()
    predict = fit()
    cpu = time.process_time() - before
    print(json.dumps({"name": name, "against": against, "cpu": cpu, "log_loss": log_loss(y[cut:], predict(x[cut:]))}), flush=True)


def boosting():
    parameters = {"objective": "binary", "num_leaves": 63, "learning_rate": 0.1, "num_threads": 1, "verbose": -1, "deterministic": True, "force_col_wise": True}
    booster = lightgbm.train(parameters, lightgbm.Dataset(x[:cut], y[:cut]), num_boost_round=100)
    return booster.predict


def logistic():
    model = LogisticRegression(max_iter=1000).fit(x[:cut], y[:cut])
    return lambda rows: model.predict_proba(rows)[:, 1]


def forest():
    model = RandomForestClassifier(n_estimators=100, max_depth=12, min_samples_leaf=20, n_jobs=1, random_state=1).fit(x[:cut], y[:cut])
    return lambda rows: model.predict_proba(rows)[:, 1]


def additive():
    model = ExplainableBoostingClassifier(interactions=0, outer_bags=4, n_jobs=1, random_state=1).fit(x[:cut], y[:cut])
    return lambda rows: model.predict_proba(rows)[:, 1]


try:
    from interpret.glassbox import ExplainableBoostingClassifier
except ImportError:
    wanted = [name for name in wanted if name != "additive"]

for name, against, fit in [
    (f"LightGBM {lightgbm.__version__}, 100 trees of 63 leaves", "gbdt", boosting),
    ("scikit-learn logistic, lbfgs, default tolerance", "logistic", logistic),
    ("scikit-learn forest, 100 trees of depth 12", "forest", forest),
    ("interpret EBM without pairs, 4 bags", "additive", additive),
]:
    if against in wanted:
        run(name, against, fit)
