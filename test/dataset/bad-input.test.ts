import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles } from '../../src/adapters/dataset/index.js';
import { TribuneError } from '../../src/core/base/errors.js';
import type { PolicyData } from '../../src/core/policy/sections/types.js';
import { parseWhere } from '../../src/core/policy/where/parse.js';
import { binary, planOf, policyOf } from './support/policies.js';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tribune-test-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const CODE = (code: string) => (error: unknown) => error instanceof TribuneError && error.code === code;

/** The one error of an audit of a file with this content; message and remedy in one text. */
async function refusal(
  name: string,
  content: string | Buffer | null,
  data: Partial<PolicyData> & { by?: string[] } = {},
): Promise<{ code: string; text: string }> {
  const path = join(directory, name);
  if (content !== null) writeFileSync(path, content);
  const policy = policyOf({ by: ['race'], ...data });
  try {
    await openFiles([path]).tally(planOf(policy));
  } catch (error) {
    expect(CODE((error as TribuneError).code)(error), String(error)).toBe(true);
    const { code, message, remedy } = error as TribuneError;
    expect(remedy ?? '', 'a remedy').not.toBe('');
    return { code, text: `${message} | ${remedy}` };
  }
  throw new Error('it was accepted');
}

const GOOD = 'race,y_true,y_pred,s\nA,1,1,0.5\nB,0,0,0.25\n';

describe('files that cannot be read', () => {
  it('a missing file is not found', async () => {
    expect(await refusal('none.csv', null)).toMatchObject({
      code: 'DATA_NOT_FOUND',
      text: expect.stringContaining('none.csv'),
    });
  });
  it('a pattern that matches nothing is not found', async () => {
    expect((await refusal('none-*.csv', null)).code).toBe('DATA_NOT_FOUND');
  });
  it('a directory is told how to name its files', async () => {
    mkdirSync(join(directory, 'folder'));
    expect((await refusal('folder', null)).text).toContain('/*.csv');
  });
  it.skipIf(process.getuid?.() === 0)('a file without read permission says so', async () => {
    const path = join(directory, 'secret.csv');
    writeFileSync(path, GOOD);
    chmodSync(path, 0o000);
    expect((await refusal('secret.csv', null)).text).toContain('permission');
  });
  it('an empty file is empty', async () => {
    expect((await refusal('empty.csv', '')).code).toBe('DATA_EMPTY');
  });
  it('an empty gzip file is empty or blank', async () => {
    expect((await refusal('empty.csv.gz', gzipSync(''))).code).toMatch(/DATA_(EMPTY|UNREADABLE)/);
  });
  it('a header without rows is empty', async () => {
    expect((await refusal('header.csv', 'race,y_true,y_pred\n')).code).toBe('DATA_EMPTY');
  });
  it('binary content is no CSV', async () => {
    expect((await refusal('image.csv', Buffer.from([137, 80, 78, 71, 0, 1, 2, 0]))).code).toBe('DATA_UNREADABLE');
  });
  it('text named .parquet is no Parquet', async () => {
    expect((await refusal('text.parquet', GOOD)).text).toContain('Parquet');
  });
  it('a Parquet file cut short is refused', async () => {
    expect((await refusal('cut.parquet', Buffer.from('PAR1 something'))).code).toBe('DATA_UNREADABLE');
  });
  it('CSV named .jsonl is no JSON', async () => {
    expect((await refusal('csv.jsonl', GOOD)).code).toBe('DATA_UNREADABLE');
  });
  it('malformed JSON names the line', async () => {
    expect((await refusal('bad.jsonl', '{"race":"A","y_true":1,"y_pred":1}\n{"race":\n')).text).toMatch(/line|record/);
  });
  it('a gzip file cut short is refused, even where the cut falls between two lines', async () => {
    const packed = gzipSync(GOOD.padEnd(100_000, 'A,1,1,0.5\n'));
    expect((await refusal('cut.csv.gz', packed.subarray(0, packed.length - 6))).text).toContain('gzip');
  });
  it('a row with too few fields names the line', async () => {
    expect((await refusal('ragged.csv', `${GOOD}C,1\n`)).text).toContain('line 4');
  });
  it('a quote that never ends is refused', async () => {
    expect((await refusal('quote.csv', `${GOOD}"C,1,1,0.5\n`)).text).toContain('quote');
  });
  it('text that is not UTF-8 is told how to convert', async () => {
    expect((await refusal('latin.csv', Buffer.from(`${GOOD}\xe9,1,1,0.5\n`, 'latin1'))).text).toContain('UTF-8');
  });
  it('a line without end is refused in bounded memory', async () => {
    const long = Buffer.alloc(12_000_000, 'x');
    expect((await refusal('long.csv', Buffer.concat([Buffer.from(GOOD), long]))).code).toBe('DATA_TOO_LARGE');
  });
  it('a last line of hundreds of megabytes, which the engine would drop, is refused', async () => {
    const long = Buffer.alloc(64_000_000, 'x');
    expect((await refusal('endless.csv', Buffer.concat([Buffer.from(GOOD), long]))).text).toContain('longer than 4 MB');
    expect(
      (await refusal('endless.csv.gz', gzipSync(Buffer.concat([Buffer.from(GOOD), long]), { level: 1 }))).code,
    ).toBe('DATA_TOO_LARGE');
  });
  it('an endless JSON object is refused', async () => {
    const long = Buffer.alloc(40_000_000, 'x');
    const content = Buffer.concat([Buffer.from('{"race":"A","y_true":1,"y_pred":1}\n{"race":"'), long]);
    expect((await refusal('endless.jsonl', content)).code).toBe('DATA_TOO_LARGE');
  });
  it('a header without end is refused', async () => {
    expect((await refusal('header-long.csv', Buffer.alloc(3_000_000, 'x'))).code).toBe('DATA_UNREADABLE');
  });
});

