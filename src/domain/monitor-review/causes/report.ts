import type { ChangePart } from '../../../core/stats/index.js';
import { type MonitorPlan, type StateChange, watchNamed } from '../../monitor/index.js';
import { inputsMoved } from './drift-parts.js';
import { coverageOf, faultsOf, volumesOf } from './faults.js';
import type { Lookback } from './lookback.js';
import { type Changed, type Shift, shiftAt } from './shifts.js';
import { type Compared, isExplained, isOfDecisions } from './sides.js';
import { type SplitChange, splitting } from './split.js';
import { timesOf } from './times.js';
import type { Cause, CauseReport } from './types.js';

/** Least share of a change that a part has to account for to be named. */
const MOST_OF_IT = 0.5;
/** Where two causes weigh as much as each other but for this, neither is named. */
const AS_MUCH = 0.2;

/**
 * Ranks what may be behind a change of a series, by what changed with it: the blocks that the evidence is from are held against those before. It
 * describes and proves nothing: what no pane counts is not seen, and two things that began together cannot be told apart. Pauses after each block.
 *
 * @param lookback blocks of the phase of the series; what lies outside of `timesOf(plan, change)` is left out
 * @returns null for a series of the data themselves, and one of which no causes are told
 */
export function* causesOf(
  plan: MonitorPlan,
  change: StateChange,
  lookback: Lookback,
): Generator<undefined, CauseReport | null> {
  const watch = watchNamed(plan, change);
  if (watch === undefined || watch.quality !== null || !isExplained(watch)) return null;
  const times = timesOf(plan, change);
  const compared = yield* lookback.compare(watch, change, times);
  const split = yield* splitting(compared);
  const found = split === null ? [] : ranked(compared, split);
  const undecided = whyNot(compared, split, found);
  const since = compared.blocks.find(({ startMs }) => startMs >= times.beginMs);
  return {
    verdict: undecided === null ? found[0]!.cause.kind : 'undecided',
    undecided,
    causes: found.map(({ cause }) => cause),
    split: split && { total: split.total, mix: split.mix, behaviour: split.behaviour },
    before: {
      from: iso(Math.min(compared.blocks[0]?.startMs ?? times.beginMs, times.beginMs)),
      to: iso(times.beginMs),
    },
    after: { from: iso(since?.startMs ?? times.beginMs), to: iso(since === undefined ? times.beginMs : times.toMs) },
  };
}

interface Weighed {
  readonly cause: Cause;
  readonly weight: number;
  /** Whether it would be named if it were known that no other version decides. */
  readonly isOpen?: boolean;
}

/** Evidence may be older than blocks are kept: then nobody knows any longer who was there. */
const NONE_BEFORE = 'no block from before the change is kept: there was none, or it is no longer kept';

function whyNot(compared: Compared, split: SplitChange | null, found: readonly Weighed[]): string | null {
  if (!compared.blocks.some(({ startMs }) => startMs < compared.times.beginMs)) return NONE_BEFORE;
  if (split === null) return 'there is nobody to compare with before the change, or since';
  if (isZeroIn(split.total))
    return 'what is measured is not known to differ from before: it may have been so all along';
  const [first, second] = found;
  if (first?.cause.strength !== 'clear') {
    const open = found.find(({ isOpen }) => isOpen)?.cause.kind;
    if (open !== undefined) return `${open} fits, and whether another version decides is not known`;
    if (compared.watch.kind === 'drift' && shareOf(split.behaviour, split) >= MOST_OF_IT)
      return 'people alike by strata come with other values, and nothing else that is counted moved enough with it';
    if (!isOfDecisions(compared) && shareOf(split.rule ?? split.behaviour, split) >= MOST_OF_IT)
      return `people alike by ${split.rule === null ? 'strata' : 'strata and score'} turn out otherwise, and what is measured is of labels alone`;
    return 'nothing that is counted changed enough with it';
  }
  if (second?.cause.strength === 'clear' && first.weight - second.weight < AS_MUCH)
    return `${first.cause.kind} and ${second.cause.kind} fit as well as each other`;
  return null;
}

/** Everything that speaks for a cause, the likeliest first. */
function ranked(compared: Compared, split: SplitChange): Weighed[] {
  const version = shiftOf(compared, 'version', split);
  const cutoff = shiftOf(compared, 'cutoff', split);
  const found = [
    ...dataCauses(compared, split),
    ...mixCause(compared, split),
    ...versionCause(compared, split, { version, cutoff }),
    ...cutoffCause(compared, split, { version, cutoff }),
    ...driftCause(split, version),
    ...inputCauses(compared, split, version),
  ];
  return found.sort((a, b) => b.weight - a.weight);
}

