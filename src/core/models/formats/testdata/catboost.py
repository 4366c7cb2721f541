"""Writes catboost.json: small models of CatBoost as it saves them in JSON, with its own predictions.

    pip install catboost pandas
    python catboost.py > catboost.json

Of `model_info` only what names the loss and the classes is kept; the rest is a record of the training.
"""
import json
import os
import sys
import tempfile
import types

for name in ("matplotlib", "matplotlib.pyplot", "plotly"):
    sys.modules.setdefault(name, types.ModuleType(name))
here = os.path.dirname(os.path.abspath(__file__))
sys.path = [p for p in sys.path if os.path.abspath(p or ".") != here]
import catboost
import numpy as np
import pandas as pd
from catboost import CatBoostClassifier, CatBoostRegressor, Pool

rng = np.random.default_rng(14)
n = 400
X = pd.DataFrame({"age": rng.normal(40, 10, n), "amount": rng.normal(2000, 500, n), "home": rng.choice(["own", "rent", "free"], n), "job": rng.choice(["a", "b", "c", "d", "e"], n)})
X.loc[::17, "age"] = np.nan
num = X[["age", "amount"]]
label = ((X.age.fillna(30) > 38) ^ (X.home == "own") | (X.job == "c")).astype(int)
three = rng.integers(0, 3, n)
count = rng.poisson(np.exp((X.age.fillna(30) - 40) / 20))
cases = []


def case(name, model, data, target, cats=(), published=None):
    pool = Pool(data, target, cat_features=list(cats))
    model.fit(pool)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "m.json")
        model.save_model(path, format="json", pool=pool)
        text = json.load(open(path))
    info = text["model_info"]
    text["model_info"] = {k: v for k, v in {"params": {"loss_function": info["params"]["loss_function"]}, "class_params": info.get("class_params")}.items() if v}
    rows = data.iloc[list(range(0, 60, 3))].copy()
    if "home" in data:
        rows.iloc[0, list(data).index("home")] = "boat"
    edge = text["features_info"]["float_features"][0].get("borders") or [40]
    rows.iloc[1, 0] = edge[0]
    rows.iloc[2, 0] = np.nextafter(edge[0], np.inf)
    raw = model.predict(rows, prediction_type="RawFormulaVal")
    linked = model.predict(rows, prediction_type=published) if published else raw
    cases.append({
        "name": name,
        "model": text,
        "rows": [{k: (None if isinstance(v, float) and np.isnan(v) else v) for k, v in row.items()} for row in rows.to_dict("records")],
        "raw": np.asarray(raw).reshape(len(rows), -1).tolist(),
        "published": np.asarray(linked).reshape(len(rows), -1).tolist(),
    })


args = dict(iterations=6, depth=3, verbose=0, allow_writing_files=False, thread_count=1, random_seed=1)
case("logloss-one-hot-missing", CatBoostClassifier(one_hot_max_size=10, **args), X, label, ["home", "job"], "Probability")
case("lossguide", CatBoostClassifier(grow_policy="Lossguide", max_leaves=6, **args), num, label, (), "Probability")
case("depthwise-max", CatBoostRegressor(grow_policy="Depthwise", nan_mode="Max", **args), num, X.amount * 2 + X.age.fillna(0))
case("multiclass", CatBoostClassifier(loss_function="MultiClass", **args), num, three, (), "Probability")
case("one-vs-all", CatBoostClassifier(loss_function="MultiClassOneVsAll", **args), num, three, (), "Probability")
case("poisson", CatBoostRegressor(loss_function="Poisson", **args), num, count, (), "Exponent")
case("quantile", CatBoostRegressor(loss_function="Quantile:alpha=0.3", **args), num, X.amount)
case("multi-rmse", CatBoostRegressor(loss_function="MultiRMSE", **args), num, np.c_[X.amount, X.age.fillna(0)])
case("ctr-of-one", CatBoostClassifier(one_hot_max_size=1, max_ctr_complexity=1, simple_ctr=["Buckets", "BinarizedTargetMeanValue"], **args), X[["age", "home", "job"]], label, ["home", "job"], "Probability")
case("ctr-borders", CatBoostClassifier(one_hot_max_size=1, max_ctr_complexity=1, simple_ctr=["Borders"], **args), X[["age", "home", "job"]], label, ["home", "job"], "Probability")
case("ctr-counter", CatBoostRegressor(one_hot_max_size=1, max_ctr_complexity=1, simple_ctr=["Counter:Prior=0/1:Prior=0.5/1"], counter_calc_method="Full", **args), X[["age", "home", "job"]], X.job.map(X.job.value_counts()) * 1.0 + X.amount / 100, ["home", "job"])
case("ctr-of-two", CatBoostClassifier(one_hot_max_size=1, **args), X[["home", "job"]].assign(age=X.age)[["age", "home", "job"]], label, ["home", "job"], "Probability")
json.dump({"origin": f"catboost {catboost.__version__}; catboost.py beside this file", "cases": cases}, sys.stdout, separators=(",", ":"))
