import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { hadBreak, readingSince, useComfort } from './comfort.js';

const MINUTE_MS = 60_000;

/** Proposes a break to whoever has read for long; it takes nothing away, and nobody else is told. */
export function Break() {
  const { breakAfterMin } = useComfort();
  const [since, setSince] = useState(() => readingSince(Date.now()));
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), MINUTE_MS);
    return () => clearInterval(timer);
  }, []);
  const minutes = Math.floor((nowMs - since) / MINUTE_MS);
  if (breakAfterMin === 0 || minutes < breakAfterMin) return null;
  const begin = (): void => {
    hadBreak();
    setSince(readingSince(Date.now()));
  };
  return (
    <div className="quiet row no-print" role="status">
      <span className="grow">
        You have read for {minutes} minutes. A break helps you and the people whose cases you read; what you typed is
        kept.
      </span>
      <Link className="button" to="/cases" search={{}} onClick={begin}>
        Take a break
      </Link>
      <button type="button" className="button" onClick={begin}>
        Go on
      </button>
    </div>
  );
}
