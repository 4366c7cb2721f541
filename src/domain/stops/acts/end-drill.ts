import { TribuneError } from '../../../core/base/errors.js';
import { defineAct } from '../../acts/index.js';
import { drillEnded } from '../events/index.js';
import type { Stop } from '../model/index.js';
import { unknownStop } from './resume-stop.js';
import type { StopActs, ThrowingStores } from './throw-stop.js';

export const endDrill = defineAct('stop.end-drill', { enters: [drillEnded] });

/** How a change of the switch came to the clients that were connected when it was made. Times are ms from the act to the answer of each. */
export interface Propagation {
  readonly clients: number;
  /** How many of them said that they know it. */
  readonly acknowledged: number;
  readonly medianMs: number | null;
  readonly p99Ms: number | null;
  readonly slowestMs: number | null;
}

/** A drill of which nothing is known, as the service was started anew meanwhile. */
const UNMEASURED = { clients: null, acknowledged: null, medianMs: null, p99Ms: null, slowestMs: null } as const;

/**
 * Ends a drill with what it measured, null where that is not known. Nothing was stopped, so one person does.
 *
 * @throws TribuneError NOT_FOUND, CONFLICT for a stop that is no drill, or ended
 */
export function endOne(
  acts: StopActs<ThrowingStores>,
  id: string,
  measured: Propagation | null,
  by: string,
): Promise<Stop> {
  return acts.run(endDrill, async (tx) => {
    const { atMs } = await tx.stops.beginChange();
    const stop = await tx.stops.find(id);
    if (stop === null) throw unknownStop(id);
    if (!stop.drill)
      throw new TribuneError('CONFLICT', `the stop ${id} is no drill`, {
        remedy: 'Two persons end it: tribune resume.',
      });
    if (stop.end !== null)
      throw new TribuneError('CONFLICT', `the drill ${id} ended already`, { remedy: `GET /v1/stops/${id} says how.` });
    const ended: Stop = { ...stop, end: { atMs, by: [by], audits: [], waiver: null } };
    await tx.stops.end(ended);
    tx.enter(drillEnded({ stop: id, by, ...(measured ?? UNMEASURED) }));
    return ended;
  });
}
