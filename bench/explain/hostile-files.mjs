// Makers of hostile model files: each takes a size in bytes and gives a file of about that size.
const encoder = new TextEncoder();

/** `head`, then `unit` again and again, then `tail`. */
function repeated(head, unit, tail, size) {
  const [first, middle, last] = [head, unit, tail].map((part) =>
    typeof part === 'string' ? encoder.encode(part) : part,
  );
  const times = Math.max(0, Math.floor((size - first.length - last.length) / middle.length));
  const bytes = new Uint8Array(first.length + times * middle.length + last.length);
  bytes.set(first);
  const end = first.length + times * middle.length;
  if (times > 0) bytes.set(middle, first.length);
  for (let done = middle.length; done < times * middle.length; done *= 2) {
    bytes.copyWithin(first.length + done, first.length, first.length + Math.min(done, times * middle.length - done));
  }
  bytes.set(last, end);
  return bytes;
}

/** Distinct keys or names: a counter of fixed width in every unit. */
function counted(head, unitOf, tail, size) {
  const [first, last] = [encoder.encode(head), encoder.encode(tail)];
  const width = encoder.encode(unitOf('00000000')).length;
  const times = Math.floor((size - first.length - last.length) / width);
  const bytes = new Uint8Array(first.length + times * width + last.length);
  bytes.set(first);
  for (let i = 0; i < times; i++)
    encoder.encodeInto(unitOf(i.toString(36).padStart(8, '0')), bytes.subarray(first.length + i * width));
  bytes.set(last, first.length + times * width);
  return bytes;
}

const varint = (value) => {
  const out = [];
  for (let left = value; ; left = Math.floor(left / 128)) {
    if (left < 128) return [...out, left];
    out.push((left % 128) + 128);
  }
};
/** A protobuf field of bytes. */
const field = (number, payload) => {
  const head = Uint8Array.from([...varint(number * 8 + 2), ...varint(payload.length)]);
  const out = new Uint8Array(head.length + payload.length);
  out.set(head);
  out.set(payload, head.length);
  return out;
};
const onnx = (graph) => {
  const body = field(7, graph);
  const out = new Uint8Array(2 + body.length);
  out.set([0x08, 0x08]);
  out.set(body, 2);
  return out;
};
const none = new Uint8Array(0);
const joined = (...parts) => Uint8Array.from(Buffer.concat(parts));
const named = (name, ...parts) => joined(field(1, encoder.encode(name)), ...parts);
/** A tree ensemble node with one attribute of the given payload. */
const ensemble = (...attributes) =>
  onnx(
    field(
      1,
      joined(
        field(1, encoder.encode('X')),
        field(4, encoder.encode('TreeEnsembleRegressor')),
        ...attributes.map((a) => field(5, a)),
      ),
    ),
  );

const ubj = (text) => encoder.encode(text);
const int32 = (value) => {
  const out = new Uint8Array(5);
  out[0] = 'l'.charCodeAt(0);
  new DataView(out.buffer).setInt32(1, value);
  return out;
};
const ubjKey = (name) => joined(Uint8Array.of('i'.charCodeAt(0), name.length), ubj(name));

/** A full tree as scikit-learn's arrays, with numbers of 17 digits as they are written. */
function honestTree(depth) {
  const inner = 2 ** depth - 1;
  const nodes = Array.from({ length: 2 * inner + 1 }, (_, i) => i);
  return {
    childrenLeft: nodes.map((i) => (i < inner ? 2 * i + 1 : -1)),
    childrenRight: nodes.map((i) => (i < inner ? 2 * i + 2 : -1)),
    feature: nodes.map((i) => (i < inner ? 0 : -2)),
    threshold: nodes.map((i) => (i < inner ? Math.sin(i + 1) : -2)),
    value: nodes.map((i) => [Math.cos(i)]),
    cover: nodes.map((i) => 1000 - i),
  };
}

const NEUTRAL = '"kind":"tree-ensemble","numOutputs":1,"baseOffset":[0],"featureNames":["a"]';
const LGB = 'tree\nversion=v4\nnum_tree_per_iteration=1\nmax_feature_idx=0\nfeature_names=a\nobjective=regression\n\n';

