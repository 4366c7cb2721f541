import { expect, it } from 'vitest';
import { monitoredPolicy, monitoredRequirement } from '../../../../test/support/monitored-policy.js';
import { DAY_MS, MINUTE_MS } from '../../../core/base/durations.js';
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
  return { ...place, pane: paneText(pane), firstSeq: 0, lastSeq: 0, ripeSeq: null };
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

/** Closes what becomes complete as the watermark comes to each of some times, as a service does that looks then. */
async function closedAt(
  watermarks: readonly number[],
  watched: ReturnType<typeof readWatched>,
  rows: readonly PaneRow[],
) {
  let kept: EvaluatedEpoch | null = null;
  let read = 0;
  const changes: StateChange[] = [];
  const closed: number[] = [];
  for (const watermarkMs of watermarks) {
    const horizonMs = watched.plan.labelHorizonMs! + watched.plan.blockMs;
    const ripened = rows.map((row) => ({ ...row, ripeSeq: row.startMs + horizonMs <= watermarkMs ? 1 : null }));
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

it('closes blocks of decisions and of labels in one order, whenever somebody looks: the first series of a group changes the thresholds of all', async () => {
  const watched = readWatched(monitoredPolicy({ more: ', labelHorizon: 2h', requirements: LABELLED }), 1);
  const HOURS = 12;
  const HOUR_MS = 60 * MINUTE_MS;
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
    return { ...place, pane: paneText(pane), firstSeq: 0, lastSeq: 0, ripeSeq: null };
  });
  const each = Array.from({ length: HOURS + 3 }, (_, hour) => START_MS + hour * HOUR_MS);
  const seldom = each.filter((_, hour) => hour % 5 === 0);
  const { told: all } = await closedAt(each, watched, rows);
  expect(all.changes.some(({ state }) => state === 'firing')).toBe(true);
  expect((await closedAt([...seldom, each.at(-1)!], watched, rows)).told).toEqual(all);
  expect((await closedAt([each.at(-1)!], watched, rows)).told).toEqual(all);
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
