import { counted } from '../../../base/counted.js';
import type { Estimate } from '../../../stats/base/index.js';
import { logRatioStandardError, type Proportion, wilson } from '../../../stats/proportion/index.js';
import { normalTwoSided } from '../../../stats/special/index.js';
import type { Gap } from '../../comparisons/gap.js';
import { type MoverTerm, moverSum } from '../../comparisons/mover.js';
import { judgedEstimate, plainEstimate, undefinedEstimate } from '../../metrics/evidence.js';
import { type EvidenceOptions, type EvidenceSettings, metricSettings } from '../../metrics/options.js';
import { invalidArgument, sufficientGap } from '../base/index.js';

/**
 * Chance to pass all stages where each stage was counted on people of its own (published stage by stage, or in different months): the product of the rates. Where the same people
 * go through all stages, `funnelRate` needs no such assumption. The product supposes that who passes one stage is no likelier to pass the next.
 *
 * Interval: the Wilson limits of the stages on the log scale, put together as Zou and Donner (2008) do; a stage that nobody passed sets the upper limit.
 *
 * @throws TribuneError `INVALID_ARGUMENT` without stages, and on impossible counts
 * @example chainedRate([{ successes: 60, n: 100 }, { successes: 45, n: 90 }]).estimate // 0.3
 */
export function chainedRate(stages: readonly Proportion[], options: EvidenceOptions = {}): Estimate {
  checkStages(stages);
  const settings = metricSettings(options);
  const frame = frameOf(stages, settings);
  if (stages.some((stage) => stage.n === 0)) return undefinedEstimate(frame, '0/0: nobody was counted at one stage');
  const evidence = { size: frame.n, minGroupSize: settings.minGroupSize };
  const empty = stages.find((stage) => stage.successes === 0);
  if (empty !== undefined) {
    // The chance to come through all stages is at most that to pass the one that nobody passed.
    return judgedEstimate(frame, { estimate: 0, lower: 0, upper: wilson(empty, settings.level)!.upper }, evidence);
  }
  const { estimate, lower, upper } = moverSum(stages.map((stage) => logTerm(stage, 1, settings.level)));
  return judgedEstimate(
    frame,
    { estimate: Math.exp(estimate), lower: Math.exp(lower), upper: Math.min(1, Math.exp(upper)) },
    evidence,
  );
}

/**
 * Ratio of two chained rates, with the interval of the logs of all stages (Zou and Donner 2008) and the delta method's z test of "equal". Undefined
 * where a stage has nobody, or nobody passed it: the log is not finite there.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for another number of stages, without stages, and on impossible counts
 */
export function compareChainedRates(
  group: readonly Proportion[],
  reference: readonly Proportion[],
  options: EvidenceOptions = {},
): Gap {
  checkStages(group);
  checkStages(reference);
  if (group.length !== reference.length) {
    throw invalidArgument(
      `${counted(group.length, 'stage')} and ${reference.length}`,
      'Pass the same stages of both groups.',
    );
  }
  const settings = metricSettings(options);
  const [ours, theirs] = [frameOf(group, settings), frameOf(reference, settings)];
  const frame = { ...ours, n: ours.n + theirs.n };
  const all = [...group, ...reference];
  const untested = { test: null, pValue: null };
  if (all.some((stage) => stage.n === 0)) {
    return { ...undefinedEstimate(frame, '0/0: nobody was counted at one stage'), ...untested };
  }
  if (all.some((stage) => stage.successes === 0)) {
    return {
      ...undefinedEstimate(frame, 'nobody passed one of the stages: the log of the ratio is not finite'),
      ...untested,
    };
  }
  const { level } = settings;
  const logs = moverSum([
    ...group.map((stage) => logTerm(stage, 1, level)),
    ...reference.map((stage) => logTerm(stage, -1, level)),
  ]);
  const variance = group.reduce((sum, stage, i) => sum + logRatioStandardError(stage, reference[i]!)! ** 2, 0);
  const values = { estimate: Math.exp(logs.estimate), lower: Math.exp(logs.lower), upper: Math.exp(logs.upper) };
  const pValue = variance > 0 ? normalTwoSided(logs.estimate / Math.sqrt(variance)) : null;
  const gap = { ...plainEstimate(frame, values), test: pValue === null ? null : 'delta z of the logs', pValue };
  return sufficientGap(gap, [ours.n, theirs.n], settings);
}

/** The evidence is that of the stage with the fewest people. */
const frameOf = (stages: readonly Proportion[], { level }: EvidenceSettings) => ({
  level,
  method: 'mover(log wilson)',
  n: Math.min(...stages.map((stage) => stage.n)),
});

function logTerm(stage: Proportion, factor: 1 | -1, level: number): MoverTerm {
  const { lower, upper } = wilson(stage, level)!;
  return { factor, value: Math.log(stage.successes / stage.n), lower: Math.log(lower), upper: Math.log(upper) };
}

function checkStages(stages: readonly Proportion[]): void {
  if (stages.length === 0)
    throw invalidArgument('there are no stages', 'Pass the counts of at least one stage.', 'stages');
}
