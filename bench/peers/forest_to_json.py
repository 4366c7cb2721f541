"""A scikit-learn tree or forest as neutral JSON with covers, for path-dependent values: see docs/explanations/model-files.md"""
import json



def tree_json(tree, values):
    return {
        "childrenLeft": tree.children_left.tolist(), "childrenRight": tree.children_right.tolist(), "feature": tree.feature.tolist(),
        "threshold": tree.threshold.tolist(), "value": values.tolist(), "cover": tree.weighted_n_node_samples.tolist(),
    }


def forest_json(model, names):
    """RandomForest, ExtraTrees or a single tree; a classifier of two classes gives the probability of the second, of more one score a class."""
    trees = getattr(model, "estimators_", [model])
    classes = len(getattr(model, "classes_", []))
    parts = []
    for each in trees:
        values = each.tree_.value[:, 0, :]
        if classes:
            values = values / values.sum(axis=1, keepdims=True)
            values = values[:, 1:] if classes == 2 else values
        parts.append(tree_json(each.tree_, values / len(trees)))
    outputs = 1 if classes <= 2 else classes
    return {"kind": "tree-ensemble", "featureNames": list(names), "numOutputs": outputs, "baseOffset": [0] * outputs, "link": "identity", "trees": parts}


if __name__ == "__main__":
    from sklearn.datasets import load_breast_cancer
    from sklearn.ensemble import RandomForestClassifier

    X, y = load_breast_cancer(return_X_y=True)
    model = RandomForestClassifier(5, max_depth=4, random_state=1).fit(X, y)
    document = forest_json(model, [f"x{i}" for i in range(X.shape[1])])
    print(json.dumps({"model": document, "X": X[:30].tolist(), "p": model.predict_proba(X[:30])[:, 1].tolist()}))