describe('columns and values', () => {
  it('a wrong column proposes the right one', async () => {
    expect((await refusal('good.csv', GOOD, { by: ['rase'] })).text).toMatch(/no column "rase".*Did you mean "race"/);
  });
  it('the case of a column counts', async () => {
    expect((await refusal('good.csv', GOOD, { by: ['Race'] })).text).toContain('Did you mean "race"');
  });
  it('a column named twice is refused when the policy reads it', async () => {
    expect((await refusal('twice.csv', 'race,race,y_true,y_pred\nA,B,1,1\n')).text).toContain('more than one column');
  });
  it('a label with three values lists them', async () => {
    const { text } = await refusal('three.csv', `${GOOD}A,2,1,0.5\nA,maybe,1,0.5\n`);
    expect(text).toMatch(/column "y_true": 2 values are neither 0 nor 1: "2" \(once\), "maybe" \(once\)/);
  });
  it('a one-sided label with two other values asks for them', async () => {
    const label = binary('y_true', ['1']);
    expect((await refusal('sides.csv', `${GOOD}A,2,1,0.5\n`, { label })).text).toContain('negative: [...]');
  });
  it.each(['high', 'nan', 'Infinity', '-inf', '0x10', '1_000', '1e999', '--1'])(
    'a score of %s is refused',
    async (score) => {
      const { code, text } = await refusal('score.csv', `${GOOD}A,1,1,${score}\n`, { score: 's' });
      expect([code, text]).toEqual(['DATA_VALUE_INVALID', expect.stringContaining(score)]);
    },
  );
  it('a score beyond 2^12 proposes a scale', async () => {
    expect((await refusal('far.csv', `${GOOD}A,1,1,4096.5\n`, { score: 's' })).text).toContain('data.scoreScale');
  });
  it('the limit of scores and the cutoff are on the divided scale', async () => {
    const data = { score: 's', prediction: null, cutoff: 4096, scoreScale: 10 };
    const path = join(directory, 'edge.csv');
    writeFileSync(path, `${GOOD}A,1,1,40960\nA,1,1,40959\n`);
    const { tally } = await openFiles([path]).tally(planOf(policyOf({ by: ['race'], ...data })));
    expect(tally.cells.filter(({ prediction }) => prediction === 1).map(({ score }) => score)).toEqual([4096]);
    expect((await refusal('past.csv', `${GOOD}A,1,1,40961\n`, data)).text).toContain('beyond +-4096');
  });
  it('rates from a cutoff refuse bad scores as well', async () => {
    expect(
      (await refusal('cut.csv', `${GOOD}A,1,1,oops\n`, { score: 's', prediction: null, cutoff: 0.5 })).text,
    ).toContain('oops');
  });
  it.each(['-1', '0.5', 'many', '2147483649', 'NaN'])('a count weight of %s is refused', async (weight) => {
    const content = `race,y_true,y_pred,w\nA,1,1,1\nA,1,1,${weight}\n`;
    expect((await refusal('weight.csv', content, { weight: 'w' })).text).toContain(weight);
  });
  it.each([
    ['-0.5', 'Mend weights that are negative or no number'],
    ['2e7', 'Divide large weights by a common factor.'],
    ['2e7\nA,1,1,many', 'Divide large weights by a common factor; mend weights that are negative or no number'],
  ])('a sampling weight of %j is refused, and what mends it is said', async (weights, remedy) => {
    const content = `race,y_true,y_pred,w\nA,1,1,1.5\nA,1,1,${weights}\n`;
    const { text } = await refusal('sampling.csv', content, { weight: 'w', weightKind: 'sampling' });
    expect(text).toContain(`| ${remedy}`);
    if (weights === '-0.5') expect(text).not.toContain('Divide');
  });
  it('decisions that are amounts or words are told where these are declared', async () => {
    const content = 'race,y_true,y_pred\nA,1,1200\nB,0,high\n';
    const { text } = await refusal('amounts.csv', content, { prediction: binary('y_pred') });
    expect(text).toContain('amounts, levels, classes or rankings are declared in data.outcome');
    expect((await refusal('labels.csv', 'race,y_true,y_pred\nA,1200,1\n')).text).not.toContain('data.outcome');
  });
  it('a numeric attribute with text is refused', async () => {
    const attributes = [{ name: 'age', column: 's', reference: null, bins: [25] }];
    expect((await refusal('age.csv', `${GOOD}A,1,1,old\n`, { attributes })).text).toContain('old');
  });
  it('bad values in rows that the filter drops do not matter', async () => {
    const path = join(directory, 'dropped.csv');
    writeFileSync(path, `${GOOD}C,maybe,perhaps,oops\n`);
    const policy = policyOf({ by: ['race'], score: 's', where: parseWhere("race != 'C'") });
    const { tally } = await openFiles([path]).tally(planOf(policy));
    expect(tally.excluded).toEqual([{ reason: 'filtered by policy', rows: 1 }]);
  });
  it.each([
    ['0,7', /"0,7" \(2 times\), "0,2" \(once\)/, 'write 0.5 for 0,5'],
    ['70%', /"70%" \(2 times\), "0,2" \(once\)/, 'write 0.932 for 93.2 %'],
    ['1,234.5', /"1,234.5" \(2 times\)/, 'without thousands separators'],
    ['true', /"true" \(2 times\)/, 's = true'],
  ])('a filter that compares %s with a number counts it as a fault and drops nothing', async (text, says, remedy) => {
    const content = `${GOOD}A,1,1,"${text}"\nA,1,1,"${text}"\nB,1,1,"0,2"\nB,1,1,\n`;
    const refused = await refusal('filter.csv', content, { where: parseWhere('race = "C" or s > 0.5') });
    expect(refused.code).toBe('DATA_VALUE_INVALID');
    expect(refused.text).toContain(
      'column "s": 3 values are not readable as a finite number, though data.where compares',
    );
    expect(refused.text).toMatch(says);
    expect(refused.text).toContain(remedy);
  });
  it('a filter that is decided by other columns does not ask for the number', async () => {
    const path = join(directory, 'decided.csv');
    writeFileSync(path, `${GOOD}C,1,1,"0,7"\nD,1,1,"0,7"\n`);
    const policy = policyOf({ by: ['race'], where: parseWhere("race = 'C' or race != 'D' and s > 0.3") });
    const { tally } = await openFiles([path]).tally(planOf(policy));
    expect(tally.excluded).toEqual([{ reason: 'filtered by policy', rows: 2 }]);
  });
  it('no rows after the filter says how many there were', async () => {
    expect((await refusal('good.csv', GOOD, { where: parseWhere("race = 'Z'") })).text).toMatch(
      /no rows are left of 2: 2 filtered by policy/,
    );
  });
  it('ten thousand groups and one are refused', async () => {
    const rows = Array.from({ length: 10_001 }, (_, id) => `${id},1,1\n`).join('');
    expect((await refusal('ids.csv', `race,y_true,y_pred\n${rows}`)).text).toMatch(/attribute race .*10001 values/);
  });
  it('an intersection counts as groups too', async () => {
    const rows = Array.from({ length: 20_000 }, (_, id) => `${id % 150},${Math.floor(id / 150)},1,1\n`).join('');
    const data = { by: ['race', 'sex'], intersections: [['race', 'sex']] };
    expect((await refusal('pairs.csv', `race,sex,y_true,y_pred\n${rows}`, data)).code).toBe('DATA_TOO_LARGE');
  });
  it('scores outside the bins are refused where bins are needed', async () => {
    const path = join(directory, 'outside.csv');
    writeFileSync(path, 'race,y_true,y_pred,s\nA,1,1,0.5\nA,1,1,0.6\nA,1,1,7\n');
    const source = openFiles([path], { distinctScoreLimit: 2 });
    await expect(source.tally(planOf(policyOf({ by: ['race'], score: 's' })))).rejects.toThrow(
      /0.5 to 7, outside data.scoreBins/,
    );
  });
  it('files with other columns are refused', async () => {
    const [one, two] = ['u1.csv', 'u2.csv'].map((name) => join(directory, name)) as [string, string];
    writeFileSync(one, GOOD);
    writeFileSync(two, 'race,y_true,y_hat,s\nA,1,1,0.5\n');
    await expect(openFiles([one, two]).tally(planOf(policyOf({ by: ['race'] })))).rejects.toThrow(
      /lacks "y_pred" and has "y_hat" besides/,
    );
  });
});
