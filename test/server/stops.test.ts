import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StopAudits } from '../../src/apps/client/wire/stops-audits.js';
import { applyDocument } from '../../src/apps/server/documents/apply-document.js';
import { sameOrigin } from './support/open-rim.js';
import { REGISTRY, VERSION } from './support/real.js';
import { DEPLOYMENT, eventsOf, stopService } from './support/stop-service.js';

/** Longest wait for something that the service finds out by itself within some seconds. */
const LONG = { timeout: 30_000 };
const {
  start,
  end,
  service,
  keys,
  cookies,
  json,
  get,
  post,
  stopped,
  person,
  asPerson,
  audited,
  persons,
  resumed,
  asFlag,
} = stopService();

beforeAll(start, 120_000);
afterAll(end, 60_000);

describe('a stop', () => {
  it('is in force when it is answered, and everybody who decides is told of it', async () => {
    const before = await get('/v1/stops/state');
    expect(before).toEqual({ revision: expect.any(Number), stops: [], canaries: [], gates: [] });
    const { status, body } = await stopped({ mode: 'throttle', share: 0.25, where: { jurisdiction: ['US-FL'] } });
    expect([status, body]).toMatchObject([200, { mode: 'throttle', share: 0.25, deployments: [DEPLOYMENT] }]);
    const state = await get('/v1/stops/state');
    expect(state.revision).toBe(before.revision + 1);
    expect(state.stops).toMatchObject([
      { id: body.id, reach: { deployments: [DEPLOYMENT], where: { jurisdiction: ['US-FL'] } }, drill: false },
    ]);
    await resumed(body.id);
    expect((await get('/v1/stops/state')).stops).toEqual([]);
    expect((await get(`/v1/stops/${body.id}`)).ended).toMatchObject({ by: persons('ann', 'bob'), waiver: 'test' });
  });

  it('is thrown by nobody without the right, and once for one id', async () => {
    const body = { scope: { kind: 'all' }, mode: 'stop', reason: 'test' };
    expect((await post('/v1/stops', body, keys.decider)).status).toBe(403);
    expect((await asPerson('dev', '/v1/stops', body)).status).toBe(403);
    const id = crypto.randomUUID();
    const [first, again] = await Promise.all([stopped({ id }), stopped({ id })]);
    expect([first.status, again.status, again.body.since]).toEqual([200, 200, first.body.since]);
    expect((await stopped({ id, mode: 'shadow' })).body).toMatchObject({ code: 'CONFLICT' });
    expect((await get('/v1/stops')).deployments).toEqual([
      { deployment: DEPLOYMENT, mode: 'stop', stop: id, partial: [] },
    ]);
    await resumed(id);
  });

  it.each([
    ['a throttle without a share', { mode: 'throttle' }, 'a throttle needs its share'],
    ['a stop with one', { share: 0.5 }, 'stop has no share'],
    ['a time that has passed', { until: '2020-01-01T00:00:00Z' }, 'has passed already'],
    ['a review that nobody reviews', { mode: 'review', fallback: { kind: 'favourable' } }, 'review has people decide'],
    ['a last good version without its name', { fallback: { kind: 'last-good-version' } }, 'is not named'],
    ['people that are a version', { fallback: { kind: 'human-queue', version: VERSION } }, 'is no version'],
    ['a version of nobody', { fallback: { kind: 'simple-model', version: `sha256:${'7'.repeat(64)}` } }, 'registered'],
    ['a reason of blanks', { reason: '   ' }, 'needs a reason'],
    ['a misspelt deployment', { scope: { kind: 'deployment', deployment: 'compas/prd' } }, 'there is no deployment'],
    [
      'a version of another model',
      { scope: { kind: 'version', model: 'compas', version: `sha256:${'7'.repeat(64)}` } },
      'has no version',
    ],
    ['a mode that is none', { mode: 'halt' }, 'mode'],
    ['a member that is none', { resume: true }, 'resume'],
  ])('is refused as %s', async (_what, more, message) => {
    const { status, body } = await stopped(more);
    expect([400, 404]).toContain(status);
    expect(body.message).toContain(message);
    expect((await get('/v1/stops/state')).stops).toEqual([]);
  });

  it('falls back to no version that is stopped itself, or that is one of another model', async () => {
    const lend = `sha256:${'2'.repeat(64)}`;
    const other = {
      models: [{ id: 'other', system: 'compas' }],
      versions: [{ model: 'other', digest: lend }],
    };
    await applyDocument(other, 'test', service.real.server.plane.deps);
    const fallback = (version: string) => ({ fallback: { kind: 'last-good-version', version } });
    const why = async (version: string) => (await stopped(fallback(version))).body.message;
    expect(await why(VERSION)).toContain('is what compas/prod serves, so it is stopped itself');
    expect(await why(lend)).toContain('is no version of the model compas');
    expect((await get('/v1/stops/state')).stops).toEqual([]);
    // A simple model may be another one, and whoever asks is told which.
    const { status, body } = await stopped({ fallback: { kind: 'simple-model', version: lend } });
    expect([status, body.message]).toEqual([200, undefined]);
    expect((await asFlag(DEPLOYMENT)).body).toMatchObject({
      ...{ value: 'fallback', metadata: { stop: body.id, fallback: 'simple-model', fallbackVersion: lend } },
    });
    await resumed(body.id);
  });

  it('is refused where it takes more than clients should hold', async () => {
    const where = Object.fromEntries(
      Array.from({ length: 10 }, (_, i) => [`n${i}`, Array.from({ length: 20 }, (_, j) => `${j}`.padEnd(100, 'x'))]),
    );
    expect((await stopped({ where })).body.message).toContain('the stop takes');
  });

  it('names the deployment that was probably meant', async () => {
    const { body } = await stopped({ scope: { kind: 'deployment', deployment: 'compas/prd' } });
    expect(body.remedy).toBe('Did you mean "compas/prod"?');
  });

  it('of a system holds for a deployment that comes later', async () => {
    const { body } = await stopped({ scope: { kind: 'system', system: REGISTRY.systems[0]!.id } });
    const later = { ...REGISTRY.deployments[0]!, id: 'compas/later', environment: 'later' };
    await applyDocument({ deployments: [later] }, 'test', service.real.server.plane.deps);
    await service.real.server.plane.deps.stopSwitch.board.refresh();
    const [told] = (await get('/v1/stops/state')).stops;
    expect(told!.reach).toEqual({ deployments: expect.arrayContaining([DEPLOYMENT, 'compas/later']) });
    // Moving the model to another system is one person's act, and lifts nothing.
    const { systems, models } = REGISTRY;
    const moved = {
      systems: [{ ...systems[0]!, id: 'elsewhere' }],
      models: [{ ...models[0]!, system: 'elsewhere' }],
    };
    await applyDocument(moved, 'test', service.real.server.plane.deps);
    await service.real.server.plane.deps.stopSwitch.board.refresh();
    const [still] = (await get('/v1/stops/state')).stops;
    expect(still!.reach).toEqual({ deployments: expect.arrayContaining([DEPLOYMENT, 'compas/later']) });
    await applyDocument({ models }, 'test', service.real.server.plane.deps);
    await resumed(body.id);
  });
});

