import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AuditRow } from '../../domain/decisions/read/audit-row.js';
import { type Attributes, mergeAttributes } from '../../domain/decisions/read/merge-attributes.js';
import { withEngine } from '../dataset/engine/engine.js';
import { sqlName } from './column-names.js';
import { freshBase, joined, LiveTable } from './live-table.js';

// Columns of the engine ignore case, names of attributes do not.
const names = ['race', 'sex', 'Sex'];
const attributes = fc.dictionary(fc.constantFrom(...names), fc.constantFrom('A', 'B', null), { noNullPrototype: true });
/** A decision's own attributes, and the ones sent later, in order. */
const history = fc.record({ own: attributes, later: fc.array(attributes, { maxLength: 4 }) });

const rowOf = (id: string, own: Attributes): AuditRow => ({
  index: 0,
  id,
  deployment: 'd',
  version: 'v',
  cutoff: null,
  score: null,
  outcome: 1,
  route: 'automatic',
  jurisdiction: null,
  decidedHourMs: 0,
  attributes: own,
  inputs: undefined,
});

it('attributes that came later count as the view of a decision shows them', async () => {
  const histories = fc.sample(history, { numRuns: 400, seed: 7 });
  const live = { attributes: names.map((name) => `attributes.${name}`), inputs: [] };
  const rows = await withEngine({}, async (engine) => {
    const table = await LiveTable.open(engine, {
      columns: live,
      knownBeforeMs: Number.POSITIVE_INFINITY,
      typed: false,
    });
    let index = 0;
    histories.forEach(({ own, later }, i) => {
      table.add(rowOf(String(i), own));
      for (const one of later)
        table.addLate({ index: ++index, id: String(i), label: null, knownHourMs: null, attributes: one });
    });
    table.finish();
    // The columns that audits read hold no ids, so the test carries each id in the jurisdiction.
    const from = joined(`SELECT * REPLACE (id AS jurisdiction) FROM (${freshBase(false)})`, live);
    return engine.query(`SELECT jurisdiction, ${live.attributes.map(sqlName).join(', ')} FROM ${from}`);
  });
  const counted = new Map(rows.map(([id, ...values]) => [Number(id), values.map((value) => value || null)]));
  histories.forEach(({ own, later }, i) => {
    const shown = [own, ...later].reduce<Attributes>(mergeAttributes, {});
    expect(counted.get(i)).toEqual(names.map((name) => shown[name] ?? null));
  });
});
