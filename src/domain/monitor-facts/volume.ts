import type { FactChange, FactCondition, VolumeShown } from './fact-change.js';

/** Each block of a deployment must have so many decisions that count. */
export interface VolumeFact {
  readonly kind: 'volume';
  readonly id: string;
  readonly minPerBlock: number;
  readonly severity: 'page' | 'ticket';
}

/** What is remembered of the volume. Times are milliseconds. */
export interface VolumeState {
  condition: FactCondition;
  changedAt: number;
  alarms: number;
  /** The last block that was judged, and its decisions that count; null before the first. */
  last: { readonly from: number; readonly to: number; readonly decisions: number } | null;
}

export const startVolume = (): VolumeState => ({ condition: 'watching', changedAt: 0, alarms: 0, last: null });

/**
 * Counts the decisions of a block against the least that the policy allows. It is a count and no sample of anything, so that it cannot be wrong by chance.
 *
 * @param state changed in place
 */
export function countBlock(
  fact: VolumeFact,
  state: VolumeState,
  { from, to, counted }: { readonly from: number; readonly to: number; readonly counted: number },
): FactChange[] {
  state.last = { from, to, decisions: counted };
  const isBelow = counted < fact.minPerBlock;
  if (isBelow === (state.condition === 'firing')) return [];
  state.condition = isBelow ? 'firing' : 'resolved';
  state.changedAt = to;
  if (isBelow) state.alarms += 1;
  return [{ id: fact.id, condition: state.condition, atMs: to, shown: volumeShown(fact, state) }];
}

const iso = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString());

export const volumeShown = ({ minPerBlock }: VolumeFact, { last }: VolumeState): VolumeShown => ({
  fact: 'volume',
  minPerBlock,
  decisions: last?.decisions ?? null,
  from: iso(last?.from),
  to: iso(last?.to),
});

/** Reads what was written of a volume; null where it does not fit. */
export function readVolume(json: unknown): VolumeState | null {
  if (typeof json !== 'object' || json === null) return null;
  const { condition, changedAt, alarms, last } = json as VolumeState;
  const numbers = [changedAt, alarms, ...(last === null ? [] : [last?.from, last?.to, last?.decisions])];
  const isWhole =
    ['watching', 'firing', 'resolved'].includes(condition) &&
    numbers.every(Number.isSafeInteger) &&
    alarms >= 0 &&
    (last === null || last.decisions >= 0);
  return isWhole ? { condition, changedAt, alarms, last } : null;
}