describe('a resumption', () => {
  it('takes two persons, neither of whom threw the stop, by account or by a key that they made', async () => {
    const { body } = await asPerson('ann', '/v1/stops', {
      ...{ scope: { kind: 'deployment', deployment: DEPLOYMENT }, mode: 'stop', reason: 'test' },
    });
    const path = `/v1/stops/${body.id}/resumptions`;
    const waived = { waiver: 'test' };
    expect((await asPerson('ann', path, waived)).body).toMatchObject({ code: 'FORBIDDEN' });
    expect((await asPerson('dev', path, waived)).status).toBe(403);
    expect((await post(path, waived)).status).toBe(403);
    const { body: proposed } = await asPerson('bob', path, waived);
    const confirm = `${path}/${proposed.proposal}`;
    expect((await asPerson('bob', confirm)).body).toMatchObject({ code: 'FORBIDDEN' });
    expect((await asPerson('ann', confirm)).body).toMatchObject({ code: 'FORBIDDEN' });
    expect((await get(`/v1/stops/${body.id}`)).resumptions).toMatchObject([{ proposal: proposed.proposal }]);
    expect((await get('/v1/stops/state')).stops).toHaveLength(1);
    const answers = await Promise.all([asPerson('val', confirm), asPerson('val', confirm), asPerson('val', confirm)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 404, 404]);
    expect((await get('/v1/stops/state')).stops).toEqual([]);
    expect((await asPerson('bob', path, waived)).body).toMatchObject({ code: 'CONFLICT' });

    const made = await service.real.server.plane.deps.identity.keys.issue({
      ...{ name: 'of bob', scopes: ['stops:write'], createdBy: `account:${cookies.get('bob')!.id}` },
    });
    const { body: byKey } = await post(
      '/v1/stops',
      { scope: { kind: 'all' }, mode: 'shadow', reason: 'test' },
      made.key,
    );
    const refused = await asPerson('bob', `/v1/stops/${byKey.id}/resumptions`, waived);
    expect(refused.body.message).toContain('made the key that threw it');
    await resumed(byKey.id, ['ann', 'val']);

    // A key of a key, rotated by somebody else: both persons who had a hand in it are kept from resuming.
    const { keys: issued } = service.real.server.plane.deps.identity;
    const scopes = ['stops:write'] as const;
    const below = await issued.issue({ name: 'below', scopes, createdBy: `key:${made.kept.id}` });
    const after = await issued.rotate(below.kept.id, `account:${cookies.get('val')!.id}`);
    const { body: byOther } = await post(
      '/v1/stops',
      { scope: { kind: 'all' }, mode: 'shadow', reason: 'x' },
      after.key,
    );
    for (const name of ['bob', 'val'])
      expect((await asPerson(name, `/v1/stops/${byOther.id}/resumptions`, waived)).status, name).toBe(403);
    await person('eve', 'validator');
    await resumed(byOther.id, ['ann', 'eve']);
  });

  it('stands on an audit that is later than the stop, passed, and was judged by the policy in force', async () => {
    const early = await audited('pass');
    const { body } = await stopped();
    const path = `/v1/stops/${body.id}/resumptions`;
    const why = async (audits: readonly string[]) => (await asPerson('ann', path, { audits })).body.message;
    expect(await why([await audited('pass')])).toContain('the registry names no policy for compas/prod');
    const policyDigest = `sha256:${createHash('sha256').update('name: any').digest('hex')}`;
    const named = { ...REGISTRY.deployments[0]!, policyDigest };
    await applyDocument({ deployments: [named] }, 'test', service.real.server.plane.deps);
    expect(await why([])).toContain('compas/prod has no audit that lets it be resumed: none is named');
    expect(await why([early])).toContain('is older than the stop');
    // Made after the stop, and yet of what stood before it: an older state of the log, older decisions, labels of long ago.
    const sinceMs = Date.parse(String(body.since));
    const hour = (ms: number): string => new Date(ms).toISOString();
    const window = { since: null, until: null, knownBefore: null };
    const stale = [
      await audited('pass', DEPLOYMENT, { size: Number(body.logSize) - 1 }),
      await audited('pass', DEPLOYMENT, { window: { ...window, until: hour(sinceMs) } }),
      await audited('pass', DEPLOYMENT, { window: { ...window, knownBefore: hour(sinceMs - 1) } }),
    ];
    expect(body.logSize).toBeGreaterThan(0);
    expect(await why(stale)).toContain(
      [
        `audit ${stale[0]} reads ${Number(body.logSize) - 1} entries of the log, which had ${body.logSize} then`,
        `audit ${stale[1]} leaves out the decisions from ${hour(sinceMs)} on, which is before that`,
        `audit ${stale[2]} leaves out what became known from ${hour(sinceMs - 1)} on, which is before that`,
      ].join('; '),
    );
    expect(await why([await audited('inconclusive')])).toContain('says inconclusive');
    expect(await why([await audited('pass', 'compas/later')])).toContain('none is named');
    expect(await why([crypto.randomUUID()])).toContain('there is no audit');
    const reaching = { ...window, since: hour(0), until: hour(sinceMs + 1), knownBefore: hour(sinceMs + 1) };
    const fresh = await audited('pass', DEPLOYMENT, { size: Number(body.logSize), window: reaching });
    const { cookie } = cookies.get('ann')!;
    const offered = await service.real.call(`/v1/stops/${body.id}/audits`, { headers: { cookie, ...sameOrigin } });
    const { deployments, ...rest } = (await offered.json()) as StopAudits;
    expect(rest).toEqual({ stop: body.id, leftOut: 0 });
    expect(deployments.map((one) => [one.deployment, one.policy, one.isMore])).toEqual([
      [DEPLOYMENT, policyDigest, false],
    ]);
    const [{ audits } = { audits: [] }] = deployments;
    expect(audits.map(({ verdict, lack }) => [verdict, lack])).toEqual([
      ['pass', null],
      ['inconclusive', expect.stringMatching(/^audit \S+ says inconclusive$/)],
      ...Array(3).fill(['pass', expect.stringMatching(/reads|leaves out/)]),
      ['pass', null],
    ]);
    expect(audits[0]).toMatchObject({ id: fresh, window: reaching });
    expect((await service.real.call(`/v1/stops/${body.id}/audits`, { key: keys.decider })).status).toBe(403);
    expect(await resumed(body.id, ['ann', 'bob'], { audits: [early, fresh] })).toMatchObject({
      ended: { audits: [early, fresh], waiver: null, by: persons('ann', 'bob') },
    });
  });

  it('is turned down by another person, and the stop holds', async () => {
    const { body } = await stopped();
    const path = `/v1/stops/${body.id}/resumptions`;
    const { body: proposed } = await asPerson('ann', path, { waiver: 'test' });
    expect((await asPerson('bob', `${path}/${proposed.proposal}`, {}, 'DELETE')).status).toBe(204);
    expect((await asPerson('bob', `${path}/${proposed.proposal}`)).status).toBe(404);
    expect((await get('/v1/stops/state')).stops).toHaveLength(1);
    await resumed(body.id);
  });

  it('meets a second stop at once: what was thrown meanwhile holds on', async () => {
    const { body } = await stopped();
    const path = `/v1/stops/${body.id}/resumptions`;
    const { body: proposed } = await asPerson('ann', path, { waiver: 'test' });
    const [, other] = await Promise.all([asPerson('bob', `${path}/${proposed.proposal}`), stopped({ mode: 'review' })]);
    expect((await get('/v1/stops/state')).stops).toMatchObject([{ id: other.body.id, mode: 'review' }]);
    await resumed(other.body.id);
  });
});

