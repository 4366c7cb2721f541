import { describe, expect, it } from 'vitest';
import { bindRows, readModel } from '../../index.js';

const FIELDS = `
  <DataField name="y" optype="continuous" dataType="double"/>
  <DataField name="a" optype="continuous" dataType="float"/>
  <DataField name="h" optype="categorical" dataType="string"><Value value="own"/><Value value="rent"/><Value value="other"/></DataField>`;
const ACTIVE = '<MiningField name="a"/><MiningField name="h"/>';
const pmml = (model: string, fields = FIELDS): string =>
  `<PMML xmlns="http://www.dmg.org/PMML-4_4" version="4.4"><DataDictionary>${fields}</DataDictionary>${model}</PMML>`;
const tree = (attributes: string, nodes: string, { of = ACTIVE, root = 'score="9" recordCount="60"' } = {}): string =>
  `<TreeModel functionName="regression" ${attributes}><MiningSchema><MiningField name="y" usageType="target"/>${of}</MiningSchema><Node ${root}><True/>${nodes}</Node></TreeModel>`;
const A = (operator: string, value: string): string =>
  `<SimplePredicate field="a" operator="${operator}" value="${value}"/>`;
const missing = (field: string, operator: string): string =>
  `<SimplePredicate field="${field}" operator="${operator}"/>`;
const home = (value: string): string => `<SimplePredicate field="h" operator="equal" value="${value}"/>`;
const node = (id: string, predicate: string, count = '20'): string =>
  `<Node id="${id}" score="${id}" recordCount="${count}">${predicate}</Node>`;
const read = (model: string, fields?: string) =>
  readModel(new TextEncoder().encode(pmml(model, fields)), { name: 'm' });
const scores = (model: string, ...rows: (readonly [number | null, string | null])[]): number[] => {
  const of = read(model);
  return Array.from(
    of.predictLinked(
      bindRows(
        of,
        rows.map(([a, h]) => ({ a, h })),
      ),
    ),
  );
};
const SPLIT = node('1', A('lessThan', '3')) + node('2', A('greaterOrEqual', '3'));
const NULL_LEFT = 'noTrueChildStrategy="returnNullPrediction"';

