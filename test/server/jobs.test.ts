import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeRuntime } from '../../src/adapters/runtime/index.js';
import { type ControlPlane, openControlPlane } from '../../src/apps/server/control-plane.js';
import { fakeClock } from '../../src/apps/testing/index.js';
import { layCluster } from '../support/laid-cluster.js';
import { dataFolder, realServer } from './support/real.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const NOON = Date.UTC(2026, 10, 22, 12);
/** Jobs whose first run is a minute off or more. */
const NAMES = [
  'segments',
  'alerts',
  'housekeeping',
  'retention',
  'erased-evidence',
  'erased-messages',
  'artifact-check',
  'remote-model-check',
  'replay-sample',
  'control-tasks',
];
/** Those of them that run a few times a day or less. */
const DAILY: readonly string[] = [
  'erased-evidence',
  'erased-messages',
  'artifact-check',
  'remote-model-check',
  'replay-sample',
  'control-tasks',
];

const folder = dataFolder();
const clock = fakeClock(NOON);
async function open(): Promise<ControlPlane> {
  const plane = await openControlPlane({
    dataDir: `${folder.dir}/data`,
    version: '0.0.0-test',
    createPostgresUser: true,
    runtime: { ...nodeRuntime, ...clock },
  });
  await plane.startJobs();
  return plane;
}

describe('jobs of the service', () => {
  afterAll(() => folder.remove());

  it('run by the clock that was passed, and what became of them outlives a stop', async () => {
    await layCluster(`${folder.dir}/data`);
    const plane = await open();
    expect(plane.deps.jobs().map(({ name, endedAtMs, nextRunAtMs }) => [name, endedAtMs, nextRunAtMs])).toEqual([
      ['segments', null, NOON + HOUR_MS],
      ['monitor', null, NOON + 15_000],
      ['alerts', null, NOON + HOUR_MS],
      ['incident-clocks', null, NOON + MINUTE_MS],
      ['gates', null, NOON + MINUTE_MS],
      ['housekeeping', null, NOON + MINUTE_MS],
      ['retention', null, NOON + HOUR_MS],
      ['due-audits', null, NOON + MINUTE_MS],
      ['fleet', null, NOON + 5 * MINUTE_MS],
      ['reactions', null, NOON + 5000],
      ['incident-counts', null, NOON + MINUTE_MS],
      ['case-clocks', null, NOON + MINUTE_MS],
      ['case-draws', null, NOON + MINUTE_MS],
      ['case-patterns', null, NOON + MINUTE_MS],
      ['case-counts', null, NOON + MINUTE_MS],
      ['source-changes', null, NOON + MINUTE_MS],
      ['erased-evidence', null, NOON + 24 * HOUR_MS],
      ['person-messages', null, NOON + MINUTE_MS],
      ['erased-messages', null, NOON + 24 * HOUR_MS],
      ['person-requests', null, NOON + MINUTE_MS],
      ['artifact-check', null, NOON + 24 * HOUR_MS],
      ['remote-model-check', null, NOON + 24 * HOUR_MS],
      ['replay-sample', null, NOON + 24 * HOUR_MS],
      ['control-tasks', null, NOON + 6 * HOUR_MS],
      ['break-glass', null, NOON + 15 * MINUTE_MS],
    ]);
    await clock.advance(MINUTE_MS);
    await clock.sleep(29 * MINUTE_MS);
    // Waits for what still runs.
    await plane.close();

    const again = await open();
    const [segments, monitor, , , , housekeeping, retention] = again.deps.jobs();
    expect(monitor).toMatchObject({ result: 'ok', failures: 0 });
    expect(housekeeping).toMatchObject({ result: 'ok', failures: 0, failuresInRow: 0 });
    expect(housekeeping!.endedAtMs).toBeGreaterThan(NOON);
    // Sealing goes on where it was due; whoever mends a file of times of keeping has an hour again.
    expect(segments!.nextRunAtMs).toBe(NOON + HOUR_MS);
    expect(retention!.nextRunAtMs).toBe(NOON + 30 * MINUTE_MS + HOUR_MS);
    await clock.sleep(HOUR_MS);
    await again.close();

    const last = await open();
    const results = last.deps.jobs().map(({ name, result }) => [name, result]);
    const names = last.deps.jobs().map(({ name }) => name);
    expect(names).toEqual([
      'segments',
      'monitor',
      'alerts',
      'incident-clocks',
      'gates',
      'housekeeping',
      'retention',
      'due-audits',
      'fleet',
      'reactions',
      'incident-counts',
      'case-clocks',
      'case-draws',
      'case-patterns',
      'case-counts',
      'source-changes',
      'erased-evidence',
      'person-messages',
      'erased-messages',
      'person-requests',
      'artifact-check',
      'remote-model-check',
      'replay-sample',
      'control-tasks',
      'break-glass',
    ]);
    expect(results).toEqual(names.map((name) => [name, DAILY.includes(name) ? null : 'ok']));
    await last.close();
  }, 120_000);
});

describe('a server', () => {
  const other = dataFolder();
  let real: Awaited<ReturnType<typeof realServer>>;
  beforeAll(async () => {
    real = await realServer(other.dir);
  }, 60_000);
  afterAll(async () => {
    await real.server.close();
    other.remove();
  });

  it('tells of its jobs in metrics, also of those that never ran', async () => {
    const metrics = await (await real.call('/metrics', { key: real.server.localKey })).text();
    for (const name of NAMES) {
      expect(metrics).toContain(`tribune_job_last_run_seconds{job="${name}"} 0\n`);
      expect(metrics).toContain(`tribune_job_failures_total{job="${name}"} 0\n`);
      expect(metrics).toMatch(new RegExp(`tribune_job_next_run_seconds\\{job="${name}"\\} [0-9.]+\\n`));
    }
  });

  it('tells how far the followers of its log are behind', async () => {
    const metrics = await (await real.call('/metrics', { key: real.server.localKey })).text();
    for (const name of ['tags', 'repeats']) {
      expect(metrics).toMatch(new RegExp(`tribune_follower_lag\\{name="${name}"\\} [0-9]+\\n`));
      expect(metrics).toMatch(new RegExp(`tribune_follower_lag_seconds\\{name="${name}"\\} [0-9.]+\\n`));
      expect(metrics).toContain(`tribune_follower_failures_total{name="${name}"} 0\n`);
    }
  });
});