function shiftOf(compared: Compared, name: 'version' | 'cutoff', { total }: SplitChange): Shift {
  // A cutoff says nothing of scores, nor of what people come with.
  const isOfScores = compared.watch.kind === 'areas' || compared.watch.kind === 'drift';
  const place = name === 'cutoff' && isOfScores ? null : compared.plan.factors?.[name];
  return place == null ? { kind: 'not-declared' } : shiftAt(compared, place, MOST_OF_IT * shareMoved(compared, total));
}

/** How many people at least a change takes, as a share of them, if each were moved from one end of what is measured to the other. */
const shareMoved = ({ watch }: Compared, { estimate }: ChangePart): number =>
  Math.abs(estimate) / (watch.kind === 'means' ? watch.range.to - watch.range.from : 1);

const isZeroIn = ({ lower, upper }: ChangePart): boolean => lower <= 0 && upper >= 0;

/** Share of the change that a part accounts for; 0 where it is not known to be there. */
const shareOf = (part: ChangePart | null, { total }: SplitChange): number =>
  part === null || isZeroIn(part) || total.estimate === 0 ? 0 : Math.max(0, part.estimate / total.estimate);

const iso = (ms: number): string => new Date(ms).toISOString();
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const points = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
const partText = ({ estimate, lower, upper }: ChangePart, { total }: SplitChange): string =>
  `${points(estimate)} (${points(lower)} to ${points(upper)}) of ${points(total.estimate)}`;

/** A fault of the data is named before people are, where it reaches far enough to be behind at least half of the change. */
function dataCauses(compared: Compared, split: SplitChange): Weighed[] {
  const size = shareMoved(compared, split.total);
  const reaches = (reach: number): boolean => reach >= MOST_OF_IT * size;
  const names = compared.sides.map((values) => values.map((value) => value ?? '(unknown)').join(' + ') || 'everybody');
  const ofSides = `the decisions of ${names.join(' and ')}`;
  const data = faultsOf(compared).map(
    ({ what, before, after, reach, isOfSides = false }): Weighed => ({
      cause: cause(
        'pipeline',
        reaches(reach),
        `${percent(after)} of ${isOfSides ? ofSides : 'all decisions'} ${what}, ${percent(before)} before`,
      ),
      weight: reaches(reach) ? 5 + reach : reach,
    }),
  );
  const volume = volumesOf(compared).map(
    ({ what, before, after, side, reach }): Weighed => ({
      // Other people come in other numbers, too: a volume by itself is the last to be named.
      cause: cause('pipeline', false, `${after.toFixed(1)} ${what} are of ${names[side]}, ${before.toFixed(1)} before`),
      weight: reach / 4,
    }),
  );
  const coverage = coverageOf(compared);
  if (coverage === null) return [...data, ...volume];
  const { before, after, reach, side } = coverage;
  const text = `${percent(after)} of the decisions of ${names[side]} have a label, ${percent(before)} before`;
  const labels = { cause: cause('label-delay', reaches(reach), text), weight: reaches(reach) ? 5 + reach : reach };
  return [...data, ...volume, labels];
}

const cause = (kind: Cause['kind'], isClear: boolean, evidence: string, more: Partial<Cause> = {}): Cause => ({
  ...{ kind, strength: isClear ? 'clear' : 'possible', share: null, since: null, evidence },
  ...more,
});

function mixCause({ plan }: Compared, split: SplitChange): Weighed[] {
  const share = shareOf(split.mix, split);
  if (share === 0) return [];
  const names = (plan.factors?.mix ?? []).map((place) => plan.attributes[place]!).join(', ');
  const text = `other shares of ${names} account for ${partText(split.mix, split)}`;
  return [{ cause: cause('mix', share >= MOST_OF_IT, text, { share }), weight: weightOf(2, share) }];
}

const weightOf = (base: number, share: number): number => (share >= MOST_OF_IT ? base : 0) + Math.min(1, share);

/** A version or a cutoff that is on record: never more than possible of labels alone, which it can change by who gets one, and not by what it is. */
function onRecord(
  kind: Cause['kind'],
  { text, share, sinceMs }: { readonly text: string; readonly share: number; readonly sinceMs: number },
  compared: Compared,
): Weighed {
  const more = { share, since: iso(sinceMs) };
  if (!isOfDecisions(compared)) return { cause: cause(kind, false, text, more), weight: share / 2 };
  return { cause: cause(kind, share >= MOST_OF_IT, text, more), weight: weightOf(3, share) };
}

