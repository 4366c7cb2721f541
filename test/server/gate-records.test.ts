import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../src/core/base/durations.js';
import { DEPLOYMENT, DOCUMENT, GATE, gatedDeployment, type Real } from './support/gated-deployment.js';

const gated = gatedDeployment();
const { nowMs, pass, signIn, person, asPerson, apply, status, sign, settle, told } = gated;
let real: Real;
let reader = '';

/** A rule of the institution that asks for a plan for incidents, of which there is none. */
const HOUSE = {
  controls: {
    packs: [
      {
        ...{ framework: 'house', name: 'House rules', version: '1.0.0', date: '2026-11-30', origin: 'the board' },
        controls: [
          {
            ...{ id: 'H-1', provision: 'rule 1', duty: 'Have a plan', evidence: 'plan', source: 'the board' },
            checks: [{ is: 'incident-plan' }],
          },
        ],
      },
    ],
  },
};
const DOCUMENTS = ['eu-database'];
const REQUIRES = [
  { id: 'law', kind: 'control', controls: ['H-1'] },
  { id: 'papers', kind: 'documents', documents: DOCUMENTS },
];

beforeAll(async () => {
  ({ real, reader } = await gated.open());
  const settings = await real.key('settings:write', 'registry:write');
  await apply(HOUSE, settings);
  const { status: code, body } = await apply({ ...DOCUMENT, gates: [{ ...GATE, requires: REQUIRES }] });
  if (code !== 200) throw new Error(JSON.stringify(body));
}, 120_000);
afterAll(() => gated.close(), 60_000);

const ask = async (path: string, key = reader) =>
  (await (await real.call(path, { key })).json()) as Record<string, never>;
const control = async () => {
  const { controls } = (await ask('/v1/controls?system=credit&framework=house')) as unknown as {
    readonly controls: readonly { readonly status: string; readonly because: string; readonly waivers: object[] }[];
  };
  return controls[0]!;
};
const missing = async () => (await status()).missing.map(({ requirement, evidence }) => [requirement, evidence]);

