import { type GroupShares, groupShares } from '../feedback-loops/index.js';
import type { KeptRun } from './ports/index.js';

/** Chance of a false answer about one attribute, all its groups together. */
const LEVEL = 0.05;

/** What is read of a run: who it is, and the data that it learned from. */
type Told = Pick<KeptRun, 'id' | 'data'>;

/** A version of a model in the order in which they were registered, with the run that says from whom it learned. */
export interface VersionRun {
  readonly version: string;
  readonly label: string;
  /** The newest run that made it and counts groups; null where none does. */
  readonly run: Told | null;
}

/** Shares of groups in what the versions of a model learned from. */
export interface ModelShares {
  readonly level: number;
  readonly fall: number;
  /** Versions of which some run counts groups, in their order. */
  readonly versions: readonly { readonly version: string; readonly label: string; readonly run: string }[];
  /** Versions of which none does. */
  readonly without: readonly { readonly version: string; readonly label: string }[];
  readonly attributes: readonly {
    readonly attribute: string;
    readonly groups: readonly GroupShares[];
    /** Versions that are left out of it, as only some of the data sets that they learned from count it. */
    readonly partly: readonly { readonly version: string; readonly label: string }[];
  }[];
}

/** Data sets that a version learned from. */
const TRAINING = 'training';

/** Whether a run counts the groups of what was learned from. */
export const countsGroups = ({ data }: Pick<Told, 'data'>): boolean =>
  data.some(({ role, groups }) => role === TRAINING && groups !== undefined);

/**
 * Whether groups shrink from version to version in what a model learns from: a system that sees outcomes of those alone whom it selects learns each time from fewer of those whom it selects less. A version that does not count an attribute is left out of it, and so is one of which only some data sets count it: those need not be like the others.
 *
 * @param fall by how much a share has to have fallen, 0..1
 */
export function sharesOfVersions(versions: readonly VersionRun[], fall: number): ModelShares {
  const known = versions.flatMap(({ run, ...version }) => (run === null ? [] : [{ ...version, run }]));
  const names = [...new Set(known.flatMap(({ run }) => attributesOf(run)))].toSorted();
  return {
    ...{ level: LEVEL, fall },
    versions: known.map(({ version, label, run }) => ({ version, label, run: run.id })),
    without: versions.flatMap(({ version, label, run }) => (run === null ? [{ version, label }] : [])),
    attributes: names.map((attribute) => {
      const counting = known.filter(({ run }) => attributesOf(run).includes(attribute));
      const whole = counting.filter(({ run }) => isCountedIn(run, attribute));
      const partly = counting.filter((one) => !whole.includes(one));
      return {
        attribute,
        groups: groupShares(
          whole.map(({ version, run }) => ({ version, groups: groupsOf(run, attribute) })),
          { by: fall, level: LEVEL },
        ),
        partly: partly.map(({ version, label }) => ({ version, label })),
      };
    }),
  };
}

const attributesOf = ({ data }: Told): string[] =>
  data.flatMap(({ role, groups = {} }) => (role === TRAINING ? Object.keys(groups) : []));

/** Whether every data set that a run learned from counts an attribute. */
const isCountedIn = ({ data }: Told, attribute: string): boolean =>
  data.every(({ role, groups = {} }) => role !== TRAINING || Object.hasOwn(groups, attribute));

/** People of each group in all data sets that the run learned from. */
function groupsOf({ data }: Told, attribute: string): ReadonlyMap<string, number> {
  const all = new Map<string, number>();
  for (const { role, groups } of data) {
    if (role !== TRAINING || groups === undefined || !Object.hasOwn(groups, attribute)) continue;
    for (const [group, people] of Object.entries(groups[attribute]!)) all.set(group, (all.get(group) ?? 0) + people);
  }
  return all;
}
