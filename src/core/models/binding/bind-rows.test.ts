import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TribuneError } from '../../base/errors.js';
import * as explainers from '../../explain/index.js';
import {
  bindRows,
  blackBoxModel,
  type InputRecord,
  linearModel,
  type Matrix,
  type Model,
  matrixFromRows,
  readModel,
  type TreeModel,
  treeModel,
} from '../index.js';

const CARD = `feature,lower,upper,category,points
(base),,,,500
age,,25,,10
age,25,,,35
age,,,(missing),1
home,,,own,20
home,,,rent,5
home,,,(other),-3
home,,,(missing),-7
`;
const card = readModel(new TextEncoder().encode(CARD));

/** What a call says, and under which code. */
function refusal(call: () => unknown): { code: string; message: string; remedy: string | undefined } {
  try {
    call();
  } catch (cause) {
    if (cause instanceof TribuneError) return { code: cause.code, message: cause.message, remedy: cause.remedy };
    throw cause;
  }
  throw new Error('nothing was refused');
}

describe('named records are bound to the inputs of a model', () => {
  it('by name in any order, categories by text, null as missing', () => {
    const rows = bindRows(card, [
      { home: 'own', age: 31 },
      { age: 20, home: ' rent ' },
      { age: null, home: null },
    ]);
    expect([...card.predictRaw(rows)]).toEqual([555, 515, 494]);
  });

  it('numbers and truth values find the category of the same number or word', () => {
    const read = blackBoxModel({
      format: 'test',
      features: [
        { name: 'rooms', categories: ['3', '1', '2.0'] },
        { name: 'owner', categories: ['False', 'True'] },
        { name: 'new' },
      ],
      link: 'identity',
      numOutputs: 1,
      acceptsMissing: false,
      predictRaw: (rows) => new Float64Array(rows.rows),
      toLinked: (raw) => raw,
    });
    const bound = bindRows(read, [
      { rooms: 2, owner: true, new: true },
      { rooms: '3.0', owner: 'false', new: 0 },
    ]);
    expect([...bound.data]).toEqual([2, 1, 1, 0, 0, 0]);
  });

  it.each<[string, unknown, string, string]>([
    ['text where a number is read', { age: '31', home: 'own' }, 'DATA_VALUE_INVALID', 'row 0, "age" holds "31"'],
    ['a misspelt name', { age: 31, hom: 'own' }, 'INVALID_ARGUMENT', 'row 0 holds "hom", no input of the model'],
    ['a name that is missing', { age: 31 }, 'DATA_COLUMN_MISSING', 'row 0 lacks "home"'],
    ['a value that is not defined', { age: undefined, home: 'own' }, 'DATA_VALUE_INVALID', 'nothing (undefined)'],
    ['NaN', { age: Number.NaN, home: 'own' }, 'DATA_VALUE_INVALID', 'row 0, "age" holds NaN'],
    ['infinity', { age: Infinity, home: 'own' }, 'DATA_VALUE_INVALID', 'row 0, "age" holds Infinity'],
    ['a big integer', { age: 31n, home: 'own' }, 'DATA_VALUE_INVALID', 'row 0, "age" holds a bigint'],
    ['a list as value', { age: [31], home: 'own' }, 'DATA_VALUE_INVALID', 'row 0, "age" holds a list'],
    ['a list as category', { age: 31, home: ['own'] }, 'DATA_VALUE_INVALID', 'row 0, "home" holds a list'],
    ['a category never seen', { age: 31, home: 'boat' }, 'DATA_VALUE_INVALID', 'a category that the model never saw'],
    ['a code for a category', { age: 31, home: 1 }, 'DATA_VALUE_INVALID', 'row 0, "home" holds 1'],
    ['values by place', [31, 'own'], 'INVALID_ARGUMENT', 'row 0 is no record'],
    ['nothing', null, 'INVALID_ARGUMENT', 'row 0 is no record'],
    ['an inherited name', Object.create({ age: 31, home: 'own' }), 'DATA_COLUMN_MISSING', 'lacks "age", "home"'],
  ])('%s is refused by name', (_, record, code, message) => {
    const said = refusal(() => bindRows(card, [record as InputRecord]));
    expect(said.code).toBe(code);
    expect(said.message).toContain(message);
    expect(said.remedy).toBeTruthy();
  });

  it('a missing value is refused where the model has no rule for one', () => {
    const model = { features: [{ name: 'age' }], acceptsMissing: false };
    expect(refusal(() => bindRows(model, [{ age: null }])).message).toContain('column "age" holds a missing value');
  });

  it('what is never seen and what is no input are let through where that is said', () => {
    const rows = bindRows(card, [{ id: 'a-17', age: 31, home: 'boat' }], { unseen: 'model', ignore: ['id'] });
    expect([...card.predictRaw(rows)]).toEqual([532]);
  });

  it('names of any kind stay names', () => {
    const model = { features: [{ name: '__proto__' }, { name: 'constructor' }], acceptsMissing: false };
    const record = JSON.parse('{"__proto__": 1, "constructor": 2}');
    expect([...bindRows(model, [record]).data]).toEqual([1, 2]);
    expect(refusal(() => bindRows(model, [{} as InputRecord])).message).toContain('lacks "__proto__", "constructor"');
  });

  it('gives the matrix of the same values by place, whatever they are', () => {
    const texts = fc.uniqueArray(fc.string({ minLength: 1 }), {
      minLength: 1,
      maxLength: 6,
      selector: (text) => text.trim().toLowerCase(),
    });
    fc.assert(
      fc.property(texts, fc.array(fc.record({ code: fc.nat(5), x: fc.double({ noNaN: true }) })), (list, people) => {
        const categories = list.filter((text) => text.trim() === text && text !== '' && !/\d/.test(text));
        fc.pre(categories.length > 0);
        const features = [{ name: 'x' }, { name: 'word', categories }];
        const finite = people
          .filter(({ x }) => Number.isFinite(x))
          .map((p) => ({ ...p, code: p.code % categories.length }));
        const rows = bindRows(
          { features, acceptsMissing: false },
          finite.map(({ code, x }) => ({ word: categories[code]!, x })),
        );
        expect(rows.data).toEqual(Float64Array.from(finite.flatMap(({ code, x }) => [x, code])));
      }),
    );
  });
});

