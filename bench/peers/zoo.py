"""A zoo of models with the libraries' own predictions, for bench/explain/zoo.mjs: python zoo.py DIR [NAME ...]

Writes DIR/NAME.onnx (or .json, .ubj, .txt), DIR/NAME.csv with the rows and DIR/NAME.expected.json with what the library says of them, and what
onnxruntime says where the file is ONNX. A model that its exporter refuses is printed and left out."""
import json
import sys
import warnings

import lightgbm as lgb
import numpy as np
import onnxruntime as ort
import pandas as pd
import xgboost as xgb
from sklearn import calibration, compose, ensemble, feature_selection, impute, linear_model, multiclass, naive_bayes
from sklearn import neighbors, neural_network, pipeline, preprocessing, svm, tree
from sklearn.decomposition import PCA
from skl2onnx import convert_sklearn, to_onnx
from skl2onnx.common._container import ModelComponentContainer
from skl2onnx.common.data_types import FloatTensorType, Int64TensorType, StringTensorType

warnings.filterwarnings("ignore")
ort.set_default_logger_severity(4)
FOLDER, ONLY = sys.argv[1], sys.argv[2:]
ROWS, SHOWN = 200, 40
rng = np.random.default_rng(1)
X = rng.normal(size=(ROWS, 4)).astype(np.float32)
Y = (X[:, 0] + X[:, 1] * X[:, 2] + 0.3 * rng.normal(size=ROWS) > 0).astype(int)
Y3 = np.digitize(X[:, 0] + X[:, 1], [-0.7, 0.7])
REAL = X[:, 0] * 2 + np.sin(X[:, 1]) + 1
COUNT = rng.poisson(np.exp(0.3 * X[:, 0]))
POSITIVE = np.exp(0.3 * X[:, 0] + 0.1 * rng.normal(size=ROWS))
GAPS = np.where(rng.random(X.shape) < 0.1, np.nan, X).astype(np.float32)
PEOPLE = pd.DataFrame({
    "age": X[:, 0], "amount": X[:, 1],
    "home": rng.choice(["own", "rent", "free"], size=ROWS, p=[0.5, 0.45, 0.05]), "job": rng.choice(list("abcd"), size=ROWS),
    "k": rng.integers(0, 4, ROWS),
})
TYPES = [(name, kind([None, 1])) for name, kind in zip(PEOPLE, [FloatTensorType] * 2 + [StringTensorType] * 2 + [Int64TensorType])]

# The exporter hands arrays of NumPy to a builder that takes lists only in newer releases of onnx.
plain_add = ModelComponentContainer.add_node


def plain(value):
    nested = isinstance(value, np.ndarray) or (isinstance(value, list) and any(isinstance(each, np.ndarray) for each in value))
    return np.concatenate([np.ravel(each) for each in value]).tolist() if nested and len(value) > 0 else value


ModelComponentContainer.add_node = lambda self, *args, **attributes: plain_add(
    self, *args, **{key: plain(value) for key, value in attributes.items()})


def two():
    return [("a", linear_model.LogisticRegression()), ("b", tree.DecisionTreeClassifier(max_depth=2))]


def two_real():
    return [("a", linear_model.Ridge()), ("b", tree.DecisionTreeRegressor(max_depth=2))]


def classifiers():
    logistic, boosting = linear_model.LogisticRegression, ensemble.GradientBoostingClassifier
    calibrated = calibration.CalibratedClassifierCV
    return {
        "logistic": logistic(), "boosting": boosting(n_estimators=5), "forest": ensemble.RandomForestClassifier(5, max_depth=4),
        "extra-trees": ensemble.ExtraTreesClassifier(5, max_depth=4), "tree": tree.DecisionTreeClassifier(max_depth=3),
        "histogram-boosting": ensemble.HistGradientBoostingClassifier(max_iter=5), "ada": ensemble.AdaBoostClassifier(n_estimators=4),
        "bagging": ensemble.BaggingClassifier(n_estimators=3), "bagging-logistic": ensemble.BaggingClassifier(logistic(), n_estimators=3),
        "voting-soft": ensemble.VotingClassifier(two(), voting="soft", flatten_transform=False),
        "voting-hard": ensemble.VotingClassifier(two(), voting="hard", flatten_transform=False),
        "stacking": ensemble.StackingClassifier(two()), "calibrated-sigmoid": calibrated(boosting(n_estimators=3), cv=2),
        "calibrated-isotonic": calibrated(logistic(), method="isotonic", cv=2), "calibrated-one": calibrated(logistic(), cv=2, ensemble=False),
        "one-rest": multiclass.OneVsRestClassifier(logistic()), "one-one": multiclass.OneVsOneClassifier(logistic()),
        "sgd-log": linear_model.SGDClassifier(loss="log_loss"), "sgd-huber": linear_model.SGDClassifier(loss="modified_huber"),
        "sgd-hinge": linear_model.SGDClassifier(), "svc": svm.SVC(), "linear-svc": svm.LinearSVC(), "ridge-classifier": linear_model.RidgeClassifier(),
        "perceptron": linear_model.Perceptron(), "naive-bayes": naive_bayes.GaussianNB(), "neighbours": neighbors.KNeighborsClassifier(),
        "network": neural_network.MLPClassifier((4,), max_iter=50), "logistic-cv": linear_model.LogisticRegressionCV(cv=2),
    }