describe('a drill', () => {
  it('comes to every client that is connected, changes no decision, and tells how fast it came', async () => {
    const gone = new AbortController();
    const headers = { authorization: `Bearer ${keys.decider}` };
    const stream = await fetch(`${service.real.server.url}/v1/stops/stream?client=scorer-1`, {
      headers,
      signal: gone.signal,
    });
    const events = eventsOf(stream);
    const first = await events.next();
    expect(first.value).toMatchObject({ event: 'state', data: { stops: [] } });
    expect((await events.next()).value).toMatchObject({ event: 'alive' });
    const { body } = await stopped({ drill: true });
    let told = (await events.next()).value!;
    while (told.event === 'alive') told = (await events.next()).value!;
    expect(told).toMatchObject({ event: 'state', data: { stops: [{ id: body.id, drill: true }] } });
    expect((await get('/v1/stops')).deployments).toEqual([]);
    const known = { client: 'scorer-1', revision: told.data.revision };
    expect((await post('/v1/stops/acknowledgements', known)).status).toBe(204);
    const { body: ended } = await post(`/v1/stops/${body.id}/drill-end`, {});
    expect(ended.measured).toMatchObject({ clients: 1, acknowledged: 1, slowestMs: expect.any(Number) });
    expect((await post(`/v1/stops/${body.id}/drill-end`, {})).body).toMatchObject({ code: 'CONFLICT' });
    gone.abort();
  });

  it('is acknowledged by nobody who says more than was told', async () => {
    const beyond = { client: 'scorer-1', revision: 1_000_000 };
    expect((await post('/v1/stops/acknowledgements', beyond)).body).toMatchObject({ code: 'INVALID' });
  });

  it('is the only stop that one person ends', async () => {
    const { body } = await stopped();
    expect((await post(`/v1/stops/${body.id}/drill-end`, {})).body).toMatchObject({ code: 'CONFLICT' });
    await resumed(body.id);
  });
});

