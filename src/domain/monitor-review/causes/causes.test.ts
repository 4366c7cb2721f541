import { describe, expect, it } from 'vitest';
import {
  generatorOf,
  labelsPlan,
  PLANTED,
  type Planted,
  plantedBlock,
  plantedPlan,
} from '../../../../test/support/planted-causes.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../core/base/durations.js';
import {
  closeBlock,
  emptyPane,
  type MonitorPlan,
  type PaneAt,
  type StateChange,
  startMonitor,
  windowOf,
} from '../../monitor/index.js';
import { explained, explaining, timesOf } from './index.js';
import { Lookback } from './lookback.js';
import { causesOf as causesIn } from './report.js';
import type { CauseReport } from './types.js';

const START = Date.UTC(2026, 0, 5);
const BLOCK = 6 * HOUR_MS;
/** Blocks before something is planted, and after which nobody waits for the alarm any more. */
const QUIET = 40;
const MOST = 120;
/** Worlds of each kind; the table of the documents is of 200 (`PLANTED_WORLDS=200`). */
const WORLDS = Number(process.env.PLANTED_WORLDS ?? 20);

function causesOf(plan: MonitorPlan, change: StateChange, panes: readonly PaneAt[]): CauseReport | null {
  const work = causesIn(plan, change, new Lookback(plan, panes));
  let step = work.next();
  while (!step.done) step = work.next();
  return step.value;
}

/** Lets a world run until the monitor fires, and asks why. */
function reportOf(
  planted: Planted,
  seed: number,
  change: (pane: PaneAt, block: number) => void = () => undefined,
  plan = plantedPlan(planted),
) {
  const random = generatorOf(planted, seed);
  const phase = plan.labelHorizonMs === null ? 'decisions' : 'labels';
  const state = startMonitor(plan);
  const panes: PaneAt[] = [];
  for (let block = 0; block < MOST; block++) {
    const isOn = planted === 'none' || block >= QUIET;
    const one = { startMs: START + block * BLOCK, pane: plantedBlock(plan, random, isOn ? planted : null) };
    change(one, block);
    panes.push(one);
    const window = windowOf(plan, one.startMs);
    const fired = closeBlock(plan, state, { phase, window, panes: new Map([['loans', one.pane]]) }).find(
      (each) => each.state === 'firing',
    );
    if (fired !== undefined) return { plan, fired, panes, report: causesOf(plan, fired, panes)! };
  }
  throw new Error(`${planted} ${seed} never fired`);
}

/** Gives cells of a pane another value at a place, each under the text of its values as it then is, as a pane keeps them. */
function relabel({ pane }: PaneAt, place: number, valueAt: (cell: number) => string): void {
  const cells = [...pane.cells.values()];
  pane.cells.clear();
  for (const [index, { values, counts }] of cells.entries()) {
    const own = values.with(place, valueAt(index));
    const key = JSON.stringify(own);
    const met = pane.cells.get(key);
    if (met === undefined) pane.cells.set(key, { values: own, counts });
    else for (let i = 0; i < counts.length; i++) met.counts[i]! += counts[i]!;
  }
}

const RIGHT: Readonly<Record<Planted, CauseReport['verdict']>> = {
  ...{ mix: 'mix', drift: 'drift', version: 'version', cutoff: 'cutoff', 'unrecorded cutoff': 'cutoff' },
  ...{ pipeline: 'pipeline', 'label-delay': 'label-delay', none: 'undecided' },
};

