import { z } from 'zod';
import { DAY_MS, DURATION, durationMs } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import { defineAct, type Tx } from '../../acts/index.js';
import { trialEnded } from '../events/index.js';
import type { Stop } from '../model/index.js';
import type { StopStore } from '../model/ports.js';
import { deploymentsOf, type KnownModels } from './wanted.js';

/** Longest time of a trial. */
const LONGEST_MS: number = 365 * DAY_MS;

/** A resumption for a share of the subjects, for a time, before it is one for all. */
export interface WantedTrial {
  /** Id of the throttle that is left of the stop meanwhile. */
  readonly stop: string;
  /** Share of the subjects for whom the model decides again, above 0 to below 1. */
  readonly share: number;
  /** How long, such as `7d`. */
  readonly for: string;
}

export const wantedTrial: z.ZodType<WantedTrial> = z.strictObject({
  stop: z.guid(),
  share: z.number().gt(0).lt(1),
  for: z.string().regex(DURATION),
});

/** @throws TribuneError INVALID for one that is too long; CONFLICT for one that leaves no more to the model than the stop does */
export function demandTrial(stop: Stop, { share, for: time }: WantedTrial): void {
  if (durationMs(time) > LONGEST_MS)
    throw new TribuneError('INVALID', `${time} is longer than a year`, { remedy: 'Give a shorter time.' });
  if (stop.mode !== 'throttle' || share > (stop.share ?? 0)) return;
  throw new TribuneError('CONFLICT', `the stop leaves a share of ${stop.share} to the model already`, {
    remedy: 'Resume for a larger share, or for all.',
  });
}

/**
 * Leaves a throttle in the place of a stop that ends in the same transaction. Its author is that of the stop, so that who may not resume the
 * stop may not resume what is left of it either.
 *
 * @returns what the entry of the resumption tells of it
 */
export async function beginTrial(
  stops: StopStore,
  stop: Stop,
  { wanted, by, atMs }: { readonly wanted: WantedTrial; readonly by: readonly string[]; readonly atMs: number },
): Promise<{ readonly stop: string; readonly share: number; readonly until: string }> {
  const { revision, logSize } = await stops.beginChange();
  const endsAtMs = atMs + durationMs(wanted.for);
  const left: Stop = {
    ...{
      ...stop,
      id: wanted.stop,
      mode: 'throttle',
      share: wanted.share,
      sinceMs: atMs,
      untilMs: null,
      revision,
      logSize,
    },
    reason: `a trial of ${wanted.for} after the stop ${stop.id} was resumed`,
    trial: { of: stop.id, endsAtMs, by },
  };
  await stops.insert(left);
  return { stop: wanted.stop, share: wanted.share, until: new Date(endsAtMs).toISOString() };
}

export const endTrial = defineAct('stop.end-trial', { enters: [trialEnded] });

/** Whether the time of a trial that is on is over. */
export const isOver = ({ trial, end }: Stop, nowMs: number): boolean =>
  end === null && trial !== undefined && trial.endsAtMs <= nowMs;

/** Whether a stop holds for one of these deployments. */
export function holdsForOne(stop: Stop, deployments: ReadonlySet<string>, registry: KnownModels): boolean {
  const concerned = deploymentsOf(stop, registry);
  return concerned === 'all' ? deployments.size > 0 : concerned.some((one) => deployments.has(one));
}

/** Ends a trial whose time is over in the transaction of an act; the authority is that of the two persons who resumed. */
export async function endTrialWithin(tx: Tx<{ readonly stops: StopStore }>, id: string): Promise<void> {
  const { atMs } = await tx.stops.beginChange();
  const stop = await tx.stops.find(id);
  if (stop?.trial === undefined || !isOver(stop, atMs)) return;
  const { of, by } = stop.trial;
  await tx.stops.end({ ...stop, end: { atMs, by, audits: [], waiver: null } });
  tx.enter(trialEnded({ stop: id, of, by: [...by] }));
}
