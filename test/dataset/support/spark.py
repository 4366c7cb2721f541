"""Runs statements in a Spark of its own: one JSON object a line in, one out. Every column of a table is text, as in a CSV file that nobody has typed."""

import glob
import json
import os
import sys

from pyspark.sql import SparkSession
from pyspark.sql.types import StringType, StructField, StructType

spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.shuffle.partitions", "4")
    .config("spark.driver.memory", "2g")
    .config("spark.sql.warehouse.dir", sys.argv[1])
    .getOrCreate()
)
spark.sparkContext.setLogLevel("ERROR")


def run(ask):
    with open(ask["rows"], encoding="utf-8") as file:
        rows = [tuple(row) for row in json.load(file)]
    columns = StructType([StructField(name, StringType()) for name in ask["columns"]])
    spark.createDataFrame(rows, columns).createOrReplaceTempView(ask["view"])
    result = spark.sql(ask["sql"])
    # As the guide asks for: a header, NULL as an empty field, quotes doubled in texts; and Spark cuts spaces off unless it is told not to.
    folder = ask["csv"] + ".parts"
    result.coalesce(1).write.options(
        header=True, escape='"', ignoreLeadingWhiteSpace=False, ignoreTrailingWhiteSpace=False
    ).csv(folder)
    os.replace(glob.glob(folder + "/part-*.csv")[0], ask["csv"])
    return {"version": spark.version}


print(json.dumps({"version": spark.version}), flush=True)
for line in sys.stdin:
    try:
        print(json.dumps(run(json.loads(line))), flush=True)
    except Exception as error:  # the reader says which statement it was
        print(json.dumps({"error": str(error)[:4000]}), flush=True)
