import { useEffect, useState } from 'react';
import { call, Refused } from '../../api/call.js';

/** How often a reader who does something gives a sign of life, ms; a lease lasts six times as long. */
const KEEP_MS = 5 * 60_000;
/** How often it is looked whether it is time for one, ms. */
const LOOK_MS = 15_000;
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
    let [activeMs, keptMs] = [Date.now(), Date.now()];
    const active = (): void => {
      activeMs = Date.now();
    };
    const look = (): void => {
      if (activeMs <= keptMs || Date.now() - keptMs < KEEP_MS) return;
      keptMs = Date.now();
      call('POST /v1/cases/{id}/keep', { path: { id } }).then(
        (answer) => setKept({ untilMs: Date.parse(answer.until), isLost: false }),
        (cause: unknown) => {
          if (isLeaseLost(cause)) setKept((old) => ({ ...old, isLost: true }));
        },
      );
    };
    for (const sign of SIGNS) addEventListener(sign, active, { passive: true });
    const timer = setInterval(look, LOOK_MS);
    return () => {
      clearInterval(timer);
      for (const sign of SIGNS) removeEventListener(sign, active);
    };
  }, [id]);
  return kept;
}

/** Whether the service says that the case is the reader's no longer. */
export const isLeaseLost = (cause: unknown): boolean =>
  cause instanceof Refused && (cause.status === 404 || LOST.includes(cause.reason));

/** Somebody else has it, or it ended meanwhile, such as where it was withdrawn. */
const LOST: readonly string[] = ['case.lease-lost', 'case.not-at-stage'];
