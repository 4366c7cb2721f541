import { blockEvidence, logMeanExp } from '../../../core/stats/index.js';
import { BlockCells, cellKey, type MonitorPlan, type Pane, type RateWatch } from '../../monitor/index.js';

/** Bets on how far the bound is broken, as detectors place them: each gathers evidence of its own. */
const EXCESSES: readonly number[] = [0.02, 0.04, 0.08, 0.16, 0.32];
const DAYS_OF_YEAR = 365.25;

interface Counted {
  readonly n: number;
  readonly successes: number;
}

/**
 * What a breaker gathered since an alert, block by block. Each claim and bet has a product of its own, whose logarithm stands here, and of which
 * the evidence is the average: a test martingale while the bound is kept, which began at 1 with the alert.
 */
export interface Gathered {
  /** End of the last block that is in it, ms since 1970. */
  readonly untilMs: number;
  /** What was counted before the next block, by which bets are placed; one for each rate of the group, then of the reference. */
  readonly past: readonly Counted[];
  readonly logs: readonly number[];
}

/** Begins to gather, with the block by which the alert was raised as what is known. */
export const beginGathering = ({ hypotheses }: RateWatch, untilMs: number): Gathered => ({
  untilMs,
  past: hypotheses[0]!.coefficients.map(() => ({ n: 0, successes: 0 })),
  logs: hypotheses.flatMap(() => EXCESSES.map(() => 0)),
});

/**
 * Takes one block in. By Ville's inequality the evidence ever reaches K with a chance of at most 1 in K while the bound is kept from the alert on,
 * whether or not the alert was right (Ville 1939; Shafer 2021, Journal of the Royal Statistical Society A 184).
 *
 * @param isEvidence false for what was counted before the alert, which only says where bets are placed
 */
export function gather(
  { hypotheses }: Pick<RateWatch, 'hypotheses'>,
  { past, logs }: Gathered,
  {
    block,
    endMs,
    isEvidence,
  }: { readonly block: readonly Counted[]; readonly endMs: number; readonly isEvidence: boolean },
): Gathered {
  const gained = hypotheses.flatMap((hypothesis) =>
    EXCESSES.map((excess) => (isEvidence ? blockEvidence({ hypothesis, past, block, excesses: [excess] }) : 0)),
  );
  return {
    untilMs: endMs,
    past: past.map(({ n, successes }, i) => ({ n: n + block[i]!.n, successes: successes + block[i]!.successes })),
    logs: logs.map((log, i) => log + gained[i]!),
  };
}

/** Natural logarithm of the evidence that was gathered. */
export const gatheredLog = ({ logs }: Pick<Gathered, 'logs'>): number =>
  logMeanExp(Float64Array.from(logs), 0, logs.length);

/** What a block counted of the group of an alert, and of its reference: observations and successes of each rate. */
export function countedOf(
  plan: MonitorPlan,
  watch: RateWatch,
  pane: Pane,
  { group, reference }: { readonly group: Key; readonly reference: Key },
): Counted[] {
  const groups = new BlockCells(pane, plan).groupsOf(watch);
  return (reference === null ? [group] : [group, reference]).flatMap((key) => {
    const found = groups.get(cellKey(watch.by.map((name) => key?.[name] ?? null)));
    return watch.rates.map((_, r) => ({
      n: found?.counted[2 * r] ?? 0,
      successes: found?.counted[2 * r + 1] ?? 0,
    }));
  });
}

type Key = Readonly<Record<string, string | null>> | null;

/**
 * The most false stops a year of a breaker that asks for so many times the evidence of an alert, in expectation: of the false alarms that the
 * policy may raise at most one in so many goes on to stop.
 */
export const falseStopsPerYear = (
  { falseAlarmsPerDay }: Pick<MonitorPlan, 'falseAlarmsPerDay'>,
  evidence: number,
): number => (DAYS_OF_YEAR * falseAlarmsPerDay) / evidence;

/** How far back counts are taken for placing bets, blocks. */
export const BLOCKS_BEFORE = 50;
