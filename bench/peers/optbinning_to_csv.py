"""Writes a fitted optbinning.Scorecard as the scorecard CSV that tribune reads, from its splits: its own table rounds them to two decimals.

    write(scorecard, "card.csv")      # import it; or run this file to check 1,500 made-up people: python optbinning_to_csv.py
"""
import csv
import sys


def rows(scorecard):
    process = scorecard.binning_process_
    table = scorecard.table(style="detailed")
    base = float(getattr(scorecard, "intercept_", 0) or 0)
    yield ["(base)", "", "", "", repr(base)]
    for name, own in table.groupby("Variable", sort=False):
        binning = process.get_binned_variable(name)
        if binning.special_codes is not None:
            raise ValueError(f"{name}: special codes have no place in this format; give them as missing values")
        points = [float(value) for value in own["Points"]]
        splits = list(binning.splits)
        special, missing = points[-2], points[-1]
        if binning.dtype == "categorical":
            for bin_categories, value in zip(splits, points):
                for category in bin_categories:
                    yield [name, "", "", str(category), repr(value)]
            # A category that was never seen has a weight of evidence of 0, as the (empty) bin of special codes.
            yield [name, "", "", "(other)", repr(special)]
        else:
            edges = ["", *(repr(float(split)) for split in splits), ""]
            for lower, upper, value in zip(edges, edges[1:], points):
                yield [name, lower, upper, "", repr(value)]
        yield [name, "", "", "(missing)", repr(missing)]


def write(scorecard, path):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["feature", "lower", "upper", "category", "points"])
        writer.writerows(rows(scorecard))


def made_up(folder):
    import numpy as np
    import pandas as pd
    from optbinning import BinningProcess, Scorecard
    from sklearn.linear_model import LogisticRegression

    random = np.random.default_rng(2)
    n = 1500
    people = pd.DataFrame({"age": random.integers(18, 75, n).astype(float), "amount": random.gamma(2, 1500, n), "home": random.choice(["own", "rent", "free"], n)})
    people.loc[random.random(n) < 0.05, "amount"] = np.nan
    outcome = ((people.age / 40 + (people.home == "own") + random.normal(0, 1, n)) > 2).astype(int)
    for method, params, based in [("min_max", {"min": 300, "max": 850}, False), ("pdo_odds", {"pdo": 20, "odds": 50, "scorecard_points": 600}, False), ("min_max", {"min": 300, "max": 850}, True)]:
        process = BinningProcess(list(people.columns), categorical_variables=["home"])
        card = Scorecard(binning_process=process, estimator=LogisticRegression(), scaling_method=method, scaling_method_params=params, intercept_based=based)
        card.fit(people, outcome)
        stem = f"{folder}/{method}{'-based' if based else ''}"
        write(card, f"{stem}.csv")
        card.table(style="detailed").to_csv(f"{stem}.table.csv")
        asked = people.copy()
        asked.loc[0, "home"] = "boat"
        asked.to_csv(f"{stem}.people.csv", index=False)
        pd.DataFrame({"score": card.score(asked)}).to_csv(f"{stem}.score.csv", index=False)


if __name__ == "__main__":
    made_up(sys.argv[1])
