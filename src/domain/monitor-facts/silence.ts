import type { FactChange, FactCondition, SilenceShown } from './fact-change.js';

/** Nothing may come of a deployment for so long. */
export interface SilenceFact {
  readonly kind: 'silence';
  readonly id: string;
  readonly longestMs: number;
  /** Length of the blocks in which decisions are counted. */
  readonly blockMs: number;
  readonly severity: 'page' | 'ticket';
}

/** What is remembered of a silence. Times are milliseconds. */
export interface SilenceState {
  condition: FactCondition;
  changedAt: number;
  alarms: number;
  /** When the last decision before the last silence came, or the watch began; null before the first silence. */
  fromMs: number | null;
  /** When a decision came again; null while the silence lasts. */
  toMs: number | null;
  /** Whether every block of the silence is closed. */
  isSettled: boolean;
  /** Decisions of whole blocks of the silence, which were closed since. */
  decisions: number;
}

export const startSilence = (): SilenceState => ({
  ...{ condition: 'watching', changedAt: 0, alarms: 0, fromMs: null, toMs: null },
  ...{ isSettled: true, decisions: 0 },
});

/** What a listener knows: nothing came between the two times. */
export interface Heard {
  /** When the last decision came, or the watch began. */
  readonly heardMs: number;
  /** Until when it is certain that nothing else came; null where only `heardMs` is certain, since not everything is read. */
  readonly untilMs: number | null;
}

/** Whether nothing came for longer than is allowed. */
const isSilent = ({ longestMs }: Pick<SilenceFact, 'longestMs'>, heardMs: number, nowMs: number): boolean =>
  nowMs - heardMs > longestMs;

/**
 * Ends a silence with the first decision that came after it, and begins one by the clock. Nothing is said of the blocks of that time: senders that were cut off send what they decided meanwhile, and
 * their blocks are closed as all others are.
 *
 * @param state changed in place
 * @returns at most an end and a beginning
 */
export function listen(fact: SilenceFact, state: SilenceState, { heardMs, untilMs }: Heard): FactChange[] {
  const changes: FactChange[] = [];
  const become = (condition: FactCondition, atMs: number): void => {
    state.condition = condition;
    state.changedAt = atMs;
    changes.push({ id: fact.id, condition, atMs, shown: silenceShown(fact, state) });
  };
  if (state.condition === 'firing' && heardMs > state.fromMs!) {
    state.toMs = heardMs;
    become('resolved', heardMs);
  }
  if (state.condition !== 'firing' && untilMs !== null && isSilent(fact, heardMs, untilMs)) {
    Object.assign(state, { fromMs: heardMs, toMs: null, isSettled: false, decisions: 0 });
    state.alarms += 1;
    become('firing', untilMs);
  }
  return changes;
}

/**
 * Takes in a block that was closed. Once those of a silence all are, and some had decisions, it is said that they came late: what looked idle was not.
 *
 * @param block what was counted in it, cells and all that is in none
 */
export function passBlock(
  fact: SilenceFact,
  state: SilenceState,
  { from, to, decisions }: { readonly from: number; readonly to: number; readonly decisions: number },
): FactChange[] {
  if (state.isSettled || state.toMs === null) return [];
  if (to <= state.toMs) {
    if (from >= state.fromMs!) state.decisions += decisions;
    return [];
  }
  state.isSettled = true;
  if (state.condition !== 'resolved' || state.decisions === 0) return [];
  state.condition = 'watching';
  state.changedAt = to;
  return [{ id: fact.id, condition: 'watching', atMs: to, shown: silenceShown(fact, state) }];
}

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** Whether a block fits between the ends of a silence. */
const hasBlock = ({ blockMs }: SilenceFact, { fromMs, toMs }: SilenceState): boolean =>
  fromMs !== null && toMs !== null && Math.ceil(fromMs / blockMs) < Math.floor(toMs / blockMs);

export const silenceShown = (fact: SilenceFact, state: SilenceState): SilenceShown => ({
  fact: 'silence',
  longestSeconds: fact.longestMs / 1000,
  from: iso(state.fromMs),
  to: iso(state.toMs),
  madeMeanwhile: state.isSettled && hasBlock(fact, state) ? state.decisions : null,
});

/** Reads what was written of a silence; null where it does not fit. */
export function readSilence(json: unknown): SilenceState | null {
  if (typeof json !== 'object' || json === null) return null;
  const { condition, changedAt, alarms, fromMs, toMs, isSettled, decisions } = json as SilenceState;
  const isWhole =
    ['watching', 'firing', 'resolved'].includes(condition) &&
    [changedAt, fromMs ?? 0, toMs ?? 0].every(Number.isSafeInteger) &&
    [alarms, decisions].every((count) => Number.isSafeInteger(count) && count >= 0) &&
    typeof isSettled === 'boolean' &&
    (condition !== 'firing' || typeof fromMs === 'number');
  return isWhole ? { condition, changedAt, alarms, fromMs, toMs, isSettled, decisions } : null;
}
