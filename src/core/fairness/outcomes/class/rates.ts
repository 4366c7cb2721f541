import { didYouMean } from '../../../base/suggest.js';
import type { Estimate } from '../../../stats/base/index.js';
import { chiSquareTable, type OmnibusTest } from '../../../stats/hypothesis/index.js';
import type { Proportion } from '../../../stats/proportion/index.js';
import type { Gap } from '../../comparisons/gap.js';
import { type EvidenceOptions, metricSettings } from '../../metrics/options.js';
import type { Compare } from '../../tally/types.js';
import { invalidArgument, rateEstimate, rateGap } from '../base/index.js';
import type { ClassGroup } from './types.js';

/**
 * Rates of one class.
 *
 * - `class_rate`: of all people, those decided into the class;
 * - `class_recall`: of the people who belong to the class, those decided into it;
 * - `class_precision`: of the people with a label who were decided into the class, those who belong to it.
 */
export type ClassMetric = 'class_rate' | 'class_recall' | 'class_precision';

export interface ClassQuestion {
  readonly metric: ClassMetric;
  readonly class: string;
}

/** Place of a class by its name; refuses unknown names. */
export function classPlace(group: ClassGroup, name: string): number {
  const place = group.classes.indexOf(name);
  if (place >= 0) return place;
  throw invalidArgument(`${JSON.stringify(name)} is no class`, didYouMean(name, group.classes), 'class');
}

/** Numerator and denominator of a rate of a class. */
export function classProportion(group: ClassGroup, metric: ClassMetric, place: number): Proportion {
  if (metric === 'class_rate') return { successes: group.countByClass[place]!, n: group.n };
  const table = group.countByLabelAndClass;
  const decided = table.map((row) => row[place]!);
  const people = metric === 'class_recall' ? table[place]! : decided;
  return { successes: table[place]![place]!, n: people.reduce((sum, count) => sum + count, 0) };
}

/**
 * One rate of one class in a group, with Wilson's interval; undefined where nobody is in its denominator.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for a class that is not declared
 * @example estimateClassMetric(dark, { metric: 'class_recall', class: 'person' }).estimate // 0.91
 */
export function estimateClassMetric(
  group: ClassGroup,
  question: ClassQuestion,
  options: EvidenceOptions = {},
): Estimate {
  const rate = classProportion(group, question.metric, classPlace(group, question.class));
  const nobody = `0/0: the group has nobody in the denominator of ${question.metric} of ${question.class}`;
  return rateEstimate(rate, metricSettings(options), nobody);
}

/**
 * One rate of one class against that of a reference, as difference or ratio, with the intervals and the test of yes-or-no decisions.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for a class that is not declared, and for groups of different classes
 */
export function compareClassMetric(
  group: ClassGroup,
  reference: ClassGroup,
  question: ClassQuestion,
  compare: Compare,
  options: EvidenceOptions = {},
): Gap {
  checkSameClasses(group, reference);
  const place = classPlace(group, question.class);
  const [a, b] = [group, reference].map((one) => classProportion(one, question.metric, place)) as [
    Proportion,
    Proportion,
  ];
  return rateGap(a, b, { metric: question.metric, compare }, metricSettings(options));
}

/** Those of the group who were decided into any of the favourable classes. */
export function favourableProportion({ favourable, classes, countByClass, n }: ClassGroup): Proportion {
  const counts = favourable.map((name) => countByClass[classes.indexOf(name)]!);
  return { successes: counts.reduce((sum, count) => sum + count, 0), n };
}

/** Share of the group decided into any of the favourable classes, with Wilson's interval. */
export const favourableClassRate = (group: ClassGroup, options: EvidenceOptions = {}): Estimate =>
  rateEstimate(favourableProportion(group), metricSettings(options), '0/0: the group is empty');

/** `favourableClassRate` of a group against that of a reference. */
export function compareFavourableClassRate(
  group: ClassGroup,
  reference: ClassGroup,
  compare: Compare,
  options: EvidenceOptions = {},
): Gap {
  checkSameClasses(group, reference);
  const [a, b] = [favourableProportion(group), favourableProportion(reference)];
  return rateGap(a, b, { metric: 'class_rate', compare }, metricSettings(options));
}

/**
 * Pearson's test that all groups are decided into all classes in the same shares. Null with fewer than two groups or classes that have people.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for groups of different classes
 */
export function classHomogeneity(groups: readonly ClassGroup[]): OmnibusTest | null {
  for (const group of groups) checkSameClasses(groups[0]!, group);
  return chiSquareTable(groups.map((group) => group.countByClass));
}

/** Refuses two groups that were counted over other classes. */
export function checkSameClasses(group: ClassGroup, reference: ClassGroup): void {
  if (JSON.stringify(group.classes) === JSON.stringify(reference.classes)) return;
  throw invalidArgument(
    `the groups have other classes: ${group.classes.join(', ')} and ${reference.classes.join(', ')}`,
    'Compare groups of one tally.',
  );
}
