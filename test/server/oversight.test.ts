import { isDeepStrictEqual } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import type { Oversight } from '../../src/domain/oversight/index.js';
import { blindAnswers } from './support/blind-answers.js';
import { calibrates } from './support/calibrates.js';
import { HOUR_MS, type Json, openCaseDesk } from './support/case-desk.js';
import { entriesOf } from './support/entries.js';

const desk = await openCaseDesk();
const { real, keys, later, ask, as, lead, act, decided, appealed, claimed, viewed, answered, endAll } = desk;
afterAll(() => desk.close(), 60_000);

describe('an appeal', () => {
  it('is acknowledged, read blind, decided, applied, told and closed, each with its entry', async () => {
    const decision = await decided(30);
    const appeal = await appealed(decision);
    expect(appeal).toMatchObject({ decision, stage: 'waiting', origin: 'appeal', deployment: 'tree/prod', reads: [] });
    expect(JSON.stringify(appeal)).not.toContain('I earn more');
    expect((appeal.clocks as Json[]).map(({ what }) => what)).toEqual(['first-view', 'answer', 'eu-gdpr-12-3']);
    expect(Date.parse(String(appeal.answerBy)) - Date.parse(String(appeal.openedAt))).toBe(72 * HOUR_MS);

    const blind = await claimed('ria');
    // Nothing else is told before the view, whatever there is.
    expect(blind).toEqual({
      ...{ id: appeal.id, stage: 'blind', until: expect.any(String), purpose: 'credit', inputs: { age: 30 } },
      scale: { kind: 'binary', favourable: 1 },
    });
    expect((await answered('ria', appeal.id, 1)).body).toMatchObject({ reason: 'case.view-first' });
    const { body: seen } = await viewed('ria', appeal.id, 1);
    expect(seen).toMatchObject({
      ...{ stage: 'revealed', part: 'first', decision, outcome: 0, score: 0.3, cutoff: 0.5, queue: 'appeal' },
      ...{ statement: 'I earn more than that.', view: { outcome: 1, confidence: 4, reason: 'The inputs say so.' } },
    });
    expect((await answered('ria', appeal.id, 1)).body).toEqual({ id: appeal.id, decided: true, known: null });

    const { body: outcome } = await lead(`/v1/cases/${appeal.id}/outcome`);
    expect(outcome).toMatchObject({
      outcome: 1,
      original: 0,
      changed: true,
      how: 'review',
      reasons: ['I still say so.'],
    });
    expect(String(outcome.redress)).toContain('data protection authority');
    expect((await act(appeal.id, 'close')).body).toMatchObject({ code: 'CONFLICT', reason: 'case.not-at-stage' });
    expect((await act(appeal.id, 'notify')).body).toMatchObject({ stage: 'communicated' });
    expect((await act(appeal.id, 'close')).body).toMatchObject({ code: 'CONFLICT', reason: 'case.not-applied' });
    await act(appeal.id, 'confirm-applied');
    expect((await act(appeal.id, 'close')).body).toMatchObject({ stage: 'closed', settlement: { changed: true } });

    const of = async (type: string, log: 'main' | 'reads' = 'main') =>
      (await entriesOf(real.server.plane, type, log)).filter((entry) => (entry as Json).case === appeal.id).length;
    for (const type of [
      ...['case.opened', 'appeal.submitted', 'appeal.acknowledged', 'appeal.recheck-passed', 'case.leased'],
      ...[
        'case.read-blind',
        'case.read-final',
        'appeal.decided',
        'appeal.communicated',
        'appeal.applied',
        'case.closed',
      ],
    ])
      expect([type, await of(type)]).toEqual([type, 1]);
    expect(await of('case.seen', 'reads')).toBe(1);
  });

  it('is granted without a person where the version that decided grants it over the corrected inputs, and never refused so', async () => {
    const decision = await decided(31);
    const granted = await appealed(decision, { corrections: { age: 45 } });
    expect(granted).toMatchObject({ stage: 'decided', settlement: { how: 'recheck', changed: true, by: [] } });
    const passed = await appealed(await decided(32), { corrections: { age: 20 } });
    expect(passed).toMatchObject({ stage: 'waiting', settlement: null });
    // What is corrected is corrected in what the reader sees, and not marked.
    expect((await claimed('ria')).inputs).toEqual({ age: 20 });
    expect((await viewed('ria', passed.id, 0)).body).toMatchObject({ inputs: { age: 20 }, recorded: { age: 32 } });
    await endAll();
  });

  it('makes nothing worse for whoever asked', async () => {
    const appeal = await appealed(await decided(50));
    await claimed('rob');
    await viewed('rob', appeal.id, 0);
    const { status, body } = await answered('rob', appeal.id, 0);
    expect([status, body.reason]).toEqual([400, 'case.worse-outcome']);
    // The view moved, so that a panel looks at it.
    expect((await answered('rob', appeal.id, 1)).body).toMatchObject({ decided: false });
    await endAll();
  });

  it('is one at a time, in its time, about a decision that can be looked at', async () => {
    const decision = await decided(33);
    const { id } = await appealed(decision);
    expect((await lead('/v1/appeals', { decision })).body).toMatchObject({ code: 'CONFLICT' });
    const late = await decided(34, { decidedAt: '2026-01-10T10:00:00Z' });
    expect((await lead('/v1/appeals', { decision: late })).body).toMatchObject({ reason: 'appeal.too-late' });
    expect((await lead('/v1/appeals', { decision: crypto.randomUUID() })).body).toMatchObject({
      code: 'DECISION_UNKNOWN',
    });
    const reviewed = await decided(35, { route: 'reviewed' });
    expect((await lead('/v1/appeals', { decision: reviewed })).body).toMatchObject({ reason: 'case.decider-unknown' });
    const wrong = await decided(36);
    expect((await lead('/v1/appeals', { decision: wrong, corrections: { agee: 4 } })).body).toMatchObject({
      message: expect.stringContaining('has no input "agee"'),
    });
    const again = { id: crypto.randomUUID(), decision: wrong };
    const [first, second] = [await lead('/v1/appeals', again), await lead('/v1/appeals', again)];
    expect([first.status, second.body]).toEqual([201, first.body]);
    // What a sender chose would tell a reader something before the view.
    expect(first.body.id).not.toBe(again.id);
    expect((await lead('/v1/appeals', { ...again, decision })).body).toMatchObject({ code: 'CONFLICT' });
    await act(id, 'withdraw');
    await endAll();
  });
});

