"""Writes networks.json: small ONNX networks with the answers of onnxruntime, and slopes by central differences in double precision.

    pip install onnx onnxruntime numpy scikit-learn skl2onnx
    python networks.py > networks.json

The slopes come from onnx's reference evaluator over the same graph with its weights widened to doubles.
"""
import base64
import json
import math
import sys
import warnings

import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto as T, helper as h, numpy_helper as nh
from onnx.reference import ReferenceEvaluator
from onnx.reference.op_run import OpRun
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

warnings.filterwarnings("ignore")
rng = np.random.default_rng(14)
cases = []


def w(*shape, scale=0.5):
    return (rng.normal(size=shape) * scale).astype(np.float32)


def graph(nodes, weights, inp, out, opset=17):
    g = h.make_graph(
        nodes,
        "g",
        [h.make_tensor_value_info("x", T.FLOAT, inp)],
        [h.make_tensor_value_info("y", T.FLOAT, out)],
        [nh.from_array(v, k) for k, v in weights.items()],
    )
    return h.make_model(g, opset_imports=[h.make_opsetid("", opset)], ir_version=8)


def doubled(model):
    m = onnx.ModelProto()
    m.CopyFrom(model)
    for i, t in enumerate(list(m.graph.initializer)):
        if t.data_type == T.FLOAT:
            m.graph.initializer[i].CopyFrom(nh.from_array(nh.to_array(t).astype(np.float64), t.name))
    for v in list(m.graph.input) + list(m.graph.output):
        if v.type.tensor_type.elem_type == T.FLOAT:
            v.type.tensor_type.elem_type = T.DOUBLE
    for n in m.graph.node:
        for a in n.attribute:
            if n.op_type == "Cast" and a.name == "to" and a.i == T.FLOAT:
                a.i = T.DOUBLE
            if n.op_type == "Constant" and a.name == "value" and a.t.data_type == T.FLOAT:
                a.t.CopyFrom(nh.from_array(nh.to_array(a.t).astype(np.float64)))
    return m


class Erf(OpRun):
    """The evaluator's own rounds to single precision."""

    def _run(self, x):
        return (np.vectorize(math.erf, otypes=[np.float64])(x),)


class GlobalMaxPool(OpRun):
    """The evaluator's own loses an axis."""

    def _run(self, x):
        return (x.max(axis=tuple(range(2, x.ndim)), keepdims=True),)


def slopes(model, x, output):
    run = ReferenceEvaluator(doubled(model), new_ops=[Erf, GlobalMaxPool])
    x = x.astype(np.float64)
    step = 1e-5
    out = np.zeros_like(x)
    flat = x.reshape(len(x), -1)
    for j in range(flat.shape[1]):
        up, down = flat.copy(), flat.copy()
        up[:, j] += step
        down[:, j] -= step
        f = lambda z: run.run([output], {"x": z.reshape(x.shape)})[0].reshape(len(x), -1)[:, -1]
        out.reshape(len(x), -1)[:, j] = (f(up) - f(down)) / (2 * step)
    return out.reshape(len(x), -1)


def case(name, model, x, output="y", grads=True):
    session = ort.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    y = session.run([output], {"x": x})[0].reshape(len(x), -1)
    cases.append(
        {
            "name": name,
            "model": base64.b64encode(model.SerializeToString()).decode(),
            "rows": [[float(v) for v in row] for row in x.reshape(len(x), -1)],
            "published": [[float(v) for v in row] for row in y],
            # Slope of the last published score in each input.
            "slopes": slopes(model, x, output).tolist() if grads else None,
        }
    )


n = h.make_node
x5 = w(4, 5, scale=1)

# 1. dense, relu, sigmoid, as PyTorch's exporter writes Linear layers
case(
    "gemm-relu-sigmoid",
    graph(
        [
            n("Gemm", ["x", "w1", "b1"], ["h1"], transB=1),
            n("Relu", ["h1"], ["a1"]),
            n("Gemm", ["a1", "w2", "b2"], ["h2"], transB=1, alpha=0.5, beta=2.0),
            n("LeakyRelu", ["h2"], ["a2"], alpha=0.1),
            n("Gemm", ["a2", "w3", "b3"], ["h3"], transB=1),
            n("Sigmoid", ["h3"], ["y"]),
        ],
        {"w1": w(8, 5), "b1": w(8), "w2": w(6, 8), "b2": w(6), "w3": w(1, 6), "b3": w(1)},
        ["N", 5],
        ["N", 1],
    ),
    x5,
)