def regressors():
    return {
        "linear": linear_model.LinearRegression(), "ridge": linear_model.Ridge(), "lasso": linear_model.Lasso(0.1),
        "huber": linear_model.HuberRegressor(), "quantile": linear_model.QuantileRegressor(solver="highs"), "sgd": linear_model.SGDRegressor(),
        "boosting": ensemble.GradientBoostingRegressor(n_estimators=5), "forest": ensemble.RandomForestRegressor(5, max_depth=4),
        "histogram-boosting": ensemble.HistGradientBoostingRegressor(max_iter=5), "tree": tree.DecisionTreeRegressor(max_depth=3),
        "voting": ensemble.VotingRegressor(two_real()), "bagging": ensemble.BaggingRegressor(n_estimators=3),
        "ada": ensemble.AdaBoostRegressor(n_estimators=3), "stacking": ensemble.StackingRegressor(two_real()), "svr": svm.SVR(),
        "ransac": linear_model.RANSACRegressor(),
    }


def scalers():
    bins = {"quantile_method": "averaged_inverted_cdf"}
    p = preprocessing
    return {
        "standard": p.StandardScaler(), "min-max": p.MinMaxScaler(), "min-max-clip": p.MinMaxScaler(clip=True), "max-abs": p.MaxAbsScaler(),
        "robust": p.RobustScaler(), "binary": p.Binarizer(), "bins": p.KBinsDiscretizer(3, encode="onehot-dense", **bins),
        "bins-ordinal": p.KBinsDiscretizer(3, encode="ordinal", **bins), "power": p.PowerTransformer(), "polynomial": p.PolynomialFeatures(2),
        "normal": p.Normalizer(), "quantile": p.QuantileTransformer(n_quantiles=10), "best": feature_selection.SelectKBest(k=2),
        "variance": feature_selection.VarianceThreshold(), "pca": PCA(2),
    }


def encoders():
    one, ordinal = preprocessing.OneHotEncoder, preprocessing.OrdinalEncoder
    return {
        "one-hot": one(handle_unknown="ignore"), "one-hot-drop": one(drop="first"), "one-hot-dense": one(sparse_output=False, handle_unknown="ignore"),
        "one-hot-min": one(min_frequency=0.1, handle_unknown="infrequent_if_exist"), "ordinal": ordinal(),
        "ordinal-unknown": ordinal(handle_unknown="use_encoded_value", unknown_value=-1), "target": preprocessing.TargetEncoder(cv=2),
    }


def columns(encoder):
    scale = preprocessing.StandardScaler()
    return compose.ColumnTransformer([("n", scale, ["age", "amount"]), ("c", encoder, ["home", "job"])])


def ends():
    return {
        "logistic": linear_model.LogisticRegression(), "forest": ensemble.RandomForestClassifier(3, max_depth=4),
        "boosting": ensemble.GradientBoostingClassifier(n_estimators=3),
    }


