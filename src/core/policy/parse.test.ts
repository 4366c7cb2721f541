import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasShared, sharedText } from '../../../test/support/shared.js';
import { TribuneError } from '../base/errors.js';
import { VERSION } from '../base/version.js';
import { checkPolicy, parsePolicy } from './parse.js';
import { policyJsonSchema } from './sections/schema.js';
import type { GapRequirement } from './sections/types.js';

const HEAD = `tribune: policy/v1
name: credit
version: "1"
`;
const DATA = `data:
  label: y
  prediction: p
  favourable: 1
  attributes:
    race: { reference: A }
    sex: {}
`;
const REQUIREMENT = `requirements:
  - id: parity
    metric: selection_rate
    by: [sex]
    compare: ratio
    min: 0.8
    evidence: violation
    smallGroups: report
    severity: block
    basis: { kind: ours, source: us }
`;
const GOOD = HEAD + DATA + REQUIREMENT;

/** `line:column message | remedy` of every mistake. */
const mistakes = (text: string, today?: string): string[] =>
  checkPolicy(text, today === undefined ? {} : { today }).map(
    (m) => `${m.line}:${m.column} ${m.severity === 'warning' ? 'warning ' : ''}${m.message} | ${m.remedy}`,
  );
const first = (text: string): string => mistakes(text)[0] ?? 'none';
const swap = (from: string, to: string): string => {
  expect(GOOD).toContain(from);
  return GOOD.replace(from, to);
};

