import { DAY_MS } from '../../../core/base/durations.js';
import {
  type Dwell,
  dwellOf,
  gradeOf,
  type HoldoutCase,
  type HoldoutMeasures,
  holdoutMeasures,
  type Overturns,
  overturnRates,
  type PairMeasures,
  pairMeasures,
  rateOf,
  type Switches,
  type SwitchReading,
  switchRates,
  type TrueReading,
} from '../../../core/oversight/index.js';
import type { Estimate } from '../../../core/stats/index.js';
import type { Frame } from '../ports/index.js';
import { type Agreement, agreementOf } from './agreement.js';
import { type AuditedOverturns, auditedOverturns } from './audited-overturns.js';
import type { CaseFacts, ReadingFact } from './case-facts.js';
import type { FactsLook } from './facts-memory.js';
import { groupedBy } from './group-by.js';
import { type InvolvementCounts, involvementCounts } from './involvement-counts.js';
import { type ReaderMeasures, readerMeasures } from './readers.js';
import { type ReasonMeasures, reasonMeasures } from './reasons.js';
import { type SampledErrors, sampledErrors } from './sampled.js';

/** Level of every interval. */
const LEVEL = 0.95;
/** Fewest cases of a group that are told. Ours: a rate of fewer people would tell of persons. */
const LEAST_OF_GROUP = 10;

/** How cases were read and decided. Each rate has its interval. */
export interface ReviewMeasures extends Omit<FactsLook, 'facts'> {
  readonly cases: number;
  /** When the oldest of them was decided, ms; null where there is none. */
  readonly sinceMs: number | null;
  readonly level: number;
  readonly agreement: Agreement;
  readonly switches: Switches;
  /** Of the cases that people decided: those whose decision was changed, in all and by weeks from Monday in UTC. */
  readonly overrides: {
    readonly rate: Estimate;
    readonly weeks: readonly { readonly fromMs: number; readonly rate: Estimate }[];
  };
  /** Of decisions that were contested, by attribute. */
  readonly overturns: readonly {
    readonly attribute: string | null;
    readonly found: Overturns;
    readonly hidden: number;
    readonly audited: AuditedOverturns;
  }[];
  readonly errors: readonly SampledErrors[];
  readonly pair: PairMeasures;
  readonly involvement: InvolvementCounts;
  readonly dwell: Dwell;
  readonly readers: readonly ReaderMeasures[];
  readonly reasons: readonly ReasonMeasures[];
  readonly holdout: HoldoutMeasures;
}

/** Makes the measures of facts. */
export function measuresOf({ facts, pending, left }: FactsLook, frames: readonly Frame[]): ReviewMeasures {
  const decided = facts.filter(({ record }) => record.settlement !== null);
  const settled = decided.map(({ record }) => record.settlement!.atMs);
  const readings = facts.flatMap(switchReadings);
  return {
    ...{ cases: facts.length, pending, left, level: LEVEL },
    sinceMs: settled.length === 0 ? null : Math.min(...settled),
    agreement: agreementOf(facts, LEVEL),
    switches: switchRates(readings, { level: LEVEL }),
    overrides: overridesOf(decided),
    overturns: overturnsOf(decided),
    errors: sampledErrors(decided, frames, LEVEL),
    pair: pairMeasures(readings.filter(isTrue), { level: LEVEL }),
    // Of what is contested no longer nobody had to decide.
    involvement: involvementCounts(decided.filter(({ record }) => record.settlement!.how !== 'withdrawn')),
    dwell: dwellOf(facts.flatMap(({ readings: all }) => all.flatMap(dwellMs))),
    readers: readerMeasures(facts, LEVEL),
    reasons: reasonMeasures(facts, LEVEL),
    holdout: holdoutMeasures(decided.flatMap(holdoutCases), { level: LEVEL }),
  };
}

/** Cases that people decided and of which it was drawn whether the machine is shown. */
function holdoutCases({ record, scale, machine, readings, outcome }: CaseFacts): HoldoutCase[] {
  const { holdout, settlement } = record;
  if (holdout === undefined || !BY_PEOPLE.includes(settlement!.how)) return [];
  const first = readings.find(({ part, answeredAtMs }) => part === 'first' && answeredAtMs !== null);
  const said = holdout.isHeld ? first?.view : first?.answer;
  const last = said ?? outcome;
  if (last === null) return [];
  return [
    { ...holdout, isAsMachine: gradeOf(scale, last) === gradeOf(scale, machine), isChanged: settlement!.isChanged },
  ];
}