describe('missing values in a tree of PMML', () => {
  it('keep the score of the node by lastPrediction, also where its children take all others', () => {
    const model = tree(`missingValueStrategy="lastPrediction" ${NULL_LEFT}`, SPLIT);
    expect(scores(model, [2, 'own'], [3, 'own'], [null, 'own'])).toEqual([1, 2, 9]);
    // A node without a score has no last prediction, and one that stands above it is none.
    const bare = tree('missingValueStrategy="lastPrediction"', SPLIT, { root: '' });
    expect(read(bare).acceptsMissing).toBe(false);
    const inner = `<Node><True/>${node('1', A('lessThan', '3'))}</Node>`;
    expect(() => read(tree('noTrueChildStrategy="returnLastPrediction"', inner))).toThrow(/and it has none/);
    // The comparison ends the walk, so the child behind it that takes everybody takes none of them.
    const open = tree('missingValueStrategy="lastPrediction"', node('1', A('lessThan', '3')) + node('2', '<True/>'));
    expect(() => read(open)).toThrow(/missing values by lastPrediction past children that ask for something else/);
  });

  it('are taken by the child that asks for them, so that the others take the rest', () => {
    const three =
      node('1', missing('a', 'isMissing')) + node('2', A('lessThan', '3')) + node('3', A('greaterOrEqual', '3'));
    for (const strategy of ['none', 'lastPrediction', 'defaultChild', 'nullPrediction'])
      expect(scores(tree(`missingValueStrategy="${strategy}"`, three), [null, 'own'], [2, 'own'], [3, 'own'])).toEqual([
        1, 2, 3,
      ]);
    const two = node('1', missing('h', 'isMissing')) + node('2', missing('h', 'isNotMissing'));
    expect(scores(tree('', two), [1, null], [1, 'rent'])).toEqual([1, 2]);
    // Unknown first, the default child is taken before the one that asks for missing values.
    const late =
      node('1', A('lessThan', '3')) + node('2', missing('a', 'isMissing')) + node('3', A('greaterOrEqual', '3'));
    const sent = tree('missingValueStrategy="defaultChild"', late, { root: 'score="9" defaultChild="3"' });
    expect(() => read(sent)).toThrow(/missing values by defaultChild past children that ask for something else/);
  });

  it('that are replaced are never missing, and are rounded as the field is', () => {
    const own =
      '<MiningField name="a" missingValueReplacement="0.1"/><MiningField name="h" missingValueReplacement="rent"/>';
    const asked = tree('', node('1', missing('h', 'isMissing')) + node('2', '<True/>'), { of: own });
    expect(scores(asked, [1, null], [1, 'own'])).toEqual([2, 2]);
    const rounded = node('1', A('lessThan', '0.1')) + node('2', A('greaterOrEqual', '0.1'));
    expect(scores(tree('', rounded, { of: own }), [null, 'own'], [0.1, 'own'])).toEqual([2, 2]);
    const empty = ACTIVE.replace('name="a"', 'name="a" missingValueReplacement=""');
    expect(() => read(tree('', SPLIT, { of: empty }))).toThrow(/missingValueReplacement="", which is no number/);
  });

  it('of a field that gives no score for them are refused, and of others taken', () => {
    const of = '<MiningField name="a"/><MiningField name="h" missingValueTreatment="returnInvalid"/>';
    const model = tree('missingValueStrategy="lastPrediction"', SPLIT, { of });
    expect(scores(model, [null, 'own'])).toEqual([9]);
    expect(() => scores(model, [1, null])).toThrow(/missing/);
  });

  it.each([
    [
      'a number that stands for a missing one',
      SPLIT,
      ACTIVE,
      FIELDS.replace('dataType="float"/>', 'dataType="float"><Value value="-1" property="missing"/></DataField>'),
      /a number that is valid, missing or invalid/,
    ],
    ['a category that is listed twice', SPLIT, ACTIVE, FIELDS.replace('"other"', '"own"'), /lists a <Value> twice/],
    ['an input that is named twice', SPLIT, `${ACTIVE}<MiningField name="a"/>`, FIELDS, /second input "a"/],
    [
      'a category that the model takes as a number',
      SPLIT,
      ACTIVE.replace('"h"', '"h" optype="continuous"'),
      FIELDS,
      /"h" is a continuous string/,
    ],
  ])('%s is refused by name', (_, nodes, of, fields, message) => {
    expect(() => read(tree('', nodes, { of }), fields)).toThrow(message);
  });

  it('are replaced inside a model only as by the whole', () => {
    const whole = (inner: string) =>
      `<MiningModel functionName="regression"><MiningSchema>${ACTIVE}</MiningSchema><Segmentation multipleModelMethod="sum"><Segment><True/>${tree('', SPLIT, { of: inner })}</Segment></Segmentation></MiningModel>`;
    expect(scores(whole(ACTIVE), [1, 'own'])).toEqual([1]);
    for (const how of ['missingValueReplacement="4"', 'outliers="asExtremeValues"'])
      expect(() => read(whole(ACTIVE.replace('name="a"', `name="a" ${how}`)))).toThrow(
        /treats "a" otherwise than the whole/,
      );
  });
});

describe('a tree of PMML of several children', () => {
  it('has at each test the rows that those before it left', () => {
    const three = node('1', home('own'), '10') + node('2', home('rent'), '20') + node('3', home('other'), '30');
    const { ensemble } = read(tree('', three)) as unknown as {
      ensemble: { left: Int32Array; right: Int32Array; cover: Float64Array };
    };
    const { left, right, cover } = ensemble;
    const inner = Array.from(left.keys()).filter((at) => left[at]! >= 0);
    expect(inner.map((at) => cover[at])).toEqual([60, 50]);
    for (const at of inner) expect(cover[left[at]!]! + cover[right[at]!]!).toBe(cover[at]);
  });
});

