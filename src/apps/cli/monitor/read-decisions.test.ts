import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { monitoredPolicy } from '../../../../test/support/monitored-policy.js';
import { parsePolicy } from '../../../core/policy/index.js';
import { planMonitor } from '../../../domain/monitor/index.js';
import { readDecisions } from './read-decisions.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tribune-decisions-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it.each([
  [', quality: { inputs: { incme: number }, maxUndeclared: 0.05 }', 'monitor.quality.inputs'],
  [', quality: { defaults: { incme: [0] }, maxDefault: 0.05 }', 'monitor.quality.defaults'],
  [', service: { late: { pay: { column: incme, atLeast: 5, max: 0.1 } } }', 'monitor.service'],
  [', drift: { inputs: { incme: { bins: [1, 2], reference: { first: 1d } } } }', 'monitor.drift.inputs'],
])('a column that is not in the file is named with the place that asks for it (monitor%s)', async (more, place) => {
  const file = join(folder, 'decisions.csv');
  await writeFile(file, 't,sex,p,y,income\n2026-01-05T10:00:00Z,f,1,1,3\n');
  const { policy } = parsePolicy(monitoredPolicy({ more }));
  const asked = { policy, plan: planMonitor(policy), time: 't', labelTime: null, today: null };
  const taker = { take: () => undefined, leaveOut: () => undefined };
  await expect(readDecisions([file], asked, taker)).rejects.toThrow(
    `no column "incme", which is named as ${place} in the policy`,
  );
});
