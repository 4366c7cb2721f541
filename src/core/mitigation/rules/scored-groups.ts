import type { FrontierGroup, ScoreDistribution } from '../../fairness/frontier/index.js';
import { checkGroups, type RowGroups } from '../groups/index.js';

/**
 * The scores of labelled people by group, as the frontier takes them. Rows without group, label or score are left out.
 *
 * @param weight weights of the rows; default 1 each
 */
export function scoredGroups(
  groups: RowGroups,
  columns: { readonly label: ArrayLike<number>; readonly score: Float64Array; readonly weight?: Float64Array },
): FrontierGroup[] {
  const { label, score, weight } = columns;
  checkGroups(groups, score.length);
  const rows = groups.keys.map((): [number[], number[]] => [[], []]);
  for (let r = 0; r < score.length; r++) {
    const code = groups.codes[r]!;
    const y = label[r]!;
    if (code < 0 || (y !== 0 && y !== 1) || Number.isNaN(score[r]!) || weight?.[r] === 0) continue;
    rows[code]![y]!.push(r);
  }
  const distribution = (members: number[]): ScoreDistribution => {
    members.sort((a, b) => score[a]! - score[b]!);
    const scores: number[] = [];
    const counts: number[] = [];
    for (const r of members) {
      if (scores.at(-1) !== score[r]) {
        scores.push(score[r]!);
        counts.push(0);
      }
      counts[counts.length - 1]! += weight?.[r] ?? 1;
    }
    return { scores: Float64Array.from(scores), counts: Float64Array.from(counts) };
  };
  return groups.keys.map((key, g) => ({
    key,
    positives: distribution(rows[g]![1]),
    negatives: distribution(rows[g]![0]),
  }));
}