const BY_PEOPLE: readonly string[] = ['review', 'panel'];

const dwellMs = ({ answeredAtMs, claimedAtMs }: ReadingFact): number[] =>
  answeredAtMs === null ? [] : [answeredAtMs - claimedAtMs];

/** Readings of a case that have a view and an answer. */
const switchReadings = ({ scale, machine, truth, readings }: CaseFacts): SwitchReading[] =>
  readings.flatMap(({ view, answer }) =>
    view === null || answer === null ? [] : [{ scale, machine, truth, view, answer }],
  );

const isTrue = (reading: SwitchReading): reading is TrueReading => reading.truth !== null;

const isByPeople = ({ record }: CaseFacts): boolean => BY_PEOPLE.includes(record.settlement!.how);

function overridesOf(decided: readonly CaseFacts[]): ReviewMeasures['overrides'] {
  const byPeople = decided.filter(isByPeople);
  const weeks = groupedBy(byPeople, ({ record }) => weekOf(record.settlement!.atMs));
  return {
    rate: changedRate(byPeople),
    weeks: [...weeks].toSorted(([a], [b]) => a - b).map(([fromMs, cases]) => ({ fromMs, rate: changedRate(cases) })),
  };
}

const changedRate = (cases: readonly CaseFacts[]): Estimate =>
  rateOf(
    { successes: cases.filter(({ record }) => record.settlement!.isChanged).length, n: cases.length },
    LEVEL,
    'people decided no case',
  );

/** 1970 began on a Thursday. */
const MONDAY_MS = 4 * DAY_MS;
const WEEK_MS = 7 * DAY_MS;
const weekOf = (atMs: number): number => Math.floor((atMs - MONDAY_MS) / WEEK_MS) * WEEK_MS + MONDAY_MS;

function overturnsOf(decided: readonly CaseFacts[]): ReviewMeasures['overturns'] {
  const contested = decided.filter(({ record }) => record.origin === 'appeal');
  const attributes = [...new Set(contested.flatMap(({ groups }) => Object.keys(groups ?? {})))].toSorted();
  if (attributes.length === 0)
    return [{ attribute: null, found: overturnedBy(contested, null), hidden: 0, audited: NONE }];
  return attributes.map((attribute) => {
    const found = overturnedBy(contested, attribute);
    const told = withoutSmall(found).map(({ group }) => group);
    // Each stands beside the others that are told alone: beside everybody else, the rate of those that are not told could be reckoned from it.
    const isTold = ({ groups }: CaseFacts): boolean => told.includes(groups?.[attribute] ?? '');
    const { groups } = overturnedBy(contested.filter(isTold), attribute);
    const audited = auditedOverturns(contested, { attribute, told, level: LEVEL });
    return { attribute, found: { ...found, groups }, hidden: found.groups.length - groups.length, audited };
  });
}

const NONE: AuditedOverturns = { reference: null, comparisons: [] };

/**
 * Groups that are large enough to be told. What is left over, which is the total less what is told, must be nobody or large enough too: else the
 * smallest of the others is hidden with it.
 */
function withoutSmall({ groups, groupUnknown }: Overturns): Overturns['groups'] {
  const least = (one: Overturns['groups'][number]): number => one.rate.n;
  const told = groups.filter((one) => least(one) >= LEAST_OF_GROUP);
  let left = groups.filter((one) => least(one) < LEAST_OF_GROUP).reduce((sum, one) => sum + least(one), groupUnknown);
  while (left > 0 && left < LEAST_OF_GROUP && told.length > 0) {
    const smallest = told.reduce((a, b) => (least(b) < least(a) ? b : a));
    told.splice(told.indexOf(smallest), 1);
    left += least(smallest);
  }
  return told;
}

const overturnedBy = (contested: readonly CaseFacts[], attribute: string | null): Overturns =>
  overturnRates(
    contested.map(({ record, groups }) => ({
      group: attribute === null ? null : (groups?.[attribute] ?? null),
      settlement: record.settlement,
    })),
    { level: LEVEL },
  );