describe('the causes of a change', () => {
  it('are those that were planted, in nearly every world, and wrong in next to none', () => {
    const table = PLANTED.map((planted) => {
      const found: Record<string, number> = {};
      for (let seed = 0; seed < WORLDS; seed++) {
        const { verdict } = reportOf(planted, seed).report;
        found[verdict] = (found[verdict] ?? 0) + 1;
      }
      return { planted, found };
    });
    if (WORLDS > 20) console.log(table.map(({ planted, found }) => `${planted}: ${JSON.stringify(found)}`).join('\n'));
    for (const { planted, found } of table) {
      const right = found[RIGHT[planted]] ?? 0;
      const undecided = found.undecided ?? 0;
      const wrong = WORLDS - right - (planted === 'none' ? 0 : undecided);
      expect({ planted, found, isMostlyRight: right >= 0.85 * WORLDS, isHardlyWrong: wrong <= 0.05 * WORLDS }).toEqual({
        ...{ planted, found, isMostlyRight: true, isHardlyWrong: true },
      });
    }
  }, 600_000);

  it('come with what speaks for them: parts that add up, times, and the share of the change', () => {
    const { report, fired } = reportOf('version', 1);
    const { total, mix, behaviour } = report.split!;
    expect(mix.estimate + behaviour.estimate).toBeCloseTo(total.estimate, 12);
    expect(report.after).toEqual(fired.window);
    const [first] = report.causes;
    expect(first).toMatchObject({ kind: 'version', strength: 'clear' });
    expect(first!.share).toBeGreaterThan(0.5);
    expect(Date.parse(first!.since!)).toBeGreaterThanOrEqual(START + QUIET * BLOCK);
    expect(first!.evidence).toMatch(/^version v2 decides .* %, 0.0 % before, from 2026-01-15T00:00:00.000Z on, /);
  });

  it('are not looked for where nothing is declared, and undecided where nothing was before or two things came together', () => {
    const { plan, fired, panes } = reportOf('drift', 1);
    const { factors: _, ...bare } = plan;
    expect(explained(bare as MonitorPlan, [fired], () => panes)).toEqual([fired]);
    const since = panes.filter(({ startMs }) => startMs >= timesOf(plan, fired).beginMs);
    expect(causesOf(plan, fired, since)).toMatchObject({
      ...{
        verdict: 'undecided',
        split: null,
        undecided: expect.stringContaining('no block from before the change is kept'),
      },
    });
    const nobody = panes.map((one) =>
      one.startMs < timesOf(plan, fired).beginMs ? { startMs: one.startMs, pane: emptyPane(plan) } : one,
    );
    expect(causesOf(plan, fired, nobody)).toMatchObject({
      ...{ verdict: 'undecided', split: null, undecided: expect.stringContaining('nobody to compare with') },
    });
    const both = reportOf('version', 2, (one, block) => {
      if (block >= QUIET) relabel(one, 3, () => '0.45');
    });
    expect(both.report.causes.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['version', 'cutoff']));
  });

  it('are no drift where the version is not declared, has too few decisions, or moved in many small steps', () => {
    const named = (report: CauseReport) => [report.verdict, report.causes[0]!.strength, report.undecided];
    const { plan, fired, panes, report: whole } = reportOf('drift', 1);
    expect(named(whole)).toEqual(['drift', 'clear', null]);
    expect(whole.causes[0]!.evidence).toMatch(/, under the same version$/);
    const unknown = ['undecided', 'possible', 'drift fits, and whether another version decides is not known'];

    const undeclared = { ...plan, factors: { ...plan.factors!, version: null } };
    const report = causesOf(undeclared, fired, panes)!;
    expect(named(report)).toEqual(unknown);
    expect(report.causes[0]!.evidence).toMatch(/, and versions are not declared$/);

    // Twenty new versions, of which none has ten points.
    const place = plan.factors!.version!;
    const spread = reportOf('drift', 1, (one, block) => {
      if (block >= QUIET) relabel(one, place, (cell) => `v${2 + (cell % 20)}`);
    }).report;
    expect(named(spread)).toEqual(unknown);
    expect(spread.causes[0]!.evidence).toMatch(/, and whether another version decides is not known$/);
  });

  it('say of cutoffs that none other is on record only where cutoffs are declared', () => {
    const { plan, fired, panes, report } = reportOf('unrecorded cutoff', 1);
    const evidence = ({ causes }: CauseReport) => causes.find(({ kind }) => kind === 'cutoff')!.evidence;
    expect(evidence(report)).toMatch(/, and no other cutoff is on record$/);
    const undeclared = { ...plan, factors: { ...plan.factors!, cutoff: null } };
    expect(evidence(causesOf(undeclared, fired, panes)!)).toMatch(/, and cutoffs are not declared$/);
  });

  it('of labels alone are no cutoff and no version, which say nothing of what is right', () => {
    for (const planted of ['cutoff', 'unrecorded cutoff', 'version'] as const) {
      const { report } = reportOf(
        planted,
        1,
        ({ pane }, block) => {
          if (block < QUIET) return;
          // Whatever her score, every second woman with a positive label has a negative one from now on.
          for (const { values, counts } of pane.cells.values())
            for (const decided of values[0] === 'f' ? [0, 1] : []) {
              const [negative, positive] = [3 * decided, 3 * decided + 1];
              const turned = Math.ceil(counts[positive]! / 2);
              counts[positive]! -= turned;
              counts[negative]! += turned;
            }
        },
        labelsPlan(),
      );
      expect(report, planted).toMatchObject({
        verdict: 'undecided',
        undecided: 'people alike by strata and score turn out otherwise, and what is measured is of labels alone',
      });
      const decided = report.causes.filter(({ kind }) => kind === 'cutoff' || kind === 'version');
      expect(decided.map(({ kind, strength }) => `${kind} ${strength}`)).toEqual(
        planted === 'unrecorded cutoff' ? [] : [`${planted} possible`],
      );
    }
  });

  it('of evidence that is longer than what is looked at are read from the blocks next to its beginning, on both sides', () => {
    const { plan, fired, panes } = reportOf('version', 1);
    // As if blocks were of a minute and the evidence of two months.
    const minutes = { ...plan, blockMs: MINUTE_MS };
    const beginMs = Date.parse(fired.window.from);
    const toMs = beginMs + 60 * DAY_MS;
    const old = { ...fired, window: { from: fired.window.from, to: new Date(toMs).toISOString() } };
    const times = timesOf(minutes, old);
    expect((times.beginMs - times.fromMs) / MINUTE_MS).toBe(1500);
    expect((times.toMs - times.beginMs) / MINUTE_MS).toBe(1500);
    const since = panes.findIndex(({ startMs }) => startMs >= beginMs);
    const near = panes.map((one, i) => ({ ...one, startMs: beginMs + (i - since) * MINUTE_MS }));
    const far = Array.from({ length: 5 }, (_, i) => ({ startMs: toMs - (i + 1) * MINUTE_MS, pane: panes[0]!.pane }));
    const found = causesOf(minutes, old, [...near, ...far])!;
    expect(found).toMatchObject({ verdict: 'version', undecided: null });
    expect(found.before).toEqual({ from: new Date(near[0]!.startMs).toISOString(), to: fired.window.from });
    expect(found.after).toEqual({
      from: fired.window.from,
      to: new Date(beginMs + DAY_MS + 60 * MINUTE_MS).toISOString(),
    });
    // Where only the end of the evidence is kept, nobody knows who was there before.
    const { before, after, undecided } = causesOf(minutes, old, far)!;
    expect(before).toEqual({ from: fired.window.from, to: fired.window.from });
    expect(after).toEqual(before);
    expect(undecided).toBe('no block from before the change is kept: there was none, or it is no longer kept');
  });

  it('of many alarms are those of each alone, and of one window blocks are added up once', () => {
    const { plan, fired, panes } = reportOf('mix', 2);
    const other: StateChange = {
      ...fired,
      window: { ...fired.window, from: new Date(START + 30 * BLOCK).toISOString() },
    };
    const alone = [fired, other].map((one) => explained(plan, [one], () => panes)[0]);
    expect(alone[0]!.causes).not.toEqual(alone[1]!.causes);
    const many = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? fired : other));
    let added = 0;
    const work = explaining(plan, many, () =>
      panes.map(({ startMs, pane }) => ({
        startMs,
        pane: {
          ...pane,
          get cells() {
            added += 1;
            return pane.cells;
          },
        },
      })),
    );
    let step = work.next();
    let pauses = 0;
    for (; !step.done; step = work.next()) pauses += 1;
    expect(step.value).toEqual(many.map((one) => alone[one === fired ? 0 : 1]));
    expect(pauses).toBeGreaterThanOrEqual(panes.length);
    // For each of two windows, and once for the shares of groups, versions and cutoffs.
    expect(added).toBeLessThanOrEqual(5 * panes.length);
  });

  it('say of whom a share is: scores that are missing are counted among the groups that are compared', () => {
    const evidenceOf = ({ causes }: CauseReport) => causes.find(({ kind }) => kind === 'pipeline')!.evidence;
    const lost = reportOf('pipeline', 1).report;
    expect(evidenceOf(lost)).toMatch(/^[0-9.]+ % of all decisions cannot be read, 0\.\d % before$/);
    const { plan, fired, panes } = reportOf('mix', 3);
    const place = plan.factors!.score!;
    for (const one of panes.filter(({ startMs }) => startMs >= timesOf(plan, fired).beginMs))
      for (const [index, [key, { values, counts }]] of [...one.pane.cells].entries()) {
        if (index % 2 === 0) continue;
        one.pane.cells.delete(key);
        const own = values.with(place, null);
        one.pane.cells.set(JSON.stringify([...own, index]), { values: own, counts });
      }
    expect(evidenceOf(causesOf(plan, fired, panes)!)).toMatch(
      /^[0-9.]+ % of the decisions of f and m have no score, 0\.0 % before$/,
    );
  });

  it('are not asked of the data themselves', () => {
    const { plan, fired, panes } = reportOf('mix', 1);
    const unknown = { ...fired, requirement: 'quality.unreadable' } as StateChange;
    expect(causesOf(plan, unknown, panes)).toBeNull();
  });
});
