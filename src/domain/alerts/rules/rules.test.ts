import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AlertRoute,
  fits,
  type GroupCounts,
  type GroupTold,
  groupKey,
  groupLabels,
  heldBy,
  matchersOf,
  planGroup,
  routesFor,
} from './index.js';

const ROUTE: AlertRoute = {
  ...{ name: 'r', match: [], channels: ['ops'], groupBy: ['deployment'], goesOn: false, runbook: null },
  ...{ groupWaitMs: 1000, groupIntervalMs: 60_000, repeatMs: 600_000 },
  escalate: [{ afterMs: 120_000, channels: ['boss'] }],
};
const NEW: GroupTold = { openedAtMs: 0, noticedAtMs: null, refreshedAtMs: null, level: 0 };
const NONE: GroupCounts = { fresh: 0, over: 0, told: 0, open: 0, openSinceMs: null, held: 0, heldTold: 0 };
const plan = (told: GroupTold, counts: Partial<GroupCounts>, nowMs: number, refreshMs: number | null = null) =>
  planGroup(ROUTE, told, { ...NONE, ...counts }, { nowMs, refreshMs: () => refreshMs });

describe('a pattern', () => {
  it.each([
    ['lending/prod', 'lending/prod', true],
    ['lending/*', 'lending/prod', true],
    ['*prod', 'lending/prod', true],
    ['a*a', 'a', false],
    ['*b*b*', 'abcb', true],
    ['*', '', true],
    ['a*bc*c', 'abcc', true],
    ['a*bc*c', 'abc', false],
  ])('%s and %s: %s', (pattern, text, expected) => expect(fits(pattern, text)).toBe(expected));

  it('fits what the regular expression of the same meaning does', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
    fc.assert(
      fc.property(word, text, (pattern, of) => {
        expect(fits(pattern, of)).toBe(new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(of));
      }),
      { seed: 1, numRuns: 2000 },
    );
  });
});

describe('routes', () => {
  const routes = [
    { ...ROUTE, name: 'pages', match: matchersOf({ severity: 'page' }), goesOn: true },
    { ...ROUTE, name: 'lending', match: matchersOf({ deployment: 'lending/*' }) },
    { ...ROUTE, name: 'others', match: matchersOf({ deployment: '!lending/prod' }) },
  ];
  it('take an alert in their order, until one does not go on', () => {
    const named = (labels: Record<string, string>) => routesFor(routes, labels).map(({ name }) => name);
    expect(named({ severity: 'page', deployment: 'lending/prod' })).toEqual(['pages', 'lending']);
    expect(named({ severity: 'ticket', deployment: 'x' })).toEqual(['others']);
    expect(named({ severity: 'ticket' })).toEqual(['others']);
  });
  it('group by values, an absent one being empty', () => {
    const [a, b] = [groupLabels(ROUTE, { deployment: 'x', group: '1' }), groupLabels(ROUTE, { group: '2' })];
    expect([a, b]).toEqual([{ deployment: 'x' }, { deployment: '' }]);
    expect(groupKey(a)).not.toBe(groupKey(b));
  });
});

describe('an alert is held back', () => {
  const silences = [
    {
      ...{ id: 's', matchers: matchersOf({ deployment: 'x' }), startsAtMs: 10, endsAtMs: 20 },
      ...{ by: 'a', why: 'b', createdAtMs: 0 },
    },
  ];
  const inhibitions = [
    { when: matchersOf({ kind: 'data' }), mute: matchersOf({ kind: 'gap' }), equal: ['deployment'] },
  ];
  const judged = (labels: Record<string, string>, nowMs: number, causes: string[] = []) =>
    heldBy(
      { labels, topic: 'own', causes },
      {
        ...{ silences, inhibitions, nowMs },
        explaining: {
          firesTopic: (topic) => topic === 'data' || topic === 'own',
          sources: [[{ kind: 'data', deployment: 'y' }]],
        },
      },
    );
  it('by a silence from its beginning to its end', () => {
    expect([9, 10, 19, 20].map((at) => judged({ deployment: 'x' }, at)?.why)).toEqual([
      undefined,
      'silenced',
      'silenced',
      undefined,
    ]);
  });
  it('by a cause that fires, and not by itself', () => {
    expect(judged({}, 0, ['own', 'data'])).toEqual({ why: 'inhibited', by: 'data' });
    expect(judged({}, 0, ['own', 'other'])).toBeNull();
  });
  it('by a rule with equal labels; what explains is not held back by its own kind', () => {
    expect(judged({ kind: 'gap', deployment: 'y' }, 0)).toEqual({ why: 'inhibited', by: 'inhibit[0]' });
    expect(judged({ kind: 'gap', deployment: 'z' }, 0)).toBeNull();
    expect(judged({ kind: 'data', deployment: 'y' }, 0)).toBeNull();
  });
});