def scikit_models():
    """name, model, rows, target"""
    for name, model in classifiers().items():
        yield name, model, X, Y
    for name, model in classifiers().items():
        yield f"{name}-3", model, X, Y3
    yield "boosting-exponential", ensemble.GradientBoostingClassifier(n_estimators=5, loss="exponential"), X, Y
    for name, model in regressors().items():
        yield f"real-{name}", model, X, REAL
    yield "real-poisson", linear_model.PoissonRegressor(), X, COUNT
    yield "real-gamma", linear_model.GammaRegressor(), X, POSITIVE
    yield "real-tweedie", linear_model.TweedieRegressor(power=1.5, link="log"), X, POSITIVE
    yield "real-tweedie-identity", linear_model.TweedieRegressor(power=0), X, REAL
    yield "real-histogram-poisson", ensemble.HistGradientBoostingRegressor(loss="poisson", max_iter=5), X, COUNT
    yield "isolation", ensemble.IsolationForest(n_estimators=5), X, None
    for end in ("logistic", "forest"):
        for name, scaler in scalers().items():
            yield f"{name}-{end}", pipeline.make_pipeline(scaler, ends()[end]), X, Y
        for strategy in ("mean", "median", "most_frequent"):
            yield f"impute-{strategy}-{end}", pipeline.make_pipeline(impute.SimpleImputer(strategy=strategy), ends()[end]), GAPS, Y
    for name, encoder in encoders().items():
        for end, model in ends().items():
            yield f"people-{name}-{end}", pipeline.Pipeline([("c", columns(encoder)), ("m", model)]), PEOPLE, Y
    rest = compose.ColumnTransformer([("c", encoders()["one-hot"], ["home", "job"])], remainder="passthrough")
    yield "people-rest-forest", pipeline.Pipeline([("c", rest), ("m", ends()["forest"])]), PEOPLE, Y
    yield "people-network", pipeline.Pipeline([("c", columns(encoders()["one-hot"])), ("m", classifiers()["network"])]), PEOPLE, Y
    exact, whole = X.astype(np.float64), (X * 10).astype(np.int64)
    for name, model in ends().items():
        yield f"double-{name}", model, exact, Y
        yield f"whole-{name}", model, whole, Y
    yield "double-ridge", linear_model.Ridge(), exact, REAL
    yield "double-poisson", linear_model.PoissonRegressor(), exact, COUNT
    yield "double-standard-logistic", pipeline.make_pipeline(preprocessing.StandardScaler(), ends()["logistic"]), exact, Y


def says(model, rows):
    """What the library publishes, and margins where it publishes none."""
    if hasattr(model, "predict_proba"):
        return model.predict_proba(rows)
    if hasattr(model, "decision_function"):
        return model.decision_function(rows)
    return model.predict(rows)


def runtime(exported, rows):
    """Numbers of onnxruntime: the first output of floating-point numbers."""
    session = ort.InferenceSession(exported, providers=["CPUExecutionProvider"])
    kinds = {"tensor(float)": np.float32, "tensor(double)": np.float64, "tensor(int64)": np.int64, "tensor(string)": object}
    asked = session.get_inputs()
    feed = {i.name: (rows[[i.name]].to_numpy() if i.name in rows else rows.to_numpy()).astype(kinds[i.type]) for i in asked}
    for value in session.run(None, feed):
        if isinstance(value, list):
            value = np.array([list(each.values()) for each in value])
        if value.dtype in (np.float32, np.float64):
            return table(value, len(rows))
    return None


def table(values, rows):
    return np.asarray(values, dtype=float).reshape(rows, -1).tolist()


def write(name, rows, expected):
    rows.to_csv(f"{FOLDER}/{name}.csv", index=False)
    with open(f"{FOLDER}/{name}.expected.json", "w") as file:
        json.dump(expected, file)


def export_scikit():
    for name, model, rows, target in scikit_models():
        if ONLY and not any(name.startswith(each) for each in ONLY):
            continue
        for maps in ("", "-zipmap"):
            if maps and name not in ("logistic", "forest-3", "boosting", "people-one-hot-logistic"):
                continue
            try:
                model.fit(rows, target)
                options = {id(model): {"zipmap": bool(maps)}} if hasattr(model, "predict_proba") else None
                exported = (convert_sklearn(model, initial_types=TYPES, options=options) if rows is PEOPLE
                            else to_onnx(model, rows[:1], options=options, target_opset={"": 18, "ai.onnx.ml": 3})).SerializeToString()
            except Exception as error:
                print(f"not exported: {name}: {type(error).__name__} {str(error)[:90]!r}")
                continue
            with open(f"{FOLDER}/{name}{maps}.onnx", "wb") as file:
                file.write(exported)
            shown = rows[:SHOWN]
            frame = shown if rows is PEOPLE else pd.DataFrame(shown, columns=[f"X{i}" for i in range(shown.shape[1])])
            expected = {"published": table(says(model, shown), SHOWN)}
            try:
                expected["runtime"] = runtime(exported, frame)
            except Exception as error:
                print(f"not run by onnxruntime: {name}: {str(error)[:90]!r}")
            write(name + maps, frame, expected)


