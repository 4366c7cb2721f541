import { expect, it } from 'vitest';
import { generatorOf, plantedBlock, plantedPlan } from '../../../../test/support/planted-causes.js';
import { DAY_MS, HOUR_MS } from '../../../core/base/durations.js';
import { closeBlock, paneJson, type StateChange, startMonitor, windowOf } from '../../monitor/index.js';
import type { Epoch, MonitorStore, PaneQuery, PaneRow } from '../ports.js';
import type { WatchedPolicy } from '../watches/index.js';
import { withCauses } from './change-causes.js';

const START_MS = Date.UTC(2026, 0, 5);
const BLOCK_MS = 6 * HOUR_MS;

it('gives an alarm its causes from the panes that are kept and those that this step closed, and reads nothing for other changes', async () => {
  const plan = plantedPlan('label-delay');
  const random = generatorOf('label-delay', 3);
  const state = startMonitor(plan);
  const rows: PaneRow[] = [];
  const changes: StateChange[] = [];
  for (let block = 0; !changes.some((change) => change.state === 'firing'); block++) {
    const startMs = START_MS + block * BLOCK_MS;
    const pane = plantedBlock(plan, random, block < 40 ? null : 'label-delay');
    const place = { deployment: 'loans', epoch: 1, kind: 'labels' as const, startMs };
    rows.push({
      ...place,
      pane: JSON.stringify(paneJson(pane)),
      firstSeq: block,
      lastSeq: block,
      ripeSeq: block,
      ripeAfterMs: null,
    });
    const panes = new Map([['loans', pane]]);
    changes.push(...closeBlock(plan, state, { phase: 'labels', window: windowOf(plan, startMs), panes }));
  }
  let [turns, nowMs] = [0, 0];
  const clock = {
    nowMs: () => {
      nowMs += 30;
      return nowMs;
    },
    turn: async () => {
      turns += 1;
    },
  };
  const asked: PaneQuery[] = [];
  const store = {
    panes: async (query: PaneQuery) => {
      asked.push(query);
      return rows.slice(0, -1).filter(({ startMs }) => startMs >= query.fromMs && startMs < query.toMs);
    },
  } as unknown as MonitorStore;
  const policy = { plan } as WatchedPolicy;
  const of = { epoch: { deployment: 'loans', epoch: 1 } as Epoch, policy, store, clock, labelled: rows.slice(-1) };
  const told = await withCauses(changes, of);
  expect(told.map((change) => change.causes?.verdict ?? null)).toEqual(
    changes.map((change) => (change.state === 'firing' ? 'label-delay' : null)),
  );
  expect(asked).toHaveLength(1);
  const fired = told.find((change) => change.causes !== undefined)!;
  expect(fired.causes!.after).toEqual(fired.window);
  // Alarms that fire together share what was read, and each is told what it is told alone.
  const again = changes.find((change) => change.state === 'firing')!;
  const together = await withCauses([again, ...changes, again], of);
  expect(together.filter((change) => change.causes !== undefined)).toEqual([fired, fired, fired]);
  expect(asked).toHaveLength(2);
  expect(turns).toBeGreaterThan(0);
  // Evidence that lies years apart is not read with all that is between.
  const [from, to] = [again.window.from, again.window.to].map((time) => new Date(Date.parse(time) - 3000 * DAY_MS));
  const old = { ...again, window: { from: from!.toISOString(), to: to!.toISOString() } };
  const apart = await withCauses([again, old], of);
  expect(apart[0]).toEqual(fired);
  expect(apart[1]!.causes).toMatchObject({ undecided: expect.stringContaining('no longer kept') });
  const read = asked.slice(2);
  expect(read).toHaveLength(2);
  for (const { fromMs, toMs } of read) expect(toMs - fromMs).toBeLessThan(60 * DAY_MS);
  // Blocks of very many groups are not held together until the memory is full: that is said, and no more of them is read.
  const large = await withCauses([again], { ...of, mostNumbers: 10 });
  expect(large).toMatchObject([
    { causes: { verdict: 'undecided', undecided: expect.stringContaining('more groups'), after: again.window } },
  ]);
  asked.pop();
  // Without what to look at nothing is read, and nothing said.
  const { factors: _, ...bare } = plan;
  expect(await withCauses(changes, { ...of, policy: { plan: bare } as WatchedPolicy })).toEqual(changes);
  expect(asked).toHaveLength(4);
});
