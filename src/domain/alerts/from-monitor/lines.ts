import { durationText, SECOND_MS } from '../../../core/base/durations.js';
import type { GroupKey } from '../../../core/fairness/tally/index.js';
import type { Change } from '../../live-monitor/closing/index.js';
import type { MonitorPlan, Watch } from '../../monitor/index.js';
import { type FactCondition, factText } from '../../monitor-facts/index.js';

/** A group in words: `race=a, sex=f`; empty for everybody. */
export const groupText = (group: GroupKey): string =>
  Object.entries(group)
    .map(([attribute, value]) => `${attribute}=${value ?? 'unknown'}`)
    .join(', ');

export interface LineContext {
  readonly watch: Watch | null;
  readonly plan: MonitorPlan | null;
  readonly digest: string | null;
  readonly epoch: number;
}

/** What people are told of a change, one fact a line. */
export function linesOf(change: Change, context: LineContext): string[] {
  const lines = change.fact === undefined ? seriesLines(change, context) : factLines(change, change.fact, context);
  return change.state === 'ended' ? [ENDS[change.reason], ...lines] : lines;
}

/** Why an alert ended that nothing has shown to be kept. */
const ENDS: Readonly<Record<Extract<Change, { state: 'ended' }>['reason'], string>> = {
  'policy-changed': 'Ended because the deployment is watched by another policy from here on',
  unwatched: 'Ended because the deployment is watched no longer',
  'version-changed':
    'Ended because this version of Tribune watches more of the policy than the one before, or otherwise: evidence begins anew',
  'clock-set-back':
    'Ended because the clock of Tribune was set back, and nothing would have counted until it is where it was: evidence begins anew',
  'clocks-differ':
    'Ended because the clock of Tribune was set back for the second time within a day or 10,000 batches of the log, so that clocks differ: evidence begins anew, and not again by a clock until both are over',
};

const factLines = ({ state }: Change, fact: NonNullable<Change['fact']>, { digest, epoch }: LineContext): string[] => [
  `Fact: ${factText(fact, state as FactCondition)}`,
  'It needs no evidence, and takes nothing of the false alarms that are allowed.',
  ...(digest === null ? [] : [`Policy: ${digest}, epoch ${epoch}`]),
];

function seriesLines(change: Change, { watch, plan, digest, epoch }: LineContext): string[] {
  const { n, nGroup, nReference, window, logEvidence, logThreshold } = change;
  const counts = nReference === null ? `${nGroup}` : `${nGroup} of the group, ${nReference} of the reference`;
  return [
    `${(change.change === undefined ? WORD : CHANGED)[watch?.compare ?? 'value']} ${shown(change.estimate)}, interval ${shown(change.lower)} to ${shown(change.upper)} at level ${change.level}`,
    change.change === undefined ? '' : changedText(change.change),
    `Tolerance: ${boundText(watch)}`,
    `Observations: ${n} (${counts})`,
    `Evidence: e-value ${eText(logEvidence)}, threshold ${eText(logThreshold)}`,
    plan === null ? '' : `False alarms allowed: ${plan.falseAlarmsPerDay} a day for this deployment, in expectation`,
    `Window: ${window.from} to ${window.to}`,
    coverageText(change),
    change.inhibitedBy.length === 0
      ? 'Data: no watch of the data fires that this depends on'
      : `Data: watches of the data fire: ${change.inhibitedBy.join(', ')}`,
    digest === null ? '' : `Policy: ${digest}, epoch ${epoch}`,
  ].filter((line) => line !== '');
}

const WORD = { difference: 'Difference', ratio: 'Ratio', value: 'Value' } as const;
/** The same of a change against an earlier time. */
const CHANGED = {
  difference: 'Change of the difference',
  ratio: 'Ratio over the ratio before',
  value: 'Change of the value',
} as const;

/** The two values that a change is between. */
const changedText = ({ now, before, overSeconds }: NonNullable<Change['change']>): string =>
  `It is ${shown(now)} now and was ${shown(before)}, ${durationText(overSeconds * SECOND_MS)} before each block`;

/** A number as people read it; what is undefined is said to be. */
const shown = (value: number | null): string => (value === null ? 'undefined' : String(Number(value.toPrecision(4))));

function boundText(watch: Watch | null): string {
  const { min, max } = watch?.bound ?? {};
  const told = [...(min === undefined ? [] : [`at least ${min}`]), ...(max === undefined ? [] : [`at most ${max}`])];
  return told.length === 0 ? 'not known here' : told.join(', ');
}

/** Logarithm from which on a number is told as a power, as nobody reads more digits. */
const AS_POWER = 13;

const eText = (log: number): string =>
  Math.abs(log) >= AS_POWER ? `10^${(log / Math.LN10).toFixed(1)}` : String(Number(Math.exp(log).toPrecision(3)));

function coverageText({ labelCoverage, labelCoverageReference, labelBounds }: Change): string {
  if (labelCoverage === null) return 'Labels: none are needed, or none could be known';
  const share = (value: number | null): string => (value === null ? 'undefined' : `${(100 * value).toFixed(1)} %`);
  const of = labelCoverageReference === null ? '' : ` of the group, ${share(labelCoverageReference)} of the reference`;
  const bounds =
    labelBounds === null
      ? ''
      : `; with every label it lies within ${shown(labelBounds.lower)} to ${shown(labelBounds.upper)}`;
  return `Labels known: ${share(labelCoverage)}${of}${bounds}`;
}
