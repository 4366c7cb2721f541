import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type DataFile, filesOf, readDataFile, schemaMistakes } from './support/data-file.js';
import { MEANING, nameMistakes, text, versionMistakes } from './support/meanings.js';

const root = resolve(import.meta.dirname, '../..');
const data = join(root, 'src/data');
const folders = readdirSync(data, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? entry.name : []));

describe('texts and law as data', () => {
  it('stand in folders, each with its schema, and each has a meaning that is checked', () => {
    expect(folders).toEqual(Object.keys(MEANING).toSorted());
    for (const folder of folders) expect(readdirSync(join(data, folder))).toContain(`${folder}.schema.json`);
  });

  it.each(folders)('are right in every file of %s', (folder) => {
    const schema = JSON.parse(readFileSync(join(data, folder, `${folder}.schema.json`), 'utf8'));
    const files = filesOf(folder);
    expect(files.length).toBeGreaterThan(0);
    const mistakes = files.flatMap((file) => {
      const refused = schemaMistakes(file, schema);
      return refused.length > 0 ? refused : [...nameMistakes(file), ...MEANING[folder]!(file)];
    });
    expect(mistakes).toEqual([]);
    expect(versionMistakes(files)).toEqual([]);
  });

  it('are all in the list of their folder', () => {
    for (const folder of folders) {
      const list = readFileSync(join(data, folder, 'index.ts'), 'utf8');
      const listed = Array.from(list.matchAll(/from '\.\/(.*)' with/g), ([, file]) => `${folder}/${file}`);
      expect(listed, `${folder}: run npm run docs`).toEqual(filesOf(folder).map(({ name }) => name));
    }
  });

  it('hold letter and rules of wording for every language that has reasons', () => {
    const languages = (folder: string) => new Set(filesOf(folder).map((file) => text(file, 'locale')));
    for (const locale of languages('reason-texts')) {
      expect([...languages('letter-texts')]).toContain(locale);
      expect([...languages('wording-rules')]).toContain(locale);
    }
  });

  it('never lose a class of keeping: an institution may have named it', () => {
    const idsOf = (file: DataFile) => (file.content.classes as { id: string }[]).map(({ id }) => id);
    const files = filesOf('retention-classes').toSorted((a, b) => text(a, 'date').localeCompare(text(b, 'date')));
    for (const [index, file] of files.entries()) {
      for (const older of files.slice(0, index)) expect(idsOf(file)).toEqual(expect.arrayContaining(idsOf(older)));
    }
  });

  it('are what the guide on keeping says', () => {
    const guide = readFileSync(join(root, 'docs/guides/retention.md'), 'utf8');
    const newest = filesOf('retention-classes').toSorted((a, b) => text(b, 'date').localeCompare(text(a, 'date')))[0]!;
    expect(guide).toContain(`as known on ${text(newest, 'date')}`);
    for (const { id, keep } of newest.content.classes as { id: string; keep: string }[]) {
      expect(guide).toContain(`| \`${id}\` | ${keep} |`);
    }
  });
});

describe('a mistake in a file', () => {
  const folder = 'reason-texts';
  const path = join(data, folder, 'credit-us-en-2026-11-28.json');
  const schema = JSON.parse(readFileSync(join(data, folder, `${folder}.schema.json`), 'utf8'));
  const source = readFileSync(path, 'utf8');
  const lineOf = (part: string, of = source): number => of.slice(0, of.indexOf(part)).split('\n').length;
  const read = (change: (whole: string) => string): { file: DataFile; whole: string } => {
    const whole = change(source);
    return { file: readDataFile('credit.json', whole), whole };
  };

  it('of shape is told with line and key', () => {
    const { file, whole } = read((it) =>
      it.replace('"low": "You asked for a smaller', '"lower": "You asked for a smaller'),
    );
    expect(schemaMistakes(file, schema)).toEqual([
      `credit.json, line ${lineOf('"lower"', whole)}, texts.loan-amount.lower: is no key that the schema knows`,
    ]);
  });

  it('of a missing part is told with the line of what lacks it', () => {
    const { file, whole } = read((it) => it.replace(/"any": "Your income counted[^\n]*\n/, ''));
    expect(schemaMistakes(file, schema)).toEqual([
      expect.stringMatching(new RegExp(`^credit.json, line ${lineOf('"income": {', whole)}, texts.income.any: `)),
    ]);
  });

  it('of wording is told with its basis', () => {
    const { file, whole } = read((it) =>
      it.replace('Your income counted against this loan.', 'It was held against our standards.'),
    );
    expect(MEANING[folder]!(file)).toEqual([
      expect.stringMatching(
        new RegExp(`^credit.json, line ${lineOf('It was held', whole)}, texts.income.any: .*1002.9\\(b\\)\\(2\\)`),
      ),
    ]);
  });

  it('of JSON is told with its line', () => {
    expect(() => read((it) => it.replace('"domain": "credit",', '"domain": "credit'))).toThrow(
      /^credit.json, line \d+: is no JSON/,
    );
  });

  it('in the name is told: a change of a word is a new file with a new day', () => {
    const { file } = read((it) => it.replace('"date": "2026-11-28"', '"date": "2027-02-30"'));
    expect(nameMistakes(file)).toEqual([
      expect.stringContaining('"2027-02-30" is no day'),
      expect.stringContaining('must be called ...credit-us-en-2027-02-30.json'),
    ]);
  });
});
