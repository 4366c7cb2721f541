import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { monitoredPolicy, monitoredRequirement } from '../../../../test/support/monitored-policy.js';
import { HOUR_MS } from '../../../core/base/durations.js';
import { parsePolicy } from '../../../core/policy/index.js';
import {
  addDecision,
  blocksToClose,
  closeBlock,
  emptyPane,
  hearDeployment,
  type MonitorState,
  oneLine,
  type Pane,
  paneJson,
  planMonitor,
  type StateChange,
  startMonitor,
  windowOf,
} from '../../monitor/index.js';
import type { PaneQuery, PaneRow } from '../ports.js';
import type { WatchedDeployment } from '../viewing/index.js';
import { type HistoryQuery, seriesHistory } from './index.js';
import { LineSample } from './line-sample.js';

const START_MS = Date.UTC(2026, 0, 5);
const BLOCK_MS = 6 * HOUR_MS;
/** Beside the series that is asked for stands one with a wider bound, which changes at other blocks. */
const planOf = (more = '') =>
  planMonitor(
    parsePolicy(
      monitoredPolicy({
        ...{ block: '6h', more },
        requirements:
          monitoredRequirement() +
          monitoredRequirement('wide', 'metric: selection_rate, by: [sex], compare: difference, max: 0.15'),
      }),
    ).policy,
  );
const PLAN = planOf();
const QUERY: HistoryQuery = { requirement: 'gap', component: null, group: { sex: 'f' }, points: 100 };

interface World {
  readonly state: MonitorState;
  readonly rows: readonly PaneRow[];
  readonly one: WatchedDeployment;
  /** Every change of every series. */
  readonly changes: readonly StateChange[];
}

/** Twenty men of whom ten are selected, and twenty women of whom ten or four are. */
function blockOf(isBad: boolean): Pane {
  const pane = emptyPane(PLAN);
  for (let i = 0; i < 40; i++) {
    const isWoman = i % 2 === 1;
    addDecision(pane, {
      values: [isWoman ? 'f' : 'm'],
      decided: i >> 1 < (isWoman && isBad ? 4 : 10) ? 1 : 0,
      label: null,
    });
  }
  return pane;
}

/** A deployment with decisions in some of so many blocks, closed at one go. @param bad blocks in which women are treated worse */
function world(
  blocks: number,
  {
    isFilled = () => true,
    isBad = () => false,
    plan = PLAN,
  }: {
    readonly isFilled?: (block: number) => boolean;
    readonly isBad?: (block: number) => boolean;
    readonly plan?: typeof PLAN;
  } = {},
): World {
  const state = startMonitor(plan);
  const rows: PaneRow[] = [];
  const panes = new Map<number, Pane>();
  for (let block = 0; block < blocks; block++) {
    if (!isFilled(block)) continue;
    const startMs = START_MS + block * BLOCK_MS;
    const pane = blockOf(isBad(block));
    const place = { deployment: 'loans', epoch: 1, kind: 'decisions' as const, startMs };
    rows.push({
      ...place,
      pane: JSON.stringify(paneJson(pane)),
      firstSeq: block,
      lastSeq: block,
      ripeSeq: null,
      ripeAfterMs: null,
    });
    panes.set(startMs, pane);
  }
  const toMs = START_MS + blocks * BLOCK_MS;
  const fromMs = rows[0]!.startMs;
  const changes: StateChange[] = [];
  for (const at of blocksToClose(plan, state, { phase: 'decisions', fromMs, toMs, filled: panes.keys() })) {
    const pane = panes.get(at);
    const own = new Map(pane === undefined ? [] : [['loans', pane]]);
    changes.push(...closeBlock(plan, state, { phase: 'decisions', window: windowOf(plan, at), panes: own }));
  }
  const one = {
    ...{ epoch: { deployment: 'loans', epoch: 1 }, policy: { plan, hasLabels: false }, state },
    evaluated: { closedMs: toMs, ripenedMs: null },
  } as unknown as WatchedDeployment;
  return { state, rows, one, changes };
}

function storeOf(rows: readonly PaneRow[], onRead: () => void = () => undefined) {
  return {
    panes: async ({ fromMs, toMs, limit }: PaneQuery) => {
      onRead();
      return rows.filter(({ startMs }) => startMs >= fromMs && startMs < toMs).slice(0, limit);
    },
  };
}

const STILL = { nowMs: () => 0, turn: async () => undefined };