interface Shifts {
  readonly version: Shift;
  readonly cutoff: Shift;
}

const shiftText = (name: string, { value, before, after, firstMs }: Changed, { times, plan }: Compared): string => {
  const blocks = Math.round((times.beginMs - firstMs) / plan.blockMs);
  const when =
    blocks === 0
      ? 'in the first block of the change'
      : `${Math.abs(blocks)} ${Math.abs(blocks) === 1 ? 'block' : 'blocks'} ${blocks > 0 ? 'before' : 'after'} it begins`;
  return `${name} ${value} decides ${percent(after)}, ${percent(before)} before, from ${iso(firstMs)} on, ${when}`;
};

/** Another version is named where people of the same strata fare otherwise; where a cutoff changed too, only for what other scores account for. */
function versionCause(compared: Compared, split: SplitChange, { version, cutoff }: Shifts): Weighed[] {
  if (version.kind !== 'changed') return [];
  const share = shareOf(cutoff.kind === 'changed' && split.scores !== null ? split.scores : split.behaviour, split);
  const text = `${shiftText('version', version, compared)}; people alike by strata account for ${partText(split.behaviour, split)}`;
  return [onRecord('version', { text, share, sinceMs: version.firstMs }, compared)];
}

/** Another cutoff is named where the same score is answered otherwise: by what was recorded, or where nothing else was by the answers alone. */
function cutoffCause(compared: Compared, split: SplitChange, { version, cutoff }: Shifts): Weighed[] {
  const part = split.rule ?? split.behaviour;
  const share = shareOf(part, split);
  if (cutoff.kind === 'changed') {
    const alike = split.rule === null ? 'strata' : 'strata and score';
    const text = `${shiftText('cutoff', cutoff, compared)}; people alike by ${alike} account for ${partText(part, split)}`;
    return [onRecord('cutoff', { text, share, sinceMs: cutoff.firstMs }, compared)];
  }
  if (split.rule === null || share === 0 || !isOfDecisions(compared)) return [];
  const text = `the same scores are answered otherwise, which accounts for ${partText(split.rule, split)}, ${ON_RECORD[cutoff.kind]}`;
  return [underVersion('cutoff', { text, share, version })];
}

const ON_RECORD = {
  unchanged: 'and no other cutoff is on record',
  'not-known': 'and whether other cutoffs are on record is not known',
  'not-declared': 'and cutoffs are not declared',
} as const;

/** Scores that moved under the same version. */
function driftCause(split: SplitChange, version: Shift): Weighed[] {
  const share = shareOf(split.scores, split);
  if (split.scores === null || share === 0) return [];
  const text = `scores within strata moved, which accounts for ${partText(split.scores, split)}, ${UNDER[version.kind]}`;
  return [underVersion('drift', { text, share, version })];
}

/** Inputs that moved with the score of the same group, under the same version. */
function inputCauses(compared: Compared, split: SplitChange, version: Shift): Weighed[] {
  const { watch } = compared;
  if (watch.kind !== 'drift' || !isOfDecisions(compared)) return [];
  const moved = inputsMoved({ ...compared, watch }, MOST_OF_IT * Math.abs(split.total.estimate));
  if (moved.length === 0) return [];
  const share = shareOf(split.behaviour, split);
  const told = moved.map(
    ({ input, by }) => `${input} moved by ${points(by.estimate)} (${points(by.lower)} to ${points(by.upper)})`,
  );
  const text = `${told.join(', ')} in the same blocks, ${UNDER[version.kind]}`;
  return [underVersion('drift', { text, share, version })];
}

const UNDER = {
  changed: 'with another version',
  unchanged: 'under the same version',
  'not-known': 'and whether another version decides is not known',
  'not-declared': 'and versions are not declared',
} as const;

/** A cause that is named only where it is known that the same version decides: another one may do the same. */
function underVersion(
  kind: Cause['kind'],
  { text, share, version }: { readonly text: string; readonly share: number; readonly version: Shift },
): Weighed {
  const isMost = share >= MOST_OF_IT;
  const isClear = isMost && version.kind === 'unchanged';
  const isOpen = isMost && (version.kind === 'not-known' || version.kind === 'not-declared');
  return {
    ...{ cause: cause(kind, isClear, text, { share }), isOpen },
    weight: isClear ? 2 + Math.min(1, share) : share / 2,
  };
}