describe('the state of the switch', () => {
  it('is asked for by its tag', async () => {
    const path = '/v1/stops/state';
    const first = await service.real.call(path, { key: keys.decider });
    const etag = first.headers.get('etag')!;
    const again = () => service.real.call(path, { key: keys.decider, headers: { 'if-none-match': etag } });
    expect((await again()).status).toBe(304);
    const { body } = await stopped();
    expect((await again()).status).toBe(200);
    await resumed(body.id);
    expect((await service.real.call(path, { key: keys.stranger })).status).toBe(403);
  });

  it('is not told once somebody ends a stop in the database, and clients go safe', async () => {
    const { body } = await stopped();
    const { store, deps } = service.real.server.plane;
    await store.sql.query('update stop set ended_at = 1 where id = $1', [body.id]);
    await deps.stopSwitch.board.refresh();
    await expect(deps.stopSwitch.list({ ended: false, before: null, limit: 10 })).resolves.toEqual([]);
    await post('/v1/stops', { scope: { kind: 'all' }, mode: 'shadow', reason: 'test' });
    await expect
      .poll(async () => (await service.real.call('/v1/stops/state', { key: keys.decider })).status, LONG)
      .toBe(503);
    expect((await asFlag(DEPLOYMENT)).body).toMatchObject({ value: 'fallback', reason: 'STALE' });
    await store.sql.query('update stop set ended_at = null where id = $1', [body.id]);
    await expect.poll(async () => (await get('/v1/stops/state')).stops?.length, LONG).toBe(2);
    for (const { id } of (await get('/v1/stops')).stops) await resumed(id);
  });
});