export const hostileFiles = {
  'json: open brackets': (n) => repeated('{"a":', '[', '', n),
  'json: open braces': (n) => repeated('', '{"a":', '', n),
  'json: nested lists': (n) => joined(repeated('{"a":', '[', '', n / 2), repeated('', ']', '}', n / 2)),
  'json: empty lists': (n) => repeated('{"a":[[]', ',[]', ']}', n),
  'json: empty objects': (n) => repeated('{"a":[{}', ',{}', ']}', n),
  'json: small objects': (n) => repeated('{"a":[{}', ',{"b":{"c":{}}}', ']}', n),
  'json: deep small objects': (n) => repeated('{"a":[0', ',[[[[[[0]]]]]]', ']}', n),
  'json: digits': (n) => repeated('{"a":[0', ',0', ']}', n),
  'json: fractions': (n) => repeated('{"a":[0', ',0.1', ']}', n),
  'json: short texts': (n) => repeated('{"a":[""', ',"é"', ']}', n),
  'json: distinct texts': (n) => counted('{"a":[', (i) => `"${i}",`, '0]}', n),
  'json: distinct keys': (n) => counted('{', (i) => `"${i}":0,`, '"a":0}', n),
  'json: one text': (n) => repeated('{"a":"', 'b', '"}', n),
  'json: one wide text': (n) => repeated('{"a":"', 'ж', '"}', n),
  'neutral: one-value lists': (n) =>
    repeated(
      `{${NEUTRAL},"trees":[{"childrenLeft":[-1],"childrenRight":[-1],"feature":[-2],"threshold":[0],"cover":[1],"value":[[0]`,
      ',[0]',
      ']}]}',
      n,
    ),
  'neutral: small trees': (n) => repeated(`{${NEUTRAL},"trees":[{}`, ',{"childrenLeft":[]}', ']}', n),
  'neutral: cycle at the end': (n) =>
    repeated(
      `{${NEUTRAL},"trees":[`,
      `${JSON.stringify(honestTree(5))},`,
      '{"childrenLeft":[0],"childrenRight":[0],"feature":[0],"threshold":[0],"value":[[0]],"cover":[1]}]}',
      n,
    ),
  'neutral: names': (n) =>
    counted('{"kind":"linear","coef":[[1]],"intercept":[0],"featureNames":[', (i) => `"${i}",`, '"a"]}', n),
  'xgboost: trees': (n) =>
    repeated(
      '{"version":[3,0,0],"learner":{"learner_model_param":{"base_score":"0","num_class":"0","num_feature":"1"},"objective":{"name":"reg:squarederror"},"gradient_booster":{"name":"gbtree","model":{"tree_info":[0],"trees":[{}',
      ',{"left_children":[]}',
      ']}}}}',
      n,
    ),
  'xgboost: categories': (n) =>
    repeated(
      '{"version":[3,0,0],"learner":{"learner_model_param":{"base_score":"0","num_class":"0","num_feature":"1"},"objective":{"name":"reg:squarederror"},"gradient_booster":{"name":"gbtree","model":{"tree_info":[0],"trees":[{"left_children":[1,-1,-1],"right_children":[2,-1,-1],"split_conditions":[0,0,0],"default_left":[0,0,0],"split_type":[1,0,0],"categories_nodes":[0,0,0,0],"categories_segments":[0],"categories_sizes":[9],"categories":[0',
      ',16777215',
      ']}]}}}}',
      n,
    ),
  'ubjson: bytes': (n) => joined(ubj('{'), ubjKey('a'), ubj('[$U#'), int32(n), new Uint8Array(n), ubj('}')),
  'ubjson: doubles': (n) =>
    joined(
      ubj('{'),
      ubjKey('a'),
      ubj('[$D#'),
      int32(Math.floor(n / 8)),
      new Uint8Array(Math.floor(n / 8) * 8),
      ubj('}'),
    ),
  'ubjson: nulls': (n) => joined(ubj('{'), ubjKey('a'), repeated('[', 'Z', ']', n), ubj('}')),
  'ubjson: empty objects': (n) => joined(ubj('{'), ubjKey('a'), repeated('[', '{}', ']', n), ubj('}')),
  'ubjson: empty lists': (n) => joined(ubj('{'), ubjKey('a'), repeated('[', '[]', ']', n), ubj('}')),
  'ubjson: typed empty lists': (n) =>
    joined(ubj('{'), ubjKey('a'), repeated('[', Uint8Array.from([...ubj('[$D#U'), 0]), ']', n), ubj('}')),
  'ubjson: texts': (n) =>
    joined(ubj('{'), ubjKey('a'), repeated('[', Uint8Array.from([...ubj('SU'), 1, 97]), ']', n), ubj('}')),
  'ubjson: keys': (n) =>
    joined(
      ubj('{'),
      ubjKey('a'),
      counted('{', (i) => `U\b${i}Z`, '}', n),
      ubj('}'),
    ),
  'lightgbm: lines': (n) => counted(LGB, (i) => `${i}=\n`, '', n),
  'lightgbm: trees': (n) => repeated(LGB, 'Tree=\n', '', n),
  'lightgbm: numbers': (n) => repeated(`${LGB}Tree=0\nleaf_value=0`, ' 0', '\nsplit_feature=0\n', n),
  'lightgbm: names': (n) =>
    repeated(LGB.replace('feature_names=a', 'feature_names=a'), '', 'a', 0) &&
    repeated('tree\nversion=v4\nnum_tree_per_iteration=1\nmax_feature_idx=0\nfeature_names=a', ' a', '\n\n', n),
  'lightgbm: child -2^31': (n) =>
    repeated(
      `${LGB}Tree=0\nleaf_value=0 0\nsplit_feature=0\nthreshold=0\ndecision_type=0\nleft_child=-2147483648\nright_child=-1\n#`,
      '0',
      '\n',
      n,
    ),
  'lightgbm json: nested': (n) =>
    repeated(
      '{"max_feature_idx":0,"num_tree_per_iteration":1,"tree_info":[{"tree_structure":',
      '{"left_child":',
      '',
      n,
    ),
  'ebm: cuts': (n) =>
    repeated(
      '{"version":"1.0","ebm":{"outputs":[{"link":"identity"}],"intercept":[0],"features":[{"name":"a","cuts":[[0',
      ',1',
      ']]}],"terms":[{"term_features":["a"],"scores":[]}]}}',
      n,
    ),
  'ebm: scores': (n) =>
    repeated(
      '{"version":"1.0","ebm":{"outputs":[{"link":"identity"}],"intercept":[0],"features":[{"name":"a","cuts":[[0]]}],"terms":[{"term_features":["a","a"],"scores":[[0]',
      ',[0]',
      ']}]}}',
      n,
    ),
  'scorecard: cells': (n) => repeated('feature,points\n', ',', '', n),
  'scorecard: header': (n) => repeated('feature,points', ',', '\n', n),
  'scorecard: lines': (n) => repeated('feature,points\n', '\n', '', n),
  'scorecard: categories': (n) => counted('feature,category,points\n', (i) => `a,${i},1\n`, '', n),
  'onnx: empty nodes': (n) => onnx(repeated(none, field(1, none), none, n)),
  'onnx: empty initializers': (n) => onnx(repeated(none, field(5, none), none, n)),
  'onnx: unknown fields': (n) => onnx(repeated(none, Uint8Array.of(0x60, 0), none, n)),
  'onnx: field numbers': (n) => onnx(repeated(none, Uint8Array.from([...varint(2 ** 20 * 8), 0]), none, n)),
  'onnx: packed integers': (n) => ensemble(named('nodes_treeids', field(8, new Uint8Array(n)))),
  'onnx: single integers': (n) => ensemble(named('nodes_treeids', repeated(none, Uint8Array.of(0x40, 0), none, n))),
  'onnx: packed floats': (n) => ensemble(named('nodes_values', field(7, new Uint8Array(n)))),
  'onnx: single floats': (n) =>
    ensemble(named('nodes_values', repeated(none, Uint8Array.of(0x3d, 0, 0, 0, 0), none, n))),
  'onnx: texts': (n) => ensemble(named('nodes_modes', repeated(none, Uint8Array.of(0x4a, 0), none, n))),
  'onnx: modes': (n) => ensemble(named('nodes_modes', repeated(none, field(9, encoder.encode('LEAF')), none, n))),
  'onnx: raw bytes tensor': (n) => onnx(field(5, joined(Uint8Array.of(0x10, 6), field(9, new Uint8Array(n))))),
  'onnx: attributes': (n) =>
    ensemble(...[]) &&
    onnx(field(1, joined(field(4, encoder.encode('TreeEnsembleRegressor')), repeated(none, field(5, none), none, n)))),
  'onnx: node inputs': (n) =>
    onnx(field(1, joined(field(4, encoder.encode('Concat')), repeated(none, field(1, none), none, n)))),
  'onnx: dimensions': (n) => onnx(field(11, field(2, field(1, field(2, repeated(none, field(1, none), none, n)))))),
  'onnx: long varints': (n) =>
    ensemble(
      named(
        'nodes_treeids',
        field(8, repeated(none, Uint8Array.from([255, 255, 255, 255, 255, 255, 255, 255, 255, 1]), none, n)),
      ),
    ),
};
