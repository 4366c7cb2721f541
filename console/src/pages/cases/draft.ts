import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { sessionQuery } from '../../api/queries.js';

/** What was typed about a case and is not sent yet. */
export interface Draft {
  readonly outcome: string;
  readonly confidence: number;
  readonly reason: string;
}

const EMPTY: Draft = { outcome: '', confidence: 0, reason: '' };
const PREFIX = 'tribune-draft:';

function stored(place: string): Draft {
  try {
    const found: unknown = JSON.parse(sessionStorage.getItem(place) ?? 'null');
    return typeof found === 'object' && found !== null ? { ...EMPTY, ...found } : EMPTY;
  } catch {
    return EMPTY;
  }
}

/**
 * What is typed about a case, kept in this tab until it is sent, so that neither a reload nor a lease that is lost takes it. It is kept for one reader
 * and one part of the case, and goes with the tab.
 */
export function useDraft(id: string, part: string): readonly [Draft, (change: Partial<Draft>) => void, () => void] {
  const reader = useQuery(sessionQuery).data?.id ?? '';
  const place = `${PREFIX}${reader}:${id}:${part}`;
  const [draft, setDraft] = useState(() => stored(place));
  const keep = (change: Partial<Draft>): void => {
    const next = { ...draft, ...change };
    setDraft(next);
    attempt(() => sessionStorage.setItem(place, JSON.stringify(next)));
  };
  const forget = (): void => attempt(() => sessionStorage.removeItem(place));
  return [draft, keep, forget];
}

/** A browser that keeps nothing still holds what is typed while the page stands. */
function attempt(act: () => void): void {
  try {
    act();
  } catch {
    return;
  }
}
