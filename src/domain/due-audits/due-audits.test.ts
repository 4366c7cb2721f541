import { expect, it } from 'vitest';
import { TribuneError } from '../../core/base/errors.js';
import type { AuditQuery, RequestedAudit } from '../audits/recorded/index.js';
import type { DueAudit, FollowedAudit, StoredAudit } from '../audits/recorded/ports.js';
import type { LogEvent } from '../log/ports/index.js';
import { askForAudit, DueAudits } from './due-audits.js';

const MINUTE_MS = 60_000;
const JANUARY = { from: '2026-01-01T00:00:00.000Z', to: '2026-02-01T00:00:00.000Z' };

/** A room whose audits end as `ends` says, one after the other: kept, or with an error. */
function room(ends: (Error | 'kept' | 'unjudged')[], rows = new Map<string, DueAudit>()) {
  let nowMs = 0;
  const queries: AuditQuery[] = [];
  const entries: object[] = [];
  const dueAudits = {
    add: async (due: DueAudit) => void rows.set(due.cause, due),
    save: async (due: DueAudit) => void rows.set(due.cause, due),
    open: async () => ({
      due: [...rows.values()].filter(({ state }) => state === 'waiting' || state === 'begun'),
      foreign: null,
    }),
  };
  const due = new DueAudits({
    async request(query, followed: FollowedAudit) {
      queries.push(query);
      const end = ends.shift()!;
      if (end instanceof Error) throw end;
      const unjudged = end === 'kept' ? null : { code: 'DATA_EMPTY', message: 'nobody' };
      const stores = { dueAudits, begunAudits: { save: async () => undefined } };
      if (end === 'kept') await followed.keep(stores, { id: `audit-${queries.length}` } as StoredAudit);
      return { unjudged } as RequestedAudit;
    },
    acts: {
      run: (_, work) =>
        work({ dueAudits, enter: ({ type, payload }: LogEvent) => void entries.push({ type, ...payload }) } as never),
    },
    store: dueAudits,
    policyText: async (digest) => (digest === 'gone' ? null : `text of ${digest}`),
    nowMs: () => nowMs,
  });
  const ask = (cause: string, more: Partial<Parameters<typeof askForAudit>[1]> = {}) =>
    askForAudit(dueAudits, { cause, deployment: 'lending/prod', policy: 'p', ...JANUARY, ...more });
  const later = (ms: number): void => {
    nowMs += ms;
  };
  const states = () => [...rows.values()].map(({ state, attempts, audit }) => [state, attempts, audit]);
  return { due, ask, later, states, queries, entries, rows };
}
const busy = () => new TribuneError('SERVICE_BUSY', 'busy', { remedy: 'Wait.' });

it('several that ask for the same days get one audit by the policy that asks, of whole days, for whoever sees no person', async () => {
  const { due, ask, states, queries, entries } = room(['kept', 'kept']);
  await ask('a', { from: '2026-01-01T05:00:00.000Z', to: '2026-01-01T06:00:00.000Z' });
  await ask('b', { from: '2026-01-01T07:00:00.000Z', to: '2026-01-01T07:00:00.000Z' });
  await ask('c', { policy: 'other', from: '2026-01-01T07:00:00.000Z', to: '2026-01-02T00:00:00.000Z' });
  await due.run();
  await due.run();
  const [sinceMs, untilMs] = [Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 2)];
  expect(queries).toMatchObject([
    { policyText: 'text of p', sinceMs, untilMs, sight: 'groups', reader: { actor: 'policy:p' } },
    { policyText: 'text of other', sinceMs, untilMs },
  ]);
  expect(states()).toEqual([
    ['kept', 1, 'audit-1'],
    ['kept', 1, 'audit-1'],
    ['kept', 1, 'audit-2'],
  ]);
  expect(entries).toMatchObject([
    { type: 'audit.begun', causes: ['a', 'b'], policy: 'p', attempt: 1 },
    { type: 'audit.begun', causes: ['c'], policy: 'other', attempt: 1 },
  ]);
});

