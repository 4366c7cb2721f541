import { useEffect, useRef, useState } from 'react';

/** Time in which what is about to be sent can be taken back, ms: once it is sent it stands in the log. */
const UNDO_MS = 5_000;
const STEP_MS = 1_000;

export interface Sending {
  /** Seconds until it is sent; null while nothing is about to be sent. */
  readonly leftS: number | null;
  /** Sends it after a while, or at once where it is about to be sent. */
  readonly send: () => void;
  readonly undo: () => void;
}

/** Sends something after a while in which it can be taken back. */
export function useSending(act: () => void): Sending {
  const [leftMs, setLeftMs] = useState<number | null>(null);
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    if (leftMs === null) return;
    const timer = setTimeout(() => {
      if (leftMs > STEP_MS) return setLeftMs(leftMs - STEP_MS);
      setLeftMs(null);
      latest.current();
    }, STEP_MS);
    return () => clearTimeout(timer);
  }, [leftMs]);
  return {
    leftS: leftMs === null ? null : leftMs / STEP_MS,
    send: () => {
      if (leftMs === null) return setLeftMs(UNDO_MS);
      setLeftMs(null);
      latest.current();
    },
    undo: () => setLeftMs(null),
  };
}

/** Says that something is about to be sent, with the way back. */
export function AboutToSend({
  sending: { leftS, send, undo },
  what,
}: {
  readonly sending: Sending;
  readonly what: string;
}) {
  if (leftS === null) return null;
  return (
    <div className="row sending" role="status">
      <span>
        {what} is sent in a moment and then stands.{' '}
        <span className="number" aria-hidden="true">
          {leftS} s
        </span>
      </span>
      <button type="button" className="button" onClick={undo}>
        Undo <kbd>u</kbd>
      </button>
      <button type="button" className="button" onClick={send}>
        Send it now
      </button>
    </div>
  );
}
