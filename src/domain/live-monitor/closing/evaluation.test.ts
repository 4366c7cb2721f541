import { describe, expect, it } from 'vitest';
import { monitoredPolicy, monitoredRequirement } from '../../../../test/support/monitored-policy.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../core/base/durations.js';
import { addDecision, emptyPane, type StateChange } from '../../monitor/index.js';
import { paneOf, paneText } from '../following/index.js';
import type { Epoch, EvaluatedEpoch, MonitorStore, PaneRow } from '../ports.js';
import { readWatched } from '../watches/watched-policy.js';
import { Evaluation } from './evaluation.js';

const clock = { nowMs: () => 0, turn: async () => undefined };
const START_MS = Date.UTC(2026, 0, 5);
const policy = readWatched(monitoredPolicy({ block: '1m', more: ', noDataAfter: 6d' }), 1);

function paneAt(startMs: number): PaneRow {
  const pane = emptyPane(policy.plan);
  for (const sex of ['m', 'f'])
    for (let i = 0; i < 30; i++) addDecision(pane, { values: [sex], decided: i % 2 === 0 ? 1 : 0, label: null });
  const place = { deployment: 'loans', epoch: 1, kind: 'decisions' as const, startMs };
  return { ...place, pane: paneText(pane), firstSeq: 0, lastSeq: 0, ripeSeq: null, ripeAfterMs: null };
}

it('closes a long silence in steps, so that others are served in between, and says once that there are no data', async () => {
  const rows = [paneAt(START_MS), paneAt(START_MS + MINUTE_MS), paneAt(START_MS + 20 * DAY_MS)];
  let kept: EvaluatedEpoch | null = null;
  const store = {
    evaluated: async () => kept,
    panes: async ({ fromMs, toMs }: Parameters<MonitorStore['panes']>[0]) =>
      rows.filter(({ startMs }) => startMs >= fromMs && startMs < toMs),
    savePanes: async () => undefined,
    saveEvaluated: async (one: EvaluatedEpoch) => {
      kept = one;
      return true;
    },
  } as unknown as MonitorStore;
  const watermarkMs = START_MS + 21 * DAY_MS;
  const epoch = { deployment: 'loans', epoch: 1, watermarkMs, endSeq: null } as Epoch;
  const changes: StateChange[] = [];
  const closed: number[] = [];
  for (;;) {
    const step = await Evaluation.open({ epoch, policy, store, clock, cohorts: null as never });
    changes.push(...(await step.take(null)));
    if (!step.hasTaken) break;
    await step.save(store, { isOver: false, closedAtMs: 0 });
    closed.push((JSON.parse(kept!.states) as { blocks: { decisions: number } }).blocks.decisions);
  }
  expect(changes.map(({ state, at }) => [state, Date.parse(at) - START_MS])).toEqual([
    ['watching', MINUTE_MS],
    ['no-data', 6 * DAY_MS + 2 * MINUTE_MS],
    ['watching', 20 * DAY_MS + MINUTE_MS],
  ]);
  // Two blocks with data and six days of silence, then nothing until the next decisions, and a day of silence after them.
  expect(closed.at(-1)).toBe(2 + 6 * 1440 + 1 + 1439);
  for (const [step, blocks] of closed.entries()) expect(blocks - (closed[step - 1] ?? 0)).toBeLessThanOrEqual(1000);
  expect(kept).toMatchObject({ closedMs: watermarkMs });
});

/** When the labels of a block are over, as far as a watermark tells. */
type Ripens = (row: PaneRow, watermarkMs: number) => Pick<PaneRow, 'ripeSeq' | 'ripeAfterMs'>;
const NOT_RIPE = { ripeSeq: null, ripeAfterMs: null };

/** With the decision that comes later by the horizon, as rows of an older version say it. */
const inTime: Ripens = ({ startMs }, watermarkMs) =>
  startMs + 3 * HOUR_MS <= watermarkMs ? { ripeSeq: 1, ripeAfterMs: null } : NOT_RIPE;

/**
 * Closes what becomes complete as the watermark comes to each of some times, as a service does that looks then.
 *
 * @param ahead by how much further the follower is already when blocks are read than when the epoch was
 */
