import { expect, it } from 'vitest';
import { monitoredPolicy, monitoredRequirement } from '../../../../test/support/monitored-policy.js';
import type { Change } from '../../live-monitor/closing/index.js';
import { MonitorPolicies } from '../../live-monitor/watches/index.js';
import { readWatched } from '../../live-monitor/watches/watched-policy.js';
import { monitorFeed } from './index.js';

const OLD = monitoredPolicy({ requirements: monitoredRequirement().replace('severity: block', 'severity: warn') });
const NEW = monitoredPolicy({ requirements: monitoredRequirement('other') });

const change: Change = {
  ...{ at: '2026-11-22T10:00:00.000Z', deployment: 'lending/prod', requirement: 'gap', component: null },
  ...{ series: { group: { sex: 'f' }, reference: { sex: 'm' } }, state: 'firing' },
  ...{ estimate: -0.4, lower: -0.5, upper: -0.3, level: 0.95, n: 200, nGroup: 100, nReference: 100 },
  ...{ logEvidence: 9, logThreshold: 5 },
  window: { from: '2026-11-22T00:00:00.000Z', to: '2026-11-22T10:00:00.000Z' },
  ...{ labelCoverage: null, labelCoverageReference: null, labelBounds: null, inhibitedBy: [], lastDataAt: null },
} as Change;

const texts = new Map([OLD, NEW].map((text) => [readWatched(text, 0).digest, text]));
const digests = [...texts.keys()];

/** The signal of the change, which came in the first of two epochs. */
async function signalUnder(policy: (digest: string) => string | null, told: Change = change) {
  const problems: Error[] = [];
  const feed = monitorFeed({
    store: {
      changes: async () => [
        { id: 1, deployment: 'lending/prod', epoch: 1, atMs: 0, isPublic: true, change: JSON.stringify(told) },
      ],
      policyOf: async (_deployment, epoch) => digests[epoch - 1] ?? null,
    },
    policies: new MonitorPolicies({ policy: async (digest) => policy(digest) }, 0),
    registry: { load: async () => ({ models: [], deployments: [], systems: [], versions: [] }) as never },
    onProblem: (cause) => problems.push(cause),
  });
  return { signal: (await feed.read(0, 10))[0]!.signal, problems };
}

it('an alert of an earlier policy keeps the severity and the bound of that policy', async () => {
  const { signal, problems } = await signalUnder((digest) => texts.get(digest) ?? null);
  expect(problems).toEqual([]);
  expect(signal.severity).toBe('ticket');
  expect(signal.content.facts).toMatchObject({ bound: { max: 0.05 }, policy: digests[0], epoch: 1 });
});

it('a policy that is gone keeps no alert away', async () => {
  const { signal, problems } = await signalUnder(() => null);
  expect(problems).toMatchObject([{ code: 'STORE_INVALID' }]);
  expect(signal.severity).toBe('page');
  expect(signal.content.lines).toContain('Tolerance: not known here');
});

it('an alert about a change says that it is one, and between which values', async () => {
  const over = { overSeconds: 604_800, now: -0.5, before: -0.1 };
  const { signal } = await signalUnder((digest) => texts.get(digest) ?? null, { ...change, change: over } as Change);
  expect(signal.content.lines.slice(0, 2)).toEqual([
    'Change of the difference -0.4, interval -0.5 to -0.3 at level 0.95',
    'It is -0.5 now and was -0.1, 7 d before each block',
  ]);
  expect(signal.content.facts).toMatchObject({ estimate: -0.4, compare: 'difference', change: over });
});

it('an alert says nothing of reactions that it cannot know, and names the switch', async () => {
  const { signal } = await signalUnder((digest) => texts.get(digest) ?? null);
  expect(JSON.stringify(signal)).not.toMatch(/breaker/i);
  expect(signal.content.actions.join('\n')).toContain('tribune stop lending/prod --reason');
});
