import { expect, it } from 'vitest';
import { monitoredPolicy } from '../../../../test/support/monitored-policy.js';
import { HOUR_MS, MINUTE_MS } from '../../../core/base/durations.js';
import { planDigest } from '../../monitor/index.js';
import type { Epoch, PaneQuery } from '../ports.js';
import { readWatched } from '../watches/watched-policy.js';
import { Closing, type ClosingDeps } from './closing.js';

it('a deployment that cannot be closed keeps no other one from it, and its failure is told', async () => {
  const asked: string[] = [];
  const epochs = [
    { deployment: 'broken', epoch: 1, policyDigest: 'one' },
    { deployment: 'broken', epoch: 2, policyDigest: 'two' },
    { deployment: 'loans', epoch: 1, policyDigest: 'three' },
  ];
  const deps = {
    store: { openEpochs: async () => epochs },
    policies: {
      find: async (digest: string) => {
        asked.push(digest);
        throw new Error(`cannot read ${digest}`);
      },
    },
  } as unknown as ClosingDeps;
  await expect(new Closing(deps).run()).rejects.toThrow('cannot read one');
  expect(asked).toEqual(['one', 'three']);
});

it('reads nothing of a deployment in which no further block became complete, unless labels or its end may come', async () => {
  const plain = readWatched(monitoredPolicy({ block: '1h' }), 1);
  const reads: string[] = [];
  let epochs: Epoch[] = [];
  const store = {
    openEpochs: async () => epochs,
    evaluated: async (deployment: string) => {
      reads.push(deployment);
      return null;
    },
    panes: async (_: PaneQuery) => [],
  };
  const labelled = { ...plain, hasLabels: true };
  const policies = { find: async (digest: string) => (digest === 'labels' ? labelled : plain) };
  const clock = { nowMs: () => 0, turn: async () => undefined };
  const closing = new Closing({ store, policies, clock } as unknown as ClosingDeps);
  const run = async (watermarkMs: number, more: Partial<Epoch> = {}) => {
    reads.length = 0;
    const counted = { plan: planDigest(plain.plan), watermarkMs, endSeq: null };
    const one = { deployment: 'plain', epoch: 1, policyDigest: 'plain', ...counted, ...more } as Epoch;
    epochs = [one, { ...one, deployment: 'labels', policyDigest: 'labels' }];
    await closing.run();
    return [...reads];
  };
  const startMs = Date.UTC(2026, 0, 5);
  expect(await run(startMs)).toEqual(['plain', 'labels']);
  expect(await run(startMs + 59 * MINUTE_MS)).toEqual(['labels']);
  expect(await run(startMs + HOUR_MS)).toEqual(['plain', 'labels']);
  expect(await run(startMs + HOUR_MS, { epoch: 2 })).toEqual(['plain', 'labels']);
  expect(await run(startMs + HOUR_MS, { epoch: 2 })).toEqual(['labels']);
});