describe('PMML that is small and stands for much', () => {
  const segment = (inside: string): string => `<Segment><True/>${inside}</Segment>`;
  const given = (name: string): string => `<Output><OutputField name="${name}" feature="predictedValue"/></Output>`;
  it('as models of a chain that name those before them twice, is refused before it doubles', () => {
    const sum = (output: string, nodes: string) =>
      `<MiningModel functionName="regression"><MiningSchema>${ACTIVE}</MiningSchema>${output}<Segmentation multipleModelMethod="sum">${segment(tree('', nodes))}</Segmentation></MiningModel>`;
    // A tree of many nodes comes to the bound after few doublings.
    const many = `${Array.from({ length: 1000 }, (_, i) => node(`${i}`, A('lessThan', `${i}`))).join('')}${node('last', '<True/>').replace('score="last"', 'score="1000"')}`;
    const [first, ...others] = Array.from({ length: 40 }, (_, i) =>
      i === 0
        ? segment(sum(given('m0'), SPLIT))
        : segment(
            `<RegressionModel functionName="regression"><MiningSchema><MiningField name="m${i - 1}"/></MiningSchema>${given(`m${i}`)}<RegressionTable intercept="0">${`<NumericPredictor name="m${i - 1}" coefficient="0.5"/>`.repeat(2)}</RegressionTable></RegressionModel>`,
          ),
    );
    const chain = (segments: readonly string[]) =>
      `<MiningModel functionName="regression"><MiningSchema>${ACTIVE}</MiningSchema><Segmentation multipleModelMethod="modelChain">${segments.join('')}</Segmentation></MiningModel>`;
    expect(scores(chain([first!, ...others.slice(0, 2)]), [1, 'own'], [4, 'own'])).toEqual([1, 2]);
    expect(() => read(chain([segment(sum(given('m0'), many)), ...others]))).toThrow(
      /takes over more than 8388608 nodes/,
    );
  });

  it('as a bare tree in a chain, gives its score to the regression behind it', () => {
    const bare = tree('', SPLIT).replace('<Node', `${given('m')}<Node`);
    const behind =
      '<RegressionModel functionName="regression"><MiningSchema><MiningField name="m"/></MiningSchema><RegressionTable intercept="10"><NumericPredictor name="m" coefficient="3"/></RegressionTable></RegressionModel>';
    const chain = (first: string) =>
      `<MiningModel functionName="regression"><MiningSchema>${ACTIVE}</MiningSchema><Segmentation multipleModelMethod="modelChain">${segment(first)}${segment(behind)}</Segmentation></MiningModel>`;
    expect(scores(chain(bare), [1, 'own'], [4, 'own'])).toEqual([13, 16]);
    expect(() => read(chain(tree('', SPLIT)))).toThrow(/stands in a chain and gives no one number/);
    expect(() => read(chain(bare.replace('predictedValue', 'entityId')))).toThrow(/gives the entityId to a chain/);
  });

  it('as trees of many classes, is refused before their chances are laid out', () => {
    const values = Array.from({ length: 9000 }, (_, i) => `<Value value="c${i}"/>`).join('');
    const fields = FIELDS.replace(
      '<DataField name="y" optype="continuous" dataType="double"/>',
      `<DataField name="y" optype="categorical" dataType="string">${values}</DataField>`,
    );
    const more = Array.from({ length: 2000 }, (_, i) => `<Value value="d${i}"/>`).join('');
    const leaf = '<Node><True/><ScoreDistribution value="c1" recordCount="1"/></Node>';
    const model = `<TreeModel functionName="classification"><MiningSchema><MiningField name="y" usageType="target"/>${ACTIVE}</MiningSchema>${leaf}</TreeModel>`;
    expect(read(model, fields).numOutputs).toBe(9000);
    expect(() => read(model, fields.replace(values, values + more))).toThrow(/the number of outputs is 11000/);
  });

  it('as remarks in remarks, or as attributes of one element, is refused while it is read', () => {
    const bytes = (text: string) => new TextEncoder().encode(text);
    const nested = `<PMML version="4.4"><Extension>${'<a>'.repeat(5000)}`;
    expect(() => readModel(bytes(nested), { name: 'm' })).toThrow(/nested more than 4200 deep/);
    const wide = `<PMML version="4.4"><Header ${Array.from({ length: 201 }, (_, i) => `a${i}=""`).join(' ')}/></PMML>`;
    expect(() => readModel(bytes(wide), { name: 'm' })).toThrow(/element of more than 200 attributes/);
  });

  it('as children without end, is refused by their number', () => {
    const children = node('1', A('lessThan', '3')).repeat(2049);
    expect(() => read(tree('', children))).toThrow(/has 2049 children, more than 2048/);
  });

  it('reads a list in a section of plain text', () => {
    const list =
      '<SimpleSetPredicate field="h" booleanOperator="isIn"><Array type="string"><![CDATA[own rent]]></Array></SimpleSetPredicate>';
    expect(scores(tree('', node('1', list) + node('2', home('other'))), [1, 'rent'], [1, 'other'])).toEqual([1, 2]);
  });
});
