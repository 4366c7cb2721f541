import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bindRows, readModel } from '../../index.js';
import { readElements } from './pmml-elements.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
interface Made {
  readonly pmml: string;
  readonly rows: readonly Record<string, number | string | null>[];
  readonly scores: readonly (readonly number[])[];
}
const made = JSON.parse(readFileSync(join(import.meta.dirname, 'testdata/pmml.json'), 'utf8')) as Record<string, Made>;
const FIELDS = `
  <DataField name="y" optype="continuous" dataType="double"/>
  <DataField name="class" optype="categorical" dataType="string"><Value value="no"/><Value value="yes"/></DataField>
  <DataField name="a" optype="continuous" dataType="double"/>
  <DataField name="b" optype="continuous" dataType="double"/>
  <DataField name="home" optype="categorical" dataType="string"><Value value="own"/><Value value="rent"/><Value value="my aunt's"/></DataField>`;
const schema = (target: string, of = '<MiningField name="a"/><MiningField name="home"/>'): string =>
  `<MiningSchema><MiningField name="${target}" usageType="target"/>${of}</MiningSchema>`;
const pmml = (model: string): string =>
  `<?xml version="1.0"?><PMML xmlns="http://www.dmg.org/PMML-4_4" version="4.4"><Header/><DataDictionary>${FIELDS}</DataDictionary>${model}</PMML>`;
const read = (model: string) => readModel(bytesOf(pmml(model)), { name: 'm.pmml' });
const scoresOf = (model: string, rows: readonly (readonly [number | null, string | null])[]): number[] => {
  const read_ = read(model);
  return Array.from(
    read_.predictLinked(
      bindRows(
        read_,
        rows.map(([a, home]) => Object.fromEntries(read_.featureNames.map((name) => [name, name === 'a' ? a : home]))),
      ),
    ),
  );
};
const tree = (attributes: string, nodes: string, of?: string): string =>
  `<TreeModel functionName="regression" ${attributes}>${schema('y', of)}<Node id="0" score="9"><True/>${nodes}</Node></TreeModel>`;
const A = (operator: string, value: string): string =>
  `<SimplePredicate field="a" operator="${operator}" value="${value}"/>`;
const node = (id: string, predicate: string, inside = ''): string =>
  `<Node id="${id}" score="${id}">${predicate}${inside}</Node>`;
const PLAIN = tree('', node('1', A('lessThan', '3')) + node('2', A('greaterOrEqual', '3')));

describe('PMML as sklearn2pmml writes it', () => {
  it.each(Object.keys(made))('%s has the scores of its library', (name) => {
    const { pmml: text, rows, scores } = made[name]!;
    const model = readModel(bytesOf(text), { name });
    const own = rows.map((row) => Object.fromEntries(model.featureNames.map((one) => [one, row[one] ?? null])));
    const got = model.predictLinked(bindRows(model, own));
    // XGBoost adds up in 32 bits, all others in 64.
    const digits = name.startsWith('XGBoost') ? 6 : 12;
    scores.forEach((wanted, r) => {
      const ofClasses = model.numOutputs === 1 ? [wanted.at(-1)!] : wanted;
      ofClasses.forEach((score, k) => {
        expect(got[r * model.numOutputs + k]).toBeCloseTo(score, digits);
      });
    });
  });

  it('keeps its trees, so that they are explained exactly, and its classes', () => {
    const of = (name: string) => readModel(bytesOf(made[name]!.pmml), { name });
    for (const name of ['forest', 'boosting', 'XGBoost', 'LightGBM', 'histogram boosting'])
      expect(of(name).kind).toBe('tree-ensemble');
    expect(of('forest')).toMatchObject({ numOutputs: 1, chances: 'second' });
    expect(of('boosting')).toMatchObject({ numOutputs: 1, link: 'logit', acceptsMissing: false });
    expect(of('boosting of three classes')).toMatchObject({ numOutputs: 3, link: 'softmax' });
    expect(of('LightGBM').acceptsMissing).toBe(true);
    expect(of('logistic of three classes').kind).toBe('linear');
  });
});

