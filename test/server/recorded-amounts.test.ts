import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli } from '../e2e/support.js';
import { recordCardHolders } from './support/card-holders.js';
import { dataFolder, realServer } from './support/real.js';

const folder = dataFolder();
let world: Awaited<ReturnType<typeof realServer>> & { readonly files: string };
let recorded: Awaited<ReturnType<typeof recordCardHolders>>;
beforeAll(async () => {
  const files = join(folder.dir, 'files');
  mkdirSync(files);
  world = { ...(await realServer(folder.dir)), files };
  recorded = await recordCardHolders({ files, server: world.server });
}, 120_000);
afterAll(async () => {
  await world?.server.close();
  folder.remove();
}, 60_000);

async function ask(key: string, deployment: string, policy: string) {
  const headers = { 'content-type': 'application/json' };
  const answer = await world.call('/v1/audits', { key, headers, body: JSON.stringify({ deployment, policy }) });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

describe('an audit of recorded amounts', () => {
  it('has the tally, the result and the report of a file of the same people, real limits of card holders', async () => {
    const { limits, policy, csv } = recorded;
    const from = [
      '--service',
      world.server.url,
      '--deployment',
      'limits/prod',
      '--key-file',
      join(world.files, 'all-key'),
    ];
    const out = join(world.files, 'limits');
    const { code, err } = await cli(['audit', ...from, '--policy', policy, '--out', out]);
    const overFile = await cli(['audit', csv, '--policy', policy, '--json']);
    expect(code, err).toBe(overFile.code);
    const service = JSON.parse(readFileSync(join(out, 'audit.json'), 'utf8'));
    const file = JSON.parse(overFile.out);
    expect(file.data.rows).toBe(limits.length);
    for (const part of ['overall', 'groups', 'comparisons', 'distributions', 'requirements', 'verdict'])
      expect(service[part], part).toEqual(file[part]);
    expect(service.data.sources[0].log.checkpoint.status).toMatch(/equal|consistent/);
    const tally = JSON.parse(readFileSync(join(out, 'tally.json'), 'utf8'));
    expect(tally).toEqual(JSON.parse((await cli(['tally', csv, '--policy', policy])).out));
    const again = JSON.parse(
      (await cli(['audit', '--tally', join(out, 'tally.json'), '--policy', policy, '--json'])).out,
    );
    expect(again.requirements).toEqual(file.requirements);
    const example = readFileSync(new URL('../../examples/limits/policy.yaml', import.meta.url), 'utf8');
    const listed = await ask(world.server.localKey, 'limits/prod', example);
    expect(listed.body).toMatchObject({ audit: { verdict: file.verdict, sight: 'persons' }, unjudged: null });
  });

  it('is refused by its name where the deployment decides 0 or 1', async () => {
    const policy = readFileSync(new URL('../../examples/limits/policy.yaml', import.meta.url), 'utf8');
    const { status, body } = await ask(world.server.localKey, 'compas/prod', policy);
    expect([status, body.code, body.message]).toEqual([422, 'OUTCOME_UNSUPPORTED', expect.stringContaining('amount')]);
  });

  it('is refused to a key that may see no person, which could find an amount to the cent by moving the value of a share', async () => {
    const policy = readFileSync(join(world.files, 'limits.yaml'), 'utf8');
    const { status, body } = await ask(await world.key('audit:read'), 'limits/prod', policy);
    expect([status, body.code]).toEqual([403, 'FORBIDDEN']);
    expect(body.message).toContain('cells of amounts can hold a single one');
    expect(`${body.message} ${body.remedy}`).not.toMatch(/\d/);
  });
});
