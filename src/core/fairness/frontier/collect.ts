import { TribuneError } from '../../base/errors.js';
import type { GroupKey } from '../tally/types.js';
import type { FrontierGroup, ScoreDistribution } from './types.js';

/** Columns of equal length, one row per person. */
export interface ScoredRows {
  readonly scores: Float64Array;
  /** Label of each row, 0 or 1. */
  readonly labels: Uint8Array;
  /** Group of each row, as an index into `keys`. */
  readonly groups: Uint8Array | Uint16Array | Uint32Array | Int32Array;
  readonly keys: readonly GroupKey[];
}

/**
 * Score distributions by group and label from raw columns: one counting pass, one scatter pass, one native sort per group and label.
 * A million rows take a fraction of a second.
 *
 * @returns one group per key, in the order of `keys`; a key without rows has empty distributions.
 * @throws TribuneError INVALID_ARGUMENT for unequal lengths, a label other than 0 or 1, a group code without key, a score that is not finite.
 * @example
 * collectGroups({ scores: Float64Array.of(0.2, 0.8), labels: Uint8Array.of(0, 1), groups: Uint8Array.of(0, 0), keys: [{ sex: 'female' }] });
 */
export function collectGroups(rows: ScoredRows): FrontierGroup[] {
  const sizes = countClasses(rows);
  const { scores, labels, groups, keys } = rows;
  const buckets = Array.from(sizes, (size) => new Float64Array(size));
  const filled = new Uint32Array(sizes.length);
  for (let row = 0; row < scores.length; row++) {
    const bucket = groups[row]! * 2 + labels[row]!;
    buckets[bucket]![filled[bucket]!++] = scores[row]!;
  }
  return keys.map((key, g) => ({
    key,
    positives: distribution(buckets[g * 2 + 1]!),
    negatives: distribution(buckets[g * 2]!),
  }));
}

function countClasses({ scores, labels, groups, keys }: ScoredRows): Uint32Array {
  const rows = scores.length;
  if (labels.length !== rows || groups.length !== rows) {
    throw new TribuneError(
      'INVALID_ARGUMENT',
      `${rows} scores, ${labels.length} labels and ${groups.length} group codes`,
      {
        remedy: 'Pass columns of equal length.',
      },
    );
  }
  const sizes = new Uint32Array(keys.length * 2);
  for (let row = 0; row < rows; row++) {
    const label = labels[row]!;
    const group = groups[row]!;
    // One test finds all three faults, because this loop runs once per person.
    if (label > 1 || group < 0 || group >= keys.length || !Number.isFinite(scores[row]!)) {
      throw badRow(row, { score: scores[row]!, label, group, keys: keys.length });
    }
    sizes[group * 2 + label]!++;
  }
  return sizes;
}

function badRow(row: number, found: { score: number; label: number; group: number; keys: number }): TribuneError {
  const { score, label, group, keys } = found;
  if (label > 1) return rowError(row, `label ${label}`, 'Labels are 0 or 1; leave unlabelled rows out.');
  if (!Number.isFinite(score))
    return rowError(row, `score ${score}`, 'Scores are finite numbers; leave rows without score out.');
  return rowError(row, `group code ${group} but ${keys} keys`, 'Give one key per group code.');
}

const rowError = (row: number, message: string, remedy: string): TribuneError =>
  new TribuneError('INVALID_ARGUMENT', `row ${row} (from 0): ${message}`, { remedy });

/** Sorts in place and merges equal scores. */
function distribution(values: Float64Array): ScoreDistribution {
  values.sort();
  const counts = new Float64Array(values.length);
  let size = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (size > 0 && value === values[size - 1]) {
      counts[size - 1]!++;
    } else {
      values[size] = value;
      counts[size] = 1;
      size++;
    }
  }
  return { scores: values.subarray(0, size), counts: counts.subarray(0, size) };
}
