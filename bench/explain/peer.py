"""Model B of the benchmark and the times of shap's C extension on it: one thread, CPU seconds.

    python peer.py DIR ROWS [INTERVENTIONAL_ROWS] [INTERACTION_ROWS]

Writes model.json (neutral JSON), rows.f64, background.f64, shap-*.f64 into DIR and prints the times as JSON.
"""
import json
import os
import sys
import time

os.environ["OMP_NUM_THREADS"] = "1"
import numpy as np
import shap
import sklearn
from sklearn.ensemble import GradientBoostingRegressor

TREES, DEPTH, FEATURES, BACKGROUND, SEED = 200, 6, 30, 10_000, 20261122


def make(rows):
    generator = np.random.default_rng(SEED)
    x = generator.normal(size=(rows + BACKGROUND, FEATURES)).astype(np.float32)
    signal = np.sin(x[:, 0] * 2) + x[:, 1] * x[:, 2] + np.abs(x[:, 3]) + x[:, 4:] @ generator.normal(size=FEATURES - 4) * 0.3
    y = signal + generator.normal(size=len(x)) * 0.3
    model = GradientBoostingRegressor(n_estimators=TREES, max_depth=DEPTH, subsample=0.5, max_features=0.3, random_state=SEED)
    model.fit(x[:BACKGROUND], y[:BACKGROUND])
    return model, x[BACKGROUND:], x[:BACKGROUND]


def neutral(model):
    trees = []
    for (estimator,) in model.estimators_:
        tree = estimator.tree_
        trees.append({
            "childrenLeft": tree.children_left.tolist(),
            "childrenRight": tree.children_right.tolist(),
            "feature": tree.feature.tolist(),
            "threshold": tree.threshold.tolist(),
            "value": (tree.value[:, 0, :] * model.learning_rate).tolist(),
            "cover": tree.weighted_n_node_samples.tolist(),
        })
    return {
        "kind": "tree-ensemble", "aggregation": "sum", "numOutputs": 1, "link": "identity",
        "baseOffset": [float(model.init_.constant_[0, 0])],
        "featureNames": [f"x{j}" for j in range(FEATURES)], "trees": trees,
    }


def timed(work):
    start = time.process_time()
    result = work()
    return time.process_time() - start, np.asarray(result, dtype=np.float64)


def main():
    out, rows = sys.argv[1], int(sys.argv[2])
    inter_rows = int(sys.argv[3]) if len(sys.argv) > 3 else rows
    pair_rows = int(sys.argv[4]) if len(sys.argv) > 4 else 200
    model, x, background = make(rows)
    with open(f"{out}/model.json", "w") as file:
        json.dump(neutral(model), file)
    x.astype(np.float64).tofile(f"{out}/rows.f64")
    background.astype(np.float64).tofile(f"{out}/background.f64")
    path = shap.TreeExplainer(model, feature_perturbation="tree_path_dependent")
    hundred = shap.TreeExplainer(model, background[:100], feature_perturbation="interventional")
    times = {"shap": shap.__version__, "sklearn": sklearn.__version__, "leaves": float(np.mean([e[0].tree_.n_leaves for e in model.estimators_]))}
    for name, work in {
        "path": lambda: path.shap_values(x, check_additivity=False),
        "interventional": lambda: hundred.shap_values(x[:inter_rows], check_additivity=False),
        "interactions": lambda: path.shap_interaction_values(x[:pair_rows]),
        "single": lambda: path.shap_values(x[:1], check_additivity=False),
    }.items():
        seconds, values = timed(work)
        values.tofile(f"{out}/shap-{name}.f64")
        times[name] = {"seconds": seconds, "rows": len(values)}
    print(json.dumps(times))


main()
