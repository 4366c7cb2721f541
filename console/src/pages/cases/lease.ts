import { useEffect, useState } from 'react';
import { call, Refused } from '../../api/call.js';

/** How often a reader who does something gives a sign of life, ms; a lease lasts thirty times as long. */
const KEEP_MS = 60_000;
/** For how long after the last sign somebody counts as at work, ms. */
const IDLE_MS = 60_000;
/** How often it is looked whether it is time for one, ms. */
const LOOK_MS = 5000;
const SIGNS = ['keydown', 'pointerdown', 'pointermove', 'scroll'] as const;

export interface Lease {
  /** Until when nobody else may take the case, ms. */
  readonly untilMs: number;
  /** Whether somebody else has it, or may have it. */
  readonly isLost: boolean;
}

/** Keeps a case for its reader as long as they do something, and says where it is theirs no longer. Whoever is away lets others have it. */
export function useLease(id: string, until: string): Lease {
  const [kept, setKept] = useState<Lease>({ untilMs: Date.parse(until), isLost: false });
  useEffect(() => setKept({ untilMs: Date.parse(until), isLost: false }), [until]);
  useEffect(() => {
    let [signMs, keptMs, lookedMs, usedMs] = [Date.now(), Date.now(), Date.now(), 0];
    const active = (): void => {
      signMs = Date.now();
    };
    /** Counts the time since the last look in which the page was seen, in front, and somebody did something in the minute before. */
    const count = (): void => {
      const nowMs = Date.now();
      const isInFront = document.visibilityState === 'visible' && document.hasFocus();
      if (isInFront && nowMs - signMs < IDLE_MS) usedMs += Math.min(nowMs - lookedMs, 2 * LOOK_MS);
      lookedMs = nowMs;
    };
    const look = (): void => {
      count();
      if (signMs <= keptMs || Date.now() - keptMs < KEEP_MS) return;
      void beat();
    };
    const beat = (): Promise<void> => {
      const activeMs = Math.round(usedMs);
      [keptMs, usedMs] = [Date.now(), 0];
      return call('POST /v1/cases/{id}/keep', { path: { id }, body: { activeMs } }).then(
        (answer) => setKept({ untilMs: Date.parse(answer.until), isLost: false }),
        (cause: unknown) => {
          if (isLeaseLost(cause)) setKept((old) => ({ ...old, isLost: true }));
        },
      );
    };
    for (const sign of SIGNS) addEventListener(sign, active, { passive: true });
    const timer = setInterval(look, LOOK_MS);
    tellers.set(id, () => {
      count();
      return beat();
    });
    return () => {
      clearInterval(timer);
      tellers.delete(id);
      for (const sign of SIGNS) removeEventListener(sign, active);
    };
  }, [id]);
  return kept;
}

/** Of each case whose page stands: tells how long it was in use. */
const tellers = new Map<string, () => Promise<void>>();

/** Tells how long the page of a case was in use until now, before something is sent that ends the reading. */
export const tellUse = (id: string): Promise<void> => tellers.get(id)?.() ?? Promise.resolve();

/** Whether the service says that the case is the reader's no longer. */
export const isLeaseLost = (cause: unknown): boolean =>
  cause instanceof Refused && (cause.status === 404 || LOST.includes(cause.reason));

/** Somebody else has it, or it ended meanwhile, such as where it was withdrawn. */
const LOST: readonly string[] = ['case.lease-lost', 'case.not-at-stage'];