it('what passes by itself is tried again, later and later; what breaks off each time is given up after eight times', async () => {
  const { due, ask, later, states, queries, entries } = room([busy(), busy(), ...Array(6).fill(new Error('broken'))]);
  await ask('a');
  const tried: number[] = [];
  for (let minute = 0; minute < 400; minute++) {
    const before = queries.length;
    await due.run().catch(() => undefined);
    if (queries.length > before) tried.push(minute);
    later(MINUTE_MS);
  }
  expect(tried).toEqual([0, 1, 3, 7, 15, 31, 63, 127]);
  expect(states()).toEqual([['failed', 8, null]]);
  expect(entries.slice(8)).toMatchObject([
    { type: 'audit.not-made', attempts: 8, problem: 'it was begun 8 times and broke off each time' },
  ]);
});

it('one that broke off with its process is begun again by the next one, and one that was kept is not', async () => {
  const first = room([busy(), 'kept']);
  await first.ask('a');
  await first.ask('b', { policy: 'other' });
  await expect(first.due.run()).rejects.toThrow('busy');
  expect(first.states()).toEqual([
    ['begun', 1, null],
    ['kept', 1, 'audit-2'],
  ]);
  const next = room(['kept'], first.rows);
  next.later(MINUTE_MS);
  await next.due.run();
  expect(next.queries).toHaveLength(1);
  expect(next.states()[0]).toEqual(['kept', 2, 'audit-1']);
});

it('one whose clock ran a month ahead is tried again as soon as the clock is set right, and not a month later', async () => {
  const { due, ask, later, states, queries } = room([busy(), busy(), 'kept']);
  later(31 * 24 * 60 * MINUTE_MS);
  await ask('a');
  await due.run().catch(() => undefined);
  later(-31 * 24 * 60 * MINUTE_MS);
  await due.run().catch(() => undefined);
  expect(queries).toHaveLength(2);
  // From then on it waits as ever.
  await due.run();
  expect(queries).toHaveLength(2);
  later(2 * MINUTE_MS);
  await due.run();
  expect(states()).toEqual([['kept', 3, 'audit-3']]);
});

it('a clock that is corrected by a little begins no audit beside one that is being made', async () => {
  const { due, ask, later, queries } = room([busy(), 'kept']);
  later(MINUTE_MS);
  await ask('a');
  await due.run().catch(() => undefined);
  for (const ms of [-1, -MINUTE_MS / 2, MINUTE_MS]) {
    later(ms);
    await due.run();
    expect(queries).toHaveLength(1);
  }
  later(MINUTE_MS);
  await due.run();
  expect(queries).toHaveLength(2);
});

it('what comes to nothing is told with its reason, and keeps no other from being made', async () => {
  const invalid = new TribuneError('POLICY_INVALID', 'not this one', { remedy: 'Mend it.' });
  const { due, ask, states, rows, queries } = room([
    ...['unjudged' as const, invalid],
    ...[new TribuneError('FORBIDDEN', 'sees no person', { remedy: 'x' }), 'kept' as const],
  ]);
  await ask('gone', { policy: 'gone' });
  for (const policy of ['empty', 'invalid', 'shows']) await ask(policy, { policy });
  await due.run();
  expect(states()).toEqual([
    ['failed', 0, null],
    ['failed', 1, null],
    ['failed', 1, null],
    ['kept', 1, 'audit-4'],
  ]);
  expect([...rows.values()].map(({ problem }) => problem?.code ?? null)).toEqual([
    ...['STORE_INVALID', 'DATA_EMPTY', 'POLICY_INVALID', null],
  ]);
  // A policy that cannot be judged without showing persons is audited for those who see them.
  expect(queries.slice(-2).map(({ sight }) => sight)).toEqual(['groups', 'persons']);
});
