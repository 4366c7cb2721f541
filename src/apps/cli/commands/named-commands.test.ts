import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMAND_ENTRIES } from './entries.js';

const SOURCES = join(import.meta.dirname, '../../..');
const NAMES: ReadonlySet<string> = new Set(COMMAND_ENTRIES.map(({ name }) => name));
/** First words of commands of two words alone: the whole group is meant. */
const GROUPS: ReadonlySet<string> = new Set([...NAMES].flatMap((name) => name.match(/^\S+(?= )/)?.[0] ?? []));

/** Words after the name of the program in sentences about it, and the seed of the sample. */
const PROSE: ReadonlySet<string> = new Set(['is', 'with', 'sample']);

/** What is called like a command in one text, and is none. */
function unknownIn(text: string): string[] {
  const called = text.matchAll(/(?<![\w./-])tribune ([a-z]+)(?: ([a-z]+(?:-[a-z]+)*))?/g);
  return [...called].flatMap(([whole, first, second]) => {
    const isKnown =
      PROSE.has(first!) ||
      NAMES.has(first!) ||
      NAMES.has(`${first} ${second}`) ||
      (second === undefined && GROUPS.has(first!));
    return isKnown ? [] : [whole];
  });
}

describe('commands that messages and remedies name', () => {
  it('tells a command from none', () => {
    expect(unknownIn('run `tribune ledger check`, then `tribune verify`')).toEqual(['tribune ledger check']);
    expect(unknownIn('after it: tribune ledger accept-rollback; the others: tribune ledger --help')).toEqual([]);
  });

  it('all exist', () => {
    const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter(
      (file) => /\.ts$/.test(file) && !/\.test\.ts$/.test(file),
    );
    expect(files.length).toBeGreaterThan(100);
    const unknown = files.flatMap((file) =>
      unknownIn(readFileSync(join(SOURCES, file), 'utf8')).map((name) => `${file}: ${name}`),
    );
    expect(unknown).toEqual([]);
  });
});
