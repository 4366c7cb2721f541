import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { nodeRuntime } from '../../src/adapters/runtime/index.js';
import { applyDocument } from '../../src/apps/server/documents/apply-document.js';
import { policyText } from '../decisions/support/live-policy.js';
import { cli } from '../e2e/support.js';
import { dataFolder, ndjson, realServer, record, VERSION } from './support/real.js';

const folder = dataFolder();
const files = mkdtempSync(join(tmpdir(), 'tribune-retention-'));
const DAY_MS = 86_400_000;
let real: Awaited<ReturnType<typeof realServer>>;

interface Report {
  rules: { keep: string; due: Record<string, number>; held: number; results: number; erasures: string[] }[];
  warnings: string[];
}

const call = async (path: string, body?: object): Promise<unknown> => {
  const init =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  return (await real.call(path, { key: real.server.localKey, ...init })).json();
};
const send = async (...records: object[]): Promise<unknown> => {
  const body = ndjson(...records);
  return (await real.call('/v1/decisions', { key: real.server.localKey, body })).json();
};
const retentionMetrics = async (): Promise<Record<string, number>> => {
  const text = await (await real.call('/metrics')).text();
  const samples = text.matchAll(/^(tribune_retention_\S+) (\d+)$/gm);
  return Object.fromEntries([...samples].map(([, name, value]) => [name!, Number(value)]));
};
let aheadMs = 0;
const runtime = { ...nodeRuntime, nowMs: () => Date.now() + aheadMs };
/** So many days from now, until the end of the test. */
const inDays = (days: number): void => {
  aheadMs = days * DAY_MS;
};
const apply = (retention: object): Promise<unknown> => call('/v1/registry', { retention });
const isErased = async (id: unknown): Promise<boolean> =>
  ((await call(`/v1/decisions/${id}`)) as { logged: { erased: boolean } }).logged.erased;

const command = (): string[] => {
  const keyFile = join(files, 'key');
  writeFileSync(keyFile, real.server.localKey, { mode: 0o600 });
  return ['admin', 'retention', '--server', real.server.url, '--key-file', keyFile];
};

const HOUSE = {
  id: 'house',
  keep: '90 days',
  basis: 'ours',
  source: 'the data protection officer',
  appliesFrom: '2026-01-01',
};
/** Makes an audit that may show persons, and gives its id. */
async function audited(deployment: string): Promise<string> {
  const made = (await call('/v1/audits', { deployment, policy: policyText })) as { audit?: { id: string } };
  expect(made.audit, JSON.stringify(made)).toBeDefined();
  return made.audit!.id;
}
/** Whether its result can be read. */
const isHeld = async (audit: string): Promise<boolean> => {
  const answer = (await call(`/v1/audits/${audit}`)) as { reason?: string; result?: object };
  expect(answer.reason ?? 'read').toMatch(/^(read|audit\.result-erased)$/);
  return answer.result !== undefined;
};
const audits: Record<string, string> = {};

const attributes = { race: 'African-American', sex: 'Male' };
const loan = record({ subject: 'loan-1', attributes });
const heldLoan = record({ subject: 'held-1' });
const trial = record({ subject: 'loan-1', deployment: 'compas/trial', attributes });
const free = record({ subject: 'free-1', deployment: 'compas/free' });

beforeAll(async () => {
  real = await realServer(folder.dir, { runtime });
  const others = ['compas/trial', 'compas/free'].map((id) => ({ id, version: VERSION }));
  await applyDocument({ deployments: others }, 'test', real.server.plane.deps);
  // One batch holds decisions of all of them.
  await send(loan, heldLoan, trial, free);
  await call('/v1/labels', { decision: loan.id, label: 1, knownAt: '2026-11-22T10:00:00Z' });
  for (const deployment of ['compas/prod', 'compas/trial']) audits[deployment] = await audited(deployment);
}, 60_000);
afterEach(() => {
  aheadMs = 0;
});
afterAll(async () => {
  await real.server.close();
  folder.remove();
  rmSync(files, { recursive: true, force: true });
});

