import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withEngine } from '../../src/adapters/dataset/engine/index.js';
import { sqlName } from '../../src/adapters/segments/column-names.js';
import { freshBase, joined, LiveTable } from '../../src/adapters/segments/live-table.js';
import { columnsIn, loadLate, openSegments, segmentBase } from '../../src/adapters/segments/open-segments.js';
import type { SegmentRecord } from '../../src/domain/decisions/ports/index.js';
import type { Segments } from '../../src/domain/segments/index.js';
import { binaryBytes } from './support/binary-bytes.js';

/** Made by `binaryBytes` of the last version that knew decisions of 0 and 1 only: the records are of this generator, the bytes of that program. */
const before = JSON.parse(readFileSync(new URL('testdata/before-outcomes.json', import.meta.url), 'utf8')) as Awaited<
  ReturnType<typeof binaryBytes>
>;
const WINDOW = {
  deployment: 'compas/prod',
  fromMs: Number.NEGATIVE_INFINITY,
  toMs: Number.POSITIVE_INFINITY,
  knownBeforeMs: Number.POSITIVE_INFINITY,
};

let now: typeof before;
beforeAll(async () => {
  now = await binaryBytes();
});

describe('decisions of 0 and 1, since there are others', () => {
  it('are the same bytes in the log: leaves, contents and envelopes', () => {
    expect(now.batches).toEqual(before.batches);
  });

  it('are the same bytes in a segment, with the engine that made it', async () => {
    const [[version]] = (await withEngine({}, (engine) => engine.query('SELECT version()'))) as [[string]];
    // The engine writes its version into each file; another one may lay out the same rows otherwise.
    const isSame = Buffer.from(before.segment, 'base64').includes(version);
    if (isSame) expect(now.segment).toBe(before.segment);
    else process.stdout.write(`skipped: the kept segment was made by another engine than ${version}\n`);
  });
});

describe('a segment of the version before', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tribune-before-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** What an audit reads of a segment: outcome, label, score, route, attributes of each decision. */
  async function read(packed: string, at: string): Promise<(string | null)[][]> {
    const sealed = { open: async () => Buffer.from(packed, 'base64') } as unknown as Segments;
    const scratch = mkdtempSync(join(folder, at));
    const opened = await openSegments(sealed, [{ id: at } as SegmentRecord], scratch);
    const columns = { attributes: ['attributes.sex', 'attributes.Race'], inputs: [] };
    return withEngine({}, async (engine) => {
      await engine.lock(Object.values(opened.files).flat());
      const typed = false;
      const table = await LiveTable.open(engine, { columns, knownBeforeMs: WINDOW.knownBeforeMs, typed });
      table.finish();
      await loadLate(engine, opened, { window: WINDOW, typed });
      const base = segmentBase(opened, WINDOW, { columns, sealed: await columnsIn(engine, opened), typed })!;
      const names = [
        'outcome',
        'label',
        'score',
        'cutoff',
        'route',
        'jurisdiction',
        ...columns.attributes.map(sqlName),
      ];
      const from = joined(`${freshBase(typed)} UNION ALL BY NAME ${base}`, columns);
      const texts = names.map((name) => `CAST(${name} AS VARCHAR)`);
      return (await engine.query(`SELECT ${texts.join(', ')} FROM ${from} ORDER BY ALL`)) as (string | null)[][];
    });
  }

  it('is read as what it was made of', async () => {
    const rows = await read(before.segment, 'old');
    expect(rows).toEqual(await read(now.segment, 'new'));
    expect(rows).toHaveLength(12);
    expect(rows.filter(([outcome]) => outcome === '1')).toHaveLength(6);
    expect(rows.flatMap(([, label]) => (label === null ? [] : [label])).sort()).toEqual(['0', '0', '1', '1']);
    // What was said last about the third decision: Race is another one, and her sex is withdrawn.
    expect(rows.filter((row) => row[7] === 'later').map((row) => row[6] || null)).toEqual([null]);
  });
});