XGBOOST = [
    ("binary:logistic", Y, {}), ("reg:squarederror", REAL, {}), ("multi:softprob", Y3, {"num_class": 3}), ("count:poisson", COUNT, {}),
    ("reg:gamma", POSITIVE, {}), ("reg:tweedie", COUNT, {}), ("rank:pairwise", Y, {}), ("survival:cox", POSITIVE, {}),
    ("reg:absoluteerror", REAL, {}), ("reg:quantileerror", REAL, {"quantile_alpha": [0.2, 0.8]}), ("binary:hinge", Y, {}),
    ("reg:pseudohubererror", REAL, {}), ("reg:logistic", Y, {}), ("binary:logitraw", Y, {}), ("multi:softmax", Y3, {"num_class": 3}),
]
BOOSTERS = {
    "gbtree": {}, "dart": {"booster": "dart", "rate_drop": 0.3}, "gblinear": {"booster": "gblinear"},
    "forest": {"num_parallel_tree": 3, "subsample": 0.6}, "vector": {"multi_strategy": "multi_output_tree", "tree_method": "hist"},
}
LIGHTGBM = [
    ("binary", Y, {}), ("regression", REAL, {}), ("multiclass", Y3, {"num_class": 3}), ("multiclassova", Y3, {"num_class": 3}),
    ("poisson", COUNT, {}), ("gamma", POSITIVE, {}), ("tweedie", COUNT, {}), ("cross_entropy", Y, {}), ("cross_entropy_lambda", Y, {}),
    ("quantile", REAL, {}), ("huber", REAL, {}), ("mape", REAL + 9, {}), ("regression", REAL, {"reg_sqrt": True}),
    ("regression", REAL, {"linear_tree": True}), ("regression_l1", REAL, {}), ("fair", REAL, {}), ("binary", Y, {"sigmoid": 2.0}),
]


def export_xgboost():
    for objective, target, extra in XGBOOST:
        for booster, how in BOOSTERS.items():
            main = objective in ("binary:logistic", "multi:softprob", "reg:squarederror")
            if (booster != "gbtree" and not main) or (booster == "vector" and objective != "multi:softprob"):
                continue
            rows = X if booster == "gblinear" else GAPS
            data, shown = xgb.DMatrix(rows, label=target), xgb.DMatrix(rows[:SHOWN])
            model = xgb.train({"objective": objective, "max_depth": 3, "nthread": 1, **extra, **how}, data, 5)
            expected = {"raw": table(model.predict(shown, output_margin=True), SHOWN)}
            if objective != "multi:softmax":
                expected["published"] = table(model.predict(shown), SHOWN)
            for ending in ("json", "ubj"):
                name = f"xgboost-{booster}-{objective.replace(':', '-')}-{ending}"
                model.save_model(f"{FOLDER}/{name}.{ending}")
                write(name, pd.DataFrame(rows[:SHOWN], columns=[f"X{i}" for i in range(4)]), expected)


def export_lightgbm():
    for objective, target, extra in LIGHTGBM:
        for boosting in ("gbdt", "dart", "rf", "goss"):
            main = objective in ("binary", "multiclass", "regression") and (not extra or "num_class" in extra)
            if boosting != "gbdt" and not main:
                continue
            how = {"data_sample_strategy": "goss"} if boosting == "goss" else {"boosting": boosting}
            if boosting == "rf":
                how.update(bagging_freq=1, bagging_fraction=0.6)
            given = {"objective": objective, "num_leaves": 6, "verbose": -1, "min_data_in_leaf": 5, "num_threads": 1, **extra, **how}
            model = lgb.train(given, lgb.Dataset(GAPS.astype(float), label=target), 5)
            rows = GAPS[:SHOWN].astype(float)
            expected = {"published": table(model.predict(rows), SHOWN)}
            # A forest publishes averages, and its raw scores are sums; we speak of the average in both.
            if boosting != "rf":
                expected["raw"] = table(model.predict(rows, raw_score=True), SHOWN)
            marks = "".join(f"-{key}" for key in extra if key != "num_class")
            for ending in ("txt", "json"):
                name = f"lightgbm-{boosting}-{objective}{marks}-{ending}"
                if ending == "txt":
                    model.save_model(f"{FOLDER}/{name}.txt")
                else:
                    with open(f"{FOLDER}/{name}.json", "w") as file:
                        json.dump(model.dump_model(), file)
                write(name, pd.DataFrame(rows, columns=[f"X{i}" for i in range(4)]), expected)


export_scikit()
if not ONLY:
    export_xgboost()
    export_lightgbm()