describe('the flags of OpenFeature', () => {
  it('say who decides, also where the deployment is not encoded in the address', async () => {
    expect((await asFlag(DEPLOYMENT)).body).toMatchObject({ value: 'model', reason: 'STATIC' });
    const { body } = await stopped({ mode: 'review', where: { jurisdiction: ['US-FL'] } });
    const florida = { jurisdiction: 'US-FL', targetingKey: 'case-1' };
    expect((await asFlag(DEPLOYMENT, florida)).body).toMatchObject({
      ...{ key: DEPLOYMENT, value: 'review', variant: 'review', reason: 'TARGETING_MATCH' },
      metadata: { stop: body.id, mode: 'review', fallback: 'human-queue' },
    });
    expect((await asFlag(`${DEPLOYMENT}:automatic`, florida)).body).toMatchObject({ value: false, variant: 'off' });
    expect((await asFlag(`${DEPLOYMENT}:automatic`, { jurisdiction: 'US-NY' })).body).toMatchObject({ value: true });
    // Nobody said where: it is taken to be concerned.
    expect((await asFlag(encodeURIComponent(DEPLOYMENT))).body).toMatchObject({ value: 'review' });
    await resumed(body.id);
  });

  it('are unknown for a deployment that is not, and name a mistake as the protocol does', async () => {
    expect(await asFlag('compas/nowhere')).toMatchObject({ status: 404, body: { errorCode: 'FLAG_NOT_FOUND' } });
    const headers = { 'content-type': 'application/json' };
    const answer = await service.real.call(`/ofrep/v1/evaluate/flags/${DEPLOYMENT}`, {
      key: keys.decider,
      headers,
      body: '{',
    });
    expect([answer.status, await json(answer)]).toMatchObject([400, { errorCode: 'PARSE_ERROR' }]);
  });

  it('come all at once, with a tag', async () => {
    const headers = { 'content-type': 'application/json' };
    const all = (more = {}) =>
      service.real.call('/ofrep/v1/evaluate/flags', {
        key: keys.decider,
        headers: { ...headers, ...more },
        body: '{}',
      });
    const first = await all();
    expect(((await first.json()) as { flags: unknown[] }).flags.length).toBeGreaterThanOrEqual(2);
    expect((await all({ 'if-none-match': first.headers.get('etag')! })).status).toBe(304);
  });
});