describe('values by place', () => {
  it.each<[string, unknown]>([
    ['"own"', 'own'],
    ['"12"', '12'],
    ['a boolean', true],
    ['a bigint', 12n],
    ['a object', {}],
  ])('%s is no missing value', (shown, value) => {
    const said = refusal(() =>
      matrixFromRows([
        [1, 2],
        [3, value as number],
      ]),
    );
    expect(said).toMatchObject({
      code: 'DATA_VALUE_INVALID',
      message: `row 1, column 1 holds ${shown}, which is no number`,
    });
    expect(said.remedy).toContain('bindRows');
  });

  it('missing ones are null, undefined and NaN', () => {
    expect([...matrixFromRows([[null, undefined, Number.NaN, 1]]).data]).toEqual([NaN, NaN, NaN, 1]);
  });
});

/** Everything public that takes rows of a model, with rows that are wrong in one way. */
describe('every public function that takes rows refuses what is no row of the model', () => {
  const step = { childrenLeft: [1, -1, -1], childrenRight: [2, -1, -1], feature: [0, -2, -2], threshold: [25, 0, 0] };
  const ensemble = (
    readModel(
      new TextEncoder().encode(
        JSON.stringify({
          kind: 'tree-ensemble',
          numOutputs: 1,
          baseOffset: [0],
          featureNames: ['age', 'home'],
          trees: [{ ...step, value: [0, 515, 555], cover: [4, 2, 2] }],
        }),
      ),
    ) as TreeModel
  ).ensemble;
  const common = { format: 'test', features: card.features, link: 'identity', acceptsMissing: true } as const;
  const predictRaw = (rows: Matrix): Float64Array => card.predictRaw(rows);
  const kinds: Record<string, Model> = {
    additive: card,
    'black-box': blackBoxModel({ ...common, numOutputs: 1, predictRaw, toLinked: (raw) => raw }),
    'tree-ensemble': treeModel(ensemble, common),
    linear: linearModel({ ...common, coefficients: [[1, 2]], intercept: [500] }),
    adopted: explainers.adoptNames(card, ['age', 'home']),
  };
  const good = matrixFromRows([...Array(40)].map((_, r) => [18 + r, r % 2]));
  const wrong: [string, unknown, RegExp][] = [
    ['nested arrays', [[31, 0]], /are no matrix/],
    ['a matrix of texts', { data: ['31', 'own'], rows: 1, columns: 2 }, /are no matrix/],
    ['another number of columns', matrixFromRows([[31, 0, 1]]), /rows have 3\b/],
    ['a code of no category', matrixFromRows([[31, 2]]), /holds 2, the code of no category/],
    ['half a code', matrixFromRows([[31, 0.5]]), /holds 0.5, the code of no category/],
    ['infinity', matrixFromRows([[Infinity, 0]]), /holds the value Infinity/],
  ];
  const config = explainers.readReasons({
    tribune: 'reasons/v1',
    domain: 'credit',
    decision: { cutoff: 540 },
    families: { age: { features: ['age'], text: 'debt' }, home: { features: ['home'], text: 'income' } },
  });
  const constraints = explainers.readConstraints({ tribune: 'recourse/v1', features: { age: { mutable: true } } });
  const decision = { cutoff: 540, cutoffScale: 'raw' } as const;
  const rule = explainers.decisionRule(card, decision);
  const person = matrixFromRows([[31, 0]]);
  type Call = (model: Model, rows: Matrix) => unknown;
  const calls: Record<string, Call> = {
    predictRaw: (model, rows) => model.predictRaw(rows),
    predictLinked: (model, rows) => model.predictLinked(rows),
    explain: (model, rows) => explainers.explain(model, rows, { background: good }),
    'explain, background': (model, rows) =>
      explainers.explain(model, good, { background: rows, singleReference: true }),
    'explain, exact': (model, rows) => explainers.explain(model, rows, { background: good, method: 'exact' }),
    'explain, sampling': (model, rows) =>
      explainers.explain(model, rows, { background: good, method: 'sampling', seed: 1 }),
    checkExplainer: (model, rows) => explainers.checkExplainer(model, rows, { background: good, seed: 1 }),
    crossCheck: (model, rows) =>
      explainers.crossCheck(model, rows, explainers.explain(model, person, { background: good }), {
        background: good,
        seed: 1,
      }),
    partialDependence: (model, rows) => explainers.partialDependence(model, rows, 'age'),
    accumulatedEffects: (model, rows) => explainers.accumulatedEffects(model, rows, 'age'),
    permutationImportance: (model, rows) => explainers.permutationImportance(model, rows, { labels: [1], seed: 1 }),
    describeEffects: (model, rows) => explainers.describeEffects(model, { people: rows, seed: 1 } as never),
    findAnchor: (model, rows) => explainers.findAnchor(model, rows, good, { ...decision, seed: 1 }),
    'findAnchor, reference': (model, rows) => explainers.findAnchor(model, person, rows, { ...decision, seed: 1 }),
    compareVersions: (model, rows) => explainers.compareVersions(model, model, rows, { background: good }),
    findRecourse: (model, rows) =>
      explainers.findRecourse(model, { columns: model.features, rows }, constraints, decision),
    explainReasons: (model, rows) => explainers.explainReasons(model, rows, config, { row: 0 }),
    'explainReasons, reference': (model, rows) =>
      explainers.explainReasons(model, good, config, { row: 3, reference: rows }),
    compareBaselines: (model, rows) => explainers.compareBaselines(model, rows, config, { row: 0 }),
    similarCases: (model, rows) => explainers.similarCases(model, rule, rows, { row: [31, 0], index: null }),
  };

  for (const [name, call] of Object.entries(calls)) {
    it.each(wrong)(`${name}: %s`, (_, rows, message) => {
      for (const [kind, model] of Object.entries(kinds)) {
        const said = refusal(() => call(model, rows as Matrix));
        expect(said.message, kind).toMatch(message);
      }
    });
  }
});