describe('parsePolicy', () => {
  it('reads the notation of numbers, and says nothing of the usual one', () => {
    const numbers = (lines: string) =>
      parsePolicy(swap('prediction: p', `prediction: p\n${lines}`)).policy.data.numbers;
    expect(numbers('  decimal: comma')).toEqual({ decimal: 'comma', percent: false });
    expect(numbers('  percent: true')).toEqual({ decimal: 'point', percent: true });
    expect(numbers('  decimal: point\n  percent: false')).toBeUndefined();
    expect(() => numbers('  decimal: komma')).toThrow(/decimal is "komma"/);
  });

  it('fills in every default', () => {
    const { policy, warnings } = parsePolicy(GOOD);
    expect(warnings).toEqual([]);
    expect(policy.statistics).toEqual({ level: 0.95, multiplicity: 'holm', seed: 1, replicates: 1000 });
    expect(policy.data).toMatchObject({
      minGroupSize: 30,
      unknown: 'exclude',
      scoreScale: 1,
      weightKind: 'none',
      where: null,
    });
    expect(policy.data.attributes).toEqual([
      { name: 'race', column: 'race', reference: 'A', bins: null },
      { name: 'sex', column: 'sex', reference: null, bins: null },
    ]);
    expect(policy.requirements[0]).toMatchObject({
      reference: 'highest',
      bound: { min: 0.8 },
      oneSided: false,
      line: 12,
    });
  });

  it('chooses the declared reference where there is one, else highest for ratios and all pairs for differences', () => {
    const reference = (text: string) => (parsePolicy(text).policy.requirements[0] as GapRequirement).reference;
    expect(reference(swap('[sex]', '[race]'))).toBe('declared');
    expect(reference(GOOD)).toBe('highest');
    expect(reference(swap('compare: ratio\n    min: 0.8', 'compare: difference\n    max: 0.1'))).toBe('all-pairs');
  });

  it('keeps values as the text of the file', () => {
    const text = swap('reference: A', 'reference: 01').replace(
      'label: y',
      'label: { column: y, positive: [1.0, yes], negative: [00] }',
    );
    const { data } = parsePolicy(text).policy;
    expect(data.attributes[0]!.reference).toBe('01');
    expect(data.label).toEqual({ column: 'y', positive: ['1.0', 'yes'], negative: ['00'] });
  });

  it('takes an intersection in any order and keeps the declared one', () => {
    const text = swap('by: [sex]', 'by: [sex, race]').replace(
      'requirements:',
      '  intersections: [[race, sex]]\nrequirements:',
    );
    expect(parsePolicy(text).policy.requirements[0]!.by).toEqual(['race', 'sex']);
  });

  it('throws one error that lists every mistake with line and column', () => {
    const text = swap('favourable: 1', 'favorable: 1')
      .replace('[sex]', '[sx]')
      .replace('smallGroups: report', 'smallGroups: maybe');
    expect(() => parsePolicy(text, { file: 'p.yaml' })).toThrowError(TribuneError);
    try {
      parsePolicy(text, { file: 'p.yaml' });
    } catch (error) {
      expect((error as TribuneError).code).toBe('POLICY_INVALID');
      expect((error as TribuneError).place).toEqual({ file: 'p.yaml', line: 4, column: 1 });
      expect((error as TribuneError).message).toMatchInlineSnapshot(`
        "The policy has 3 mistakes:
        p.yaml:4:1 error: data has no "favourable". Add \`favourable: 1\` if prediction 1 is good for the person, \`favourable: 0\` if it is bad.
        p.yaml:7:3 error: unknown key "favorable" in data. Did you mean "favourable"?
        p.yaml:18:18 error: requirements[0].smallGroups is "maybe", not one of its possible values. Possible: inconclusive, report, pool."
      `);
    }
  });

  it.each(['highest', 'largest', 'all-pairs'])('refuses %s as the reference of an attribute', (choice) => {
    const text = swap('sex: {}', `sex: { reference: ${choice} }`);
    expect(mistakes(text)).toEqual([
      expect.stringMatching(
        `^\\d+:\\d+ "${choice}" is how a requirement chooses its reference, and no group of sex \\| Write \`reference: ${choice}\` in each`,
      ),
    ]);
  });

  it.each(['gates', 'gateway'])('says of the section %s that a later version knows it', (name) => {
    const text = swap('requirements:', `${name}: { block: 1h }\nrequirements:`);
    expect(mistakes(text)).toHaveLength(1);
    expect(first(text)).toMatch(
      new RegExp(
        `^\\d+:1 this version of Tribune \\(${VERSION}\\) does not know the section ${name}; it is reserved for a later version \\| Remove`,
      ),
    );
    expect(() => parsePolicy(text)).toThrow(expect.objectContaining({ code: 'POLICY_INVALID' }));
    // Inside another section it is a key like any other, and so is a section nobody knows.
    expect(first(swap('favourable: 1', `favourable: 1\n  ${name}: 1`))).toContain(`unknown key "${name}" in data`);
  });

  it('suggests the name of a section that is misspelt', () => {
    expect(first(swap('requirements:', 'statistic: { level: 0.9 }\nrequirements:'))).toContain(
      'unknown key "statistic" in the policy | Did you mean "statistics"?',
    );
  });

  it('accepts an attribute called like a prototype key and refuses __proto__', () => {
    expect(mistakes(swap('sex: {}', 'sex: {}\n    constructor: {}\n    toString: {}'))).toEqual([]);
    expect(first(swap('sex: {}', 'sex: {}\n    __proto__: {}'))).toBe(
      '11:5 the key "__proto__" is not allowed | Choose another name.',
    );
    expect(first(swap('sex: {}', 'sex: {}').replace('min: 0.8', 'min: 0.8\n    hasOwnProperty: 1'))).toContain(
      'unknown key "hasOwnProperty"',
    );
  });
});