async function closedAt(
  watermarks: readonly number[],
  watched: ReturnType<typeof readWatched>,
  rows: readonly PaneRow[],
  { ripens = inTime, ahead = 0 }: { readonly ripens?: Ripens; readonly ahead?: number } = {},
) {
  let kept: EvaluatedEpoch | null = null;
  let read = 0;
  const changes: StateChange[] = [];
  const closed: number[] = [];
  for (const watermarkMs of watermarks) {
    const ripened = rows.map((row) => ({ ...row, ...ripens(row, watermarkMs + ahead) }));
    const store = {
      evaluated: async () => kept,
      panes: async ({ fromMs, toMs, limit }: Parameters<MonitorStore['panes']>[0]) => {
        const found = ripened.filter(({ startMs }) => startMs >= fromMs && startMs < toMs).slice(0, limit);
        read += found.length;
        return found;
      },
      savePanes: async () => undefined,
      saveEvaluated: async (one: EvaluatedEpoch) => {
        kept = one;
        return true;
      },
    } as unknown as MonitorStore;
    const epoch = { deployment: 'loans', epoch: 1, watermarkMs, endSeq: null } as Epoch;
    const cohorts = { count: async (_: Epoch, own: typeof watched, { pane }: PaneRow) => paneOf(own, { pane }) };
    for (;;) {
      const step = await Evaluation.open({ epoch, policy: watched, store, clock, cohorts });
      changes.push(...(await step.take(null)));
      if (!step.hasTaken) break;
      await step.save(store, { isOver: false, closedAtMs: 0 });
      const { decisions, labels } = (JSON.parse(kept!.states) as { blocks: { decisions: number; labels: number } })
        .blocks;
      closed.push(decisions + labels);
    }
  }
  const { step: _, ...states } = kept!;
  return { told: { states, changes }, read, closed };
}

const LABELLED = [
  monitoredRequirement(),
  monitoredRequirement('detection', 'metric: true_positive_rate, by: [sex], compare: difference, max: 0.05'),
].join('');

describe('blocks of decisions and of labels are closed in one order, whenever somebody looks: the first series of a group changes the thresholds of all', () => {
  const watched = readWatched(monitoredPolicy({ more: ', labelHorizon: 2h', requirements: LABELLED }), 1);
  const HOURS = 12;
  const rows = Array.from({ length: HOURS }, (_, hour): PaneRow => {
    const pane = emptyPane(watched.plan);
    for (const [sex, share] of [
      ['m', 3],
      ['f', 4],
      [hour < 4 ? 'm' : 'x', 5],
    ] as const)
      for (let i = 0; i < 60; i++)
        addDecision(pane, { values: [sex], decided: i % share === 0 ? 1 : 0, label: (i % 2) as 0 | 1 });
    const place = { deployment: 'loans', epoch: 1, kind: 'decisions' as const, startMs: START_MS + hour * HOUR_MS };
    return { ...place, pane: paneText(pane), firstSeq: 0, lastSeq: 0, ripeSeq: null, ripeAfterMs: null };
  });
  const each = Array.from({ length: HOURS + 6 }, (_, hour) => START_MS + hour * HOUR_MS);
  const seldom = each.filter((_, hour) => hour % 5 === 0);

  it.each<[string, Ripens]>([
    ['that come in time, as rows of an older version say it', inTime],
    [
      'of which each says what was complete before',
      (row, watermarkMs) => {
        const overMs = row.startMs + 3 * HOUR_MS;
        return overMs <= watermarkMs ? { ripeSeq: 1, ripeAfterMs: overMs } : NOT_RIPE;
      },
    ],
    [
      'that are waited for by the clock, so that some ripen after later decisions, and two of them at once',
      ({ startMs }, watermarkMs) => {
        const hour = (startMs - START_MS) / HOUR_MS;
        const overMs = START_MS + (hour - (hour % 2) + 6) * HOUR_MS;
        return overMs <= watermarkMs ? { ripeSeq: 1, ripeAfterMs: overMs } : NOT_RIPE;
      },
    ],
  ])('%s', async (_, ripens) => {
    const { told: all } = await closedAt(each, watched, rows, { ripens });
    expect(all.changes.some(({ state }) => state === 'firing')).toBe(true);
    expect((await closedAt([...seldom, each.at(-1)!], watched, rows, { ripens })).told).toEqual(all);
    expect((await closedAt([each.at(-1)!], watched, rows, { ripens })).told).toEqual(all);
    if (ripens === inTime) return;
    // The follower goes on while blocks are closed.
    expect((await closedAt(each, watched, rows, { ripens, ahead: 2 * HOUR_MS })).told).toEqual(all);
  });
});

it('reads a block of a long backlog about as often as it is closed, and closes in one step no more than others can wait for', async () => {
  const watched = readWatched(
    monitoredPolicy({ block: '1m', more: ', labelHorizon: 2h, noDataAfter: 6d', requirements: LABELLED }),
    1,
  );
  const backlog = Array.from({ length: 200 }, (_, i) => paneAt(START_MS + i * MINUTE_MS));
  const { read, told } = await closedAt([START_MS + 2 * DAY_MS], watched, backlog);
  expect(told.states).toMatchObject({ closedMs: START_MS + 2 * DAY_MS, ripenedMs: START_MS + 200 * MINUTE_MS });
  // Once for its decisions and once for its labels, and a few again at the ends of steps.
  expect(read).toBeLessThan(3 * backlog.length);
  // Four cohorts with pauses between, in which every block is one without data.
  const apart = Array.from({ length: 8 }, (_, i) => paneAt(START_MS + i * 400 * MINUTE_MS));
  const { closed } = await closedAt([START_MS + 3 * DAY_MS], watched, apart);
  for (const [step, blocks] of closed.entries()) expect(blocks - (closed[step - 1] ?? 0)).toBeLessThanOrEqual(1000);
});
