import { describe, expect, it } from 'vitest';
import { stopEvents } from '../stops/events/index.js';
import { applyChange, type IncidentChange, withNoted } from './acts/index.js';
import { holdsIn } from './duties/duties.js';
import { clockStatus, clocksFor, DATED_DUTIES, dutiesNotBegun } from './duties/index.js';
import { happeningsOf } from './following/happenings.js';
import { INCIDENT_LIMITS, INCIDENT_STATES, type Incident, NEXT_STATES } from './model/index.js';
import { dependenciesOf, type IncidentPlan, readinessOf, suspectInputs } from './plan/index.js';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-29T12:00:00Z');

const PLAN: IncidentPlan = {
  ...{ scope: { kind: 'system', system: 'a' }, authority: ['ann'], budget: 'x', costOfStopping: 'x', consumers: [] },
  ...{ switchOff: 'x', switchOn: 'x', called: [{ who: 'ann', how: 'x' }], duties: [], ownDuties: [], trainings: [] },
  ...{ drills: [{ day: '2026-09-01', what: 'x' }], reassessedOn: '2026-08-01' },
  ...{ reassessEveryDays: 365, drillEveryDays: 90, revision: 1, by: 'x', atMs: NOW, digest: 'x' },
};

describe('the readiness of a plan', () => {
  it('is missing, incomplete, ready or stale, and says until when', () => {
    expect(readinessOf(null, NOW).status).toBe('missing');
    expect(readinessOf({ ...PLAN, budget: ' ', called: [] }, NOW)).toMatchObject({
      status: 'incomplete',
      gaps: [{ what: 'budget' }, { what: 'called' }],
    });
    const until = Date.parse('2026-09-01') + 90 * DAY;
    expect(readinessOf(PLAN, NOW)).toEqual({ status: 'ready', gaps: [], staleAtMs: until });
    expect(readinessOf(PLAN, until - 1).status).toBe('ready');
    expect(readinessOf(PLAN, until)).toMatchObject({ status: 'stale', gaps: [{ what: 'drills' }] });
  });

  it('counts a drill that the stop switch recorded, and none that has yet to come', () => {
    expect(readinessOf(PLAN, NOW + 60 * DAY, { atMs: NOW }).status).toBe('ready');
    expect(readinessOf({ ...PLAN, drills: [] }, NOW)).toMatchObject({
      status: 'incomplete',
      gaps: [{ what: 'drills' }],
    });
    expect(readinessOf({ ...PLAN, drills: [{ day: '2027-01-01', what: 'x' }] }, NOW).status).toBe('incomplete');
  });
});

describe('clocks of duties', () => {
  const ask = { facts: ['death', 'personal-data-breach'], plan: null, awareAtMs: NOW, nowMs: NOW } as const;

  it('run for what holds where the system is used, and for nothing that holds later or elsewhere', () => {
    const clocks = clocksFor({ ...ask, jurisdictions: ['DE-BY', 'US'] });
    expect(clocks).toMatchObject([{ duty: 'eu-gdpr-33', dueAtMs: NOW + 3 * DAY, dated: DATED_DUTIES.date }]);
    const why = dutiesNotBegun({ ...ask, jurisdictions: ['DE'] }).map((one) => `${one.duty.id}: ${one.why}`);
    expect(why).toContain('eu-ai-act-73-death: it holds from 2027-12-02 on');
    expect(clocksFor({ ...ask, jurisdictions: ['US-FL'] })).toEqual([]);
    expect(dutiesNotBegun({ ...ask, jurisdictions: ['US'] })[0]!.why).toBe('the system is not used in EU');
  });

  it('run for what the plan names, and for its own', () => {
    const own = { id: 'board', what: 'x', to: 'x', within: '24h', facts: ['death'], source: 'rule 7' } as const;
    const plan = { duties: ['eu-ai-act-73-death', 'eu-ai-act-26-inform-provider'], ownDuties: [own] };
    const clocks = clocksFor({ ...ask, plan, jurisdictions: [] });
    expect(clocks.map(({ duty, dueAtMs }) => [duty, dueAtMs === null ? null : (dueAtMs - NOW) / DAY])).toEqual([
      ['eu-ai-act-73-death', 10],
      ['eu-ai-act-26-inform-provider', null],
      ['board', 1],
    ]);
    expect(clocks.map((clock) => clockStatus(clock, NOW + 2 * DAY))).toEqual(['running', 'at once', 'overdue']);
    const filed = { ...clocks[0]!, filed: { atMs: NOW + 11 * DAY, by: 'x', reference: 'x' } };
    expect(clockStatus(filed, NOW + 12 * DAY)).toBe('filed late');
  });

  it('know that a member state is in the Union, and that no other place begins like one', () => {
    expect(holdsIn({ jurisdictions: ['EU'] }, ['SE'])).toBe(true);
    expect(holdsIn({ jurisdictions: ['EU'] }, ['SEX', 'GB', ''])).toBe(false);
    expect(holdsIn({ jurisdictions: ['EU'] }, ['EU'])).toBe(true);
  });
});

