import type { Estimate } from '../../../stats/base/index.js';
import { agrestiCaffoMoments, clopperPearson, type Proportion, wilson } from '../../../stats/proportion/index.js';
import { normalTwoSided } from '../../../stats/special/index.js';
import { type Gap, untested } from '../../comparisons/gap.js';
import { type MoverTerm, moverSum } from '../../comparisons/mover.js';
import { judgedEstimate, plainEstimate, undefinedEstimate } from '../../metrics/evidence.js';
import { type EvidenceOptions, metricSettings } from '../../metrics/options.js';
import { invalidArgument, sufficientGap } from '../base/index.js';
import { checkSameClasses, classPlace, classProportion } from './rates.js';
import type { ClassGroup } from './types.js';

export interface RecallOptions extends EvidenceOptions {
  /** Classes that count; left out: all declared ones. */
  readonly classes?: readonly string[];
}

interface ClassRecall {
  readonly name: string;
  readonly recall: Proportion;
}

function recallsOf(group: ClassGroup, classes: readonly string[] | undefined): ClassRecall[] {
  const names = classes ?? group.classes;
  if (names.length === 0 || new Set(names).size !== names.length) {
    throw invalidArgument('classes is empty or names one twice', 'Name each class that counts once.', 'classes');
  }
  return names.map((name) => ({ name, recall: classProportion(group, 'class_recall', classPlace(group, name)) }));
}

const absent = (recalls: readonly ClassRecall[]): string | null => {
  const names = recalls.filter(({ recall }) => recall.n === 0).map(({ name }) => name);
  return names.length === 0 ? null : `0/0: nobody in the group belongs to ${names.join(', ')}`;
};

const leastOf = (recalls: readonly ClassRecall[]): number => Math.min(...recalls.map(({ recall }) => recall.n));

/**
 * Mean of the recalls of all classes (metric `macro_recall`, scikit-learn's balanced accuracy): each class counts alike, however rare it is. Undefined where a
 * class has nobody.
 *
 * Interval: the Wilson limits of the classes put together as Zou and Donner (2008) do; the classes share nobody. `n` is the smallest class.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for classes that are not declared
 * @example macroRecall(dark).estimate // 0.83
 */
export function macroRecall(group: ClassGroup, options: RecallOptions = {}): Estimate {
  const settings = metricSettings(options);
  const recalls = recallsOf(group, options.classes);
  const least = leastOf(recalls);
  const frame = { level: settings.level, method: 'mover(wilson)', n: least };
  const reason = absent(recalls);
  if (reason !== null) return undefinedEstimate(frame, reason);
  const values = moverSum(macroTerms(recalls, 1, settings.level));
  return judgedEstimate(frame, inside(values), { size: least, minGroupSize: settings.minGroupSize });
}

const inside = (values: { estimate: number; lower: number; upper: number }) => ({
  estimate: values.estimate,
  lower: Math.max(0, values.lower),
  upper: Math.min(1, values.upper),
});

const macroTerms = (recalls: readonly ClassRecall[], sign: 1 | -1, level: number) =>
  recalls.map(({ recall }) => ({
    factor: sign / recalls.length,
    value: recall.successes / recall.n,
    ...wilson(recall, level)!,
  }));

/**
 * Difference of the macro recalls, group minus reference. Interval as `macroRecall`; the test of "equal" is a z after one success and one failure were added to each class (Agresti
 * and Caffo 2000), which does not collapse where a class is always or never found.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for classes that are not declared, and for groups of different classes
 */
