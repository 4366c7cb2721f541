"""Models of XGBoost and LightGBM for contributions.mjs, and the CPU seconds of their `pred_contribs`, one thread.

    python contributions.py DIR ROWS,ROWS,... BACKGROUND [--large]
    python contributions.py DIR ROWS 0 --loaded FILE

With BACKGROUND rows to compare with (not 0) shap's interventional values are timed instead, the making of its explainer included, as it is here.

Writes a model file per library and depth, rows.f64, and the contributions of the first row; prints the times as JSON. `least` is the least of
three runs of the trained model. With --loaded it reads one of those files in its fresh process, as a program that explains does, and prints
the time of the reading and of the first contributions after it: a library, too, does something at its first call for a model.
"""
import json
import os
import sys
import time

os.environ["OMP_NUM_THREADS"] = "1"
import lightgbm
import numpy as np
import xgboost

BACKGROUND = int(sys.argv[3])
if BACKGROUND > 0:
    import shap

FEATURES, SEED = 30, 20261128
XGBOOST = [(200, 6), (300, 8), (300, 10), (100, 12)]
LARGE = [(2000, 10)]


def cpu(work):
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def against(model, rows, background):
    explainer = shap.TreeExplainer(model, background, feature_perturbation="interventional")
    return explainer.shap_values(rows, check_additivity=False)


def measure(name, contributions, counts, out):
    times = {}
    for count in counts:
        runs = [cpu(lambda: contributions(count)) for _ in range(1 if count > 100 else 3)]
        times[count] = {"least": min(seconds for seconds, _ in runs)}
        if count == min(counts):
            np.asarray(runs[0][1], dtype=np.float64)[0].ravel().tofile(os.path.join(out, f"{name}.f64"))
    return {"file": name, "rows": times}


def main():
    out, counts = sys.argv[1], [int(count) for count in sys.argv[2].split(",")]
    generator = np.random.default_rng(SEED)
    x = generator.normal(size=(4000, FEATURES)).astype(np.float32)
    y = x[:, 0] * x[:, 1] + np.sin(x[:, 2] * 2) + x[:, 3:] @ generator.normal(size=FEATURES - 3) * 0.3
    x[: max(counts)].astype(np.float64).tofile(os.path.join(out, "rows.f64"))
    x[len(x) - BACKGROUND :].astype(np.float64).tofile(os.path.join(out, "background.f64"))
    background = x[len(x) - BACKGROUND :].astype(np.float64)
    models = []
    for trees, depth in XGBOOST + (LARGE if "--large" in sys.argv else []):
        options = {"max_depth": depth, "nthread": 1, "eta": 0.1}
        model = xgboost.train(options, xgboost.DMatrix(x, y), trees)
        name = f"xgboost-{trees}x{depth}.json"
        model.save_model(os.path.join(out, name))

        def contributions(count):
            if BACKGROUND > 0:
                return against(model, x[:count].astype(np.float64), background)
            return model.predict(xgboost.DMatrix(x[:count], nthread=1), pred_contribs=True)

        models.append(measure(name, contributions, counts, out))
    booster = lightgbm.train({"num_leaves": 63, "verbose": -1, "num_threads": 1}, lightgbm.Dataset(x, y), 500)
    booster.save_model(os.path.join(out, "lightgbm-500x63.txt"))
    booster.predict(x[:1], num_threads=1)

    def of_lightgbm(count):
        if BACKGROUND > 0:
            return against(booster, x[:count].astype(np.float64), background)
        return booster.predict(x[:count], pred_contrib=True, num_threads=1)

    models.append(measure("lightgbm-500x63.txt", of_lightgbm, counts, out))
    versions = f"xgboost {xgboost.__version__}, lightgbm {lightgbm.__version__}"
    if BACKGROUND > 0:
        versions += f", shap {shap.__version__}"
    print(json.dumps({"versions": versions, "models": models}))


def loaded(name):
    """Reads a model file and explains rows, each timed, after one matrix was made so that no import counts."""
    x = np.fromfile(os.path.join(sys.argv[1], "rows.f64"))[: int(sys.argv[2]) * FEATURES].reshape(-1, FEATURES).astype(np.float32)
    path = os.path.join(sys.argv[1], name)
    if name.startswith("xgboost"):
        xgboost.DMatrix(x, nthread=1)
        read, model = cpu(lambda: xgboost.Booster({"nthread": 1}, model_file=path))
        first, _ = cpu(lambda: model.predict(xgboost.DMatrix(x, nthread=1), pred_contribs=True))
    else:
        read, model = cpu(lambda: lightgbm.Booster(model_file=path))
        first, _ = cpu(lambda: model.predict(x, pred_contrib=True, num_threads=1))
    print(json.dumps({"read": read * 1e3, "first": first * 1e3}))


if "--loaded" in sys.argv:
    loaded(sys.argv[sys.argv.index("--loaded") + 1])
else:
    main()