# 2. curved activations and a residual, layer normalisation spelt out, three classes
case(
    "residual-gelu-layernorm-softmax",
    graph(
        [
            n("MatMul", ["x", "w1"], ["m1"]),
            n("Add", ["m1", "b1"], ["h1"]),
            n("Div", ["h1", "root2"], ["d"]),
            n("Erf", ["d"], ["e"]),
            n("Add", ["e", "one"], ["e1"]),
            n("Mul", ["h1", "e1"], ["g0"]),
            n("Mul", ["g0", "half"], ["g"]),
            n("Add", ["x", "g"], ["r"]),
            n("ReduceMean", ["r"], ["mean"], axes=[-1], keepdims=1),
            n("Sub", ["r", "mean"], ["c"]),
            n("Pow", ["c", "two"], ["c2"]),
            n("ReduceMean", ["c2"], ["var"], axes=[-1], keepdims=1),
            n("Add", ["var", "eps"], ["vare"]),
            n("Sqrt", ["vare"], ["sd"]),
            n("Div", ["c", "sd"], ["ln"]),
            n("Mul", ["ln", "gain"], ["ln1"]),
            n("Sigmoid", ["ln1"], ["gate"]),
            n("Mul", ["ln1", "gate"], ["silu"]),
            n("Tanh", ["silu"], ["t"]),
            n("Gemm", ["t", "w2", "b2"], ["h2"]),
            n("Softmax", ["h2"], ["y"], axis=-1),
        ],
        {
            "w1": w(5, 5), "b1": w(5), "root2": np.array([np.sqrt(2)], np.float32), "one": np.array([1], np.float32),
            "half": np.array(0.5, np.float32), "two": np.array(2, np.float32), "eps": np.array([1e-3], np.float32),
            "gain": w(5, scale=1), "w2": w(5, 3), "b2": w(3),
        },
        ["N", 5],
        ["N", 3],
    ),
    x5,
)

# 3. convolutions as PyTorch writes them, with the shape kept open
case(
    "conv-bn-pool-open-rows",
    graph(
        [
            n("Conv", ["x", "k1", "c1"], ["h1"], kernel_shape=[3, 3], pads=[1, 1, 1, 1]),
            n("BatchNormalization", ["h1", "s", "t", "m", "v"], ["n1"], epsilon=1e-3),
            n("Relu", ["n1"], ["a1"]),
            n("MaxPool", ["a1"], ["p1"], kernel_shape=[2, 2], strides=[2, 2]),
            n("Conv", ["p1", "k2"], ["h2"], kernel_shape=[2, 2], strides=[1, 2], dilations=[2, 1], group=2, auto_pad="NOTSET"),
            n("Elu", ["h2"], ["a2"]),
            n("AveragePool", ["a2"], ["p2"], kernel_shape=[2, 2], pads=[1, 0, 0, 0], count_include_pad=1),
            n("Shape", ["p2"], ["sh"]),
            n("Gather", ["sh", "zero"], ["rows"], axis=0),
            n("Unsqueeze", ["rows", "ax0"], ["rows1"]),
            n("Concat", ["rows1", "minus"], ["to"], axis=0),
            n("Reshape", ["p2", "to"], ["f"]),
            n("Gemm", ["f", "w", "b"], ["y"]),
        ],
        {
            "k1": w(4, 2, 3, 3), "c1": w(4), "s": w(4, scale=1), "t": w(4), "m": w(4), "v": np.abs(w(4)) + 0.2,
            "k2": w(4, 2, 2, 2), "zero": np.array(0, np.int64), "ax0": np.array([0], np.int64),
            "minus": np.array([-1], np.int64), "w": w(4, 2), "b": w(2),
        },
        ["N", 2, 6, 8],
        ["N", 2],
    ),
    w(3, 2, 6, 8, scale=1),
)