export function compareMacroRecall(group: ClassGroup, reference: ClassGroup, options: RecallOptions = {}): Gap {
  checkSameClasses(group, reference);
  const settings = metricSettings(options);
  const [ours, theirs] = [recallsOf(group, options.classes), recallsOf(reference, options.classes)];
  const sizes = [leastOf(ours), leastOf(theirs)] as const;
  const frame = { level: settings.level, method: 'mover(wilson)', n: sizes[0] + sizes[1] };
  const reason = absent(ours) ?? absent(theirs);
  if (reason !== null) return untested(undefinedEstimate(frame, reason));
  const values = moverSum([...macroTerms(ours, 1, settings.level), ...macroTerms(theirs, -1, settings.level)]);
  const z = adjustedDifference(ours, theirs);
  const gap = { ...plainEstimate(frame, values), test: 'z (agresti-caffo)', pValue: normalTwoSided(z) };
  return sufficientGap(gap, sizes, settings);
}

/** Difference of the means of the adjusted recalls over its standard error. */
function adjustedDifference(ours: readonly ClassRecall[], theirs: readonly ClassRecall[]): number {
  const [a, b] = [ours, theirs].map((recalls) => {
    const moments = recalls.map(({ recall }) => agrestiCaffoMoments(recall));
    return {
      rates: moments.reduce((sum, { rate }) => sum + rate, 0),
      variance: moments.reduce((sum, { variance }) => sum + variance, 0),
    };
  });
  return (a!.rates - b!.rates) / Math.sqrt(a!.variance + b!.variance);
}

/** The class that is found least often. */
export interface WorstClass extends Estimate {
  readonly class: string | null;
}

/**
 * Recall of the class that is found least often. The interval is that of the smallest recall, whichever class has it: all classes get a Clopper-Pearson
 * interval at 1 - (1 - level) / classes (Bonferroni), and the smallest lies between the smallest lower and the smallest upper limit.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for classes that are not declared
 */
export function worstClassRecall(group: ClassGroup, options: RecallOptions = {}): WorstClass {
  const settings = metricSettings(options);
  const recalls = recallsOf(group, options.classes);
  const least = leastOf(recalls);
  const frame = { level: settings.level, method: 'simultaneous clopper-pearson', n: least };
  const reason = absent(recalls);
  if (reason !== null) return { ...undefinedEstimate(frame, reason), class: null };
  const each = 1 - (1 - settings.level) / recalls.length;
  const found = recalls.map(({ name, recall }) => ({
    name,
    rate: recall.successes / recall.n,
    ...clopperPearson(recall, each)!,
  }));
  const worst = found.reduce((a, b) => (b.rate < a.rate ? b : a));
  const values = {
    estimate: worst.rate,
    lower: Math.min(...found.map((one) => one.lower)),
    upper: Math.min(...found.map((one) => one.upper)),
  };
  const evidence = { size: least, minGroupSize: settings.minGroupSize };
  return { ...judgedEstimate(frame, values, evidence), class: worst.name };
}

/**
 * Difference of the smallest recalls, group minus reference, whichever classes have them: the limits of both put together as Zou and Donner (2008) do. There is no test of
 * "equal": the smallest of several counts has no simple distribution.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for classes that are not declared, and for groups of different classes
 */
export function compareWorstClassRecall(group: ClassGroup, reference: ClassGroup, options: RecallOptions = {}): Gap {
  checkSameClasses(group, reference);
  const settings = metricSettings(options);
  const [ours, theirs] = [worstClassRecall(group, options), worstClassRecall(reference, options)];
  const frame = { level: settings.level, method: 'mover(simultaneous clopper-pearson)', n: ours.n + theirs.n };
  const undefinedOne = [ours, theirs].find(({ estimate }) => estimate === null);
  if (undefinedOne !== undefined) return untested(undefinedEstimate(frame, undefinedOne.reason!));
  const values = moverSum([termOf(ours, 1), termOf(theirs, -1)]);
  return sufficientGap(untested(plainEstimate(frame, values)), [ours.n, theirs.n], settings);
}

const termOf = ({ estimate, lower, upper }: Estimate, factor: 1 | -1): MoverTerm => ({
  factor,
  value: estimate!,
  lower: lower!,
  upper: upper!,
});
