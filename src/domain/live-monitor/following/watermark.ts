import { blockOf } from '../../monitor/index.js';
import { type MissedSince, NOTHING_MISSED } from './clock-gaps.js';

/** When a block counts as complete, and which times are believed. */
export interface Lateness {
  /** Time for which a block stays open after its end for decisions that arrive late, ms. */
  readonly latenessMs: number;
  /** Time without a decision after which the last block with data is closed although nothing later came, ms. */
  readonly idleMs: number;
  /** By how much a decision may be ahead of the clock of the service, ms; one further ahead is counted apart. */
  readonly skewMs: number;
}

/** How far the decisions of one deployment have come. Null before the first. */
export interface Progress {
  /** Every block that ends at or before this time is complete. It never goes back. */
  readonly watermarkMs: number | null;
  /** Latest time of a decision. */
  readonly latestMs: number | null;
  /** When the last batch with a decision of the deployment was received; not one of stragglers into a silence (`afterBatch`). */
  readonly receivedMs: number | null;
}

/** Whether a block is complete, so that what comes for it is late. */
export const isComplete = ({ watermarkMs }: Pick<Progress, 'watermarkMs'>, blockEndMs: number): boolean =>
  watermarkMs !== null && blockEndMs <= watermarkMs;

/**
 * Whether the clock of the service was set back so far that all that is decided from now on would be late: only its clock lets the watermark come so far ahead of it, and nothing else would end that before the wrong time is
 * reached. A correction within the lateness and the skew is over by itself sooner than evidence could be gathered anew.
 *
 * @param receivedMs when an entry of the log was received
 */
export const isSetBack = (
  { watermarkMs }: Pick<Progress, 'watermarkMs'>,
  blockMs: number,
  receivedMs: number,
  { latenessMs, skewMs }: Lateness,
): boolean => watermarkMs !== null && blockOf(watermarkMs, blockMs) > receivedMs + skewMs + latenessMs;

/**
 * When the watermark moves although nothing is on its way, and where to: where no decision came for a while and its block is over, that block is complete.
 * Only that block, so that records of the past that are sent with a pause in between are not all late. Null where it is complete already.
 */
export function idleAt(
  { latestMs, receivedMs, watermarkMs }: Progress,
  blockMs: number,
  { idleMs, latenessMs, missedSince = NOTHING_MISSED }: Lateness & { readonly missedSince?: MissedSince },
): { readonly atMs: number; readonly watermarkMs: number } | null {
  if (latestMs === null || receivedMs === null) return null;
  const endMs = blockOf(latestMs, blockMs) + blockMs;
  if (watermarkMs !== null && watermarkMs >= endMs) return null;
  const idleSinceMs = receivedMs + missedSince(receivedMs) + idleMs;
  return { atMs: Math.max(idleSinceMs + 1, endMs + latenessMs), watermarkMs: endMs };
}

/**
 * The progress after a batch. The watermark follows the times of decisions, but not ahead of the clock of the service, so that one sender
 * whose clock is fast makes nobody late. A batch that brings no younger decision into a silence does not end it: it would make the latest decision look
 * like a record of the past, although that one came in time.
 *
 * @param latestMs latest time of a believed decision of the batch; null where it had none
 */
export function afterBatch(
  progress: Progress,
  { receivedMs, latestMs }: { readonly receivedMs: number; readonly latestMs: number | null },
  { latenessMs, noDataAfterMs }: Pick<Lateness, 'latenessMs'> & Pick<Cohort, 'noDataAfterMs'>,
): Progress {
  const isYounger = latestMs !== null && latestMs > (progress.latestMs ?? Number.NEGATIVE_INFINITY);
  const isStraggler =
    !isYounger && cameInTime(progress, noDataAfterMs) && !cameInTime({ ...progress, receivedMs }, noDataAfterMs);
  const heardMs = isStraggler ? progress.receivedMs : receivedMs;
  if (latestMs === null) return { ...progress, receivedMs: heardMs };
  const latest = Math.max(progress.latestMs ?? latestMs, latestMs);
  const passed = Math.min(latest, receivedMs) - latenessMs;
  return { watermarkMs: Math.max(progress.watermarkMs ?? passed, passed), latestMs: latest, receivedMs: heardMs };
}

/** Whether the latest decision was no record of the past when it was received. */
const cameInTime = ({ latestMs, receivedMs }: Progress, noDataAfterMs: number): boolean =>
  latestMs !== null && receivedMs !== null && receivedMs - latestMs <= noDataAfterMs;

/** A block whose decisions wait for their labels. */
export interface Cohort {
  readonly endMs: number;
  readonly labelHorizonMs: number;
  /** How long a group may be silent. */
  readonly noDataAfterMs: number;
}

/**
 * Whether the time of the labels of a complete block is over at a moment at which nothing is on its way, although no younger decision says so.
 * By the clock it is waited for so much longer as a group may be silent. Records of the past that are sent now prove nothing about the clock: their labels
 * are waited for as long from when the last of them came, since that is when they could first be sent. All of it follows from times that the log
 * holds, and a moment between two entries sees the same labels as the later entry does, so that restart and replay agree.
 * Time in which no label could come, as the clock was set or the process stood still, is not waited.
 */
export function isRipeByClock(
  progress: Progress,
  nowMs: number,
  { endMs, labelHorizonMs, noDataAfterMs }: Cohort,
  { latenessMs, missedSince = NOTHING_MISSED }: Pick<Lateness, 'latenessMs'> & { readonly missedSince?: MissedSince },
): boolean {
  if (progress.receivedMs === null || !isComplete(progress, endMs)) return false;
  const fromMs = cameInTime(progress, noDataAfterMs) ? endMs : Math.max(endMs, progress.receivedMs);
  return nowMs - missedSince(fromMs) >= fromMs + labelHorizonMs + noDataAfterMs + latenessMs;
}
