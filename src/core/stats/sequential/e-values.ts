import { demand, demandCount, demandLevel } from '../base/check.js';
import { benjaminiHochberg } from '../multiplicity/false-discovery.js';

/**
 * Which of many e-values are findings while the expected share of false ones stays at most a level, however they depend on each other: a
 * finding at every level from the returned one upwards. Wang and Ramdas (2022), JRSS B 84, 822-852 (e-BH): the k* largest, where the k-th
 * largest of K is at least K / (k * level). It is Benjamini and Hochberg's procedure on 1 / e, which with e-values needs no independence.
 *
 * For a digest: the evidence of a day or week of each series. The evidence of a detector that was ever held at 1 is no e-value; use products
 * of `blockEvidence` that begin with the day. Null entries could not be computed, stay null and do not count.
 *
 * @param eValues at least 0
 * @throws TribuneError `INVALID_ARGUMENT` on a negative or undefined e-value
 * @example eBenjaminiHochberg([100, 30, 1, null]) // [0.03, 0.05, 1, null]
 */
export function eBenjaminiHochberg(eValues: readonly (number | null)[]): (number | null)[] {
  for (const [i, each] of eValues.entries()) demandEValue(each ?? 0, `e-value ${i}`);
  return benjaminiHochberg(eValues.map((each) => (each === null ? null : Math.min(1, 1 / each))));
}

function demandEValue(value: number, name: string): void {
  if (value >= 0) return;
  demand(false, `${name} is ${value}`, 'Pass an e-value of at least 0.');
}

/** What a sequence of decisions needs to remember. Plain data. */
export interface SequenceOfTests {
  /** Decisions taken so far. */
  readonly tested: number;
  /** Findings among them. */
  readonly found: number;
}

/** A decision of a sequence, and what to remember for the next one. */
export interface SequentialFinding extends SequenceOfTests {
  readonly isFinding: boolean;
  /** The level at which this decision was taken; the e-value has to be at least its inverse. */
  readonly level: number;
}

/** Sum of 1 / (t ln(t + 1)^2) over t = 1, 2, ..., so that the levels of all decisions add up to at most the level. */
const SUM_OF_SHARES = 3.387735532;

/**
 * One decision of a sequence without a known end, such as the audits of a gate, with the expected share of false findings among all findings at most
 * `level` at every time, however the decisions depend on each other: e-LOND of Xu and Ramdas (2024), AISTATS, arXiv 2311.06412. Decision t is a finding when its e-value is at least
 * 1 / (level * share_t * (findings before + 1)), with share_t proportional to 1 / (t ln(t + 1)^2).
 *
 * @param eValue at least 0; its expectation is at most 1 given what is to be refuted
 * @throws TribuneError `INVALID_ARGUMENT` on a negative e-value, a level outside 0..1 or impossible counts
 * @example decideNext({ tested: 0, found: 0 }, 50, 0.1) // { isFinding: true, level: 0.061, tested: 1, found: 1 }
 */
export function decideNext(sequence: SequenceOfTests, eValue: number, level: number): SequentialFinding {
  demandEValue(eValue, 'eValue');
  demandLevel(level);
  demandCount(sequence.tested, 'tested');
  demandCount(sequence.found, 'found');
  demand(sequence.found <= sequence.tested, `${sequence.found} findings of ${sequence.tested}`, 'Findings are tested.');
  const tested = sequence.tested + 1;
  const share = 1 / (tested * Math.log(tested + 1) ** 2 * SUM_OF_SHARES);
  const levelNow = level * share * (sequence.found + 1);
  const isFinding = eValue * levelNow >= 1;
  return { isFinding, level: levelNow, tested, found: sequence.found + (isFinding ? 1 : 0) };
}
