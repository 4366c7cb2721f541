import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

export type Liveness = 'open' | 'waiting' | 'lost';

/** A browser that was refused, or slept, tries again after this time, ms. */
const AGAIN_MS = 10_000;
/** Changes come in bursts, at the end of a block; they are shown together after this time, ms. */
const TOGETHER_MS = 300;

/** Follows the changes of the monitor, and has what shows them asked for anew; says whether it does. */
export function useLive(isWanted: boolean): Liveness {
  const client = useQueryClient();
  const [liveness, setLiveness] = useState<Liveness>('waiting');
  useEffect(() => {
    if (!isWanted) return;
    let source: EventSource | null = null;
    let again: ReturnType<typeof setTimeout> | undefined;
    let soon: ReturnType<typeof setTimeout> | undefined;
    const refresh = (): void => {
      soon ??= setTimeout(() => {
        soon = undefined;
        void client.invalidateQueries({ queryKey: ['monitor'] });
        void client.invalidateQueries({ queryKey: ['alerts'] });
      }, TOGETHER_MS);
    };
    const open = (): void => {
      source = new EventSource('/v1/monitor/events');
      source.addEventListener('open', () => setLiveness('open'));
      source.addEventListener('change', refresh);
      source.addEventListener('error', () => {
        const isOver = source?.readyState === EventSource.CLOSED;
        setLiveness(isOver ? 'lost' : 'waiting');
        if (isOver) again = setTimeout(open, AGAIN_MS);
      });
    };
    open();
    return () => {
      source?.close();
      clearTimeout(again);
      clearTimeout(soon);
    };
  }, [client, isWanted]);
  return liveness;
}
