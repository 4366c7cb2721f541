import { expect, it } from 'vitest';
import { generatorOf, plantedBlock, plantedPlan } from '../../../../test/support/planted-causes.js';
import { HOUR_MS } from '../../../core/base/durations.js';
import { closeBlock, paneJson, startMonitor, windowOf } from '../../monitor/index.js';
import type { PaneQuery, PaneRow } from '../ports.js';
import type { WatchedDeployment } from '../viewing/index.js';
import { seriesHistory } from './index.js';

const START_MS = Date.UTC(2026, 0, 5);
const BLOCK_MS = 6 * HOUR_MS;
const BLOCKS = 600;

it('gives others a turn while it replays, whatever the store answers at once', async () => {
  const plan = plantedPlan('none');
  const random = generatorOf('none', 1);
  const state = startMonitor(plan);
  const rows: PaneRow[] = [];
  for (let block = 0; block < BLOCKS; block++) {
    const startMs = START_MS + block * BLOCK_MS;
    const pane = plantedBlock(plan, random, null, 40);
    const place = { deployment: 'loans', epoch: 1, kind: 'decisions' as const, startMs };
    rows.push({ ...place, pane: JSON.stringify(paneJson(pane)), firstSeq: block, lastSeq: block, ripeSeq: null });
    closeBlock(plan, state, { phase: 'decisions', window: windowOf(plan, startMs), panes: new Map([['loans', pane]]) });
  }
  const one = {
    ...{ epoch: { deployment: 'loans', epoch: 1 }, policy: { plan, hasLabels: false }, state },
    evaluated: { closedMs: START_MS + BLOCKS * BLOCK_MS, ripenedMs: null },
  } as unknown as WatchedDeployment;
  const store = {
    panes: async ({ fromMs, toMs, limit }: PaneQuery) =>
      rows.filter(({ startMs }) => startMs >= fromMs && startMs < toMs).slice(0, limit),
  };
  let turns = 0;
  const clock = {
    nowMs: () => 0,
    turn: async () => {
      turns += 1;
    },
  };
  const query = { requirement: 'gap', component: null, group: { sex: 'f' }, points: 100 };
  const { agrees, lines } = await seriesHistory({ store, clock }, one, query);
  expect(agrees).toBe(true);
  expect(lines.length).toBeGreaterThan(90);
  expect(turns).toBe(2);
});
