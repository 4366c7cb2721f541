import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

export type Liveness = 'open' | 'waiting' | 'lost';

/** A browser that was refused, or slept, tries again after this time, ms. */
const AGAIN_MS = 10_000;
/** Changes come in bursts, at the end of a block; they are shown together after this time, ms. */
const TOGETHER_MS = 300;

/**
 * Follows the changes of the monitor, and has what shows them asked for anew; says whether it does. A tab that nobody sees follows nothing: the
 * service and the browser hold few such connections. What it missed is asked for when it is seen again.
 */
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
    let wasOpen = false;
    const open = (): void => {
      source = new EventSource('/v1/monitor/events');
      source.addEventListener('open', () => {
        setLiveness('open');
        if (wasOpen) refresh();
        wasOpen = true;
      });
      source.addEventListener('change', refresh);
      source.addEventListener('error', () => {
        const isOver = source?.readyState === EventSource.CLOSED;
        setLiveness(isOver ? 'lost' : 'waiting');
        if (isOver) again = setTimeout(open, AGAIN_MS);
      });
    };
    const close = (): void => {
      source?.close();
      source = null;
      clearTimeout(again);
    };
    const look = (): void => {
      if (document.hidden) {
        close();
        setLiveness('waiting');
      } else if (source === null) open();
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
      close();
      clearTimeout(soon);
    };
  }, [client, isWanted]);
  return liveness;
}
