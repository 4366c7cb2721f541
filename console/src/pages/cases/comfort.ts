import { useSyncExternalStore } from 'react';

/** How somebody who reads many cases wants to read them, in this browser. */
export interface Comfort {
  /** Texts are blurred until they are pointed at or reached by keyboard. */
  readonly isBlurred: boolean;
  /** Without colours. */
  readonly isGrey: boolean;
  /** The next case comes by itself after an answer. */
  readonly goesOn: boolean;
  /** Minutes of reading after which a break is proposed; 0 for never. */
  readonly breakAfterMin: number;
}

const USUAL: Comfort = { isBlurred: false, isGrey: false, goesOn: true, breakAfterMin: 50 };
const PLACE = 'tribune-reading';
const listeners = new Set<() => void>();
let known: Comfort | null = null;

function stored(): Comfort {
  if (known !== null) return known;
  try {
    known = { ...USUAL, ...(JSON.parse(localStorage.getItem(PLACE) ?? '{}') as Partial<Comfort>) };
  } catch {
    known = USUAL;
  }
  return known;
}

export function changeComfort(change: Partial<Comfort>): void {
  known = { ...stored(), ...change };
  try {
    localStorage.setItem(PLACE, JSON.stringify(known));
  } catch {
    // A browser that keeps nothing has them until the page is left.
  }
  for (const tell of listeners) tell();
}

export const useComfort = (): Comfort =>
  useSyncExternalStore((tell) => {
    listeners.add(tell);
    return () => listeners.delete(tell);
  }, stored);

const BEGUN = 'tribune-reading-since';

/** Since when this reader reads without a break, ms; it begins with the first case that is opened. */
export function readingSince(nowMs: number): number {
  try {
    const since = Number(sessionStorage.getItem(BEGUN));
    if (Number.isFinite(since) && since > 0) return since;
    sessionStorage.setItem(BEGUN, String(nowMs));
  } catch {
    return nowMs;
  }
  return nowMs;
}

/** Begins the time of reading anew, as after a break. */
export function hadBreak(): void {
  try {
    sessionStorage.removeItem(BEGUN);
  } catch {
    return;
  }
}
