import { describe, expect, it } from 'vitest';
import { compasRecords } from '../../../../test/support/document-records.js';
import type { CaseRecord } from '../../../core/oversight/index.js';
import { documentOf, kindNamed } from '../kinds/index.js';
import { countCases, known, type PeriodFacts, periodOf } from '../records/index.js';
import { periodFacts } from './read-period.js';

const NOW = Date.UTC(2026, 11, 1, 12);
const period = periodOf({ since: '2026-10-01', until: '2026-12-01' }, { sight: 'groups', nowMs: NOW });
let made = 0;
/** So many appeals of a month, of which so many changed the decision. */
const appeals = (month: number, n: number, changed: number, isLate = false): CaseRecord[] =>
  Array.from({ length: n }, (_, at) => ({
    ...{ id: `${made++}`, revision: 1, origin: 'appeal', openedAtMs: Date.UTC(2026, month - 1, 5) },
    clocks: [{ what: 'answer', breachedAtMs: isLate ? 1 : null }],
    settlement: {
      ...{ how: 'review', isChanged: at < changed, atMs: 1, by: [] },
      involvement: { level: 'meaningful', unmet: [], unknown: [] },
    },
  })) as unknown as CaseRecord[];

function report(cases: readonly CaseRecord[], sight: PeriodFacts['sight'], view: 'public' | 'internal' = 'internal') {
  const facts: PeriodFacts = {
    ...{ period, sight, incidents: 'not-allowed' },
    cases: known('cases', 'of the period', { months: countCases(cases, period), unread: 0 }),
    stops: known('stops', 'of the period', { thrown: 2, drills: 1 }),
  };
  const records = compasRecords({ subject: 'pretrial', period: facts });
  return documentOf(kindNamed('transparency-report'), records, {
    ...{ view, version: '1', options: { sex: null, race: null, since: period.from, until: period.to } },
  });
}
const rows = (document: ReturnType<typeof report>, caption: string) =>
  document.sections.flatMap(({ tables }) => tables).find((table) => table.caption.startsWith(caption))!.rows;
const said = (document: ReturnType<typeof report>, id: string) =>
  document.sections.flatMap(({ fields }) => fields).find((field) => field.id === id)?.value?.[0];

describe('a report over a period', () => {
  const cases = [...appeals(10, 30, 12), ...appeals(10, 11, 0, true), ...appeals(11, 20, 3), ...appeals(9, 50, 1)];

  it('counts cases by the month in which they were opened, and none of another period', () => {
    const whole = report(cases, 'persons');
    expect(rows(whole, 'Appeals')).toEqual([
      ['2026-10', 41, 0, 0, 29, 12, 11],
      ['2026-11', 20, 0, 0, 17, 3, 0],
      ['All', 61, 0, 0, 46, 15, 11],
    ]);
    expect(rows(whole, 'Decided cases').at(-1)).toEqual(['All', 0, 0, 61, 0, 0]);
    const repeated = { ...appeals(10, 1, 1)[0]!, known: 'x' };
    expect(rows(report([repeated], 'persons'), 'Appeals').at(-1)).toEqual(['All', 0, 0, 0, 0, 0, 0]);
  });

  it('hides a small cell with the others of its row, and has no sum from which it could be computed', () => {
    for (const view of ['public', 'internal'] as const)
      expect(rows(report(cases, 'groups', view), 'Appeals')).toEqual([
        ['2026-10', 41, 0, 0, 29, 12, 11],
        ['2026-11', 20, ...Array(4).fill('hidden'), 0],
      ]);
    // Of eleven appeals, ten that were in time and one that was late tell of each other.
    const few = [...appeals(10, 10, 0), ...appeals(10, 1, 0, true)];
    expect(rows(report(few, 'groups'), 'Appeals')[0]).toEqual(['2026-10', 11, 0, 0, 11, 0, 'hidden']);
    expect(rows(report(appeals(10, 3, 0), 'groups'), 'Appeals')[0]).toEqual(['2026-10', ...Array(6).fill('hidden')]);
  });

  it('says what is not recorded in place of a zero, and keeps incidents in the house', () => {
    const inside = report(cases, 'persons');
    for (const id of ['period-explanations', 'period-gate-refusals', 'period-incidents'])
      expect(said(inside, id), id).toMatch(/^not recorded/);
    expect(said(inside, 'period-stops')).toBe('2 in the period, and drills beside them: 1');
    expect(said(report(cases, 'groups', 'public'), 'period-incidents')).toBeUndefined();
    for (const { fields, tables } of inside.sections)
      for (const { from } of [...fields, ...tables]) expect(from).not.toEqual([]);
  });
});

describe('a period', () => {
  const of = (since: string | null, until: string | null, sight: PeriodFacts['sight'] = 'groups') =>
    periodOf({ since, until }, { sight, nowMs: NOW });

  it('is of whole months that are over', () => {
    expect(() => of(null, '2026-12-01')).toThrow('the period is not given');
    expect(() => of('2026-10-02', '2026-12-01')).toThrow('no first day of a month');
    expect(() => of('2026-12-01', '2026-12-01')).toThrow('is not after');
    expect(() => of('2026-12-01', '2027-01-01')).toThrow('is not over');
    expect(of('2026-12-01', '2027-01-01', 'persons').toMs).toBe(Date.UTC(2027, 0, 1));
    expect(() => of('2026-12-01', '2027-02-01', 'persons')).toThrow('has not begun');
    expect(() => of('2020-01-01', '2026-01-01')).toThrow('36 months');
  });

  it('is refused for what is over none', () => {
    expect(() =>
      documentOf(kindNamed('model-card'), compasRecords(), {
        ...{ view: 'public', version: '1', options: { sex: null, race: null, since: '2026-10-01' } },
      }),
    ).toThrow('over no period');
  });
});

describe('cases of a period', () => {
  const found = { system: { id: 'loans' }, deployments: [{ id: 'loans/prod', model: 'tree' }] } as never;
  const listed = async () => [];
  const read = (cases: never) =>
    periodFacts('loans', found, {
      sources: { cases, incidents: { list: listed }, stops: { list: listed } },
      asked: { period, sight: 'persons', mayReadIncidents: true, isConcerned: () => true },
    });

  it('that cannot be read are counted, and more than are read for one report are no figure', async () => {
    const page = appeals(10, 2, 0);
    const query = async (_: unknown, except: readonly string[]) =>
      except.length === 0 ? { cases: [], changed: ['x'] } : { cases: page.map((record) => ({ record })), changed: [] };
    expect((await read(query as never)).cases).toMatchObject({
      value: { unread: 1, months: [{ appeals: { kept: 2 } }, {}] },
    });
    const full = appeals(11, 500, 0).map((record) => ({ record }));
    expect((await read((async () => ({ cases: full, changed: [] })) as never)).cases).toBe('too-many');
  });

  it('are of a system or a deployment', async () => {
    const asked = { period, sight: 'persons', mayReadIncidents: true, isConcerned: () => true } as const;
    const sources = { cases: listed, incidents: { list: listed }, stops: { list: listed } } as never;
    await expect(periodFacts('tree@1', found, { sources, asked })).rejects.toThrow('about a system or a deployment');
  });
});