describe('checkPolicy', () => {
  it.each([
    ['nothing', ''],
    ['a list', '- a\n- b'],
    ['an unknown key', swap('favourable: 1', 'favourable: 1\n  minGroupsize: 20')],
    ['a key twice', swap('label: y', 'label: y\n  label: z')],
    ['a version that YAML reads as a number', swap('version: "1"', 'version: 1.0')],
    ['another format', swap('policy/v1', 'policy/v2')],
    ['a name with spaces', swap('name: credit', 'name: Credit limit')],
    ['an unknown metric', swap('selection_rate', 'selection_rte')],
    ['a metric as others call it', swap('selection_rate', 'TPR')],
    ['by as a word', swap('[sex]', 'sex')],
    ['an attribute that is not declared', swap('by: [sex]', 'by: [sexx]')],
    ['an undeclared intersection', swap('by: [sex]', 'by: [sex, race]')],
    ['a blocking requirement without smallGroups', swap('    smallGroups: report\n', '')],
    ['min on a difference', swap('compare: ratio', 'compare: difference')],
    ['no bound', swap('    min: 0.8\n', '')],
    ['a percentage', swap('compare: ratio\n    min: 0.8', 'compare: difference\n    max: 10')],
    ['a ratio above one', swap('min: 0.8', 'min: 1.25')],
    ['max against the highest', swap('min: 0.8', 'max: 1.25')],
    ['a bound that is not a number', swap('min: 0.8', 'min: .nan')],
    ['a declared reference that is not', swap('min: 0.8', 'min: 0.8\n    reference: declared')],
    ['a reference group of another attribute', swap('min: 0.8', 'min: 0.8\n    reference: { race: A }')],
    ['an unknown reference', swap('min: 0.8', 'min: 0.8\n    reference: lowest')],
    ['no prediction', swap('  prediction: p\n', '')],
    ['a score without a cutoff', swap('prediction: p', 'score: s')],
    ['an infinite cutoff', swap('prediction: p', 'score: s\n  cutoff: .inf')],
    ['a cutoff beyond every score', swap('prediction: p', 'score: s\n  cutoff: 5000')],
    ['a cutoff beyond every divided score', swap('prediction: p', 'score: s\n  scoreScale: 10\n  cutoff: 5000')],
    ['no favourable', swap('  favourable: 1\n', '')],
    ['favourable with a third value', swap('favourable: 1', 'favourable: 2')],
    ['a wrong filter', swap('label: y', 'where: age >> 3\n  label: y')],
    ['a weight of no kind', swap('label: y', 'weight: w\n  label: y')],
    ['a minimum of no people', swap('label: y', 'minGroupSize: 0\n  label: y')],
    ['falling bins', swap('sex: {}', 'age: { bins: [45, 25] }')],
    ['a reference that is no bin', swap('sex: {}', 'sex: {}\n    age: { bins: [25, 45], reference: young }')],
    ['a waiver without a reason', swap('    basis', '    waiver: { owner: me, until: 2027-01-31 }\n    basis')],
    [
      'a waiver until a day that does not exist',
      swap('    basis', '    waiver: { owner: me, reason: r, until: 2027-02-31 }\n    basis'),
    ],
    ['a basis of no kind', swap('kind: ours', 'kind: mine')],
    ['broken YAML', swap('  label: y', '  label: "y')],
    ['an unknown tag', swap('label: y', 'label: !!js/function y')],
    ['two documents', `${GOOD}---\n${GOOD}`],
    ['a label without a column', swap('label: y', 'label: { positive: [a] }')],
    ['a misspelt key of a label', swap('label: y', 'label: { colum: y }')],
    ['a value that means both', swap('label: y', 'label: { column: y, positive: [a], negative: [b, a] }')],
    ['a live name that is not bound', swap('requirements:', '  live: { lable: x }\nrequirements:')],
    ['a level in per cent', swap('requirements:', 'statistics: { level: 95 }\nrequirements:')],
  ])('golden: %s', (_, text) => {
    expect(mistakes(text).join('\n')).toMatchSnapshot();
    expect(checkPolicy(text).some((m) => m.severity === 'error')).toBe(true);
  });

  it('reports mistakes of shape and of content together', () => {
    const text = swap('min: 0.8', 'min: 1.8').replace('label: y', 'lable: y').replace('name: credit', 'name: Credit');
    expect(mistakes(text).map((m) => m.split(' ')[0])).toEqual(['2:7', '5:3', '16:10']);
  });

  it('need not say where decisions stand while there are none', () => {
    for (const text of [swap('  prediction: p\n', ''), swap('prediction: p', 'score: s')]) {
      expect(parsePolicy(text, { isUndecided: true }).policy.data.prediction).toBe(null);
      expect(() => parsePolicy(text)).toThrow('data has');
    }
  });

  it('takes the farthest cutoff on the divided scale, whatever the divisor', () => {
    for (const scale of [0.001, 1, 10, 1000])
      for (const cutoff of [-4096, 4096])
        expect(mistakes(swap('prediction: p', `score: s\n  scoreScale: ${scale}\n  cutoff: ${cutoff}`))).toEqual([]);
  });

  it('refuses the character NUL in a value and in a key, where it stands', () => {
    const said = 'a text holds the character NUL | Write it without \\0.';
    expect(mistakes(swap('label: y', 'label: "y\\0"'))).toEqual([`5:10 ${said}`]);
    expect(mistakes(swap('label: y', '"la\\0bel": y'))).toEqual([`5:3 ${said}`]);
  });

  it('finds the second of two equal ids', () => {
    expect(mistakes(GOOD + REQUIREMENT.replace('requirements:\n', ''))).toEqual([
      '21:9 the id "parity" stands twice | Give each requirement its own id.',
    ]);
  });

  it('warns about a four-fifths bound on an unfavourable rate, a missing label and a useless oneSided', () => {
    expect(first(swap('favourable: 1', 'favourable: 0'))).toMatch(
      /^13:13 warning parity puts a four-fifths bound on an unfavourable rate/,
    );
    expect(first(swap('  label: y\n', '').replace('selection_rate', 'accuracy'))).toMatch(
      /^12:13 warning parity is not applicable: accuracy needs data.label/,
    );
    expect(first(swap('min: 0.8', 'min: 0.8\n    oneSided: true'))).toContain(
      'oneSided has no effect with reference highest',
    );
  });

  it('finds an expired waiver once it knows the day', () => {
    const text = swap('    basis', '    waiver: { owner: me, reason: r, until: 2026-01-31 }\n    basis');
    expect(mistakes(text)).toEqual([]);
    expect(mistakes(text, '2026-01-31')).toEqual([]);
    expect(mistakes(text, '2026-02-01')[0]).toContain('the waiver of parity expired on 2026-01-31');
  });

  it.each([
    [
      'an alias bomb',
      `a: &a [x,x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
        .split('')
        .map((n, i) => `${n}: &${n} [${Array(10).fill(`*${'abcdefgh'[i]}`).join(',')}]`)
        .join('\n')}\n`,
    ],
    ['an alias of itself', 'a: &a [*a]\n'],
    ['brackets without end', '['.repeat(100_000)],
    ['dashes without end', '- '.repeat(50_000)],
    ['question marks without end', '? '.repeat(50_000)],
    ['deep indentation', Array.from({ length: 400 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
    ['a megabyte', 'a'.repeat(1 << 20)],
  ])('refuses %s with one mistake', (_, text) => {
    const found = checkPolicy(text);
    expect(found).toHaveLength(1);
    expect(found[0]!.message).toMatch(/more than|too deeply/);
  });

  it('ends in a list of mistakes for random text', () => {
    const unit = fc.constantFrom(...'a:-[]{}&*!|>\'"# \n\t,?%@`', 'data:', 'label: ', '\n  ', '&a ', '*a');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 200 }), (text) => {
        expect(checkPolicy(text).length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('policyJsonSchema', () => {
  it('names every key of a policy and refuses others', () => {
    const schema = policyJsonSchema() as {
      properties: Record<string, unknown>;
      additionalProperties: boolean;
      required: string[];
    };
    expect(schema.additionalProperties).toBe(false);
    expect(schema.required).toEqual(['tribune', 'name', 'version', 'data', 'requirements']);
    expect(Object.keys(schema.properties)).toContain('statistics');
  });
});

describe.skipIf(!hasShared)('the policies of the contract', () => {
  it.each(['compas', 'adult'])('accepts %s.yaml without a warning', (name) => {
    const text = sharedText(`contracts/policies/${name}.yaml`);
    expect(mistakes(text)).toEqual([]);
    expect(parsePolicy(text).policy).toMatchSnapshot();
  });
});

describe('compare: value', () => {
  const value = (text: string) => swap('compare: ratio\n    min: 0.8', `compare: value\n    ${text}`);
  const found = (text: string) => checkPolicy(value(text)).map(({ message, severity }) => `${severity}: ${message}`);

  it('is a floor or a ceiling without a reference', () => {
    const [requirement] = parsePolicy(value('min: 0.7')).policy.requirements;
    expect(requirement).toMatchObject({ compare: 'value', bound: { min: 0.7 } });
    expect(requirement).not.toHaveProperty('reference');
    expect(
      parsePolicy(swap('by: [sex]\n    compare: ratio', 'by: []\n    compare: value')).policy.requirements[0]!.by,
    ).toEqual([]);
  });

  it('refuses what has no meaning, each with its remedy', () => {
    expect(found('min: 0.7\n    max: 0.9')[0]).toContain('has both a floor and a ceiling');
    expect(found('min: 1.25')[0]).toContain('min is 1.25, but the selection rate lies between 0 and 1');
    expect(found('min: 80')[0]).toContain('min is 80');
    expect(found('min: 0')[0]).toContain('never fails');
    expect(found('max: 1')[0]).toContain('never fails');
    expect(found('rationale: none')[0]).toContain('has no bound');
    expect(found('min: 0.7\n    reference: highest')[0]).toContain('it has no reference');
    expect(found('min: 0.7\n    oneSided: true')[0]).toContain('oneSided has no meaning');
  });

  it('a gap of nobody in particular is refused, and a near word is named', () => {
    expect(checkPolicy(swap('by: [sex]', 'by: []'))[0]!.message).toContain('compares groups, but by is empty');
    expect(checkPolicy(swap('compare: ratio', 'compare: valu'))[0]!.remedy).toContain('value');
  });
});

describe('change', () => {
  const change = (text: string, more = '') => swap('compare: ratio\n    min: 0.8', `change: { ${text} }${more}`);
  const found = (text: string) =>
    checkPolicy(text)
      .map((m) => `${m.message} | ${m.remedy}`)
      .join('; ');

  it('reads how far the metric may move, and is absolute unless relative is said', () => {
    const text = change('against: baseline, maxDrop: 0.15, relative: true');
    expect(checkPolicy(text)).toEqual([]);
    expect(parsePolicy(text).policy.requirements[0]).toMatchObject({
      compare: 'change',
      bound: { min: -0.15 },
      change: { against: 'baseline', maxDrop: 0.15, relative: true },
    });
    const rise = change('against: baseline, maxRise: 0.05', '\n    compare: value');
    expect(parsePolicy(rise).policy.requirements[0]).toMatchObject({
      bound: { max: 0.05 },
      change: { relative: false },
    });
  });

  it('refuses what has no meaning, each with its remedy', () => {
    expect(found(change('against: baseline'))).toContain('has no bound');
    expect(found(change('against: yesterday, maxDrop: 0.1'))).toContain('against');
    expect(found(change('against: baseline, maxDorp: 0.1'))).toContain('maxDrop');
    expect(found(change('against: baseline, maxDrop: -0.1'))).toContain('below 0');
    expect(found(change('against: baseline, maxDrop: 15'))).toContain('never fails');
    expect(found(change('against: baseline, maxDrop: 1, relative: true'))).toContain('never fails');
    expect(found(change('against: baseline, maxDrop: 0.1', '\n    min: 0.8'))).toContain('which has no min');
    expect(found(change('against: baseline, maxDrop: 0.1', '\n    compare: ratio'))).toContain(
      'is a gap between groups',
    );
    expect(found(change('against: baseline, maxDrop: 0.1', '\n    reference: highest'))).toContain(
      'it has no reference',
    );
    const pooled = change('against: baseline, maxDrop: 0.1').replace('smallGroups: report', 'smallGroups: pool');
    expect(found(pooled)).toContain('cannot pool');
    expect(found(swap('compare: ratio\n    min: 0.8', 'compare: change'))).toContain('has no "change"');
    const scored = change('against: baseline, maxRise: 0.1').replace('metric: selection_rate', 'metric: brier');
    expect(found(scored)).toContain('cannot block');
    expect(
      checkPolicy(scored.replace('severity: block', 'severity: warn')).every((m) => m.severity === 'warning'),
    ).toBe(true);
    expect(found(swap('compare: ratio\n', '\n'))).toContain('requirements[0] has no "compare"');
  });
});
