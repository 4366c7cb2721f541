"""Makes pmml.json: small models as sklearn2pmml writes them, with rows and the scores of the libraries themselves.

Needs Java, sklearn2pmml 0.133.1, scikit-learn 1.6.1, XGBoost and LightGBM. Run: python pmml.py
"""
import json
import re
import tempfile
import warnings

import numpy as np
import pandas as pd
from lightgbm import LGBMClassifier
from sklearn2pmml import sklearn2pmml
from sklearn2pmml.pipeline import PMMLPipeline
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingClassifier, HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor
from xgboost import XGBClassifier

warnings.filterwarnings('ignore')
rng = np.random.default_rng(3)
N = 300
X = pd.DataFrame({
    'age': rng.integers(18, 80, N).astype(float),
    'income': np.round(rng.lognormal(8, 1, N), 2),
    'debt': np.round(rng.exponential(1, N), 3),
    'home': rng.choice(['own', 'rent', 'other'], N),
})
good = X.age / 80 + np.log(X.income) / 8 - X.debt + (X.home == 'own') * 0.5 + rng.normal(0, 0.3, N)
TWO, THREE, AMOUNT = (good > 1).astype(int), (good > 1).astype(int) + (X.debt > 1.2), X.age * 0.1 + X.debt**2
NUMBERS = X[['age', 'income', 'debt']]
HOLES = NUMBERS.copy()
HOLES.loc[::3, 'income'] = np.nan
HOLES.loc[::5, 'age'] = np.nan


def columns(scaled=False):
    numbers = StandardScaler() if scaled else 'passthrough'
    return ColumnTransformer([('n', numbers, list(NUMBERS)), ('c', OneHotEncoder(), ['home'])])


def made(estimator, data, target, before=None):
    pipeline = PMMLPipeline(([('before', before)] if before is not None else []) + [('model', estimator)])
    pipeline.fit(data, target)
    with tempfile.NamedTemporaryFile(suffix='.pmml') as file:
        sklearn2pmml(pipeline, file.name, with_repr=False)
        text = open(file.name).read()
    text = re.sub(r'\s*<Timestamp>.*?</Timestamp>', '', text)
    text = re.sub(r'\n\t*', '\n', text)
    rows = data.head(12)
    scores = pipeline.predict_proba(rows) if hasattr(estimator, 'predict_proba') else pipeline.predict(rows).reshape(-1, 1)
    return {'pmml': text, 'rows': json.loads(rows.to_json(orient='records')), 'scores': np.asarray(scores).tolist()}


json.dump({
    'logistic': made(LogisticRegression(max_iter=5000), X, TWO, columns(True)),
    'logistic of three classes': made(LogisticRegression(max_iter=5000), NUMBERS, THREE),
    'linear': made(LinearRegression(), X, AMOUNT, columns()),
    'tree': made(DecisionTreeClassifier(max_depth=3, random_state=0), X, TWO, columns()),
    'regression tree': made(DecisionTreeRegressor(max_depth=3, random_state=0), X, AMOUNT, columns()),
    'forest': made(RandomForestClassifier(3, max_depth=3, random_state=0), X, TWO, columns()),
    'forest of three classes': made(RandomForestClassifier(2, max_depth=3, random_state=0), X, THREE, columns()),
    'boosting': made(GradientBoostingClassifier(n_estimators=3, max_depth=2, random_state=0), X, TWO, columns()),
    'boosting of three classes': made(GradientBoostingClassifier(n_estimators=2, max_depth=2, random_state=0), X, THREE, columns()),
    'histogram boosting': made(HistGradientBoostingClassifier(max_iter=3, max_leaf_nodes=6), HOLES, TWO),
    'XGBoost': made(XGBClassifier(n_estimators=3, max_depth=3), HOLES, TWO),
    'XGBoost of three classes': made(XGBClassifier(n_estimators=2, max_depth=2), HOLES, THREE),
    'LightGBM': made(LGBMClassifier(n_estimators=3, num_leaves=6, verbose=-1), HOLES, TWO),
}, open('pmml.json', 'w'), indent=1)