describe('a group', () => {
  it('waits for more, then tells, then tells news at its interval', () => {
    expect(plan(NEW, { fresh: 1 }, 999)).toMatchObject({ notices: [], dueAtMs: 1000, isOver: false });
    const first = plan(NEW, { fresh: 2 }, 1000);
    expect(first.notices).toEqual([{ kind: 'firing', channels: ['ops'] }]);
    expect(first.dueAtMs).toBe(121_000);
    const more = { fresh: 1, told: 2, open: 2, openSinceMs: 1000 };
    expect(plan(first.told, more, 2000)).toMatchObject({ notices: [], dueAtMs: 61_000 });
    expect(plan(first.told, more, 61_000).notices).toMatchObject([{ kind: 'firing' }]);
  });
  it('is escalated once for each step while nobody looks after it, and its further messages go there too', () => {
    const told = { ...NEW, noticedAtMs: 1000 };
    const open = { told: 1, open: 1, openSinceMs: 1000 };
    expect(plan(told, open, 120_999).notices).toEqual([]);
    const escalated = plan(told, open, 121_000);
    expect(escalated.notices).toEqual([{ kind: 'escalated', channels: ['boss'] }]);
    expect(escalated.told.level).toBe(1);
    expect(plan(escalated.told, open, 130_000).notices).toEqual([]);
    expect(plan(escalated.told, open, 601_000).notices).toEqual([{ kind: 'repeat', channels: ['ops', 'boss'] }]);
    expect(plan(escalated.told, { over: 1 }, 700_000).notices).toEqual([
      { kind: 'resolved', channels: ['ops', 'boss'] },
    ]);
  });
  it('is neither repeated nor escalated once somebody looks after it, and rests until something happens', () => {
    const looked = plan({ ...NEW, noticedAtMs: 1000 }, { told: 1 }, 1e9);
    expect(looked).toMatchObject({ notices: [], dueAtMs: null, isOver: false });
  });
  it('is over when everything was told to be over, and not while something is held back', () => {
    const told = { ...NEW, noticedAtMs: 1000 };
    expect(plan(told, { over: 1 }, 2000)).toMatchObject({ notices: [], isOver: false, dueAtMs: 61_000 });
    expect(plan(told, { over: 1 }, 61_000)).toMatchObject({ notices: [{ kind: 'resolved' }], isOver: true });
    expect(plan(told, {}, 2000).isOver).toBe(true);
    expect(plan(told, { held: 1 }, 2000)).toMatchObject({ isOver: false, dueAtMs: 17_000 });
  });
  it('is not told to be over while something fires that was told and is held back since', () => {
    const told = { ...NEW, noticedAtMs: 1000, refreshedAtMs: 1000 };
    const held = { over: 1, held: 1, heldTold: 1 };
    expect(plan(told, held, 61_000)).toMatchObject({ notices: [{ kind: 'firing' }], isOver: false });
    expect(plan(told, { held: 1, heldTold: 1 }, 61_000, 60_000).notices).toMatchObject([{ kind: 'refresh' }]);
    // What was held back before anybody was told keeps no incident open.
    expect(plan(told, { over: 1, held: 1 }, 61_000).notices).toMatchObject([{ kind: 'resolved' }]);
  });
  it('reminds channels that forget, also of what somebody looks after', () => {
    const told = { ...NEW, noticedAtMs: 1000, refreshedAtMs: 1000 };
    expect(plan(told, { told: 1 }, 60_999, 60_000)).toMatchObject({ notices: [], dueAtMs: 61_000 });
    const reminded = plan(told, { told: 1 }, 61_000, 60_000);
    expect(reminded.notices).toEqual([{ kind: 'refresh', channels: ['ops'] }]);
    expect(reminded.dueAtMs).toBe(121_000);
  });
  it('never asks to be looked at in the past, whatever it is made of', () => {
    const count = fc.integer({ min: 0, max: 3 });
    fc.assert(
      fc.property(
        count,
        count,
        count,
        count,
        fc.integer({ min: 0, max: 1e6 }),
        fc.boolean(),
        (fresh, over, told, held, nowMs, isTold) => {
          const before = { ...NEW, noticedAtMs: isTold ? 0 : null };
          const of = {
            fresh,
            over,
            told,
            open: told,
            openSinceMs: told > 0 ? 0 : null,
            held,
            heldTold: Math.min(held, 1),
          };
          const planned = plan(before, of, nowMs, 60_000);
          if (planned.dueAtMs !== null) expect(planned.dueAtMs).toBeGreaterThan(nowMs);
          // What fires and is open, or is held back, is looked at again.
          if (told + held > 0) expect(planned.dueAtMs).not.toBeNull();
        },
      ),
      { seed: 1, numRuns: 2000 },
    );
  });
});