describe('a tree', () => {
  it('takes the first child that is true, and says where a missing value goes', () => {
    expect(
      scoresOf(PLAIN, [
        [2.9, 'own'],
        [3, 'own'],
      ]),
    ).toEqual([1, 2]);
    expect(read(PLAIN).acceptsMissing).toBe(false);
    const kept = tree(
      'noTrueChildStrategy="returnLastPrediction"',
      node('1', A('lessThan', '3')) + node('2', A('greaterThan', '5')),
    );
    expect(
      scoresOf(kept, [
        [2, 'own'],
        [4, 'own'],
        [6, 'own'],
        [null, 'own'],
      ]),
    ).toEqual([1, 9, 2, 9]);
    const sent = PLAIN.replace('functionName', 'missingValueStrategy="defaultChild" functionName').replace(
      'id="0"',
      'id="0" defaultChild="2"',
    );
    expect(
      scoresOf(sent, [
        [2, 'own'],
        [null, 'own'],
      ]),
    ).toEqual([1, 2]);
    const last = kept.replace('functionName', 'missingValueStrategy="lastPrediction" functionName');
    expect(scoresOf(last, [[null, 'own']])).toEqual([9]);
  });

  it('asks for categories, lists of them and what is missing', () => {
    const list = (operator: string, items: string): string =>
      `<SimpleSetPredicate field="home" booleanOperator="${operator}"><Array type="string" n="2">${items}</Array></SimpleSetPredicate>`;
    const home = '<SimplePredicate field="home" operator="equal" value="own"/>';
    const sets = tree('', node('1', home) + node('2', list('isIn', `rent "my aunt's"`)));
    expect(
      scoresOf(sets, [
        [1, 'own'],
        [1, 'rent'],
        [1, "my aunt's"],
      ]),
    ).toEqual([1, 2, 2]);
    const not = tree('', node('1', list('isNotIn', 'own rent')) + node('2', list('isIn', 'own rent')));
    expect(
      scoresOf(not, [
        [1, 'own'],
        [1, "my aunt's"],
      ]),
    ).toEqual([2, 1]);
    const or = `<CompoundPredicate booleanOperator="or">${A('lessThan', '3')}<SimplePredicate field="a" operator="isMissing"/></CompoundPredicate>`;
    const and = `<CompoundPredicate booleanOperator="and">${A('greaterOrEqual', '3')}<SimplePredicate field="a" operator="isNotMissing"/></CompoundPredicate>`;
    const kept = 'noTrueChildStrategy="returnLastPrediction"';
    expect(
      scoresOf(tree(kept, node('1', or) + node('2', and)), [
        [1, 'own'],
        [4, 'own'],
        [null, 'own'],
      ]),
    ).toEqual([1, 2, 1]);
    const surrogate = `<CompoundPredicate booleanOperator="surrogate">${A('lessThan', '3')}<True/></CompoundPredicate>`;
    expect(
      scoresOf(tree('', node('1', surrogate) + node('2', '<True/>')), [
        [null, 'own'],
        [4, 'own'],
      ]),
    ).toEqual([1, 2]);
    const first = tree('', node('1', '<SimplePredicate field="a" operator="isMissing"/>') + node('2', '<True/>'));
    expect(
      scoresOf(first, [
        [null, 'own'],
        [4, 'own'],
      ]),
    ).toEqual([1, 2]);
  });

  it('reads a missing value as what the schema puts in its place', () => {
    const replaced =
      '<MiningField name="a" missingValueReplacement="4" missingValueTreatment="asMean"/><MiningField name="home"/>';
    const kept = tree('', node('1', A('lessThan', '3')) + node('2', A('greaterOrEqual', '3')), replaced);
    expect(
      scoresOf(kept, [
        [null, 'own'],
        [1, 'own'],
      ]),
    ).toEqual([2, 1]);
  });

  it('counts in the mean with its weight', () => {
    const segment = (weight: string, score: string): string =>
      `<Segment weight="${weight}"><True/>${PLAIN.replaceAll('score="1"', `score="${score}"`)}</Segment>`;
    const mining = (method: string): string =>
      `<MiningModel functionName="regression">${schema('y')}<Targets><Target rescaleFactor="2" rescaleConstant="0.5"/></Targets><Segmentation multipleModelMethod="${method}">${segment('1', '4')}${segment('3', '8')}</Segmentation></MiningModel>`;
    expect(scoresOf(mining('weightedAverage'), [[1, 'own']])).toEqual([2 * 7 + 0.5]);
    expect(scoresOf(mining('average'), [[1, 'own']])).toEqual([2 * 6 + 0.5]);
    expect(scoresOf(mining('sum'), [[1, 'own']])).toEqual([2 * 12 + 0.5]);
  });
});

