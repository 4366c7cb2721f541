import { nearName } from '../../../core/base/suggest.js';
import type { Queue } from '../../../core/oversight/index.js';
import type { Policy } from '../../../core/policy/index.js';
import { oversight as section } from '../../../core/policy/open-sections/index.js';
import { usage } from './options.js';

/** What comes to a review. */
export interface LoadOptions {
  readonly decisions: number;
  readonly appeals: number;
  /** Share of the decisions that each route fits, by its id. */
  readonly fits: ReadonlyMap<string, number>;
}

/** Reads shares by the ids of routes, such as `young=0.1,refused=0.3`. */
export function fittingShares(given: string | undefined): Map<string, number> {
  const found = new Map<string, number>();
  for (const one of given === undefined ? [] : given.split(',')) {
    const [, id, share] = /^([a-z][a-z0-9-]*)=([0-9]*\.?[0-9]+)$/.exec(one.trim()) ?? [];
    if (id === undefined || Number(share) > 1)
      throw usage(`--fits ${one}: not of the form ID=SHARE`, 'Write --fits young=0.1,refused=0.3: shares from 0 to 1.');
    if (found.has(id)) throw usage(`--fits names "${id}" twice`, 'Give one share for each route.');
    found.set(id, Number(share));
  }
  return found;
}

/**
 * Cases a day by class that a policy makes of a load. Decisions that several routes draw are counted once for each, so that the load is rather too great
 * than too small.
 *
 * @throws TribuneError USAGE where the policy routes nothing, or it is not said how many decisions a route fits
 */
export function policyLoad(
  policy: Policy,
  { decisions, appeals, fits }: LoadOptions,
): Readonly<Partial<Record<Queue, number>>> {
  const written = section.of(policy);
  if (written === undefined && appeals === 0)
    throw usage('the policy has no section oversight, and no appeals come', 'Give it one, or --appeals PER_DAY.');
  const { noAutomaticAdverse, bands, routes = [], random, knownAnswers = 0 } = written ?? {};
  const certain = [
    ...(noAutomaticAdverse === undefined ? [] : [{ id: 'no-automatic-adverse', queue: 'legal' as const, share: 1 }]),
    ...(bands === undefined ? [] : [{ id: 'bands', queue: 'uncertain' as const, share: 1 }]),
  ];
  const asked = [
    ...certain,
    ...routes.map(({ id, class: queue, share }) => ({
      ...{ id, share: share ?? 1 },
      queue: queue ?? (share === undefined ? ('uncertain' as const) : ('fairness' as const)),
    })),
  ];
  demandKnown(
    asked.map(({ id }) => id),
    fits,
  );
  const perDay: Partial<Record<Queue, number>> = {};
  const add = (queue: Queue, cases: number): void => {
    if (cases > 0) perDay[queue] = (perDay[queue] ?? 0) + cases;
  };
  for (const { id, queue, share } of asked) add(queue, decisions * fits.get(id)! * share * (1 + knownAnswers));
  add('quality', decisions * (random ?? 0) * (1 + knownAnswers));
  add('appeal', appeals);
  if (Object.keys(perDay).length === 0)
    throw usage('no case comes of this load', 'Give more --decisions, or --appeals PER_DAY.');
  return perDay;
}

function demandKnown(ids: readonly string[], fits: ReadonlyMap<string, number>): void {
  const unknown = [...fits.keys()].find((id) => !ids.includes(id));
  if (unknown !== undefined)
    throw usage(
      `--fits names "${unknown}", which is no route of the policy`,
      `${nearName(unknown, ids)}Routes: ${ids.join(', ') || 'none'}.`,
    );
  const missing = ids.filter((id) => !fits.has(id));
  if (missing.length > 0)
    throw usage(
      `it is not said how many of the decisions fit ${missing.join(', ')}`,
      `Give the share of each: --fits ${missing.map((id) => `${id}=0.1`).join(',')}.`,
    );
}
