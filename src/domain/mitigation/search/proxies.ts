import type { GroupKey } from '../../../core/fairness/tally/index.js';
import { areaUnderCurve, type LearnColumn } from '../../../core/learn/index.js';
import { criticalValue } from '../../../core/stats/index.js';
import type { LearningTrial } from '../alternatives/index.js';

/** How well one feature alone tells people of a group from all others. */
export interface GroupProxy {
  readonly feature: string;
  /** The group that it tells best. */
  readonly key: GroupKey;
  /** Chance that it orders a person of the group and one of the others rightly, 0.5 to 1, with its interval. */
  readonly auc: number;
  readonly lower: number;
  readonly upper: number;
}

/** A feature that tells a group less well than this is no proxy. */
const LEAST_AUC = 0.55;
/** Most proxies that are tried in and out. */
const MOST = 10;

/** The features of the learning part that tell the group, the strongest first. */
export function findProxies(trial: LearningTrial): GroupProxy[] {
  return trial.data.columns
    .flatMap((column) => {
      const found = strongest(trial, column);
      return found === null || found.auc < LEAST_AUC || found.lower <= 1 / 2 ? [] : [found];
    })
    .sort((a, b) => b.auc - a.auc || (a.feature < b.feature ? -1 : 1))
    .slice(0, MOST);
}

function strongest({ parts, groups, policy }: LearningTrial, column: LearnColumn): GroupProxy | null {
  // Who comes first is what is learned from in any case: the half that judges is left alone.
  const known = parts.train.filter((row) => groups.codes[row]! >= 0);
  const z = criticalValue(policy.statistics.level);
  let best: GroupProxy | null = null;
  groups.keys.forEach((key, g) => {
    const isMember = (row: number): number => +(groups.codes[row] === g);
    const { rows, values } =
      column.categories === undefined ? numbersOf(column, known) : sharesOf(column, known, isMember);
    const member = Float64Array.from(rows, isMember);
    const area = areaUnderCurve(values, member);
    if (area === null) return;
    const auc = Math.max(area, 1 - area);
    const half = z * errorOf(auc, member);
    if (best === null || auc > best.auc)
      best = { feature: column.name, key, auc, lower: auc - half, upper: Math.min(1, auc + half) };
  });
  return best;
}

interface Told {
  readonly rows: Int32Array;
  readonly values: Float64Array;
}

/** Numbers as they are, missing ones below all. */
const numbersOf = ({ values }: LearnColumn, rows: Int32Array): Told => ({
  rows,
  values: Float64Array.from(rows, (row) => (Number.isNaN(values[row]!) ? Number.NEGATIVE_INFINITY : values[row]!)),
});

/** Categories as the share of members that every other person has shown, for the people between them: a share that counted the person would tell. */
function sharesOf({ values, categories }: LearnColumn, rows: Int32Array, isMember: (row: number) => number): Told {
  const place = (row: number): number => (Number.isNaN(values[row]!) ? categories!.length : values[row]!);
  const counts = new Float64Array(categories!.length + 1);
  const members = new Float64Array(categories!.length + 1);
  let [all, total] = [0, 0];
  for (let i = 0; i < rows.length; i += 2) {
    const row = rows[i]!;
    counts[place(row)]!++;
    members[place(row)]! += isMember(row);
    all += isMember(row);
    total++;
  }
  const asked = rows.filter((_, i) => i % 2 === 1);
  const usual = all / total;
  return {
    rows: asked,
    values: Float64Array.from(asked, (row) => (members[place(row)]! + usual) / (counts[place(row)]! + 1)),
  };
}

/** Standard error of an area under the curve (Hanley and McNeil 1982). */
function errorOf(auc: number, member: Float64Array): number {
  const m = member.reduce((sum, one) => sum + one, 0);
  const n = member.length - m;
  const [one, two] = [auc / (2 - auc), (2 * auc * auc) / (1 + auc)];
  return Math.sqrt((auc * (1 - auc) + (m - 1) * (one - auc * auc) + (n - 1) * (two - auc * auc)) / (m * n));
}

/** Directions in which the target leans along each number of the learning part, as `monotone` of a learner reads them. */
export function leanings({ data, parts }: LearningTrial): string {
  const target = Float64Array.from(parts.train, (row) => data.target[row]!);
  return data.columns
    .flatMap(({ name, values, categories }) => {
      if (categories !== undefined || /[,:]/.test(name)) return [];
      const known = parts.train.map((row, i) => (Number.isNaN(values[row]!) ? -1 : i)).filter((i) => i >= 0);
      const area = areaUnderCurve(
        Float64Array.from(known, (i) => values[parts.train[i]!]!),
        Float64Array.from(known, (i) => target[i]!),
      );
      return area === null || area === 1 / 2 ? [] : [`${name}:${area > 1 / 2 ? '+' : '-'}`];
    })
    .join(',');
}
