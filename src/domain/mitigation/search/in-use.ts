import { TribuneError } from '../../../core/base/errors.js';
import { readPlan } from '../../../core/policy/bind/index.js';
import { readBy } from '../../group-rules/people/index.js';
import type { ColumnNote } from '../../learning/train/index.js';
import {
  figuresOf,
  levelsDown,
  movedOf,
  qualityAgainst,
  type Trial,
  type TrialRequest,
} from '../alternatives/index.js';
import type { InUse } from './result.js';

/** What was decided about every person of a trial; NaN where nothing was. */
interface Decided {
  readonly column: string;
  readonly decisions: Float64Array;
}

/**
 * Reads the decisions that the policy binds, which are those in use: the reference of a search is a model of ours. Null where there are none
 * beside the label; a column that the table lacks is told.
 *
 * @throws TribuneError of the table; DATA_VALUE_INVALID for a decision that does not fit the policy
 */
export async function readDecided(
  { table, policy, gap, progress }: TrialRequest,
  trial: Trial,
): Promise<{ readonly decided: Decided | null; readonly notes: readonly ColumnNote[] }> {
  const { prediction, score, cutoff } = policy.data;
  const column = prediction?.column ?? (cutoff === null ? null : score);
  if (column == null || column === trial.policy.data.label!.column) return { decided: null, notes: [] };
  const plan = { ...readPlan(policy, { scores: false }), label: null };
  try {
    const { decision } = await readBy({ table, plan, by: gap.requirement.by, progress });
    return { decided: { column, decisions: Float64Array.from(trial.rows, (row) => decision[row]!) }, notes: [] };
  } catch (error) {
    // All other columns of the policy have been read.
    if (!(error instanceof TribuneError) || error.code !== 'DATA_COLUMN_MISSING') throw error;
    const note = 'is not in the table: nothing is compared with the decisions in use, which the policy says are there';
    return { decided: null, notes: [{ column, note }] };
  }
}

/** How a candidate compares with the decisions in use, about those people who judge of whom one is known. */
export function inUseOf(
  trial: Trial,
  decided: Decided | null,
  { id, predictions }: { readonly id: string; readonly predictions: Uint8Array },
): InUse | null {
  if (decided === null) return null;
  const { decisions, column } = decided;
  const part = trial.parts.judge.filter((i) => !Number.isNaN(decisions[i]!));
  if (part.length === 0) return null;
  const before = Uint8Array.from(decisions);
  // Only the gap is judged: other requirements may ask for scores, which decisions in use need not have.
  const { policy, gap } = trial;
  const alone: Trial = {
    ...trial,
    policy: { ...policy, requirements: [gap.requirement], data: { ...policy.data, score: null } },
  };
  const figures = (of: Uint8Array) => figuresOf(alone, part, { predictions: of, score: NO_SCORES });
  const was = figures(before);
  const moved = movedOf(trial, part, predictions, before);
  return {
    column,
    people: part.length,
    quality: was.quality,
    gap: was.gap,
    against: {
      id,
      gap: figures(predictions).gap,
      quality: qualityAgainst(trial, part, predictions, before),
      moved,
      levelsDown: levelsDown(moved, policy.statistics.level),
    },
  };
}

const NO_SCORES = new Float64Array(0);
