import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TribuneError } from '../../../core/base/errors.js';
import { parsePolicy } from '../../../core/policy/index.js';
import { readPopulations } from './population-files.js';

const policyOf = (file: string): string => `tribune: policy/v1
name: test
version: "1"
data: { label: y, prediction: p, favourable: 1, attributes: { race: {} } }
dataAudit: { representation: { population: [{ by: race, source: made, file: { ${file} } }] } }
requirements:
  - { id: r, metric: base_rate, by: [race], compare: difference, max: 0.1, evidence: violation, smallGroups: report, severity: warn, basis: { kind: ours, source: x } }
`;

/** The population that a file of this name and content makes, named so in the policy beside it. */
async function read(name: string, content: string, more = '') {
  const folder = mkdtempSync(join(tmpdir(), 'tribune-population-'));
  try {
    writeFileSync(join(folder, name), content);
    const { policy } = parsePolicy(policyOf(`path: ${name}${more}`));
    const [file] = (await readPopulations(policy, join(folder, 'policy.yaml'))).values();
    return { ...file!, counts: Object.fromEntries(file!.counts) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const refused = (name: string, content: string, more = ''): Promise<string> =>
  read(name, content, more).then(
    () => 'read',
    (error: unknown) =>
      error instanceof TribuneError ? `${error.code}: ${error.message}` : `not refused by us: ${String(error)}`,
  );

const NOBODY = 65534;
const isRoot = process.geteuid?.() === 0;

const digestOf = (content: string): string => `sha256:${createHash('sha256').update(content).digest('hex')}`;

describe('a population from a file', () => {
  it('adds the rows of a group, counts those of none, and knows its digest', async () => {
    const csv = 'race,age,count\nA,young,10\nB,old,5\nA,old,2\n,old,4\n';
    expect(await read('census.csv', csv)).toEqual({
      digest: digestOf(csv),
      counts: { A: 12, B: 5 },
      unknown: 4,
      areShares: false,
    });
    expect(await read('census.csv', csv, `, digest: "${digestOf(csv)}"`)).toMatchObject({ counts: { A: 12, B: 5 } });
  });

  it('may give shares, with as many decimals as programs write', async () => {
    const shares = { A: 0.3333333333333333, B: 0.6666666666666666 };
    expect(await read('c.json', JSON.stringify(shares))).toMatchObject({ counts: shares, areShares: true });
    const csv = 'race,count\nA,0.33333333333333331\nB,5e-1\n,0.16666666666666669\n';
    expect(await read('c.csv', csv)).toMatchObject({ counts: { A: 1 / 3, B: 0.5 }, areShares: true });
    expect(await read('c.csv', 'race,count\nA,1.748066e+06\nB,812.5\n')).toMatchObject({
      counts: { A: 1748066, B: 812.5 },
      areShares: false,
    });
    expect((await read('c.csv', 'race,count\nA,1\n')).areShares).toBe(false);
  });

  it('may give shares that were rounded, so that they sum to a little more than 1', async () => {
    const csv = (text: string, groups: number): string =>
      `race,count\n${Array.from({ length: groups }, (_, i) => `g${i},${text}\n`).join('')}`;
    for (const [text, groups] of [
      ['0.1667', 6],
      ['0.143', 7],
      ['1.67e-1', 6],
    ] as const)
      expect([text, (await read('c.csv', csv(text, groups))).areShares]).toEqual([text, true]);
    // A third is 0.333 or 0.3333, never 0.3335: rounding cannot have made these.
    for (const [text, sum] of [
      ['0.335', 1.005],
      ['0.3335', 1.0005],
    ] as const)
      expect(await refused('c.csv', csv(text, 3))).toContain(`sum to ${sum}, and not all are whole: they are neither`);
  });

  it('is the same from every form', async () => {
    const counts = { Müller: 12.5, B: 5 };
    const more = ', group: g, count: n';
    expect((await read('c.csv', 'n,g\n12.5,Müller\n5,B\n', more)).counts).toEqual(counts);
    expect((await read('c.tsv', 'n\tg\n12.5\tMüller\n5\tB\n', more)).counts).toEqual(counts);
    expect((await read('c.jsonl', '{"g":"Müller","n":12.5}\n{"g":"B","n":5}\n', more)).counts).toEqual(counts);
    expect((await read('c.json', '[{"g":"Müller","n":12.5},{"g":"B","n":5}]', more)).counts).toEqual(counts);
    expect((await read('c.json', JSON.stringify(counts))).counts).toEqual(counts);
    expect((await read('c.json', '{"__proto__":3,"B":5}')).counts).toHaveProperty('B', 5);
  });

  it.each([
    ['c.csv', 'race,count\nA,"1,000"\n', 'DATA_VALUE_INVALID: c.csv has "1,000" as count in row 1'],
    ['c.csv', 'race,count\nA,5\nB,-3\n', 'DATA_VALUE_INVALID: c.csv has "-3" as count in row 2'],
    ['c.csv', 'race,count\nA,51 %\n', 'DATA_VALUE_INVALID: c.csv has "51 %" as count in row 1'],
    [
      'c.csv',
      'race,count\nA,48.7\nB,51.3\n',
      'the figures of c.csv sum to 100, and not all are whole: they look like per cents',
    ],
    ['c.json', '{"A":33.3,"B":33.3,"C":33.3}', 'sum to 99.9, and not all are whole: they look like per cents'],
    [
      'c.csv',
      'race,count\nA,0.9\nB,0.9\nC,0.25\n',
      'sum to 2.05, and not all are whole: they are neither people nor shares',
    ],
    ['c.csv', 'race,count\nA,\n', 'DATA_VALUE_INVALID: c.csv has nothing as count in row 1'],
    ['c.csv', 'race,count\nA,1e300\n', 'DATA_VALUE_INVALID: c.csv has "1e300" as count in row 1'],
    ['c.csv', 'race,count\nA,1e-400\n', 'DATA_VALUE_INVALID: c.csv has "1e-400" as count in row 1'],
    ['c.csv', `race,count\nA,0.${'3'.repeat(70)}\n`, 'DATA_VALUE_INVALID'],
    ['c.csv', 'race,count\nA,0\n', 'DATA_EMPTY: c.csv counts nobody of any group'],
    ['c.csv', 'race,count\n,7\n', 'DATA_EMPTY: c.csv counts nobody of any group'],
    ['c.csv', 'rce,count\nA,7\n', 'DATA_COLUMN_MISSING: no column "race" in'],
    ['c.json', '{"A":"many"}', 'DATA_VALUE_INVALID: c.json has "many" as count in row 1'],
    ['c.json', '{"A":{"n":1}}', 'DATA_VALUE_INVALID: c.json has "{'],
    ['c.json', '[1,2]', 'DATA_UNREADABLE: the population c.json is neither a map nor a list of maps'],
    ['c.json', '[{"race":"A"}]', 'DATA_COLUMN_MISSING: entry 1 of c.json has no "count"'],
    ['c.json', '{"A":', 'DATA_UNREADABLE: the population c.json is no JSON'],
    ['c.json', '{"A":5,"B":1,"A":50}', 'DATA_UNREADABLE: the population c.json has the key "A" twice'],
    [
      'c.json',
      '[{"race":"A","count":5,"count":50}]',
      'DATA_UNREADABLE: the population c.json has the key "count" twice',
    ],
    ['c.jsonl', '{"race":"A","count":5,"count":50}', 'DATA_UNREADABLE'],
    ['c.json', '{}', 'DATA_EMPTY: c.json counts nobody of any group'],
  ])('%s with %j is refused', async (name, content, said) => {
    expect(await refused(name, content)).toContain(said);
  });

  it('of another digest is refused, and so is one that is not there', async () => {
    const other = `, digest: "sha256:${'0'.repeat(64)}"`;
    expect(await refused('c.csv', 'race,count\nA,5\n', other)).toContain('c.csv is not the file that the policy names');
    const { policy } = parsePolicy(policyOf('path: nowhere.json'));
    await expect(readPopulations(policy, '/nowhere/policy.yaml')).rejects.toThrow(
      'the population nowhere.json, which the policy names, cannot be read: it does not exist',
    );
  });

  it.each([
    ['nowhere.csv', 'cannot be read: it does not exist'],
    ['nowhere-*.csv', 'cannot be read: no file matches it'],
    ['nowhere-*.json', 'cannot be read: it does not exist'],
    ['.', 'is a directory'],
    ['x'.repeat(300), 'cannot be read: it does not exist'],
  ])('named %s says what is not where, and where it was looked for', async (path, said) => {
    const { policy } = parsePolicy(policyOf(`path: ${path}`));
    const refusal = await readPopulations(policy, '/nowhere/policy.yaml').catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'DATA_NOT_FOUND', message: expect.stringContaining(said) });
    if (path.startsWith('nowhere'))
      expect((refusal as TribuneError).remedy).toBe(
        `Its name is relative to the policy. Looked for: /nowhere/${path}, ${join(process.cwd(), path)}.`,
      );
  });

  it.each([
    ['census.csv', 'a link that leads nowhere', 'does not exist'],
    ['census-[1].csv', 'a folder', 'is a directory'],
    ['census-*.csv', 'a file of somebody else', 'cannot be read: permission denied'],
    ['census.json', 'a link that leads nowhere', 'cannot be read: it does not exist'],
  ])('%s that is %s beside the policy is refused, whatever stands in the working folder', async (path, what, said) => {
    const folder = mkdtempSync(join(tmpdir(), 'tribune-population-'));
    const before = process.cwd();
    const name = path.replace('*', '1');
    try {
      mkdirSync(join(folder, 'work'));
      writeFileSync(join(folder, 'work', name), name.endsWith('json') ? '{"A":5}' : 'race,count\nA,5\n');
      if (what === 'a folder') mkdirSync(join(folder, name));
      else if (what === 'a file of somebody else') writeFileSync(join(folder, name), 'race,count\nA,2\n', { mode: 0 });
      else symlinkSync('nowhere', join(folder, name));
      chmodSync(folder, 0o755);
      process.chdir(join(folder, 'work'));
      // Whoever is root may read everything.
      if (isRoot) process.seteuid!(NOBODY);
      const { policy } = parsePolicy(policyOf(`path: "${path}"`));
      await expect(readPopulations(policy, join(folder, 'policy.yaml'))).rejects.toMatchObject({
        code: 'DATA_NOT_FOUND',
        message: expect.stringContaining(said),
      });
    } finally {
      if (isRoot) process.seteuid!(0);
      process.chdir(before);
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('is found beside the policy also as a pattern', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tribune-population-'));
    try {
      writeFileSync(join(folder, 'north.csv'), 'race,count\nA,5\n');
      writeFileSync(join(folder, 'south.csv'), 'race,count\nA,2\nB,1\n');
      const { policy } = parsePolicy(policyOf('path: "*th.csv"'));
      const [file] = (await readPopulations(policy, join(folder, 'policy.yaml'))).values();
      expect(Object.fromEntries(file!.counts)).toEqual({ A: 7, B: 1 });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
