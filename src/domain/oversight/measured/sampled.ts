import { gradeOf } from '../../../core/oversight/index.js';
import { type Estimate, sampledRate } from '../../../core/stats/index.js';
import type { Frame } from '../ports/index.js';
import type { CaseFacts } from './case-facts.js';
import { groupedBy } from './group-by.js';

/** Estimates for all decisions of a deployment under a policy, from those that were drawn. */
export interface SampledErrors {
  readonly deployment: string;
  readonly policy: string;
  /** Days of which every drawn decision is decided, and days on which any was drawn from. */
  readonly days: number;
  readonly daysInAll: number;
  /** Decisions of those days, drawn or not. */
  readonly decisions: number;
  /** Share that people would change. */
  readonly changed: Estimate;
  /** Share of which a reader would think otherwise without knowing what the machine said. */
  readonly disagreed: Estimate;
}

/** Horvitz-Thompson estimates by deployment and policy, over the days of which everything that was drawn is decided by people. */
export function sampledErrors(decided: readonly CaseFacts[], frames: readonly Frame[], level: number): SampledErrors[] {
  const drawn = groupedBy(
    decided.filter(({ record }) => record.drawn !== undefined && BY_PEOPLE.includes(record.settlement!.how)),
    ({ record }) => keyOf({ deployment: record.deployment, ...record.drawn! }),
  );
  const byPolicy = groupedBy(frames, ({ deployment, policy }) => `${deployment} ${policy}`);
  return [...byPolicy.values()].map((days) => {
    const { deployment, policy } = days[0]!;
    const whole = days.filter((day) => (drawn.get(keyOf(day)) ?? []).length === day.drawn);
    const cases = whole.flatMap((day) => drawn.get(keyOf(day)) ?? []);
    const population = whole.reduce((sum, { decisions }) => sum + decisions, 0);
    const of = (isSo: (one: CaseFacts) => boolean): Estimate =>
      sampledRate(
        cases.map((one) => ({ isSo: isSo(one), inclusion: one.record.drawn!.inclusion })),
        { population, level },
      );
    return {
      ...{ deployment, policy, days: whole.length, daysInAll: days.length, decisions: population },
      changed: of(({ record }) => record.settlement!.isChanged),
      disagreed: of(isSeenOtherwise),
    };
  });
}

const BY_PEOPLE: readonly string[] = ['review', 'panel'];

const keyOf = ({ deployment, policy, day }: Pick<Frame, 'deployment' | 'policy' | 'day'>): string =>
  `${day} ${deployment} ${policy}`;

function isSeenOtherwise({ scale, machine, readings }: CaseFacts): boolean {
  const view = readings.find((one) => one.view !== null)?.view ?? null;
  return view !== null && gradeOf(scale, view) !== gradeOf(scale, machine);
}
