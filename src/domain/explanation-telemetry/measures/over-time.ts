import { type Estimate, holm, kolmogorovSmirnov, twoProportionTest } from '../../../core/stats/index.js';
import { grouped } from './grouped.js';
import { type Count, differenceOf, LEVEL, shareOf } from './shares.js';
import { againstOf, type Told, topOf } from './told.js';
import { withheldCells } from './withheld.js';

/** Inputs that are told of one by one, those that did most first. */
const MOST_INPUTS = 50;

/** What one input did to the people of a window. */
export interface InputInWindow {
  readonly input: string;
  /** Share of the people for whom it spoke against them most. */
  readonly top: Estimate;
  /** Quantiles of how much it spoke against them, on the model's own scale: a tenth, a half, nine tenths. */
  readonly against: { readonly p10: number; readonly p50: number; readonly p90: number };
}

export interface ReasonWindow {
  readonly fromMs: number;
  readonly toMs: number;
  readonly people: number;
  readonly inputs: readonly InputInWindow[];
}

/** How reasons of the last window that is shown differ from those of the first. */
export interface ReasonChange {
  readonly input: string;
  readonly top: Estimate;
  /** Largest distance of the two distributions of its contributions (Kolmogorov and Smirnov). */
  readonly distance: number;
  /** The smaller of both p-values, adjusted for all tests of all inputs (Holm). */
  readonly adjusted: number;
  readonly isChanged: boolean;
}

export interface ReasonsOverTime {
  readonly windows: readonly ReasonWindow[];
  /** Windows with too few people. */
  readonly withheld: number;
  /** Null where fewer than two windows are shown. */
  readonly changes: readonly ReasonChange[] | null;
  /** Inputs that did less than those told of. */
  readonly moreInputs: number;
}

/**
 * The reasons of decisions over time, and whether those of the last window are others than those of the first. The tests of all inputs share
 * one error (Holm 1979), so that where nothing changed one input is called changed in at most one of twenty such reports.
 */
export function reasonsOverTime(told: readonly Told[], everyMs: number): ReasonsOverTime {
  const byStart = grouped(told, ({ atMs }) => Math.floor(atMs / everyMs) * everyMs);
  const counts = new Map([...byStart].map(([start, own]) => [String(start), own.length]));
  const withheld = withheldCells(counts);
  const shown = [...byStart].filter(([start]) => !withheld.has(String(start))).sort(([a], [b]) => a - b);
  const all = inputsBySize(told);
  const inputs = all.slice(0, MOST_INPUTS);
  return {
    windows: shown.map(([fromMs, own]) => ({
      fromMs,
      toMs: fromMs + everyMs,
      people: own.length,
      inputs: inputs.map((input) => inWindow(input, own)),
    })),
    withheld: withheld.size,
    changes: shown.length < 2 ? null : changesOf(shown[0]![1], shown.at(-1)![1], inputs),
    moreInputs: all.length - inputs.length,
  };
}

/** All inputs, those that did most to people first. */
function inputsBySize(told: readonly Told[]): string[] {
  const sums = new Map<string, number>();
  for (const { inputs, values } of told)
    for (const [i, name] of inputs.entries()) sums.set(name, (sums.get(name) ?? 0) + Math.abs(values[i]!));
  return [...sums].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([name]) => name);
}

function inWindow(input: string, own: readonly Told[]): InputInWindow {
  const sorted = sortedAgainst(input, own);
  const at = (q: number): number => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!;
  const { successes, n } = topCount(input, own);
  return { input, top: shareOf(successes, n), against: { p10: at(0.1), p50: at(0.5), p90: at(0.9) } };
}

const sortedAgainst = (input: string, own: readonly Told[]): Float64Array =>
  Float64Array.from(own, (one) => againstOf(one, input)).sort();

const topCount = (input: string, own: readonly Told[]): Count => ({
  successes: own.filter((one) => topOf(one) === input).length,
  n: own.length,
});

function changesOf(first: readonly Told[], last: readonly Told[], inputs: readonly string[]): ReasonChange[] {
  const found = inputs.map((input) => {
    const [before, after] = [topCount(input, first), topCount(input, last)];
    const ks = kolmogorovSmirnov(countsOf(input, first), countsOf(input, last))!;
    return { input, before, after, ks, tops: twoProportionTest(after, before).pValue };
  });
  const adjusted = holm(found.flatMap(({ ks, tops }) => [ks.pValue, tops]));
  return found.map(({ input, before, after, ks }, i) => {
    const least = Math.min(...[adjusted[2 * i]!, adjusted[2 * i + 1] ?? null].filter((p) => p !== null));
    return {
      input,
      top: differenceOf(after, before),
      distance: ks.statistic,
      adjusted: least,
      isChanged: least < 1 - LEVEL,
    };
  });
}

/** Contributions as distinct values with how often each occurs. */
function countsOf(input: string, own: readonly Told[]) {
  const scores: number[] = [];
  const counts: number[] = [];
  for (const value of sortedAgainst(input, own)) {
    // 0 and -0 are one value.
    if (scores.length > 0 && scores.at(-1) === value) counts[counts.length - 1]! += 1;
    else {
      scores.push(value);
      counts.push(1);
    }
  }
  return { scores: Float64Array.from(scores), counts: Float64Array.from(counts) };
}