describe('retention', () => {
  it('erases nothing without a class, however old, and warns', async () => {
    inDays(4000);
    const { rules, warnings } = (await call('/v1/retention', {})) as Report;
    expect(rules).toEqual([]);
    expect(warnings).toHaveLength(3);
    expect(await isErased(loan.id)).toBe(false);
  });

  it('is applied as part of a document, becomes an entry, and names that nobody knows are refused', async () => {
    expect(await apply({ default: 'forever' })).toMatchObject({ code: 'REGISTRY_INVALID' });
    expect(await apply({ classes: [{ ...HOUSE, keep: 'long' }] })).toMatchObject({ code: 'REGISTRY_INVALID' });
    const retention = { classes: [HOUSE], deployments: { 'compas/prod': 'us-ecoa-credit', 'compas/trial': 'house' } };
    expect(await apply(retention)).toMatchObject({ changes: [{ type: 'setting.changed', id: 'retention' }] });
    expect(await apply(retention)).toMatchObject({ changes: [] });
  });

  it('shows what would go and leaves it there', async () => {
    inDays(91);
    const { rules, warnings } = (await call('/v1/retention')) as Report;
    expect(rules.map(({ keep, due, results }) => [keep, due, results])).toEqual([
      ['25 months', {}, 0],
      ['90 days', { 'compas/trial': 1 }, 1],
    ]);
    expect(warnings).toEqual([expect.stringContaining('compas/free has no retention class')]);
    expect(await isErased(trial.id)).toBe(false);
  });

  it('is a command, which erases with --run only', async () => {
    inDays(91);
    const from = command();
    const shown = await cli(from);
    expect(shown).toMatchObject({
      code: 0,
      err: expect.stringContaining('warning: compas/free has no retention class'),
    });
    expect(shown.out).toContain('house (ours: the data protection officer)');
    expect(shown.out).toContain('compas/trial: 1 would be erased');
    expect(shown.out).toContain('1 stored result of audits made of nothing else would be destroyed');
    expect(await isHeld(audits['compas/trial']!)).toBe(true);
    const done = await cli([...from, '--run']);
    expect(done.out).toContain('compas/trial: 1 erased');
    expect(done.out).toContain('1 stored result of audits made of nothing else destroyed');
    for (const [deployment, audit] of Object.entries(audits))
      expect([deployment, await isHeld(audit)]).toEqual([deployment, deployment === 'compas/prod']);
    expect(done.out).toMatch(/certificate [0-9a-f-]{36}/);
  });

  it('took the one decision and nothing else of the person or the batch, with a certificate', async () => {
    expect(await isErased(trial.id)).toBe(true);
    for (const { id } of [loan, heldLoan, free]) expect(await isErased(id)).toBe(false);
    const held = (await call('/v1/subjects/export', { subject: 'loan-1' })) as { decisions: { id: string }[] };
    expect(held.decisions.map(({ id }) => id)).toEqual([loan.id]);
    inDays(91);
    expect(((await call('/v1/retention', {})) as Report).rules[1]).toMatchObject({ due: {}, results: 0, erasures: [] });
  });

  it('leaves what a hold protects until it is released, and takes labels with their decision', async () => {
    const reviewAt = '2040-01-01T00:00:00Z';
    const hold = (await call('/v1/holds', { subject: 'held-1', owner: 'legal', reason: 'claim', reviewAt })) as {
      id: string;
    };
    inDays(26 * 31);
    const first = (await call('/v1/retention', {})) as Report;
    expect(first.rules[0]).toMatchObject({ due: { 'compas/prod': 1 }, held: 1, results: 0 });
    expect(await isHeld(audits['compas/prod']!), 'it may show the person under the hold').toBe(true);
    expect([await isErased(loan.id), await isErased(heldLoan.id)]).toEqual([true, false]);
    const [erasure] = first.rules[0]!.erasures;
    expect(await call(`/v1/erasures/${erasure}`)).toMatchObject({
      status: 'pending',
      records: 2,
      basis: expect.stringContaining('12 CFR 1002.12(b)'),
    });
    const metrics = await retentionMetrics();
    expect(metrics).toEqual({
      'tribune_retention_due{deployment="compas/prod"}': 2,
      tribune_retention_held: 1,
      tribune_retention_warnings: 1,
    });
    // What is held is counted for as long as it is, also by runs that find nothing new, and by a look.
    for (const look of [{}, undefined, {}]) {
      const { rules } = (await call('/v1/retention', look)) as Report;
      expect(rules[0]).toMatchObject({ due: {}, held: 1, heldByDeployment: { 'compas/prod': 1 }, erasures: [] });
      expect(await retentionMetrics()).toEqual({
        'tribune_retention_due{deployment="compas/prod"}': 1,
        tribune_retention_held: 1,
        tribune_retention_warnings: 1,
      });
    }
    expect((await cli(command())).out).toMatch(/credit[\s\S]*\n {2}1 kept by a legal hold/);
    expect((await cli(command())).out).not.toMatch(/nothing is past its time\n {2}1 kept/);
    // A version that did not store the count left its progress behind.
    const { retentionProgress } = real.server.plane.store;
    const { '25 months': progress, ...others } = await retentionProgress.read();
    const { held: _, ...old } = progress!;
    await retentionProgress.keep({ ...others, '25 months': old });
    expect(((await call('/v1/retention', {})) as Report).rules[0]).toMatchObject({ due: {}, held: 1 });
    await real.call(`/v1/holds/${hold.id}`, { key: real.server.localKey, method: 'DELETE' });
    const second = (await call('/v1/retention', {})) as Report;
    expect(second.rules[0]).toMatchObject({ due: { 'compas/prod': 1 }, held: 0, heldByDeployment: {}, results: 1 });
    expect(await isHeld(audits['compas/prod']!)).toBe(false);
    expect(await retentionMetrics()).toMatchObject({
      'tribune_retention_due{deployment="compas/prod"}': 1,
      tribune_retention_held: 0,
    });
    expect(await isErased(heldLoan.id)).toBe(true);
  });

  it('leaves a log that verifies, and completes when the epoch turns', async () => {
    const { log, subjects } = real.server.plane.deps;
    await log.publish();
    await log.verify();
    const { completed } = await subjects.turnEpoch();
    expect(completed).toHaveLength(3);
    expect(await isErased(free.id)).toBe(false);
  });
});
