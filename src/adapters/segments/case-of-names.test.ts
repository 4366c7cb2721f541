import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { AuditRow, LateRow } from '../../domain/decisions/history/index.js';
import type { SegmentRecord } from '../../domain/decisions/ports/index.js';
import type { Attributes } from '../../domain/decisions/read/merge-attributes.js';
import type { Segments } from '../../domain/segments/index.js';
import { type Engine, withEngine } from '../dataset/engine/engine.js';
import { SegmentRows } from './build.js';
import { sqlName } from './column-names.js';
import { packFiles, SEGMENT_FILES } from './container.js';
import { freshBase, joined, LiveTable } from './live-table.js';
import { columnsIn, loadLate, openSegments, segmentBase } from './open-segments.js';

const root = mkdtempSync(join(tmpdir(), 'tribune-test-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const folder = (): string => mkdtempSync(join(root, 'f-'));

const idOf = (i: number): string => `0193f7c2-6a55-7d1e-9f10-${String(i).padStart(12, '0')}`;
const rowOf = (i: number, attributes: Attributes): AuditRow => ({
  index: i,
  id: idOf(i),
  deployment: 'd',
  version: 'v',
  cutoff: null,
  score: null,
  outcome: 1,
  route: String(i),
  jurisdiction: null,
  decidedHourMs: 0,
  attributes,
  inputs: undefined,
});

/** A sealed segment of these decisions as this version makes it. */
const made = (rows: readonly AuditRow[], late: readonly LateRow[] = []): Promise<Uint8Array> =>
  withEngine({}, (engine) => {
    const segment = new SegmentRows();
    segment.add({ rows, late, erased: [] });
    let n = 0;
    return segment.toParquet(engine, folder(), () => idOf(900 + n++));
  });

/** A segment of one decision as versions before made it: a column has the name of its attribute. */
const madeBefore = (i: number, attributes: Readonly<Record<string, string>>): Promise<Uint8Array> =>
  withEngine({}, async ({ connection }) => {
    const at = folder();
    const texts = Object.entries(attributes).map(([key, value]) => `'${value}' AS "attributes.${key}"`);
    const fields = `CAST(1 AS TINYINT) AS outcome, CAST(NULL AS DOUBLE) AS score, CAST(NULL AS DOUBLE) AS cutoff, '${i}' AS route, CAST(NULL AS VARCHAR) AS jurisdiction, 'v' AS version`;
    const label = 'CAST(NULL AS TINYINT) AS label, CAST(NULL AS BIGINT) AS label_hour';
    const selects = {
      rows: `CAST('${idOf(800 + i)}' AS UUID) AS row_id, 'd' AS deployment, CAST(0 AS BIGINT) AS decided_hour, ${[label, fields, ...texts].join(', ')}`,
      links: `CAST('${idOf(800 + i)}' AS UUID) AS row_id, CAST('${idOf(i)}' AS UUID) AS id`,
      late: `CAST(NULL AS UUID) AS id, CAST(0 AS BIGINT) AS idx, ${label}, '' AS name, '' AS value LIMIT 0`,
    };
    for (const file of SEGMENT_FILES)
      await connection.run(`COPY (SELECT ${selects[file]}) TO '${join(at, `${file}.parquet`)}' (FORMAT parquet)`);
    return packFiles(SEGMENT_FILES.map((file) => readFileSync(join(at, `${file}.parquet`))));
  });

const WINDOW = {
  deployment: 'd',
  fromMs: Number.NEGATIVE_INFINITY,
  toMs: Number.POSITIVE_INFINITY,
  knownBeforeMs: Number.POSITIVE_INFINITY,
};

/** What an audit reads of each decision, by its number: the values of these attributes. */
async function read(names: readonly string[], packed: readonly Uint8Array[], fresh: readonly AuditRow[] = []) {
  const live = { attributes: names.map((name) => `attributes.${name}`), inputs: [] };
  const records = packed.map((_, i) => ({ id: `s${i}` }) as SegmentRecord);
  const sealedFiles = { open: async ({ id }: SegmentRecord) => packed[Number(id.slice(1))]! } as unknown as Segments;
  const opened = await openSegments(sealedFiles, records, folder());
  return withEngine({}, async (engine: Engine) => {
    await engine.lock(Object.values(opened.files).flat());
    const table = await LiveTable.open(engine, { columns: live, knownBeforeMs: WINDOW.knownBeforeMs, typed: false });
    for (const row of fresh) table.add(row);
    table.finish();
    await loadLate(engine, opened, { window: WINDOW, typed: false });
    const sealed = await columnsIn(engine, opened);
    const base = segmentBase(opened, WINDOW, { columns: live, sealed, typed: false })!;
    const from = joined(`${freshBase(false)} UNION ALL BY NAME ${base}`, live);
    const rows = await engine.query(`SELECT ${['route', ...live.attributes.map(sqlName)].join(', ')} FROM ${from}`);
    const known = [...new Set([...sealed.values()].flatMap((columns) => [...columns.keys()]))].sort();
    return { rows: Object.fromEntries(rows.map(([route, ...values]) => [route, values])), known };
  });
}

it('two attributes whose names differ only in case are two columns of one segment', async () => {
  const late = { index: 9, id: idOf(2), label: null, knownHourMs: null, attributes: { SEX: 'late' } };
  const segment = await made([rowOf(1, { Sex: 'F', sex: 'x' }), rowOf(2, { sex: 'y' })], [late]);
  const { rows, known } = await read(['Sex', 'sex', 'SEX'], [segment], [rowOf(3, { Sex: 'M', SEX: 'z' })]);
  expect(rows).toEqual({ 1: ['F', 'x', null], 2: [null, 'y', 'late'], 3: ['M', null, 'z'] });
  expect(known).toEqual(['attributes.SEX', 'attributes.Sex', 'attributes.sex']);
});

it('and of several segments, whether this version or one before it made them', async () => {
  const segments = [
    await madeBefore(1, { Sex: 'F', race: 'a' }),
    await madeBefore(2, { sex: 'x' }),
    await made([rowOf(3, { Sex: 'M', race: 'b' })]),
    await made([rowOf(4, { sex: 'y', Race: 'c' })]),
    await made([rowOf(5, {})]),
  ];
  const { rows, known } = await read(['sex', 'race', 'Sex'], segments);
  expect(rows).toEqual({
    1: [null, 'a', 'F'],
    2: ['x', null, null],
    3: [null, 'b', 'M'],
    4: ['y', null, null],
    5: [null, null, null],
  });
  expect(known).toEqual(['attributes.Race', 'attributes.Sex', 'attributes.race', 'attributes.sex']);
});

it('a name is spelt out whatever it holds, and found again', async () => {
  const names = ['naïve "quoted"', "it's; --", 'attributes.x', 'of_61', '姓', 'É', 'é'];
  const attributes = Object.fromEntries(names.map((name, i) => [name, `v${i}`]));
  const { rows, known } = await read(names, [await made([rowOf(1, attributes)])], [rowOf(2, attributes)]);
  const values = names.map((_, i) => `v${i}`);
  expect(rows).toEqual({ 1: values, 2: values });
  expect(known).toEqual(names.map((name) => `attributes.${name}`).sort());
});
