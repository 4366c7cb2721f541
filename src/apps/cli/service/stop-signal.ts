import process from 'node:process';
import { EXIT } from '../spec.js';

/** npm passes a Ctrl-C on that the terminal has sent to its child already: what comes this soon is the same keystroke, ms. */
const SAME_KEYSTROKE_MS = 1000;

/** Aborted at the first SIGTERM or SIGINT; a second, deliberate one ends the process at once. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  let toldAtMs: number | null = null;
  const onSignal = (): void => {
    if (toldAtMs !== null && performance.now() - toldAtMs > SAME_KEYSTROKE_MS) process.exit(EXIT.fault);
    toldAtMs ??= performance.now();
    stop.abort();
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  return stop.signal;
}

export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((done) => signal.addEventListener('abort', () => done(), { once: true }));
}
