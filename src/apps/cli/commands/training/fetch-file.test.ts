import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fetchFile, keepOthers } from './fetch-file.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'training-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const ROWS = [1, 2, 3].map((entry) => `{"entry":${entry}}\n`);
const TEXT = ROWS.join('');
const DIGEST = `sha256:${createHash('sha256').update(TEXT).digest('hex')}`;
const at = (name: string): string => join(folder, name);
const draftOf = (digest: string): string => at(`training.ndjson.${digest.slice(7, 19)}.partial`);

/** Fetches the rows, and gives what was asked for. */
async function fetched(digest = DIGEST): Promise<(number | null)[]> {
  const asked: (number | null)[] = [];
  await fetchFile(at('training.ndjson'), digest, async (after) => {
    asked.push(after);
    return (async function* () {
      yield new TextEncoder().encode(ROWS.slice(after ?? 0).join(''));
    })();
  });
  return asked;
}

it('rows are fetched for their owner alone, from the last whole line on, and once', async () => {
  writeFileSync(draftOf(DIGEST), `${ROWS[0]}{"ent`);
  expect(await fetched()).toEqual([1]);
  expect(readFileSync(at('training.ndjson'), 'utf8')).toBe(TEXT);
  expect(await fetched()).toEqual([]);
  rmSync(at('training.ndjson'));
  await fetched();
  expect(statSync(at('training.ndjson')).mode & 0o777).toBe(0o600);
});

it('a line of a partial file that is no row has the file fetched anew', async () => {
  for (const line of ['\0\0\0\n', '{"entry":"1"}\n', 'null\n']) {
    writeFileSync(draftOf(DIGEST), line);
    expect(await fetched(), line).toEqual([null]);
    expect(readFileSync(at('training.ndjson'), 'utf8')).toBe(TEXT);
    rmSync(at('training.ndjson'));
  }
});

it('what a fetch of other rows left is dropped, and nothing else', async () => {
  writeFileSync(draftOf(`sha256:${'a'.repeat(64)}`), 'somebody who was erased');
  for (const name of ['training.ndjson.mine', 'training.ndjson.old.partial']) writeFileSync(at(name), 'mine');
  await fetched();
  expect(readdirSync(folder).toSorted()).toEqual([
    ...['training.ndjson', 'training.ndjson.mine', 'training.ndjson.old.partial'],
  ]);
});

it('a digest that is none names no file', async () => {
  await expect(fetched('sha256:../../../../a')).rejects.toMatchObject({ code: 'SERVER_UNREACHABLE' });
  expect(readdirSync(folder)).toEqual([]);
});

it('a folder is of one request, and keeps what is of none', async () => {
  await keepOthers(folder, 'a');
  await keepOthers(at('not-yet'), 'a');
  writeFileSync(at('validation.ndjson'), 'mine');
  const refused = { code: 'OUTPUT_UNWRITABLE' };
  await expect(keepOthers(folder, 'a')).rejects.toMatchObject(refused);
  for (const text of ['{"request":"b"}', 'null', 'mine']) {
    writeFileSync(at('request.json'), text);
    await expect(keepOthers(folder, 'a'), text).rejects.toMatchObject(refused);
  }
  writeFileSync(at('request.json'), '{"request":"a"}');
  await keepOthers(folder, 'a');
});