describe('a gate that asks for controls and documents', () => {
  it('is closed while a control has a gap or a document lacks a field, with the names of both', async () => {
    expect(await missing()).toEqual([
      ['law', expect.stringContaining('H-1 (gap: the incident plan is missing')],
      ['papers', expect.stringContaining('eu-database: nothing answers ')],
    ]);
  });

  it('finds the document complete once people answered, which has the gate judged anew', async () => {
    const { documents } = (await ask(`/v1/documents/states?subject=${DEPLOYMENT}`)) as unknown as {
      readonly documents: readonly { readonly kind: string; readonly missing: readonly { readonly field: string }[] }[];
    };
    const [own] = documents.filter(({ kind }) => DOCUMENTS.includes(kind));
    const key = await real.key('registry:write');
    const headers = { 'content-type': 'application/json' };
    for (const { field } of own!.missing) {
      const body = JSON.stringify({ subject: DEPLOYMENT, field, text: 'As the board said.' });
      expect((await real.call('/v1/documents/statements', { key, headers, body })).status).toBe(201);
    }
    await settle();
    expect(await missing()).toEqual([['law', expect.stringContaining('H-1 (gap')]]);
  });

  it('takes a control that two persons waive, one of them above the owner, and shows the waiver wherever the control is', async () => {
    const until = new Date(nowMs() + HOUR_MS).toISOString();
    const waiver = { deployment: DEPLOYMENT, requirement: 'control:H-1', reason: 'The plan is being signed.', until };
    const near = await asPerson('val', '/v1/gate-waivers', { ...waiver, requirement: 'control:H-11' });
    expect(near.body).toMatchObject({ code: 'INVALID', remedy: 'Did you mean H-1?' });
    const { body } = await asPerson('val', '/v1/gate-waivers', waiver);
    const { id } = body as unknown as { readonly id: string };
    // Alone, and under a second account of the same person, nobody waives anything.
    for (const name of ['val', 'VAL+2@x'])
      expect((await asPerson(name, `/v1/gate-proposals/${id}`)).body).toMatchObject({ code: 'FORBIDDEN' });
    expect((await asPerson('lee', `/v1/gate-proposals/${id}`)).body).toMatchObject({ reason: 'gate.nobody-above' });
    expect((await asPerson('cro', `/v1/gate-proposals/${id}`)).status).toBe(200);
    expect(await control()).toMatchObject({
      ...{ status: 'waived', because: expect.stringContaining('The plan is being signed.') },
      waivers: [{ deployment: DEPLOYMENT, until }],
    });
    expect(await told('gate.waived')).toMatchObject([
      { requirement: 'control:H-1', reason: 'The plan is being signed.' },
    ]);
    expect((await sign('val', 'validator')).status).toBe(200);
    const { body: open } = await sign('olga', 'owner');
    expect(open).toMatchObject({ open: true, until, waivers: [{ requirement: 'control:H-1', holds: true }] });
    expect(open.stoodOn.map(({ kind, what }) => [kind, what])).toEqual([
      ['control', expect.stringContaining('1 waived; H-1 waived until')],
      ['documents', expect.stringMatching(/^complete and up to date, as of entry \d+: eu-database$/)],
    ]);
  });

  it('stand with the waiver on the card, which is issued, kept and made again from the same records byte for byte', async () => {
    const [issuer, audits] = [await real.key('registry:write'), await real.key('audit:read')];
    const headers = { 'content-type': 'application/json' };
    const wanted = { kind: 'model-card', subject: DEPLOYMENT, view: 'public', format: 'md', to: 'the supervisor' };
    const post = (body: object) =>
      real.call('/v1/documents/issued', { key: issuer, headers, body: JSON.stringify(body) });
    expect((await post({ ...wanted, kind: 'adverse-action' })).status).toBe(400);
    const answer = await post(wanted);
    const made = (await answer.json()) as Record<string, string>;
    expect([answer.status, made]).toMatchObject([201, { kind: 'model-card', kept: true, to: 'the supervisor' }]);
    const text = await (await real.call(`/v1/documents/issued/${made.id}`, { key: audits })).text();
    expect(text).toContain(`the control H-1 of ${DEPLOYMENT}, until `);
    // Why it is waived is for colleagues.
    expect(text).not.toContain('being signed');
    expect(`sha256:${createHash('sha256').update(text).digest('hex')}`).toBe(made.digest);
    expect(await told('document.issued')).toMatchObject([
      { id: made.id, digest: made.digest, to: 'the supervisor', kept: true, size: expect.any(Number) },
    ]);
    // More entries later it is made once more, as of the place of then.
    await person('ida', 'auditor');
    expect(await ask(`/v1/documents/issued/${made.id}/check`, audits)).toMatchObject({
      ...{ rebuilt: 'same', keptIsWhole: true, current: true, changed: [], staleSince: null },
    });
    await apply({ systems: [{ ...DOCUMENT.systems[0], purpose: 'loans and more' }] });
    await expect
      .poll(() => ask(`/v1/documents/issued?subject=${DEPLOYMENT}`, audits))
      .toMatchObject({
        documents: [
          {
            ...{ id: made.id, current: false, staleSince: expect.any(String) },
            changed: [{ kind: 'system', id: 'credit', is: 'changed' }],
          },
        ],
      });
    expect(await ask(`/v1/documents/issued/${made.id}/check`, audits)).toMatchObject({ rebuilt: 'inputs-changed' });
    const { sql } = real.server.plane.store;
    await sql.query(`update issued_document set body = 'another'`);
    expect(await ask(`/v1/documents/issued/${made.id}`, audits)).toMatchObject({ code: 'STORE_INVALID' });
    await sql.query('delete from issued_document');
  });

  it('closes with another sentence in the document, which is none that was signed', async () => {
    const key = await real.key('registry:write');
    const headers = { 'content-type': 'application/json' };
    const { fields } = (await ask('/v1/documents', await real.key('audit:read'))) as unknown as {
      readonly fields: readonly { readonly id: string; readonly about: string }[];
    };
    const kinds = (await status()).stoodOn;
    expect(kinds).toHaveLength(2);
    for (const { id } of fields.filter(({ about }) => about === 'system')) {
      const body = JSON.stringify({ subject: DEPLOYMENT, field: id, text: 'Otherwise.' });
      await real.call('/v1/documents/statements', { key, headers, body });
    }
    await expect.poll(async () => (await status()).open, { timeout: 10_000 }).toBe(false);
    for (const [name, role] of [
      ['val', 'validator'],
      ['olga', 'owner'],
    ] as const)
      await sign(name, role);
    expect((await status()).open).toBe(true);
  });

  it('that waived a control is closed a second after the waiver ended, and the control has a gap', async () => {
    pass(HOUR_MS + 1000);
    for (const name of ['val', 'cro']) await signIn(name);
    expect((await control()).status).toBe('gap');
    expect(await status()).toMatchObject({ open: false, missing: [{ requirement: 'law' }] });
    await settle();
    expect((await told('gate.closed')).at(-1)).toMatchObject({ because: expect.stringContaining('H-1 (gap') });
  });

  it('is tried for the last 90 days, with law and age of records as of each', async () => {
    const wanted = { gate: { ...GATE, requires: REQUIRES } };
    const key = await real.key('registry:read');
    const headers = { 'content-type': 'application/json' };
    const answer = await real.call('/v1/gate-dry-runs', { key, headers, body: JSON.stringify(wanted) });
    const { days } = (await answer.json()) as { readonly days: readonly { readonly lacks: Record<string, string> }[] };
    expect(days).toHaveLength(90);
    expect(days[0]!.lacks).toEqual({ law: expect.stringContaining('H-1 (gap') });
    pass(DAY_MS);
    await person('eve', 'auditor');
  });
});