describe('the map of dependencies', () => {
  it('makes suspect what comes after, once and by the shortest way, also around a circle', () => {
    const plan = (system: string, ...to: string[]): IncidentPlan => ({
      ...{ ...PLAN, scope: { kind: 'system', system } },
      consumers: to.map((one) => ({ name: one, system: one, contact: '' })),
    });
    const plans = [plan('a', 'b', 'c'), plan('b', 'd', 'a'), plan('c', 'd'), plan('d', 'a')];
    const edges = dependenciesOf(plans, ({ scope }) => (scope.kind === 'system' ? scope.system : null));
    expect(edges).toHaveLength(6);
    const found = suspectInputs(edges, [{ id: 'i', system: 'a', state: 'contained' }]);
    expect(found.map(({ path }) => path.join('>'))).toEqual(['a>b', 'a>c', 'a>b>d']);
    expect(suspectInputs(edges, [{ id: 'i', system: 'a', state: 'monitoring' }])).toEqual([]);
  });
});

describe('what happens to a deployment', () => {
  const happened = (...events: readonly (readonly [type: string, payload: object])[]) =>
    happeningsOf({
      ...{ batch: { kind: 'event', n: events.length, receivedAtMs: NOW }, attributes: null },
      payload: { contents: events.map(([, payload]) => new TextEncoder().encode(JSON.stringify(payload))) },
      ...{ envelopes: events.map(([type]) => `{"type":"${type}"`), which: events.map((_, at) => at) },
    } as unknown as Parameters<typeof happeningsOf>[0]);

  it('is read of every entry of a batch, a trial of a version too, and nothing of what is no matter of it', () => {
    const trial = { canary: 'c', deployment: 'm/prod', version: 'sha256:6', share: 0.1, reason: 'x' };
    const found = happened(
      ['canary.held', { ...trial, by: 'policy:p' }],
      ['key.created', {}],
      ['monitor.unwatched', { deployment: 'm/prod', by: 'ann' }],
    );
    expect(found).toEqual([
      {
        ...{ kind: 'canary.held', atMs: NOW, by: 'policy:p', of: { kind: 'deployment', deployment: 'm/prod' } },
        what: 'the trial of sha256:6 on the share 0.1 is held',
      },
      {
        ...{ kind: 'monitor.unwatched', atMs: NOW, by: 'ann', of: { kind: 'deployment', deployment: 'm/prod' } },
        what: 'it is no longer watched',
      },
    ]);
  });

  it('has a reader for every event of canaries', () => {
    const payload = { canary: 'c', deployment: 'd', version: 'v', share: 1, reason: 'x', by: 'x', incumbent: 'w' };
    const all = stopEvents.flatMap(({ type }) => (type.startsWith('canary.') ? [[type, payload] as const] : []));
    expect(happened(...all).map(({ kind }) => kind)).toEqual(all.map(([type]) => type));
  });
});

describe('a change', () => {
  const incident = { state: 'detected', clocks: [], actions: [], links: [], containment: null } as unknown as Incident;
  const context = { by: 'x', nowMs: NOW, clocksOf: () => [] };
  const change = (one: IncidentChange, of: Partial<Incident> = {}) =>
    applyChange({ ...incident, ...of }, one, context).incident;

  it('moves an incident only along the table of states, and never to closed', () => {
    for (const from of INCIDENT_STATES)
      for (const to of INCIDENT_STATES) {
        const move = () => change({ kind: 'state', to }, { state: from, containment: { text: '', by: '', atMs: 0 } });
        if (NEXT_STATES[from].includes(to)) expect(move().state).toBe(to);
        else expect(move, `${from} ${to}`).toThrow(/closed|does not become/);
      }
    expect(() => change({ kind: 'state', to: 'contained' })).toThrow('nothing says how it is contained');
    expect(change({ kind: 'containment', text: 'x' }).state).toBe('contained');
  });

  it('of what the service notes leaves room for people, and counts what it leaves out', () => {
    const told = Array.from({ length: 10 }, () => ({ atMs: NOW, kind: 'k', by: 'service', what: 'x' }));
    const full = { ...incident, id: 'i', nItems: INCIDENT_LIMITS.items / 2 - 3, leftOut: 0 };
    const { incident: after, items } = withNoted(full, told);
    expect([items.length, after.nItems, after.leftOut]).toEqual([3, INCIDENT_LIMITS.items / 2, 7]);
  });
});
