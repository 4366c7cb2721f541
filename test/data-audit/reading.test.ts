import { describe, expect, it } from 'vitest';
import { auditText, csv, OPEN, PLAIN, policyText, testIn } from './support.js';

const people = csv(
  'sex,y,p,age,note',
  ['m,1,1,30,', 120],
  ['m,0,0,40,a', 80],
  ['f,1,0,30,', 60],
  ['f,0,1,,b', 90],
  [',1,1,20,', 7],
);

describe('data of a data audit', () => {
  it('are counted by group, and people of unknown group are named', async () => {
    const { data } = await auditText(people, policyText(PLAIN, '{}'));
    expect(data).toMatchObject({
      rows: 357,
      people: 357,
      excluded: [],
      attributes: [{ name: 'sex', unknown: 7, groups: 2 }],
      features: ['age', 'note'],
    });
  });

  it('have no feature in a column that numbers the rows, which would make every row another', async () => {
    const rows = Array.from(
      { length: 300 },
      (_, i) => `${i % 2 ? 'm' : 'f'},${i % 3 ? 1 : 0},1,${5 * (i % 4)},${1000 + i}`,
    );
    const text = `sex,y,p,age,row\n${rows.join('\n')}\n`;
    const split = ', duplicates: { split: { column: p, train: [0], test: [1] } }';
    const { data } = await auditText(text, policyText(PLAIN, '{}'));
    expect([data.features, data.leftOut]).toEqual([['age'], [{ column: 'row', why: 'it numbers the rows' }]]);
    const named = await auditText(text, policyText(PLAIN, `{ features: [age, row]${split} }`));
    expect(named.data.features).toEqual(['age', 'row']);
    expect(testIn(named, 'duplicates').notes[0]).toContain('row differs from person to person');
    expect(testIn(await auditText(text, policyText(PLAIN, '{}')), 'leakage').notes).toContain(
      '300 people share all features with somebody; 300 people with somebody of the other label, and no model can be right about both.',
    );
  });

  it('name columns that share a name, of which none can be meant', async () => {
    const { data } = await auditText(csv('sex,y,p,x,x', ['m,1,1,1,2', 40], ['f,0,1,2,1', 40]), policyText(PLAIN, '{}'));
    expect([data.features, data.leftOut]).toEqual([[], [{ column: 'x', why: 'several columns have this name' }]]);
  });

  it('give base rates with hand-counted figures', async () => {
    const { findings, verdict, message } = testIn(
      await auditText(people, policyText(PLAIN, '{ baseRates: { maxDifference: 0.05 } }')),
      'baseRates',
    );
    expect(verdict).toBe('fail');
    expect(findings).toMatchObject([
      { group: { sex: 'f' }, reference: { sex: 'm' }, n: 150, nReference: 200, value: 0.4, referenceValue: 0.6 },
    ]);
    expect(message).toContain('Base rate of f 40 %, m 60 %: 20 points less');
  });

  it('give missing values by group, and pass where nothing is missing', async () => {
    const { findings } = testIn(await auditText(people, policyText(PLAIN, '{}')), 'missingness');
    expect(findings.map(({ subject, value, referenceValue }) => [subject, value, referenceValue])).toEqual([
      ['age', 0.6, 0],
      ['note', 0.4, 0.6],
    ]);
    const whole = await auditText(csv('sex,y,p', ['m,1,1', 40], ['f,0,1', 40]), policyText(PLAIN, '{}'));
    expect(testIn(whole, 'missingness')).toMatchObject({ verdict: 'pass', message: 'No value of y is missing.' });
  });

  it('are the same from CSV and JSON Lines', async () => {
    const [head = '', ...lines] = people.trimEnd().split('\n');
    const names = head.split(',');
    const json = lines.map((line) => {
      const cells = line
        .split(',')
        .map((cell, i) => [names[i], /^\d+$/.test(cell) ? Number(cell) : cell === '' ? null : cell]);
      return JSON.stringify(Object.fromEntries(cells));
    });
    const text = policyText(PLAIN, '{}');
    const [first, second] = [await auditText(people, text), await auditText(json.join('\n'), text, 'data.jsonl')];
    expect(second.tests).toEqual(first.tests);
  });

  it('need neither prediction nor score, which data to train on have not', async () => {
    const { tests } = await auditText(csv('sex,y', ['m,1', 40], ['f,0', 40]), policyText(PLAIN, '{}'));
    expect(tests.find(({ test }) => test === 'baseRates')?.verdict).toBe('fail');
  });

  it('are filtered, and rows stand for as many people as their weight says', async () => {
    const data = `${PLAIN}\n  where: age >= 18\n  weight: n\n  weightKind: count`;
    const text = 'sex,y,p,age,n\nm,1,1,30,50\nm,0,0,30,50\nf,1,1,30,90\nf,0,0,30,0\nf,0,0,12,99\nf,0,0,30,\n';
    const { data: facts, tests } = await auditText(text, policyText(data, '{}'));
    expect(facts).toMatchObject({
      rows: 6,
      people: 190,
      excluded: [
        { reason: 'filtered by policy', rows: 1 },
        { reason: 'missing weight', rows: 1 },
        { reason: 'weight zero', rows: 1 },
      ],
    });
    expect(testIn({ tests } as never, 'baseRates').findings).toMatchObject([
      { n: 90, value: 1, nReference: 100, referenceValue: 0.5 },
    ]);
  });
});

