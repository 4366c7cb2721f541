"""Peer of bench/thresholds.mjs: Fairlearn's ThresholdOptimizer on the rows that the benchmark wrote.

Reads <folder>/scores.f64, labels.u8, groups.u8 and prints one JSON object per question: seconds of fit (best of `repeats`), the best
constraint value, and the objective there. Only `fit` is timed; reading and imports are not.
"""

import json
import sys
import time

import fairlearn
import numpy as np
from fairlearn.postprocessing import ThresholdOptimizer
from sklearn.base import BaseEstimator, ClassifierMixin


class ScoreColumn(ClassifierMixin, BaseEstimator):
    """A fitted model whose probability is its input."""

    def fit(self, X, y=None):
        self.classes_ = np.array([0, 1])
        self.is_fitted_ = True
        return self

    def __sklearn_is_fitted__(self):
        return True

    def predict_proba(self, X):
        scores = np.asarray(X)[:, 0]
        return np.column_stack([1 - scores, scores])


def main(folder, questions, repeats):
    scores = np.fromfile(f"{folder}/scores.f64", dtype=np.float64)
    labels = np.fromfile(f"{folder}/labels.u8", dtype=np.uint8).astype(int)
    groups = np.fromfile(f"{folder}/groups.u8", dtype=np.uint8).astype(int)
    features = scores.reshape(-1, 1)
    for constraint, objective in questions:
        seconds = []
        for _ in range(repeats):
            optimizer = ThresholdOptimizer(
                estimator=ScoreColumn().fit(features),
                constraints=constraint,
                objective=objective,
                prefit=True,
                predict_method="predict_proba",
            )
            start = time.perf_counter()
            optimizer.fit(features, labels, sensitive_features=groups)
            seconds.append(time.perf_counter() - start)
        answer = {
            "fairlearn": fairlearn.__version__,
            "constraint": constraint,
            "objective": objective,
            "seconds": min(seconds),
            "x": float(optimizer._x_best),
            "y": float(optimizer._y_best),
        }
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]), int(sys.argv[3]))
