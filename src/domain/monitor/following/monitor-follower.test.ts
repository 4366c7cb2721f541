import { expect, it } from 'vitest';
import { monitoredPolicy } from '../../../../test/support/monitored-policy.js';
import { nodeRuntime } from '../../../adapters/runtime/index.js';
import { DAY_MS, MINUTE_MS } from '../../../core/base/durations.js';
import type { OpenedBatch } from '../../log/seal/index.js';
import type { Epoch, MonitorStore, PaneRow } from '../ports.js';
import { readWatched } from '../watches/watched-policy.js';
import { MonitorFollower, type MonitorStores } from './monitor-follower.js';

const START_MS = Date.UTC(2026, 0, 5);
const POLICY = readWatched(monitoredPolicy({ block: '1m' }));
const EPOCH: Epoch = {
  ...{ deployment: 'loans', epoch: 1, policyDigest: POLICY.digest, by: 'test', fromSeq: 0, beganAtMs: START_MS },
  ...{ endSeq: null, endedAtMs: null, watermarkMs: null, latestMs: null, receivedMs: null, counts: {} },
};
/** The longest lateness that a configuration can have: with blocks of a minute 1,440 of them are open at once. */
const TIMES = { latenessMs: DAY_MS, idleMs: MINUTE_MS, skewMs: 0 };

/** A batch of one decision of a woman in each of some minutes. */
function batchOf(seq: number, minutes: readonly number[]): OpenedBatch {
  const encode = (value: object): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
  const contents = minutes.map((minute) => {
    const decidedAt = new Date(START_MS + minute * MINUTE_MS).toISOString();
    return encode({ subject: `person-${seq}-${minute}`, decidedAt, outcome: 1, route: 'automatic' });
  });
  const batch = { seq, kind: 'decision', n: minutes.length, receivedAtMs: START_MS + 3 * DAY_MS };
  const attributes = { contents: minutes.map(() => encode({ sex: 'f' })) };
  return { batch, payload: { contents }, attributes, envelopes: ['{"deployment":"loans"'], which: null } as never;
}

/** What a follower reads and writes, kept in memory. */
function memory(batches: readonly OpenedBatch[]) {
  const panes = new Map<number, PaneRow>();
  const pages: number[] = [];
  let epoch = EPOCH;
  const store = {
    openEpochs: async () => [epoch],
    saveEpochs: async ([saved]: readonly Epoch[]) => {
      epoch = saved!;
    },
    panes: async ({ fromMs, toMs, limit }: Parameters<MonitorStore['panes']>[0]) => {
      const rows = [...panes.values()].filter(({ startMs }) => startMs >= fromMs && startMs < toMs);
      pages.push(limit);
      return rows.sort((a, b) => a.startMs - b.startMs).slice(0, limit);
    },
    savePanes: async (rows: readonly PaneRow[]) => {
      for (const row of rows) panes.set(row.startMs, row);
    },
    ripen: async () => undefined,
  } as unknown as MonitorStore;
  const follower = (): MonitorFollower =>
    new MonitorFollower({
      ...{ store, random: nodeRuntime, times: TIMES, onStored: () => undefined },
      policies: { read: async () => POLICY } as never,
      history: { opened: async (from: number, count: number) => batches.slice(from, from + count) },
      transactions: { run: (work: (at: object) => unknown) => work({ stores: { monitor: store } }) } as never,
    });
  const take = async (one: MonitorFollower, batch: OpenedBatch): Promise<void> => {
    const taken = await one
      .follower()
      .take({ from: { seq: batch.batch.seq } as never, to: null as never, batches: [batch] });
    await taken!.write!({ monitor: store } as MonitorStores);
    taken!.committed!();
  };
  return { follower, take, panes, pages, epoch: () => epoch };
}

it('goes on after a restart with every block that is open, however many there are', async () => {
  const minutes = Array.from({ length: 1300 }, (_, minute) => minute);
  const batches = [batchOf(0, minutes), batchOf(1, minutes)];
  const kept = memory(batches);
  await kept.take(kept.follower(), batches[0]!);
  await kept.take(kept.follower(), batches[1]!);
  const counted = [...kept.panes.values()].map(({ pane }) => JSON.parse(pane).cells as unknown);
  expect(counted).toHaveLength(1300);
  expect(new Set(counted.map((cells) => JSON.stringify(cells)))).toEqual(new Set(['[[["f"],[0,0,0,0,0,2]]]']));
  expect(kept.epoch().counts).toEqual({ counted: 2600 });
  expect(Math.max(...kept.pages)).toBeLessThanOrEqual(1000);
});