describe('nobody reads a case', () => {
  it('whom something keeps from it, and where nobody is left it is escalated', async () => {
    const decision = await decided(37, { route: 'reviewed' });
    const { id } = await appealed(decision, { decidedBy: ['ria', 'ROB', 'ron'] });
    for (const who of ['ria', 'rob', 'ron', 'otto', 'ivo']) expect([who, await claimedBy(who)]).toEqual([who, null]);
    const { body } = await as('dora', '/v1/cases/claim', {});
    expect(body.reason).toBe('case.not-blind');
    await claimed('rut');
    await as('rut', `/v1/cases/${id}/leave`, { how: 'relation' });
    expect((await lead(`/v1/cases/${id}`)).body).toMatchObject({ stage: 'escalated' });
    await endAll();
  });

  it('who could look the machine up, who is no person, or who has the right to give the role alone', async () => {
    expect((await ask('/v1/cases/claim', { key: keys.lead, body: {} })).status).toBe(403);
    expect((await as('lena', '/v1/cases/claim', {})).body.reason).toBe('case.not-blind');
    expect((await ask('/v1/cases', { as: 'ria' })).status).toBe(403);
    const appeal = await appealed(await decided(38));
    expect((await ask(`/v1/cases/${appeal.id}`, { as: 'ria' })).status).toBe(403);
    expect((await ask(`/v1/cases/${appeal.id}/reading`, { as: 'ria' })).body).toMatchObject({ code: 'NOT_FOUND' });
    await endAll();
  });

  async function claimedBy(name: string): Promise<unknown> {
    const { body } = await as(name, '/v1/cases/claim', {});
    return body.reason === 'case.not-blind' ? null : body.case;
  }
});

