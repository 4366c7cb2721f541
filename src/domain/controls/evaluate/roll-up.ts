import type { ControlPack } from '../catalogue/index.js';
import { CONTROL_STATUSES, type ControlResult, type ControlStatus } from './evaluate.js';

/** A framework with how many of its controls have each status. */
export interface FrameworkCount {
  readonly framework: string;
  readonly name: string;
  readonly kind: ControlPack['kind'];
  readonly version: string;
  readonly date: string;
  readonly origin: string;
  readonly counts: Readonly<Record<ControlStatus, number>>;
  /** Days after the one that is looked at on which another control begins to hold, the next first. */
  readonly comes: readonly { readonly from: string; readonly controls: number }[];
}

/** Counts controls by framework. */
export function rollUp(packs: readonly ControlPack[], results: readonly ControlResult[]): FrameworkCount[] {
  return packs.map(({ framework, name, kind, version, date, origin }) => {
    const own = results.filter((one) => one.framework === framework);
    const of = (status: ControlStatus): number => own.filter((one) => one.status === status).length;
    const counts = Object.fromEntries(CONTROL_STATUSES.map((status) => [status, of(status)]));
    const days = own.flatMap(({ status, from }) => (status === 'not-yet-in-force' && from !== null ? [from] : []));
    return {
      ...{ framework, name, kind, version, date, origin },
      counts: counts as Record<ControlStatus, number>,
      comes: [...new Set(days)]
        .toSorted()
        .map((from) => ({ from, controls: days.filter((one) => one === from).length })),
    };
  });
}
