import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { dryRunAnswer } from '../../src/apps/server/gates/schemas.js';
import { DAY_MS, HOUR_MS } from '../../src/core/base/durations.js';
import { hasShared, sharedJson } from '../support/shared.js';
import { DEPLOYMENT, DOCUMENT, GATE, gatedDeployment, type Real, VERSION } from './support/gated-deployment.js';

const gated = gatedDeployment();
const { nowMs, pass, signIn, person, asPerson, apply, status, decision, send, audited, sign, attest } = gated;
const { automatic, routeOfClient, client, canary, settle, firing, told } = gated;
let real: Real;
let [sender, reader] = ['', ''];
/** A moment at which the gate was there and closed. */
let whileClosed = '';

beforeAll(async () => {
  ({ real, sender, reader } = await gated.open());
}, 120_000);
afterAll(() => gated.close(), 60_000);

describe('the gate of a deployment', () => {
  it('is closed from its registration on, and refuses decisions whichever way they come', async () => {
    const { status: code, body } = await apply(DOCUMENT);
    expect([code, body.changes?.at(-1)]).toEqual([200, { type: 'gate.set', id: DEPLOYMENT, revision: 1 }]);
    expect((await apply(DOCUMENT)).body.changes).toEqual([]);
    expect(await firing()).toContain('A gate is closed');
    // Programs that decide are told before they decide, and not by the refusal of what they decided.
    await expect.poll(automatic).toEqual({ value: false, reason: 'STATIC', gate: 'closed', until: undefined });
    await expect.poll(routeOfClient).toBe('fallback');
    const before = await status();
    expect(before).toMatchObject({
      open: false,
      state: 'closed',
      mode: 'enforce',
      until: null,
      stoodOn: [],
      toSign: null,
    });
    const unsigned = await real.call(`/v1/gate/statement?deployment=${DEPLOYMENT}`, { key: reader });
    expect(await unsigned.json()).toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('is not open') });
    expect(before.missing.map(({ requirement, who }) => [requirement, who])).toEqual([
      ['fairness', ['auditor', 'validator', 'owner']],
      ['red-team', ['legal']],
    ]);
    const { accepted, rejected } = await send(decision(), decision({ outcome: 0 }));
    expect([accepted, rejected.map(({ line, code: why }) => [line, why])]).toEqual([
      0,
      [
        [1, 'GATE_CLOSED'],
        [2, 'GATE_CLOSED'],
      ],
    ]);
    whileClosed = new Date(nowMs()).toISOString();
    const headers = { 'content-type': 'application/json' };
    const single = await real.call('/v1/decisions', { key: sender, headers, body: JSON.stringify(decision()) });
    expect(((await single.json()) as Awaited<ReturnType<typeof send>>).rejected).toMatchObject([
      { line: 1, code: 'GATE_CLOSED' },
    ]);
    // Where a fallback decided, and no version, no version needs its gate; one that is named does.
    expect(
      (await send(decision({ route: 'fallback' }), decision({ route: 'fallback', version: VERSION }))).accepted,
    ).toBe(1);
  });

  it('is signed by nobody while evidence is missing, nor in a role or by a person that it does not ask for', async () => {
    expect((await sign('val', 'validator')).body).toMatchObject({ code: 'CONFLICT', reason: 'gate.evidence-missing' });
    await audited('pass', 99);
    expect((await status()).missing[0]?.evidence).toContain('counted 99 decisions, and 100 are asked for');
    await audited('pass');
    expect((await attest('val')).body).toMatchObject({ code: 'FORBIDDEN', reason: 'gate.not-signing' });
    expect((await attest('lee')).status).toBe(200);
    const { missing, toSign } = await status();
    expect(missing.map(({ requirement, who }) => [requirement, who])).toEqual([
      ['sign-off validator', ['validator', 'VAL+2@x', 'val']],
      ['sign-off owner', ['owner', 'dan', 'olga']],
    ]);
    expect(toSign?.items.map(({ kind }) => kind)).toEqual(['audit', 'attestation']);
    expect((await sign('bea', 'validator')).body).toMatchObject({ reason: 'gate.not-signing' });
    expect((await sign('lee', 'legal')).body).toMatchObject({ code: 'INVALID' });
    expect((await sign('val', 'validator', { evidence: VERSION })).body).toMatchObject({
      reason: 'gate.evidence-changed',
    });
    expect((await sign('val', 'owner')).status).toBe(403);
  });

  it('opens when two persons have signed the same evidence, and decisions are taken', async () => {
    expect((await sign('val', 'validator')).body).toMatchObject({ open: false, state: 'closed' });
    expect((await sign('val', 'validator')).body).toMatchObject({ code: 'CONFLICT' });
    const { body } = await sign('olga', 'owner');
    expect(body).toMatchObject({ open: true, state: 'open', missing: [] });
    expect(await firing()).toBe('[]');
    await expect.poll(automatic).toMatchObject({ value: true, gate: 'open', until: body.until });
    await expect.poll(routeOfClient).toBe('model');
    const path = `/v1/gate/statement?deployment=${DEPLOYMENT}`;
    const statement = (await (await real.call(path, { key: reader })).json()) as Record<string, unknown>;
    expect(statement).toMatchObject({
      ...{ _type: 'https://in-toto.io/Statement/v1', predicateType: 'urn:tribune:gate-sign-off:v2' },
      subject: [{ name: DEPLOYMENT, digest: { sha256: 'c'.repeat(64) } }],
      predicate: {
        evidence: body.stoodOn.map(({ requirement, digest }) => ({ requirement, digest })),
        signatures: [
          { role: 'validator', by: 'val' },
          { role: 'owner', by: 'olga' },
        ],
      },
    });
    expect(await (await real.call(path, { key: reader })).json()).toEqual(statement);
    const { predicate } = statement as {
      predicate: { gate: object; evidence: { kind: string; agreed: object | null }[] };
    };
    expect(predicate.evidence.map(({ kind, agreed }) => [kind, agreed])).toEqual([
      ['audit', null],
      ['attestation', { revision: 1, gate: (predicate.gate as { digest: string }).digest }],
    ]);
    if (hasShared) {
      const Ajv = (createRequire(import.meta.url)('ajv/dist/2020') as { default: new (options: object) => never })
        .default;
      const ajv = new Ajv({ strict: false, validateFormats: false }) as {
        compile: (one: object) => ((value: unknown) => boolean) & { errors: unknown };
      };
      const check = ajv.compile(sharedJson('reference/schemas/in-toto/statement-v1.derived.schema.json'));
      expect([check(statement), check.errors]).toEqual([true, null]);
    }
    expect((await told('gate.attested')).at(-1)).toMatchObject({ revision: 1, gate: expect.any(String) });
    expect(client().gates()).toMatchObject([
      { deployment: DEPLOYMENT, open: [{ version: VERSION, until: body.until }] },
    ]);
    const stoodOn = body.stoodOn.map(({ requirement, digest }) => [requirement, digest]);
    expect(await told('gate.opened')).toMatchObject([
      { deployment: DEPLOYMENT, version: VERSION, cutoff: 0.5, evidence: Object.fromEntries(stoodOn) },
    ]);
    expect((await told('signoff.given')).map(({ role }) => role)).toEqual(['validator', 'owner']);
    const { accepted, rejected } = await send(
      decision(),
      decision({ cutoff: 0.4 }),
      decision({ decidedAt: whileClosed }),
    );
    expect([accepted, rejected.map(({ line }) => line)]).toEqual([1, [2, 3]]);
    expect((await status()).records).toMatchObject({ 'enforce passed': 1, 'enforce closed': 6, 'enforce fallback': 1 });
  });

  it('closes for a threshold that nobody signed for, and opens for the one that was signed before', async () => {
    const [deployment] = DOCUMENT.deployments;
    await apply({ deployments: [{ ...deployment, cutoff: 0.6 }] });
    expect((await send(decision())).rejected).toMatchObject([{ code: 'GATE_CLOSED' }]);
    expect(await told('gate.closed')).toHaveLength(1);
    await expect.poll(routeOfClient).toBe('fallback');
    await apply({ deployments: [deployment] });
    await expect.poll(routeOfClient).toBe('model');
    expect((await send(decision())).accepted).toBe(1);
    expect((await told('gate.reopened')).map(({ cutoff }) => cutoff)).toEqual([0.5]);
  });

  it('closes by itself when the audit is too old, which the log tells, and is signed anew on a new one', async () => {
    pass(30 * DAY_MS - HOUR_MS);
    expect((await send(decision())).accepted).toBe(1);
    pass(2 * HOUR_MS);
    // No job has looked yet, and nobody has told the flags.
    await expect.poll(automatic).toMatchObject({ value: false, gate: 'closed' });
    expect((await send(decision())).rejected).toMatchObject([{ code: 'GATE_CLOSED' }]);
    await settle();
    const closed = (await told('gate.closed')).at(-1)!;
    expect(closed).toMatchObject({ deployment: DEPLOYMENT, because: expect.stringContaining('counts for 30 days') });
    expect(Date.parse(closed.at as string)).toBeLessThan(nowMs() - HOUR_MS / 2);
    expect(await firing()).toContain('A gate closed');
    await audited('pass');
    expect((await status()).missing.map(({ requirement }) => requirement)).toEqual([
      'sign-off validator',
      'sign-off owner',
    ]);
    await signIn('val');
    await signIn('dan');
    await sign('val', 'validator');
    expect((await sign('dan', 'owner')).body).toMatchObject({ open: true });
    expect((await send(decision())).accepted).toBe(1);
  });

  it('closes on an audit that failed, however many passed before', async () => {
    await audited('fail', 3);
    // Nobody waits for a round: what was entered has the gate judged.
    await expect.poll(async () => (await told('gate.closed')).length).toBe(3);
    expect((await status()).missing).toMatchObject([
      { requirement: 'fairness', evidence: expect.stringContaining('says fail') },
    ]);
    expect((await send(decision())).accepted).toBe(0);
  });

  it('is asked before another version is tried out, which is started held to be signed for', async () => {
    const version = `sha256:${'d'.repeat(64)}`;
    await apply({ versions: [{ model: 'credit', digest: version, label: 'next', builtBy: ['bea'] }] });
    const wanted = { deployment: DEPLOYMENT, version, share: 0.1, reason: 'next' };
    const refused = await canary('/v1/canaries', wanted);
    expect(await refused.json()).toMatchObject({ code: 'CONFLICT', reason: 'gate.closed-for-version' });
    const started = (await (await canary('/v1/canaries', { ...wanted, held: true })).json()) as { readonly id: string };
    expect(started).toMatchObject({ state: 'held' });
    const path = `/v1/gate?deployment=${DEPLOYMENT}&version=${version}`;
    expect(await (await real.call(path, { key: reader })).json()).toMatchObject({ state: 'closed' });
    const released = await asPerson('val', `/v1/canaries/${started.id}/release`, { reason: 'go' });
    expect(released.body).toMatchObject({ reason: 'gate.closed-for-version' });
    expect((await canary(`/v1/canaries/${started.id}/rollback`, { reason: 'over' })).status).toBe(200);
  });

  it('that is only tried finds the evidence of each of the last 90 days, and changes nothing', async () => {
    const gate = { ...GATE, requires: [{ ...GATE.requires[0]!, withinDays: 5 }, GATE.requires[1]!] };
    const headers = { 'content-type': 'application/json' };
    const answer = await real.call('/v1/gate-dry-runs', { key: reader, headers, body: JSON.stringify({ gate }) });
    const { days, whole } = (await answer.json()) as z.output<typeof dryRunAnswer>;
    expect([answer.status, days.length, days[0]!.lacks.fairness]).toEqual([
      200,
      90,
      expect.stringContaining('says fail'),
    ]);
    // The first audit was made 30 days ago, and 5 days from then on evidence was whole.
    expect([whole, days.filter(({ evidence }) => evidence === 'whole').length]).toEqual([5, 5]);
    expect(days.at(-1)).toMatchObject({
      evidence: 'missing',
      lacks: { fairness: expect.any(String), 'red-team': expect.any(String) },
    });
    expect((await status()).revision).toBe(1);
  });

  it('closes where what people did about it was changed in the database, and stays open on nothing that was written before', async () => {
    await audited('pass');
    await signIn('val');
    await signIn('dan');
    await sign('val', 'validator');
    expect((await sign('dan', 'owner')).body).toMatchObject({ open: true });
    expect((await send(decision())).accepted).toBe(1);
    const { sql } = real.server.plane.store;
    // A damaged row of somebody who signed nothing here closes nothing, and is told.
    await sql.query(`update account set roles = '7' where name = 'cro'`);
    pass(HOUR_MS);
    const { settling } = real.server.plane.deps.gates;
    await settle();
    expect((await send(decision())).accepted).toBe(1);
    await sql.query(`update account set roles = 'null' where name = 'val'`);
    await settle();
    expect((await send(decision())).rejected).toMatchObject([{ code: 'GATE_CLOSED' }]);
    expect((await told('gate.closed')).at(-1)).toMatchObject({
      because: expect.stringContaining('sign-off validator'),
    });
    pass(HOUR_MS);
    await expect(settling.settleDue()).rejects.toThrow('are no list of names');
    await sql.query(`update account set roles = '["legal"]' where name = 'cro'`);
    await sql.query(`update account set roles = '["validator"]' where name = 'val'`);
    await settle();
    expect((await send(decision())).accepted).toBe(1);
    const [row] = await sql.query<{ id: string; content: string }>('select id, content from gate_fact limit 1');
    await sql.query('update gate_fact set content = $2 where id = $1', [row!.id, `${row!.content} `]);
    await expect(settle()).rejects.toMatchObject({ code: 'STORE_INVALID' });
    expect((await send(decision())).rejected).toMatchObject([{ code: 'GATE_CLOSED' }]);
    expect((await told('gate.closed')).at(-1)).toMatchObject({
      because: expect.stringContaining('what was done about'),
    });
    await sql.query('update gate_fact set content = $2 where id = $1', [row!.id, row!.content]);
    await settle();
    expect((await send(decision())).accepted).toBe(1);
  });

  it('is waived by no second account of one person, and what takes two is done by one alone in need, with an alert and a review', async () => {
    await person('root', 'admin');
    await person('root.two', 'admin');
    await person('val.other', 'validator');
    const wanted = { 'same-persons': [['val', 'val.other']], 'two-persons': ['settings', 'roles'] };
    const settingsKey = await real.key('settings:write', 'registry:write');
    expect((await apply(wanted, settingsKey)).status).toBe(200);
    // From now on nobody changes a setting or a role alone, nor turns that off.
    expect((await apply({ 'two-persons': [] }, settingsKey)).body).toMatchObject({ reason: 'agreement.needed' });
    const { identity } = real.server.plane.deps;
    const { id: dan } = await identity.accounts.named('dan');
    const roles = await asPerson('root', `/v1/accounts/${dan}`, { roles: ['owner', 'developer'] }, 'PATCH');
    expect(roles.body).toMatchObject({ reason: 'agreement.needed' });
    // Nor has anybody a second administrator at hand, made or opened alone.
    const password = 'another long passphrase';
    const made = await asPerson('root', '/v1/accounts', { name: 'root.three', password, roles: ['admin'] });
    const { id: second } = await identity.accounts.named('root.two');
    const opened = await asPerson('root', `/v1/accounts/${second}`, { password }, 'PATCH');
    await asPerson('root', `/v1/accounts/${second}`, { disabled: true }, 'PATCH');
    const again = await asPerson('root', `/v1/accounts/${second}`, { disabled: false }, 'PATCH');
    for (const { body } of [made, opened, again]) expect(body).toMatchObject({ reason: 'agreement.needed' });
    const opening = await asPerson('root', '/v1/agreements', { open: second });
    const { id: ofOpening } = opening.body as unknown as { readonly id: string };
    await signIn('lee');
    expect((await asPerson('lee', `/v1/agreements/${ofOpening}`)).status).toBe(204);
    expect(await told('account.agreed-open')).toMatchObject([{ account: second }]);
    await signIn('root.two');
    expect((await asPerson('root', '/v1/accounts', { name: 'root.three', password, roles: [] })).status).toBe(201);
    const proposed = await asPerson('root', '/v1/agreements', { account: dan, roles: ['owner', 'developer'] });
    const { id: agreement } = proposed.body as unknown as { readonly id: string };
    expect((await asPerson('root', `/v1/agreements/${agreement}`)).status).toBe(403);
    expect((await asPerson('root.two', `/v1/agreements/${agreement}`)).status).toBe(204);
    expect((await identity.accounts.named('dan')).roles).toEqual(['owner', 'developer']);
    const settings = await asPerson('root', '/v1/agreements', { settings: { 'ledger.public': true } });
    const { id: ofSettings } = settings.body as unknown as { readonly id: string };
    expect((await asPerson('root.two', `/v1/agreements/${ofSettings}`)).status).toBe(204);
    expect(await told('setting.agreed')).toMatchObject([{ name: 'ledger.public', value: true }]);

    await signIn('val');
    const until = new Date(nowMs() + DAY_MS).toISOString();
    const waiver = { deployment: DEPLOYMENT, requirement: 'fairness', reason: 'The bank is closed.', until };
    const { body } = await asPerson('val', '/v1/gate-waivers', waiver);
    const { id } = body as unknown as { readonly id: string };
    expect((await asPerson('val.other', `/v1/gate-proposals/${id}`)).body).toMatchObject({ code: 'FORBIDDEN' });
    // Whoever is not above the owner waives nothing alone either.
    const reason = { reason: 'Nobody answers.' };
    const waived = await asPerson('val', `/v1/agreements/${id}/break-glass`, reason);
    expect(waived.body).toMatchObject({ reason: 'gate.nobody-above' });
    const alone = await asPerson('root', '/v1/agreements', { settings: { 'ledger.public': false } });
    const { id: proposal } = alone.body as unknown as { readonly id: string };
    expect((await asPerson('root.two', `/v1/agreements/${proposal}/break-glass`, reason)).status).toBe(403);
    const used = await asPerson('root', `/v1/agreements/${proposal}/break-glass`, reason);
    expect([used.status, used.body]).toMatchObject([200, { act: 'setting.agree', isOverdue: false }]);
    const { id: review } = used.body as unknown as { readonly id: string };
    expect((await told('setting.agreed')).at(-1)).toMatchObject({ confirmedBy: `break-glass:${review}`, value: false });
    const { alerts } = real.server.plane.deps;
    await alerts.run();
    const fired = () => alerts.list({ state: 'firing', labels: { kind: 'break-glass' }, limit: 10 });
    expect(await fired()).toHaveLength(1);
    const finding = { finding: 'justified', statement: 'The calls are noted.' };
    expect((await asPerson('root.two', `/v1/break-glass/${review}/review`, finding)).status).toBe(403);
    await signIn('lee');
    expect((await asPerson('lee', `/v1/break-glass/${review}/review`, finding)).status).toBe(204);
    await alerts.run();
    expect(await fired()).toHaveLength(0);
  });

  it('of a deployment that there is not is a name that is not known, with the one that is near', async () => {
    const missing = async (id: string) => (await real.call(`/v1/gate?deployment=${id}`, { key: reader })).json();
    expect(await missing(`${DEPLOYMENT}x`)).toMatchObject({
      ...{ code: 'NOT_FOUND', remedy: expect.stringContaining(`Did you mean "${DEPLOYMENT}"?`) },
    });
  });

  it('that somebody takes out of the database is missed: nothing is decided as if there were none', async () => {
    const { sql } = real.server.plane.store;
    const [row] = await sql.query<{ content: string; seal: Buffer }>('select content, seal from gate');
    const [list] = await sql.query<{ gates: string; seal: Buffer }>('select gates, seal from gate_change');
    await sql.query('delete from gate');
    // The list as it is before the first gate, which nobody has sealed.
    await sql.query(`update gate_change set gates = '[]', seal = null`);
    await sql.query(`select pg_notify('tribune_change', 'gates')`);
    const headers = { 'content-type': 'application/json' };
    const post = () => real.call('/v1/decisions', { key: sender, headers, body: JSON.stringify(decision()) });
    await expect.poll(async () => (await post()).status, { timeout: 10_000 }).toBe(500);
    expect(await (await real.call(`/v1/gate?deployment=${DEPLOYMENT}`, { key: reader })).json()).toMatchObject({
      code: 'STORE_INVALID',
    });
    await sql.query('insert into gate values ($1, $2, $3)', [DEPLOYMENT, row!.content, row!.seal]);
    await sql.query('update gate_change set gates = $1, seal = $2', [list!.gates, list!.seal]);
    expect((await status()).revision).toBe(1);
    expect((await post()).status).toBe(200);
  });
});