describe('a case', () => {
  it('of high impact is decided by two of a panel who agree, each by a view of their own', async () => {
    const { id } = await appealed(await decided(39), { highImpact: true });
    for (const [at, name] of (['ria', 'rob', 'ron'] as const).entries()) {
      const blind = await claimed(name);
      expect(Object.keys(blind).toSorted()).toEqual(['id', 'inputs', 'purpose', 'scale', 'stage', 'until']);
      await viewed(name, id, 1);
      expect((await answered(name, id, 1)).body).toMatchObject({ id, decided: at === 2 });
    }
    const { body } = await lead(`/v1/cases/${id}`);
    expect(body).toMatchObject({ stage: 'decided', settlement: { how: 'panel', changed: true } });
    expect((body.settlement as { by: string[] }).by.length).toBe(2);
    await endAll();
  });

  it('is taken over once its lease ran out, and whoever had it loses nothing but the case', async () => {
    const { id } = await appealed(await decided(29));
    await claimed('ria');
    await later(0.6 * HOUR_MS, 'ria');
    // Nobody took it: the view counts, and the lease begins anew.
    expect((await viewed('ria', id, 0)).status).toBe(200);
    await later(0.6 * HOUR_MS, 'ria', 'rob');
    expect((await claimed('rob')).id).toBe(id);
    expect((await answered('ria', id, 0)).body).toMatchObject({ code: 'CONFLICT' });
    expect((await as('ria', '/v1/cases/claim', {})).body).toEqual({ case: null });
    await endAll();
  });

  it('whose clock runs out leaves an entry for each clock, and one incident for its deployment', async () => {
    const { id } = await appealed(await decided(28));
    const other = await appealed(await decided(27));
    await later(25 * HOUR_MS);
    const { oversight } = real.server.plane.deps.rooms.find(({ name }) => name === 'oversight')!.deps as {
      oversight: Oversight;
    };
    expect(await oversight.lookAtClocks()).toBe(2);
    expect(await oversight.lookAtClocks()).toBe(0);
    const { body } = await lead(`/v1/cases/${id}`);
    expect((body.clocks as Json[]).map(({ missedAt }) => missedAt !== null)).toEqual([true, false, false]);
    const incidents = (await ask('/v1/incidents', { key: keys.lead })).body.incidents as Json[];
    expect(incidents.map(({ title }) => title)).toEqual([expect.stringContaining('Cases are answered too late')]);
    // An act that comes late enters first that it is late.
    await later(48 * HOUR_MS);
    const { body: withdrawn } = await act(other.id, 'withdraw');
    expect(withdrawn.settlement).toMatchObject({ how: 'withdrawn', involvement: { level: 'none' } });
    const missed = (await entriesOf(real.server.plane, 'case.clock-missed')) as Json[];
    expect(missed.filter((entry) => entry.case === other.id).map(({ clock }) => clock)).toEqual([
      'first-view',
      'answer',
    ]);
    await endAll();
    // So does a claim, whose incident is of another day.
    const late = await appealed(await decided(29));
    const all = async () => ((await ask('/v1/incidents', { key: keys.lead })).body.incidents as Json[]).length;
    const before = await all();
    await later(25 * HOUR_MS, 'rut');
    expect((await claimed('rut')).id).toBe(late.id);
    expect(await all()).toBe(before + 1);
    await endAll();
  });

  it('ends when the person is erased, and nothing that was said in it can be opened', async () => {
    const decision = await decided(26, { subject: 'erased-person' });
    const { id } = await appealed(decision);
    await later(0, 'ria');
    await real.server.plane.deps.subjects.erase('erased-person', { basis: 'request', requestedBy: 'test' });
    // Nobody has to come to it: the erasure names the decision, and the case ends by itself.
    await expect.poll(async () => (await lead(`/v1/cases/${id}`)).body.stage).toBe('closed');
    const waiting = () => real.server.plane.store.sql.query('select decision from erased_decision');
    await expect.poll(waiting).toEqual([]);
    expect((await as('ria', '/v1/cases/claim', {})).body).toEqual({ case: null });
    expect((await lead(`/v1/cases/${id}`)).body).toMatchObject({ stage: 'closed', notice: null });
    expect((await lead(`/v1/cases/${id}/outcome`)).body).toMatchObject({ reason: 'case.decision-erased' });
  });
});

