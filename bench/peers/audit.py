"""Fairlearn's MetricFrame on the same rows, for bench/audit.mjs. Prints JSON: seconds in process, and per bootstrap replicate."""

import json
import sys
import time

import pandas as pd
from fairlearn.metrics import (
    MetricFrame,
    count,
    false_negative_rate,
    false_positive_rate,
    selection_rate,
    true_negative_rate,
    true_positive_rate,
)
from sklearn.metrics import accuracy_score, precision_score

path, replicates = sys.argv[1], int(sys.argv[2])
rows = pd.read_csv(path) if path.endswith(".csv") else pd.read_parquet(path)
metrics = {
    "selection_rate": selection_rate,
    "accuracy": accuracy_score,
    "tpr": true_positive_rate,
    "fpr": false_positive_rate,
    "fnr": false_negative_rate,
    "tnr": true_negative_rate,
    "precision": precision_score,
    "count": count,
}


def frame(**options):
    started = time.perf_counter()
    result = MetricFrame(
        metrics=metrics,
        y_true=rows["label"],
        y_pred=rows["prediction"],
        sensitive_features=rows["group"],
        **options,
    )
    by_group = result.by_group
    return time.perf_counter() - started, by_group


seconds, by_group = frame()
out = {"seconds": seconds, "selection_rate": by_group["selection_rate"].to_dict()}
if replicates > 0:
    booted, _ = frame(n_boot=replicates, ci_quantiles=[0.025, 0.975], random_state=1)
    out["replicates"] = replicates
    out["secondsPerReplicate"] = (booted - seconds) / replicates
print(json.dumps(out))