describe('the history of a series', () => {
  it('gives others a turn while it replays, whatever the store answers at once', async () => {
    const { rows, one } = world(600);
    let turns = 0;
    const clock = {
      nowMs: () => 0,
      turn: async () => {
        turns += 1;
      },
    };
    const { agrees, lines } = await seriesHistory({ store: storeOf(rows), clock }, one, QUERY);
    expect(agrees).toBe(true);
    expect(lines.length).toBeGreaterThan(90);
    expect(turns).toBe(2);
  });

  it('reads a page when the one before it was closed, and holds no more', async () => {
    const { rows, one } = world(350);
    let steps = 0;
    const clock = {
      nowMs: () => {
        steps += 1;
        return 0;
      },
      turn: async () => undefined,
    };
    const readAt: number[] = [];
    const store = storeOf(rows, () => readAt.push(steps));
    expect((await seriesHistory({ store, clock }, one, QUERY)).agrees).toBe(true);
    expect(readAt).toHaveLength(4);
    for (const [page, at] of readAt.entries()) expect(at).toBeGreaterThanOrEqual(page * 100);
  });

  it('of blocks with silence in between, also where a page ends, leads to where the monitor stands', async () => {
    // A silence makes every series one without data, after which empty blocks are passed over.
    const { rows, one } = world(500, { isFilled: (block) => block < 100 || (block > 340 && block !== 400) });
    const { agrees, lines } = await seriesHistory({ store: storeOf(rows), clock: STILL }, one, QUERY);
    expect(agrees).toBe(true);
    expect(lines.some(({ state }) => state === 'no-data')).toBe(true);
  });

  it('ends with what is known by the clock, of which blocks say nothing', async () => {
    const plan = planOf(', quality: { silence: 6h }');
    const { state, rows, one } = world(20, { plan });
    const heardMs = START_MS + 20 * BLOCK_MS;
    hearDeployment(plan, state, 'loans', { heardMs, untilMs: heardMs + 7 * HOUR_MS });
    const { agrees, lines } = await seriesHistory({ store: storeOf(rows), clock: STILL }, one, QUERY);
    expect(agrees).toBe(true);
    expect(lines.slice(-2).map(({ state: shown }) => shown)).toEqual(['watching', 'no-data']);
  });

  it('gives no more moments than are asked for, with each change of this series and not of all others', async () => {
    const { state, rows, one, changes } = world(300, { isBad: (block) => block >= 100 });
    const endsOf = (wanted: string): string[] =>
      changes.filter(({ requirement }) => requirement === wanted).map(({ window }) => window.to);
    const own = endsOf('gap');
    // It began, was pending and fired.
    expect(own).toHaveLength(3);
    expect(endsOf('wide').filter((end) => !own.includes(end)).length).toBeGreaterThan(0);
    for (const points of [4, 5, 20, 299, 300, 1000]) {
      const { lines } = await seriesHistory({ store: storeOf(rows), clock: STILL }, one, { ...QUERY, points });
      expect(lines.length).toBeLessThanOrEqual(points);
      expect(lines.length).toBeGreaterThanOrEqual(Math.min(points, 299));
      expect(lines.at(-1)).toEqual(oneLine(PLAN, state, QUERY));
      const ends = lines.map(({ window }) => window.to);
      expect(ends).toEqual([...new Set(ends)].sort());
      expect(ends).toEqual(expect.arrayContaining(own));
      if (points === 4) expect(ends).toEqual([...own, oneLine(PLAN, state, QUERY)?.window.to]);
    }
  });
});

describe('a sample of lines', () => {
  const lineAt = (at: number): StateChange => ({ window: { from: '', to: String(at) } }) as unknown as StateChange;

  it('is of the stated size, in order and even, however many blocks there are and whichever brought a change', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 60 }),
        fc.integer({ min: 1, max: 3000 }),
        fc.array(fc.integer({ min: 1, max: 3000 }), { maxLength: 80 }),
        (points, blocks, changed) => {
          const sample = new LineSample(points);
          let computed = 0;
          for (let at = 1; at <= blocks; at++)
            sample.take(changed.includes(at), () => {
              computed += 1;
              return lineAt(at);
            });
          const chosen = sample.lines(lineAt(blocks)).map(({ window }) => Number(window.to));
          const told = [...new Set(changed.filter((at) => at < blocks))];
          expect(chosen).toEqual([...new Set(chosen)].sort((one, other) => one - other));
          expect(chosen.at(-1)).toBe(blocks);
          expect(chosen).toHaveLength(Math.min(points, blocks));
          const kept = told.filter((at) => chosen.includes(at));
          expect(kept).toHaveLength(Math.min(told.length, points - 1));
          expect(computed).toBeLessThanOrEqual(told.length + 1 + 4 * points * Math.ceil(1 + Math.log2(blocks)));
          // Where nothing changed, no stretch between two lines is longer than twice the even one.
          if (told.length > 0) return;
          const steps = chosen.map((at, i) => at - (chosen[i - 1] ?? 0));
          expect(Math.max(...steps)).toBeLessThanOrEqual(2 * Math.ceil(blocks / (points - 1)) + 1);
        },
      ),
    );
  });
});