# 4. channels last, as Keras through tf2onnx; one fixed row
case(
    "transposed-same-padding",
    graph(
        [
            n("Transpose", ["x"], ["xt"], perm=[0, 3, 1, 2]),
            n("Conv", ["xt", "k1", "c1"], ["h1"], kernel_shape=[3, 2], auto_pad="SAME_UPPER", strides=[2, 2]),
            n("HardSigmoid", ["h1"], ["a1"], alpha=0.3, beta=0.4),
            n("Transpose", ["a1"], ["at"], perm=[0, 2, 3, 1]),
            n("Constant", [], ["to"], value=nh.from_array(np.array([1, 18], np.int64))),
            n("Reshape", ["at", "to"], ["f"]),
            n("MatMul", ["f", "w"], ["m"]),
            n("Add", ["m", "b"], ["z"]),
            n("Sigmoid", ["z"], ["y"]),
        ],
        {"k1": w(3, 1, 3, 2), "c1": w(3), "w": w(18, 1), "b": w(1)},
        [1, 5, 4, 1],
        [1, 1],
    ),
    w(1, 5, 4, 1, scale=1),
)

# 5. series: one dimension, what only moves numbers, and pooling to the end
case(
    "series-pad-slice-split",
    graph(
        [
            n("Unsqueeze", ["x", "ax1"], ["u"]),
            n("Pad", ["u", "pads", "fill"], ["p"]),
            n("Conv", ["p", "k", "c"], ["h"], kernel_shape=[3], strides=[2]),
            n("PRelu", ["h", "slope"], ["a"]),
            n("Split", ["a", "parts"], ["s1", "s2"], axis=1),
            n("Softplus", ["s1"], ["q1"]),
            n("Neg", ["s2"], ["q2"]),
            n("Concat", ["q1", "q2"], ["j"], axis=1),
            n("Slice", ["j", "from", "to", "along"], ["cut"]),
            n("GlobalMaxPool", ["cut"], ["top"]),
            n("GlobalAveragePool", ["j"], ["mean"]),
            n("Add", ["top", "mean"], ["both"]),
            n("Squeeze", ["both", "ax2"], ["flat"]),
            n("Clip", ["flat", "low", "high"], ["cl"]),
            n("Gemm", ["cl", "w", "b"], ["y"]),
        ],
        {
            "ax1": np.array([1], np.int64), "pads": np.array([0, 0, 2, 0, 0, 1], np.int64), "fill": np.array(0.25, np.float32),
            "k": w(4, 1, 3), "c": w(4), "slope": w(4, 1), "parts": np.array([1, 3], np.int64), "from": np.array([1], np.int64),
            "to": np.array([9], np.int64), "along": np.array([2], np.int64), "ax2": np.array([2], np.int64),
            "low": np.array(-0.6, np.float32), "high": np.array(0.9, np.float32), "w": w(4, 1), "b": w(1),
        },
        ["N", 9],
        ["N", 1],
    ),
    w(4, 9, scale=1),
)

# 6. scikit-learn: a network alone, of two and three classes, and a number
data = rng.normal(size=(200, 4)).astype(np.float32)
label = (data[:, 0] * data[:, 1] + data[:, 2] > 0).astype(int)
three = label + (data[:, 3] > 0.5)
x4 = w(4, 4, scale=1)
for name, model, target in (
    ("sklearn-binary-relu", MLPClassifier(hidden_layer_sizes=(7, 5), max_iter=60, random_state=1), label),
    ("sklearn-three-tanh", MLPClassifier(hidden_layer_sizes=(6,), activation="tanh", max_iter=60, random_state=2), three),
):
    model.fit(data, target)
    made = to_onnx(model, initial_types=[("x", FloatTensorType([None, 4]))], options={"zipmap": False}, target_opset=17)
    case(name, made, x4, "probabilities", grads=False)
reg = MLPRegressor(hidden_layer_sizes=(6,), activation="logistic", max_iter=60, random_state=3).fit(data, data[:, 0] ** 2)
case("sklearn-number", to_onnx(reg, initial_types=[("x", FloatTensorType([None, 4]))], target_opset=17), x4, "variable", grads=False)

# 7. a pipeline with categories before the network
import pandas as pd

frame = pd.DataFrame({"age": data[:, 0] * 10 + 40, "amount": data[:, 1] * 500 + 2000, "home": np.where(data[:, 2] > 0, "own", np.where(data[:, 3] > 0, "rent", "free"))})
pipe = make_pipeline(
    ColumnTransformer([("n", StandardScaler(), ["age", "amount"]), ("c", OneHotEncoder(handle_unknown="ignore"), ["home"])]),
    MLPClassifier(hidden_layer_sizes=(5,), max_iter=80, random_state=4),
).fit(frame, label)
made = to_onnx(
    pipe,
    initial_types=[("age", FloatTensorType([None, 1])), ("amount", FloatTensorType([None, 1])), ("home", StringTensorType([None, 1]))],
    options={"zipmap": False},
    target_opset=17,
)
session = ort.InferenceSession(made.SerializeToString(), providers=["CPUExecutionProvider"])
people = [(40.5, 1800.0, "own"), (31.0, 2500.0, "rent"), (64.0, 900.0, "free"), (22.0, 4000.0, "boat")]
y = session.run(["probabilities"], {
    "age": np.array([[p[0]] for p in people], np.float32),
    "amount": np.array([[p[1]] for p in people], np.float32),
    "home": np.array([[p[2]] for p in people], object),
})[0]
cases.append({"name": "sklearn-pipeline", "model": base64.b64encode(made.SerializeToString()).decode(), "people": people, "published": y.tolist()})