describe('strange data', () => {
  it('with values near the end of the range of numbers, and free text with quotes and line ends, are tested', async () => {
    const rows = Array.from({ length: 200 }, (_, i) => {
      const x = i === 7 ? '1e99' : i === 8 ? '-1e99' : String(i % 13);
      return `${i % 2 ? 'm' : 'f'},${i % 3 ? 1 : 0},1,${x},"said ""no"",\nthen (refused)"`;
    });
    const { tests } = await auditText(
      `sex,y,p,x,note\n${rows.join('\n')}\n`,
      policyText(PLAIN, '{ stigmaWords: { columns: [note], words: ["(x)|.*", "a\\\\b"] } }'),
    );
    const found = testIn({ tests } as never, 'stigmaWords');
    expect(found.notes).toContain('note: 200 of 200 texts (100 %) hold such a word.');
    expect(tests.filter(({ verdict }) => verdict === 'not_applicable').map(({ test }) => test)).toEqual([
      'representation',
      'labelChoice',
      'labelOrigin',
      'labelCoverage',
      'duplicates',
    ]);
  });

  it('with words of signs and letters beyond ASCII are tested', async () => {
    const text = csv('sex,y,p,note', ['m,1,1,L’HOMME', 40], ['f,0,1,co–operate', 40], ['f,1,1,co-operate', 40]);
    const { notes } = testIn(
      await auditText(
        text,
        policyText(PLAIN, '{ stigmaWords: { columns: [note], list: none, words: ["l’homme", "co–operate", "漢字"] } }'),
      ),
      'stigmaWords',
    );
    expect(notes).toEqual(['3 words: words of the policy.', 'note: 80 of 120 texts (66.7 %) hold such a word.']);
  });

  it('without a label, with one group or without features say which test cannot be made', async () => {
    const { tests } = await auditText('sex,y,p\nm,1,1\nm,,0\n', policyText(PLAIN, '{}'));
    expect(tests.every(({ verdict }) => verdict === 'not_applicable' || verdict === 'inconclusive')).toBe(true);
    expect(testIn({ tests } as never, 'leakage').message).toBe(
      'No feature can be ordered: neither numbers nor texts of few values.',
    );
  });
});

