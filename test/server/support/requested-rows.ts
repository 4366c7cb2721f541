import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { runCli } from '../../../src/apps/cli/run.js';
import { HOUR_MS } from '../../../src/core/base/durations.js';
import { ndjson } from './compas.js';
import { entriesOf } from './entries.js';
import type { realServer } from './real.js';
import { idOf } from './watched-decisions.js';

interface Told {
  readonly [name: string]: unknown;
}

interface Row {
  readonly [name: string]: unknown;
  readonly id: string;
  readonly entry: number;
  readonly part: string;
}

const rowsOf = (text: string): Row[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);

/** Holds the rows of the one request for a retraining against its entry, its digests, its command and an erasure. */
export async function expectRowsOfRequest(
  real: Awaited<ReturnType<typeof realServer>>,
  folder: { readonly dir: string },
  reactions: readonly Told[],
): Promise<void> {
  const trainer = await real.key('decisions:read', 'attributes:read', 'stops:read');
  const asked = reactions.find(({ does }) => does === 'retrain')! as unknown as {
    readonly id: string;
    readonly rows: Record<string, string> & { readonly validation: number };
  };
  expect(asked.rows).toMatchObject({ validation: 0.3, groups: ['sex'], recordedBefore: expect.any(String) });
  expect(Date.parse(asked.rows.to!) - Date.parse(asked.rows.from!)).toBe(11 * 24 * HOUR_MS);
  const [entered] = ((await entriesOf(real.server.plane, 'reaction.done')) as Told[]).filter(
    ({ does }) => does === 'retrain',
  );
  expect(entered).toMatchObject({ rows: asked.rows });
  const path = `/v1/reactions/${asked.id}/rows`;
  const read = async (more: string, key = trainer) => real.call(`${path}${more}`, { key });
  const summary = async (more = '') => (await (await read(more)).json()) as Told & { readonly files: never };
  // No decision of the time has a label yet.
  const none = (await summary()) as unknown as { files: Record<string, { rows: number }>; unlabelled: number };
  expect([none.files.training!.rows, none.files.validation!.rows]).toEqual([0, 0]);
  expect(none.unlabelled).toBeGreaterThan(200);

  // Labels that come after the request count where a later time is asked for; the last of each does.
  const labeller = await real.key('labels:write');
  const label = (n: number, value: 0 | 1) => ({ decision: idOf(n), label: value, knownAt: new Date().toISOString() });
  const headers = { 'content-type': 'application/x-ndjson' };
  const numbers = Array.from({ length: 200 }, (_, i) => i + 1);
  for (const value of [0, 1] as const) {
    const body = ndjson(...numbers.filter((n) => value === 0 || n % 2 === 0).map((n) => label(n, value)));
    await real.call('/v1/labels', { key: labeller, headers, body });
  }
  await new Promise((done) => setTimeout(done, 5));
  const now = `knownAt=${encodeURIComponent(new Date().toISOString())}`;
  expect((await summary()).files).toEqual(none.files);
  const found = (await summary(`?${now}`)) as unknown as {
    readonly files: Record<string, { readonly rows: number; readonly digest: string }>;
    readonly cells: readonly { readonly part: string; readonly label: string; readonly rows: number }[];
  };
  // One after the other, as a caller reads once at a time.
  const files: string[] = [];
  for (const part of ['training', 'validation']) files.push(await (await read(`/${part}?${now}`)).text());
  const [training, validation] = files.map(rowsOf) as [Row[], Row[]];
  expect(new Set([...training, ...validation].map(({ id }) => id))).toEqual(new Set(numbers.map(idOf)));
  expect(training.length + validation.length).toBe(200);
  expect(validation.length / 200).toBeCloseTo(0.3, 0);
  for (const [i, part] of ['training', 'validation'].entries()) {
    const digest = `sha256:${createHash('sha256').update(files[i]!).digest('hex')}`;
    expect(found.files[part]).toEqual({ rows: rowsOf(files[i]!).length, digest });
  }
  for (const { id, label, part, ...row } of training) {
    expect([part, label]).toEqual(['training', Number.parseInt(id.slice(-2), 16) % 2 === 0 ? 1 : 0]);
    expect(Object.keys(row)).toEqual([
      ...['entry', 'decided_at', 'prediction', 'score', 'cutoff', 'route', 'version', 'attributes.sex'],
      'inputs_digest',
    ]);
  }
  expect(found.cells.reduce((sum, { rows }) => sum + rows, 0)).toBe(200);
  // Where an answer broke off the next one goes on.
  const half = training[Math.floor(training.length / 2)]!;
  const rest = rowsOf(await (await read(`/training?${now}&after=${half.entry}`)).text());
  expect(rest).toEqual(training.filter(({ entry }) => entry > half.entry));
  const notes = await entriesOf(real.server.plane, 'read.training-rows-sealed', 'reads');
  expect(notes.at(-1)).toMatchObject({ request: asked.id, training: found.files.training, erased: 0 });

  // The command fetches both, goes on with what an earlier fetch left, and says who is in neither.
  const into = join(folder.dir, '..', `retraining-${process.pid}`);
  const knownAt = decodeURIComponent(now.slice('knownAt='.length));
  const keyFile = join(folder.dir, 'trainer.key');
  writeFileSync(keyFile, trainer);
  const command = async (...words: string[]) => {
    const said: string[] = [];
    const context = {
      ...{ out: (text: string) => void said.push(text), err: () => undefined, errIsTerminal: false },
      ...{ outColour: false, columns: 80, today: '2026-12-01', version: '0.1.0' },
    };
    const code = await runCli(['training', ...words, '--server', real.server.url, '--key-file', keyFile], context);
    return { code, out: said.join('') };
  };
  expect(await command('list')).toEqual({ code: 0, out: expect.stringContaining(`${asked.id}  `) });
  expect(JSON.parse((await command('list', '--json')).out)).toMatchObject([{ does: 'retrain', rows: asked.rows }]);
  const fetched = () => command('fetch', asked.id, '--into', into, '--known-at', knownAt);
  try {
    mkdirSync(into);
    const cut = files[0]!.indexOf('\n', files[0]!.length / 2) + 40;
    const digits = found.files.training!.digest.slice(7, 19);
    writeFileSync(join(into, `training.ndjson.${digits}.partial`), files[0]!.slice(0, cut));
    const { code, out } = await fetched();
    expect([code, out]).toEqual([0, expect.stringContaining('No training may use validation.ndjson')]);
    expect(out).toContain('sex f:');
    for (const [i, part] of ['training', 'validation'].entries())
      expect(readFileSync(join(into, `${part}.ndjson`), 'utf8')).toBe(files[i]);
    expect(JSON.parse(readFileSync(join(into, 'request.json'), 'utf8'))).toMatchObject({ request: asked.id });
    expect(readdirSync(into).toSorted()).toEqual(['request.json', 'training.ndjson', 'validation.ndjson']);

    // Somebody who is erased is in no file that is fetched from then on, and is counted.
    const gone = validation[0]!;
    const subject = `person-${Number.parseInt(gone.id.slice(-4), 16)}`;
    await real.server.plane.deps.subjects.erase(subject, { basis: 'test', requestedBy: 'test' });
    expect((await fetched()).out).toContain('nor are 1 erased');
    expect(rowsOf(readFileSync(join(into, 'validation.ndjson'), 'utf8'))).toEqual(validation.slice(1));
  } finally {
    rmSync(into, { recursive: true, force: true });
  }

  // Whoever may not see attributes gets none of it, and what asks for no training has no rows.
  expect((await read('', await real.key('decisions:read'))).status).toBe(403);
  const other = reactions.find(({ does }) => does === 'review')!;
  expect((await real.call(`/v1/reactions/${other.id as string}/rows`, { key: trainer })).status).toBe(404);
  expect((await read('?knownAt=2999-01-01T00:00:00Z')).status).toBe(400);
}
