import { counted } from '../../base/counted.js';
import { type Dataset, type Learner, pick, refused, type ScorePenalty } from '../base/index.js';
import { LEARNERS } from './learners.js';

/** Means of traces that are rounding, as a share of their size. */
const ROUNDING = 1e-9;

/** The price on scores as a learner uses it; null for none. */
export function checkPenalty(
  penalty: ScorePenalty | undefined,
  { rows }: Dataset,
  learner: Learner,
  weights: Float64Array | null,
): ScorePenalty | null {
  if (penalty === undefined) return null;
  if (learner.penalised !== true)
    throw refused(
      `the learner ${learner.name} takes no penalty`,
      `These do: ${LEARNERS.filter((one) => one.penalised === true)
        .map(({ name }) => name)
        .join(', ')}.`,
    );
  const { traces, strength } = penalty;
  if (!(strength >= 0 && Number.isFinite(strength)))
    throw refused(`a penalty of ${strength}`, 'Give a finite number from 0.');
  for (const trace of traces) {
    if (trace.length !== rows)
      throw refused(`a trace of ${counted(trace.length, 'row')}, not of ${rows}`, 'Give one number a row.');
    if (!trace.every(Number.isFinite)) throw refused('a trace holds what is no number', 'Give finite numbers.');
    const at = (r: number): number => weights?.[r] ?? 1;
    const mean = trace.reduce((sum, z, r) => sum + at(r) * z, 0);
    const size = trace.reduce((sum, z, r) => sum + at(r) * Math.abs(z), 0);
    if (Math.abs(mean) > ROUNDING * size) throw refused('the mean of a trace is not 0', 'Take its mean away.');
  }
  return penalty;
}

/** The same of some rows, whose means are taken away anew. */
export function penaltyOf(penalty: ScorePenalty, rows: Int32Array, weights: Float64Array | null): ScorePenalty {
  const traces = penalty.traces.map((trace) => {
    const own = pick(trace, rows);
    const at = (i: number): number => weights?.[rows[i]!] ?? 1;
    const total = own.reduce((sum, _, i) => sum + at(i), 0);
    const mean = own.reduce((sum, z, i) => sum + at(i) * z, 0) / total;
    return own.map((z) => z - mean);
  });
  return { ...penalty, traces };
}
