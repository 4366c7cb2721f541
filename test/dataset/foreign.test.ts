import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openFiles } from '../../src/adapters/dataset/index.js';
import { planOf, policyOf } from './support/policies.js';

const folder = mkdtempSync(join(tmpdir(), 'tribune-foreign-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function refusal(name: string, content: string | Uint8Array): Promise<{ message: string; remedy: string }> {
  const path = join(folder, name);
  writeFileSync(path, content);
  const plan = planOf(policyOf({ by: ['g'], score: 's' }));
  const error = await openFiles([path])
    .tally(plan)
    .then(
      () => null,
      (thrown: unknown) => thrown as { message: string; remedy: string },
    );
  expect(error).not.toBeNull();
  return error!;
}

const bytes = (latin1: string): Buffer => Buffer.concat([Buffer.from(latin1, 'latin1'), Buffer.alloc(64)]);
const CSV = 'g,y_true,y_pred,s\na,1,1,0.5\n';

describe('a file that is no table is named for what it is', () => {
  it.each([
    ['book.xlsx', bytes('PK\x03\x04....[Content_Types].xml'), /an Excel workbook/, /CSV UTF-8/],
    ['data.zip', bytes('PK\x03\x04....data.csv'), /a zip archive/, /Unpack/],
    ['book.xls', bytes('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'), /old Excel/, /CSV UTF-8/],
    ['data.csv.bz2', bytes('BZh91AY&SY'), /bzip2/, /bunzip2/],
    ['data.csv.xz', bytes('\xfd7zXZ\0'), /by xz/, /unxz/],
    ['data.csv.zst', bytes('\x28\xb5\x2f\xfd'), /by zstd/, /unzstd/],
    ['data.feather', bytes('ARROW1\0\0'), /Feather/, /to_parquet/],
    ['data.dta', bytes('<stata_dta><header>'), /Stata/, /CSV/],
    ['data.sav', bytes('$FL2@(#) SPSS'), /SPSS/, /CSV/],
    ['data.pkl', bytes('\x80\x04\x95'), /pickle/, /to_parquet/],
    ['data.db', bytes('SQLite format 3\0'), /SQLite/, /CSV/],
    ['data.duckdb', bytes('12345678DUCK'), /DuckDB/, /--sql/],
    ['page.xls', '<html><table><tr><td>g</td></tr></table>', /HTML/, /CSV UTF-8/],
    ['utf16.csv', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(CSV, 'utf16le')]), /UTF-16/, /iconv/],
    ['bare16.csv', Buffer.from(CSV, 'utf16le'), /UTF-16/, /iconv/],
    ['sep.csv', `\ufeffsep=;\r\n${CSV.replaceAll(',', ';')}`, /"sep=;" is a hint for Excel/, /Delete that line/],
    ['noheader.csv', 'a,1,1,0.5\nb,0,1,0.25\n', /no column "g"/, /first line .* looks like data/],
  ])('%s', async (name, content, says, remedy) => {
    const error = await refusal(name, content);
    expect([error.message, error.remedy]).toEqual([expect.stringMatching(says), expect.stringMatching(remedy)]);
  });

  it.each([
    ['0,5', /decimal comma/],
    ['1.234,5', /decimal comma/],
    ['93.2%', /percentages/],
    ['93,2 %', /percentages/],
    ['9,359.1', /thousands/],
    ['1,234,567', /thousands/],
  ])('the number %s is refused with what to write instead', async (number, remedy) => {
    const error = await refusal('numbers.csv', `g;y_true;y_pred;s\na;1;1;${number}\n`);
    expect([error.message, error.remedy]).toEqual([
      expect.stringContaining('is not readable as a finite number'),
      expect.stringMatching(remedy),
    ]);
  });
});
