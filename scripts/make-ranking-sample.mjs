// Writes examples/rankings/tally.json: people of the Adult test data ranked by a model's score in lists of 20, of which 15 are shown. Usage, after a build: node scripts/make-ranking-sample.mjs && npx biome check --write examples/rankings/tally.json
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

const LIST_LENGTH = 20;
const SHOWN = 15;

const root = resolve(import.meta.dirname, '..');
const text = gunzipSync(readFileSync(resolve(root, '../shared/data/predictions-adult-gbdt.csv.gz'))).toString('utf8');
const [header, ...lines] = text.trimEnd().split(/\r?\n/);
const names = header.split(',');
const people = lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i], cell])));

/** People of one list by falling score; of equal scores the one who stands first in the file. */
function ranked(list, members) {
  const order = members
    .map((person, i) => ({ person, i }))
    .sort((a, b) => b.person.score - a.person.score || a.i - b.i);
  return order.map(({ person }, place) =>
    [list, place < SHOWN ? place + 1 : '', person.y_true, person.sex, person.race].join(','),
  );
}

const rows = [];
for (let list = 0; list * LIST_LENGTH < people.length; list++)
  rows.push(...ranked(list + 1, people.slice(list * LIST_LENGTH, (list + 1) * LIST_LENGTH)));

const folder = mkdtempSync(join(tmpdir(), 'tribune-rankings-'));
try {
  const file = join(folder, 'lists.csv');
  writeFileSync(file, `list,position,relevance,sex,race\n${rows.join('\n')}\n`);
  const policy = resolve(root, 'examples/rankings/policy.yaml');
  const command = [resolve(root, 'dist/bundle/main.js'), 'tally', file, '--policy', policy, '--quiet'];
  writeFileSync(
    resolve(root, 'examples/rankings/tally.json'),
    execFileSync(process.execPath, command, { encoding: 'utf8' }),
  );
} finally {
  rmSync(folder, { recursive: true });
}