it('readers read the same closed cases, each blind, are told how far they agree, and go by what they write down', () =>
  calibrates(desk));

describe('after the view', () => {
  it('similar closed cases and what the model would say of other inputs are told, counted, and part of the proof that somebody was involved', async () => {
    const closed = await appealed(await decided(31));
    await later(0, 'ria', 'rob');
    expect((await claimed('ria')).id).toBe(closed.id);
    await viewed('ria', closed.id, 1);
    await answered('ria', closed.id, 1);
    await endAll();
    expect(await lead('/v1/cases/trainings', { reader: 'nobody' })).toMatchObject({ status: 404 });
    expect(await lead('/v1/cases/trainings', { reader: 'rob' })).toMatchObject({ status: 200 });
    expect((await lead('/v1/cases/trainings')).status).toBe(200);
    const csv = await real.call('/v1/cases/export?limit=1', { key: keys.lead });
    expect([csv.status, csv.headers.get('x-next')]).toEqual([200, closed.id]);
    expect((await csv.text()).split('\r\n')).toHaveLength(3);
    const { id } = await appealed(await decided(33));
    await claimed('rob');
    expect((await as('rob', `/v1/cases/${id}/what-if`, { changes: { age: 50 } })).status).toBe(409);
    await viewed('rob', id, 1);
    const { cases } = (await ask(`/v1/cases/${id}/similar`, { as: 'rob' })).body as { cases: Json[] };
    const near = cases.find(({ inputs }) => (inputs as Json).age === 31);
    expect(near).toMatchObject({ machine: 0, outcome: 1, how: 'review' });
    // Whose records are erased is shown to nobody from then on, also where they were read just before.
    await real.server.plane.deps.subjects.erase('person-31', { basis: 'request', requestedBy: 'test' });
    const again = (await ask(`/v1/cases/${id}/similar`, { as: 'rob' })).body as { cases: Json[] };
    expect(again.cases.filter(({ inputs }) => (inputs as Json).age === 31)).toEqual([]);
    const asked = (age: unknown) => as('rob', `/v1/cases/${id}/what-if`, { changes: { age } });
    expect((await asked(39)).body).toMatchObject({ score: 0.3, outcome: 0, left: 19 });
    expect((await asked(41)).body).toMatchObject({ score: 0.7, outcome: 1, left: 18 });
    expect((await as('rob', `/v1/cases/${id}/what-if`, { changes: { agee: 40 } })).status).toBe(400);
    for (let at = 0; at < 18; at++) await asked(41);
    expect(await asked(41)).toMatchObject({ status: 429, body: { reason: 'case.what-if-spent' } });
    expect((await as('ria', `/v1/cases/${id}/what-if`, { changes: { age: 50 } })).status).toBe(404);
    // A page tells of more time than passed: what passed counts.
    await later(2 * 60_000, 'rob');
    await as('rob', `/v1/cases/${id}/keep`, { activeMs: HOUR_MS });
    const verdicts = { 'Too young.': 'denied' };
    const said = { outcome: 1, reason: 'The age is right.', because: 'model-error', verdicts };
    expect((await as('rob', `/v1/cases/${id}/answer`, said)).status).toBe(200);
    const { body } = await lead(`/v1/cases/${id}`);
    const [read] = body.reads as [{ activeMs: number; opened: string[] }];
    expect(read.activeMs).toBeGreaterThanOrEqual(120_000);
    expect(read.activeMs).toBeLessThan(HOUR_MS);
    expect(read.opened).toEqual(['similar', 'what-if']);
    expect(body.settlement).toMatchObject({
      because: 'model-error',
      involvement: { level: 'formal', unmet: ['evidence'], unknown: [] },
    });
    const measures = await real.server.plane.deps.rooms.find(({ name }) => name === 'oversight')!.deps;
    const { reasons } = await (measures as { oversight: Oversight }).oversight.measures();
    expect(reasons).toMatchObject([{ reason: 'Too young.', denied: { estimate: 1, n: 1 } }]);
    await endAll();
  }, 60_000);

  it('decisions changed for one reason again and again open one incident, and others like them are found and run again', async () => {
    const { oversight } = real.server.plane.deps.rooms.find(({ name }) => name === 'oversight')!.deps as {
      oversight: Oversight;
    };
    await later(0, 'rut');
    const like = await decided(24, { subject: 'like' });
    for (const age of [20, 21, 22, 23, 25]) {
      expect(await oversight.patterns.look()).toBe(0);
      const { id } = await appealed(await decided(age));
      await claimed('rut');
      await viewed('rut', id, 1);
      await as('rut', `/v1/cases/${id}/answer`, { outcome: 1, reason: 'The rule is wrong.', because: 'policy' });
      await endAll();
    }
    expect(await oversight.patterns.look()).toBe(1);
    await later(60_000, 'rut');
    expect(await oversight.patterns.look()).toBe(0);
    const [entry] = await entriesOf(real.server.plane, 'case.overturns-alike');
    expect(entry).toMatchObject({ deployment: 'tree/prod', because: 'policy', decisions: 5, withinDays: 30 });
    const { patterns } = (await lead('/v1/cases/patterns')).body as { patterns: Json[] };
    expect(patterns).toMatchObject([{ deployment: 'tree/prod', because: 'policy', count: 5 }]);
    const query = 'deployment=tree%2Fprod&because=policy';
    const found = (await lead(`/v1/cases/patterns/decisions?${query}`)).body as { decisions: Json[] };
    expect(found.decisions.map(({ decision }) => decision)).toContain(like);
    expect(found.decisions.find(({ decision }) => decision === like)!.distance).toBeLessThan(0.2);
    const { body } = await lead('/v1/cases/patterns/rerun', {
      deployment: 'tree/prod',
      because: 'policy',
      cutoff: 0.2,
    });
    const again = (body as { decisions: Json[] }).decisions.find(({ decision }) => decision === like);
    expect(again).toMatchObject({ before: 0, after: 1 });
    expect((await lead(`/v1/cases/patterns/decisions?deployment=tree%2Fprod&because=process`)).status).toBe(404);
  }, 60_000);
});