# 8. operators that no reading is known for
refused = []
for name, nodes, weights in (
    ("attention", [n("Transpose", ["x3"], ["xt"], perm=[0, 2, 1]), n("MatMul", ["x3", "xt"], ["y0"]), n("Relu", ["y0"], ["y"])], {}),
    ("lstm", [n("Relu", ["x"], ["r"]), n("LSTM", ["r", "w", "r0"], ["y"], hidden_size=2)], {"w": w(1, 8, 5), "r0": w(1, 8, 2)}),
):
    g = h.make_graph(
        nodes, "g",
        [h.make_tensor_value_info("x3" if name == "attention" else "x", T.FLOAT, ["N", 2, 3] if name == "attention" else ["N", 5])],
        [h.make_tensor_value_info("y", T.FLOAT, None)],
        [nh.from_array(v, k) for k, v in weights.items()],
    )
    refused.append({"name": name, "model": base64.b64encode(h.make_model(g, opset_imports=[h.make_opsetid("", 17)], ir_version=8).SerializeToString()).decode()})

origin = f"onnxruntime {ort.__version__}, onnx {onnx.__version__}; networks.py beside this file"
# Weights of 16 bits, as converters leave them: onnxruntime computes them in 32 bits on a processor, and drops the conversions between.
halves = {"W1": w(6, 4, scale=1), "b1": w(6, scale=1), "W2": w(1, 6, scale=1), "b2": w(1, scale=1)}
nodes = [
    h.make_node("Cast", ["x"], ["n"], to=T.FLOAT16), h.make_node("Gemm", ["n", "W1", "b1"], ["a"], transB=1), h.make_node("Relu", ["a"], ["r"]),
    h.make_node("Gemm", ["r", "W2", "b2"], ["z"], transB=1), h.make_node("Sigmoid", ["z"], ["s"]), h.make_node("Cast", ["s"], ["y"], to=T.FLOAT),
]
g = h.make_graph(
    nodes, "g", [h.make_tensor_value_info("x", T.FLOAT, [None, 4])], [h.make_tensor_value_info("y", T.FLOAT, [None, 1])],
    [nh.from_array(value.astype(np.float16), name) for name, value in halves.items()],
)
made = h.make_model(g, opset_imports=[h.make_opsetid("", 17)], ir_version=8)
rows = rng.normal(size=(6, 4)).astype(np.float32)
y = ort.InferenceSession(made.SerializeToString()).run(None, {"x": rows})[0]
cases.append({"name": "half-weights", "model": base64.b64encode(made.SerializeToString()).decode(), "rows": rows.tolist(), "published": y.tolist(), "slopes": None})

# Dynamic quantisation takes its scale from all rows of a call, so that a score depends on who else is asked about.
from onnxruntime.quantization import QuantType, quantize_dynamic

nodes = [h.make_node("Gemm", ["x", "W1", "b1"], ["a"], transB=1), h.make_node("Relu", ["a"], ["y"])]
g = h.make_graph(
    nodes, "g", [h.make_tensor_value_info("x", T.FLOAT, [None, 4])], [h.make_tensor_value_info("y", T.FLOAT, [None, 6])],
    [nh.from_array(halves[name], name) for name in ("W1", "b1")],
)
onnx.save(h.make_model(g, opset_imports=[h.make_opsetid("", 17)], ir_version=8), "/tmp/full.onnx")
quantize_dynamic("/tmp/full.onnx", "/tmp/dynamic.onnx", weight_type=QuantType.QUInt8)
refused.append({"name": "dynamic-quantised", "model": base64.b64encode(open("/tmp/dynamic.onnx", "rb").read()).decode()})

json.dump({"origin": origin, "cases": cases, "refused": refused}, sys.stdout, indent=1)
