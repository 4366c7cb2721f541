import { DAY_MS, HOUR_MS } from '../../../core/base/durations.js';
import type { MonitorPlan, Quality } from '../../monitor-watches/index.js';

const WEEK_MS: number = 7 * DAY_MS;

/** Decisions of one hour of one week (of one block, where blocks are longer), and the blocks that they are of. */
interface CountedHour {
  readonly week: number;
  blocks: number;
  decisions: number;
}

/** The hours of the last weeks, by the hour of the week, the oldest first. */
export type UsualVolume = Map<number, CountedHour[]>;

export type UsualQuality = Extract<Quality, { readonly kind: 'usual' }>;

/** What a plan asks of the usual volume; null where it asks nothing. */
export function usualOf({ watches }: Pick<MonitorPlan, 'watches'>): UsualQuality | null {
  for (const { quality } of watches) if (quality?.kind === 'usual') return quality;
  return null;
}

/** Place of a block among the hours of its week, and the number of that week; weeks begin where days do, in UTC. */
function placeOf(fromMs: number, blockMs: number): { readonly hour: number; readonly week: number } {
  const week = Math.floor(fromMs / WEEK_MS);
  return { week, hour: Math.floor((fromMs - week * WEEK_MS) / Math.max(HOUR_MS, Math.min(blockMs, WEEK_MS))) };
}

/**
 * What is usual in a block: the median over the last weeks of its mean at the same hour, so that one odd week moves it little. Null before so many weeks have it: nothing
 * is held against a guess.
 */
export function usualIn(
  volume: UsualVolume,
  { weeks }: UsualQuality,
  { fromMs, blockMs }: { readonly fromMs: number; readonly blockMs: number },
): number | null {
  const { hour, week } = placeOf(fromMs, blockMs);
  const before = (volume.get(hour) ?? []).filter((one) => one.week < week).slice(-weeks);
  if (before.length < weeks) return null;
  const means = before.map(({ decisions, blocks }) => decisions / blocks).sort((a, b) => a - b);
  const middle = means.length >> 1;
  return means.length % 2 === 1 ? means[middle]! : (means[middle - 1]! + means[middle]!) / 2;
}

/** Whether so many decisions are outside of what is usual. Where nothing is usual, nothing is too much or too little. */
export const isOutside = (decisions: number, usual: number, { below, above }: UsualQuality): boolean =>
  usual > 0 && (decisions < below * usual || (above !== null && decisions > above * usual));

/** Remembers the decisions of a block. @param volume changed in place */
export function rememberVolume(
  volume: UsualVolume,
  { weeks }: UsualQuality,
  { fromMs, blockMs, decisions }: { readonly fromMs: number; readonly blockMs: number; readonly decisions: number },
): void {
  const { hour, week } = placeOf(fromMs, blockMs);
  const hours = volume.get(hour) ?? [];
  const last = hours.at(-1);
  if (last?.week === week) {
    last.blocks += 1;
    last.decisions += decisions;
    return;
  }
  // The one of the week that goes on is not among those that are asked for.
  volume.set(hour, [...hours, { week, blocks: 1, decisions }].slice(-(weeks + 1)));
}

/** As JSON: the hour, then of each week its number, its blocks and its decisions. */
export type UsualVolumeJson = readonly (readonly [hour: number, weeks: readonly (readonly number[])[]])[];

export const volumeJson = (volume: UsualVolume): UsualVolumeJson =>
  [...volume].map(([hour, hours]) => [hour, hours.map(({ week, blocks, decisions }) => [week, blocks, decisions])]);

/** Reads what `volumeJson` wrote; null where it is damaged. */
export function readVolumes(json: unknown): UsualVolume | null {
  if (!Array.isArray(json)) return null;
  const volume: UsualVolume = new Map();
  for (const one of json as unknown[]) {
    const [hour, weeks] = Array.isArray(one) ? (one as unknown[]) : [];
    if (!isCount(hour) || !Array.isArray(weeks)) return null;
    const hours: CountedHour[] = [];
    for (const counted of weeks as unknown[]) {
      const [week, blocks, decisions] = Array.isArray(counted) ? (counted as unknown[]) : [];
      if (!Number.isSafeInteger(week) || !isCount(blocks) || blocks === 0 || !isCount(decisions)) return null;
      hours.push({ week: week as number, blocks, decisions });
    }
    volume.set(hour, hours);
  }
  return volume;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
