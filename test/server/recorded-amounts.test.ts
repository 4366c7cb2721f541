import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
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

  it('counts between the values that the deployment declares for a key that may see no person, with the verdict of every amount on those', async () => {
    const policy = join(world.files, 'limits-by-sex.yaml');
    const text = readFileSync(join(world.files, 'limits.yaml'), 'utf8');
    const bySex = text.replace('  intersections:\n    - [sex, education]\n', '');
    writeFileSync(policy, bySex);
    const key = join(world.files, 'limits-key');
    const groups = await world.key('audit:read');
    writeFileSync(key, groups, { mode: 0o600 });
    const from = ['--service', world.server.url, '--deployment', 'limits/prod', '--policy', policy];
    const out = join(world.files, 'limits-shown');
    const { code, err } = await cli(['audit', ...from, '--key-file', key, '--out', out]);
    expect(err).toContain(
      'outcomes are shown as 0 NTD, 50000 NTD, 100000 NTD, 200000 NTD, 300000 NTD, 500000 NTD, and nothing between them',
    );
    const shown = JSON.parse(readFileSync(join(out, 'audit.json'), 'utf8'));
    const whole = JSON.parse((await cli(['audit', ...from, '--key-file', join(world.files, 'all-key'), '--json'])).out);
    const verdicts = ({ requirements }: typeof shown) =>
      Object.fromEntries(requirements.map(({ id, verdict }: { id: string; verdict: string }) => [id, verdict]));
    expect(verdicts(shown)).toEqual({
      'mean-limit-by-sex': 'inconclusive',
      'median-limit-by-education': 'inconclusive',
      'large-limits-by-sex': verdicts(whole)['large-limits-by-sex'],
      'low-limits-by-sex': 'inconclusive',
    });
    expect(code).toBe(shown.requirements[2].verdict === 'fail' ? 1 : 3);
    const { estimate, lower, upper } = whole.requirements[2];
    expect(shown.requirements[2]).toMatchObject({ estimate, lower, upper });
    expect(readdirSync(out)).not.toContain('tally.json');
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('nothing between them');
    const tally = await cli(['tally', ...from, '--key-file', key]);
    expect(tally).toMatchObject({ code: 2, err: expect.stringContaining('a tally shows every cell') });
    const moved = await ask(groups, 'limits/prod', bySex.replace('value: 200000', 'value: 200001'));
    expect([moved.status, moved.body.code]).toEqual([403, 'FORBIDDEN']);
    expect(moved.body.message).toContain(
      'large-limits-by-sex asks about 200001 NTD, where no band of the deployment begins',
    );
  });
});