it('nothing that the reader is answered before the view differs where only what is hidden differs', async () => {
  const { before, every } = await blindAnswers(desk);
  for (const other of before.slice(1)) expect(other).toEqual(before[0]);
  const statuses = before[0]!.map(({ status }) => status);
  expect(statuses).toEqual([
    200, 200, 200, 200, 403, 403, 403, 409, 409, 409, 400, 400, 409, 409, 409, 200, 200, 200, 409, 403, 403,
  ]);
  // Every route and page that there is, with the id of the case and with that of the decision, which the reader is not told.
  expect(every[0]!.filter((one, at) => !isDeepStrictEqual(one, every[1]![at]))).toEqual([]);
  expect(every[0]!.length).toBeGreaterThan(150);
  expect(every[0]!.filter(({ status }) => status >= 500)).toEqual([]);
});

it('200 claims at once give each case to one reader', async () => {
  const cases = new Set<unknown>();
  for (let at = 0; at < 8; at++) cases.add((await appealed(await decided(60 + at))).id);
  const names = ['ria', 'rob', 'ron', 'rut'];
  await later(0, ...names);
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, at) => as(names[at % names.length]!, '/v1/cases/claim', {})),
  );
  const given = answers.flatMap(({ body }) => ((body.case as Json | null | undefined)?.id as string | undefined) ?? []);
  expect([given.length, new Set(given)]).toEqual([8, cases]);
  expect(answers.filter(({ status }) => status !== 200 && status !== 409)).toEqual([]);
  await endAll();
});