describe('a regression and a scorecard', () => {
  it('of two classes publish the chance of the second, whichever table comes first', () => {
    const table = (category: string, inside: string): string =>
      `<RegressionTable intercept="0.5" targetCategory="${category}">${inside}</RegressionTable>`;
    const terms =
      '<NumericPredictor name="a" coefficient="2"/><CategoricalPredictor name="home" value="rent" coefficient="-1"/>';
    const model = (tables: string): string =>
      `<RegressionModel functionName="classification" normalizationMethod="logit">${schema('class')}${tables}</RegressionModel>`;
    const chance = 1 / (1 + Math.exp(-(0.5 + 2 * 3 - 1)));
    const other = '<RegressionTable intercept="0" targetCategory="OTHER"/>';
    const yes = model(table('yes', terms) + other.replace('OTHER', 'no'));
    expect(scoresOf(yes, [[3, 'rent']])[0]).toBeCloseTo(chance, 15);
    const no = model(table('no', terms) + other.replace('OTHER', 'yes'));
    expect(scoresOf(no, [[3, 'rent']])[0]).toBeCloseTo(1 - chance, 15);
  });

  it('add the points of the first attribute that is true', () => {
    const attribute = (points: string, predicate: string): string =>
      `<Attribute partialScore="${points}" reasonCode="R">${predicate}</Attribute>`;
    const between = `<CompoundPredicate booleanOperator="and">${A('greaterOrEqual', '3')}${A('lessThan', '5')}</CompoundPredicate>`;
    const card = `<Scorecard functionName="regression" initialScore="100" useReasonCodes="true">${schema('y')}<Characteristics>
      <Characteristic name="age" baselineScore="5">${attribute('10', A('lessThan', '3'))}${attribute('20', between)}${attribute('-1', '<SimplePredicate field="a" operator="isMissing"/>')}</Characteristic>
      <Characteristic name="home">${attribute('7', '<SimplePredicate field="home" operator="equal" value="own"/>')}${attribute('0', '<True/>')}</Characteristic>
      </Characteristics></Scorecard>`;
    expect(
      scoresOf(card, [
        [2, 'own'],
        [3, 'rent'],
        [null, null],
      ]),
    ).toEqual([117, 120, 99]);
    expect(() => scoresOf(card, [[5, 'own']])).toThrow(/no attribute of "age" holds the value 5/);
  });
});

