import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, EBM, MODEL_FILES, NEUTRAL, XGBOOST } from '../../../../test/support/generators/models.js';
import { hasShared, sharedPath } from '../../../../test/support/shared.js';
import { TribuneError } from '../../base/errors.js';
import { readModel } from '../index.js';

/** Reads; says what happened. Anything but a model or MODEL_INVALID is a fault of ours. */
function outcome(bytes: Uint8Array): string {
  try {
    const model = readModel(bytes, { name: 'fuzzed' });
    model.predictRaw({
      data: new Float64Array(model.featureNames.length),
      rows: 1,
      columns: model.featureNames.length,
    });
    return 'model';
  } catch (error) {
    if (error instanceof TribuneError && (error.code === 'MODEL_INVALID' || error.code === 'DATA_VALUE_INVALID'))
      return error.code;
    throw error;
  }
}

const HOSTILE: unknown[] = [
  null,
  -1,
  -2,
  0,
  1,
  2 ** 31,
  2 ** 53,
  1e308,
  0.5,
  'x',
  '',
  'NaN',
  [],
  {},
  [1e9],
  [[[]]],
  true,
  '__proto__',
  '[1,2,3]',
];

/** Replaces, deletes or duplicates the value at a random place of a JSON document. */
function mutate(document: unknown, steps: readonly number[], change: { value: unknown; mode: number }): unknown {
  const copy = structuredClone(document) as Record<string, unknown>;
  let holder = copy;
  for (const step of steps) {
    const keys = Object.keys(holder);
    if (keys.length === 0) break;
    const key = keys[step % keys.length]!;
    const next = holder[key];
    const isLast = typeof next !== 'object' || next === null || step % 5 === 0;
    if (!isLast) {
      holder = next as Record<string, unknown>;
      continue;
    }
    if (change.mode === 0) delete holder[key];
    else if (change.mode === 1 && Array.isArray(next)) holder[key] = [...next, change.value];
    else holder[key] = change.value;
    break;
  }
  return copy;
}

const FILES: [string, Uint8Array][] = [
  ...MODEL_FILES,
  ...(hasShared
    ? ['breast-cancer-logreg.onnx', 'breast-cancer-gbc.onnx', 'xgb-binary.model.ubj'].map(
        (name): [string, Uint8Array] => [name, readFileSync(sharedPath(`reference/explain/${name}`))],
      )
    : []),
];