describe('a policy that says how data are tested', () => {
  const population = (shares: string, rest = '') =>
    `{ representation: { population: [{ by: sex, source: register, ${shares} }]${rest} } }`;

  it('holds groups against a stated population', async () => {
    const result = await auditText(people, policyText(PLAIN, population('counts: { m: 500, f: 1500 }')));
    expect(result.verdict).toBe('fail');
    expect(testIn(result, 'representation')).toMatchObject({
      severity: 'block',
      findings: [
        { group: { sex: 'm' }, n: 200, nReference: 350, referenceValue: 0.25, verdict: 'pass' },
        {
          group: { sex: 'f' },
          n: 150,
          referenceValue: 0.75,
          verdict: 'fail',
          facts: { missingToShare: 450, missingToBound: 150 },
        },
      ],
      notes: ['Population by sex: register, 2,000 people.', '7 people of unknown sex are left out of the shares.'],
    });
  });

  it('holds groups against the shares of a file as against those of the policy, and counts nobody there', async () => {
    const file = {
      digest: 'sha256:1',
      counts: new Map([
        ['m', 0.125],
        ['f', 0.375],
      ]),
      unknown: 0.5,
      areShares: true,
    };
    const policy = policyText(PLAIN, population('file: { path: shares.json }'));
    const fromFile = testIn(await auditText(people, policy, 'data.csv', new Map([[0, file]])), 'representation');
    const stated = await auditText(people, policyText(PLAIN, population('shares: { m: 0.25, f: 0.75 }')));
    expect(fromFile.findings).toEqual(testIn(stated, 'representation').findings);
    expect(fromFile.populations).toMatchObject([{ people: null }]);
    expect(fromFile.notes).toEqual([
      'Population by sex: register. File shares.json, sha256:1.',
      '50 % of the population has no group in shares.json and is left out of its shares.',
      '7 people of unknown sex are left out of the shares.',
    ]);
  });

  it('never takes a group for missing that the data write in another form of Unicode', async () => {
    const rows = (name: string) => csv('sex,y,p', [`${name},1,1`, 60], ['Max,0,0', 60]);
    const held = (inData: string, stated: string) =>
      auditText(rows(inData), policyText(OPEN, population(`shares: { "${stated}": 0.5, Max: 0.5 }`))).then(
        (result) => testIn(result, 'representation').verdict,
        (error: Error) => error.message,
      );
    const [composed, decomposed] = ['Zo\u00eb', 'Zoe\u0308'];
    expect(await held(composed, composed)).toBe('pass');
    for (const pair of [
      [composed, decomposed],
      [decomposed, composed],
    ] as const)
      expect(await held(...pair)).toContain('which differs only in the form of Unicode (NFC, NFD)');
  });

  it('tells of rows that write a stated group otherwise beside rows that write it alike, and of names that no row has', async () => {
    const rows = csv('sex,y,p', ['Male,1,1', 60], ['MALE,1,1', 3], ['Zo\u00eb,0,0', 60], ['Zoe\u0308,0,0', 1]);
    const stated = policyText(OPEN, population('shares: { Male: 0.49, "Zo\u00eb": 0.49, x: 0.02 }'));
    const { notes, findings } = testIn(await auditText(rows, stated), 'representation');
    expect(notes).toEqual([
      'Population by sex: register.',
      'The population does not state MALE, Zoe\u0308 (sex); these people count in the total only.',
      'The data have "MALE" (3 people) beside "Male" (60 people), which differs in case or blanks only (sex): they count as two groups.',
      'The data have "Zoe\u0308" (1 person) beside "Zo\u00eb" (60 people), which differs only in the form of Unicode (NFC, NFD) (sex): they count as two groups.',
      'No row has x (sex), which the population states.',
    ]);
    expect(findings.map(({ n, nReference }) => [n, nReference])).toEqual([
      [60, 124],
      [60, 124],
      [0, 124],
    ]);
  });

  it.each([
    ['10001', '10009'],
    ['NE', 'NV'],
    ['1986', '1985'],
    ['US-NE', 'US-NV'],
    ['SW1A 1AA', 'SW1A 2AA'],
    ['DEU21', 'DEU22'],
  ])('does not take the code %s, which no row has, for the code %s, which is not stated', async (stated, written) => {
    const data = csv('sex,y,p', [`${written},1,1`, 60], ['m,0,0', 60]);
    const policy = policyText(PLAIN, population(`counts: { "${stated}": 60, m: 60 }`));
    const { findings, notes } = testIn(await auditText(data, policy), 'representation');
    expect(findings.map(({ n, verdict }) => [n, verdict])).toEqual([
      [0, 'fail'],
      [60, 'pass'],
    ]);
    expect(notes).toContain(`No row has ${stated} (sex), which the population states.`);
  });

  it('compares no names letter by letter where there are too many to have been typed', async () => {
    const names = (prefix: string): string[] =>
      Array.from(
        { length: 400 },
        (_, i) =>
          `${prefix}${[i / 100, (i / 10) % 10, i % 10].map((digit) => 'abcdefghij'[Math.floor(digit)]).join('')}`,
      );
    const data = csv('sex,y,p', ...names('north').map((name): [string, number] => [`${name},1,1`, 1]));
    const counts = names('nord')
      .map((name) => `${name}: 1`)
      .join(', ');
    const { notes } = testIn(
      await auditText(data, policyText(OPEN, population(`counts: { ${counts} }`))),
      'representation',
    );
    expect(notes.join(' ')).toContain('and 390 more (sex), which the population states.');
  });

  it('lets a test warn, or leaves it out', async () => {
    const warned = await auditText(
      people,
      policyText(PLAIN, '{ baseRates: { severity: warn, maxDifference: 0.05 }, missingness: { severity: off } }'),
    );
    const names = warned.tests.map(({ test }) => test);
    expect([warned.verdict, names.includes('baseRates'), names.includes('missingness')]).toEqual(['pass', true, false]);
    expect(testIn(warned, 'baseRates')).toMatchObject({ severity: 'warn', verdict: 'fail' });
    expect(warned.warnings).toBe(warned.tests.filter(({ verdict }) => verdict === 'fail').length);
  });

  it('is refused by name where a word is misspelt', async () => {
    const mistake = (section: string) =>
      auditText(people, policyText(PLAIN, section)).catch((error: Error) => error.message);
    expect(await mistake('{ baseRate: {} }')).toContain('Did you mean "baseRates"?');
    expect(await mistake('{ features: [agge] }')).toContain(
      'no column "agge" in the data (named by dataAudit.features in the policy)',
    );
    expect(await mistake('{ features: [age, age] }')).toContain('names "age" twice');
    expect(await mistake('{ features: [age, y] }')).toContain('"y" is the label, and no model learns from it');
    expect(await mistake('{ duplicates: { split: { column: p, train: [0, 1], test: ["1"] } } }')).toContain(
      'rows of p = 1 are both trained and tested on',
    );
    const words = csv('sex,y,p', ['female,1,1', 60], ['m,0,0', 60]);
    const slip = (shares: string) => auditText(words, policyText(PLAIN, population(`shares: { m: 0.5, ${shares} }`)));
    await expect(slip('femal: 0.5')).rejects.toThrow('the population states "femal" for sex, which no row has');
    // Who states both says that they are two groups.
    expect(testIn(await slip('femal: 0.5, female: 0'), 'representation').verdict).toBe('fail');
    expect(await mistake(population('shares: { M: 0.5, f: 0.5 }'))).toContain('differs in case or blanks only');
    expect(await mistake(population('shares: { m: 51, f: 49 }'))).toContain('at most 1 is expected');
    expect(await mistake(population('shares: { m: 0.9, f: 0.9 }'))).toContain('the shares sum to 1.8');
    expect(await mistake(population('source2: x'))).toContain('unknown key "source2"');
    expect(await mistake('{ representation: { population: [{ by: sexx, source: s, shares: { m: 1 } }] } }')).toContain(
      'which is no attribute',
    );
  });
});

describe('data that the policy cannot read', () => {
  const fault = (text: string, data = PLAIN) =>
    auditText(text, policyText(data, '{}')).catch((error: Error) => error.message);

  it('are refused as by every other audit', async () => {
    expect(await fault('sex,y,p\nm,2,1\nm,2,1\nf,x,1\n')).toBe(
      'column "y": 3 values are neither 0 nor 1: "2" (twice) and "x" (once)'.replace('(twice) and', '(2 times),'),
    );
    expect(await fault('sex,y,p\n')).toBe('the data has columns but no rows');
    expect(await fault('sex,label,p\nm,1,1\n')).toContain('no column "y"');
    expect(await fault('sex,y,p,n\nm,1,1,1.5\n', `${PLAIN}\n  weight: n\n  weightKind: count`)).toContain(
      'no integer from 0',
    );
    expect(await fault('sex,y,p,age\nm,1,1,old\n', `${PLAIN}\n  where: age > 3`)).toContain(
      'not readable as a finite number, though data.where compares',
    );
    expect(await fault('sex,y,p,n\nm,1,1,2\n', `${PLAIN}\n  weight: n\n  weightKind: sampling`)).toContain(
      'data.weight holds sampling weights',
    );
  });
});