describe('PMML that is refused', () => {
  const scaled = `<TransformationDictionary><DerivedField name="s" optype="continuous" dataType="double"><Apply function="/"><FieldRef field="a"/><Constant>2</Constant></Apply></DerivedField></TransformationDictionary>`;
  it.each([
    [
      'a neural network',
      `<NeuralNetwork functionName="regression">${schema('y')}</NeuralNetwork>`,
      /<PMML> has <NeuralNetwork>/,
    ],
    [
      'a vote',
      `<MiningModel functionName="regression">${schema('y')}<Segmentation multipleModelMethod="majorityVote"><Segment><True/>${PLAIN}</Segment></Segmentation></MiningModel>`,
      /multipleModelMethod="majorityVote"; read are sum/,
    ],
    [
      'a segment for some rows',
      `<MiningModel functionName="regression">${schema('y')}<Segmentation multipleModelMethod="sum"><Segment>${A('lessThan', '3')}${PLAIN}</Segment></Segmentation></MiningModel>`,
      /segment for some rows/,
    ],
    [
      'weighted confidence',
      PLAIN.replace('functionName', 'missingValueStrategy="weightedConfidence" functionName'),
      /missingValueStrategy="weightedConfidence"/,
    ],
    [
      'children that leave rows out',
      tree('', node('1', A('lessThan', '3')) + node('2', A('greaterThan', '3'))),
      /leave some rows without a score/,
    ],
    [
      'two comparisons joined',
      tree(
        '',
        node(
          '1',
          `<CompoundPredicate booleanOperator="and">${A('lessThan', '3')}${A('greaterThan', '1')}</CompoundPredicate>`,
        ) + node('2', '<True/>'),
      ),
      /joins predicates by and/,
    ],
    ['a scaled threshold', scaled + PLAIN.replaceAll('field="a"', 'field="s"'), /computed from an input/],
    ['an unknown field', PLAIN.replaceAll('field="a"', 'field="z"'), /names the field "z", which is no input/],
    [
      'outliers',
      PLAIN.replace('<MiningField name="a"/>', '<MiningField name="a" outliers="asExtremeValues" lowValue="0"/>'),
      /outliers="asExtremeValues"/,
    ],
    [
      'a class by its vote',
      `<TreeModel functionName="classification">${schema('class')}<Node score="yes"><True/></Node></TreeModel>`,
      /without <ScoreDistribution>/,
    ],
    ['a number that is none', PLAIN.replace('value="3"', 'value="0x3"'), /value="0x3", which is no number/],
  ])('%s, by its name', (_, model, message) => {
    expect(() => read(model)).toThrow(
      expect.objectContaining({
        code: 'MODEL_INVALID',
        message: expect.stringMatching(message),
        remedy: expect.any(String),
      }),
    );
  });

  it.each([
    [
      'a document type with entities',
      '<!DOCTYPE PMML [<!ENTITY a "aaaaaaaaaa">]><PMML version="4.4"/>',
      /document type/,
    ],
    ['what is cut off', pmml(PLAIN).slice(0, 900), /no XML/],
    ['an old version', pmml(PLAIN).replace('version="4.4"', 'version="3.2"'), /of PMML 3.2/],
    ['another encoding', pmml(PLAIN).replace('version="1.0"', 'version="1.0" encoding="ISO-8859-1"'), /ISO-8859-1/],
    ['endless nesting', `<PMML version="4.4">${'<Node>'.repeat(5000)}`, /nested more than 4200 deep/],
    [
      'a field made of itself',
      pmml(
        `<TransformationDictionary><DerivedField name="s" optype="continuous" dataType="double"><FieldRef field="s"/></DerivedField></TransformationDictionary>${PLAIN.replaceAll('field="a"', 'field="s"')}`,
      ),
      /names the field "s"/,
    ],
  ])('%s, within bounds', (_, text, message) => {
    expect(() => readModel(bytesOf(text), { name: 'm' })).toThrow(
      expect.objectContaining({ code: 'MODEL_INVALID', message: expect.stringMatching(message) }),
    );
  });

  it('what takes more memory than an honest file of its size, before it is taken', () => {
    const bytes = bytesOf(`<PMML>${'<a/>'.repeat(50)}</PMML>`);
    const budget = { where: 'm', left: 10_000 };
    expect(() => readElements(bytes, budget, () => undefined)).toThrow(/line 1: takes more memory than an honest file/);
    // What became something else gives its memory back.
    const reduced = { where: 'm', left: 10_000 };
    const rooms = `<PMML>${`<T>${'<a/>'.repeat(20)}</T>`.repeat(10)}</PMML>`;
    readElements(bytesOf(rooms), reduced, (element) => {
      if (element.name === 'T') element.became = 1;
    });
    expect(reduced.left).toBeGreaterThan(6000);
  });
});