describe('hostile files', () => {
  it.each(FILES)('%s is read as it stands', (_, bytes) => {
    expect(outcome(bytes)).toBe('model');
  });

  it.each(FILES)('%s with bytes changed is a model or MODEL_INVALID', (_, bytes) => {
    const edits = fc.array(fc.record({ at: fc.nat(bytes.length - 1), to: fc.nat(255) }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(edits, (list) => {
        const copy = bytes.slice();
        for (const { at, to } of list) copy[at] = to;
        outcome(copy);
      }),
      { numRuns: 150 },
    );
  });

  it.each(FILES)('%s cut off anywhere is a model or MODEL_INVALID', (_, bytes) => {
    fc.assert(
      fc.property(fc.nat(bytes.length), (length) => {
        outcome(bytes.subarray(0, length));
      }),
      { numRuns: 100 },
    );
  });

  it.each<[string, unknown]>([
    ['neutral JSON', NEUTRAL],
    ['XGBoost JSON', XGBOOST],
    ['EBM JSON', EBM],
  ])('%s with values replaced is a model or MODEL_INVALID', (_, document) => {
    const change = fc.record({ value: fc.constantFrom(...HOSTILE), mode: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 8, maxLength: 8 }), change, (steps, how) => {
        outcome(bytesOf(mutate(document, steps, how)));
      }),
      { numRuns: 600 },
    );
  });

  const tree = NEUTRAL.trees[0]!;
  const withTree = (changes: object): Uint8Array => bytesOf({ ...NEUTRAL, trees: [{ ...tree, ...changes }] });
  const sized = (size: number) => ({
    childrenLeft: Array.from({ length: size }, (_, i) => (i + 2 < size && i % 2 === 0 ? i + 1 : -1)),
    childrenRight: Array.from({ length: size }, (_, i) => (i + 2 < size && i % 2 === 0 ? i + 2 : -1)),
    feature: new Array(size).fill(0),
    threshold: new Array(size).fill(0),
    value: new Array(size).fill([0]),
    cover: new Array(size).fill(1),
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['a cycle', withTree({ childrenLeft: [1, 0, -1], childrenRight: [2, 2, -1] }), /reached twice/],
    ['a shared child', withTree({ childrenLeft: [1, -1, -1], childrenRight: [1, -1, -1] }), /reached twice/],
    ['a child out of range', withTree({ childrenLeft: [9, -1, -1] }), /not one of its 3 nodes/],
    ['a fractional child', withTree({ childrenLeft: [0.5, -1, -1] }), /not one of its 3 nodes/],
    ['one child', withTree({ childrenLeft: [-1, -1, -1] }), /one child/],
    ['a feature out of range', withTree({ feature: [2, -2, -2] }), /feature 2 of 2/],
    ['a leaf value that is text', withTree({ value: [[0], ['x'], [1]] }), /not a finite number/],
    ['negative cover', withTree({ cover: [10, -4, 6] }), /cover is -4/],
    ['lists of other lengths', withTree({ threshold: [30] }), /1 number, expected 3/],
    ['a tree deeper than any library grows', withTree(sized(2 * 2048 + 5)), /deeper than 2048/],
    ['a huge number of outputs', bytesOf({ ...NEUTRAL, numOutputs: 2 ** 31 }), /outputs/],
    ['a duplicate feature name', bytesOf({ ...NEUTRAL, featureNames: ['age', 'age'] }), /used twice/],
    [
      'a huge number of features',
      bytesOf({
        learner: {
          ...XGBOOST.learner,
          learner_model_param: { base_score: '0.5', num_class: '0', num_feature: '1e15' },
        },
      }),
      /num_feature/,
    ],
    [
      'a category that would take megabytes',
      bytesOf(JSON.stringify(XGBOOST).replace('"categories":[1,3]', '"categories":[1,99999999]')),
      /category/,
    ],
    [
      'a UBJSON array longer than the file',
      Uint8Array.from([0x7b, 0x69, 1, 0x61, 0x5b, 0x24, 0x64, 0x23, 0x6c, 0x7f, 0xff, 0xff, 0xff]),
      /announced/,
    ],
    [
      'UBJSON nested without end',
      Uint8Array.from([0x7b, 0x69, 1, 0x61, ...new Array(5000).fill(0x5b)]),
      /nested deeper/,
    ],
    ['JSON nested without end', bytesOf(`${'{"model":'.repeat(100_000)}{}${'}'.repeat(100_000)}`), /kind|read|model/],
    ['an empty file', new Uint8Array(0), /empty/],
    ['an unknown format', bytesOf('MZ...'), /no known format/],
  ])('%s ends in MODEL_INVALID', (_, bytes, message) => {
    expect(() => readModel(bytes)).toThrow(
      expect.objectContaining({ code: 'MODEL_INVALID', message: expect.stringMatching(message) }),
    );
  });

  it('a typed list of values without bytes ends at a bound, not in a crash', () => {
    const count = 17_000_000;
    const bytes = new Uint8Array(24 + count).fill(0x20);
    bytes.set([0x7b, 0x69, 1, 0x61, 0x5b, 0x24, 0x54, 0x23, 0x6c]);
    new DataView(bytes.buffer).setInt32(9, count);
    expect(() => readModel(bytes)).toThrow(/more single values, lists or names/);
  });

  it('an ONNX graph of a million empty nodes ends at a bound', () => {
    const nodes = 1_000_000;
    const bytes = new Uint8Array(7 + 2 * nodes);
    bytes.set([0x08, 0x08, 0x3a]);
    for (let i = 0, size = 2 * nodes; i < 4; i++, size >>>= 7) bytes[3 + i] = (size & 127) | (i < 3 ? 128 : 0);
    for (let at = 7; at < bytes.length; at += 2) bytes[at] = 0x0a;
    expect(() => readModel(bytes)).toThrow(
      expect.objectContaining({ code: 'MODEL_INVALID', message: expect.stringMatching(/repeats field 1 too often/) }),
    );
  });

  it('a scorecard of many categories takes time in proportion', () => {
    const lines = Array.from({ length: 100_000 }, (_, i) => `home,,,c${i},${i}`);
    const model = readModel(bytesOf(`feature,lower,upper,category,points\n${lines.join('\n')}\n`));
    expect(model.features[0]!.categories).toHaveLength(100_000);
    expect(() => readModel(bytesOf(`feature,points\n${'a,1\n'.repeat(200_001)}`))).toThrow(/more than 200000 lines/);
  });

  it('a key __proto__ reaches no prototype', () => {
    const text = JSON.stringify(NEUTRAL).replace('{"kind"', '{"__proto__":{"polluted":1},"kind"');
    expect(() => readModel(bytesOf(text))).toThrow(/holds "__proto__", which this reader does not know/);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('a file above the limit is refused before it is parsed', () => {
    expect(() => readModel(new Uint8Array(11), { maxBytes: 10 })).toThrow(/more than 10/);
  });
});
