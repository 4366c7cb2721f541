import process from 'node:process';
import { EXIT } from '../frame/spec.js';

/** npm passes a Ctrl-C on that the terminal has sent to its child already: what comes this soon is the same keystroke, ms. */
const SAME_KEYSTROKE_MS = 1000;

/** SIGHUP: the terminal was closed, or the connection to it was lost. Node does not keep the `nohup` of whoever started it. */
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

const PARENT_CHECKED_MS = 250;

/**
 * Aborted at the first SIGTERM, SIGINT or SIGHUP, or when the npx went away that runs us; a second, deliberate signal ends the process at
 * once.
 */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  let toldAtMs: number | null = null;
  const onSignal = (): void => {
    if (toldAtMs !== null && performance.now() - toldAtMs > SAME_KEYSTROKE_MS) process.exit(EXIT.fault);
    toldAtMs ??= performance.now();
    stop.abort();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  if (isRunByNpx(process.env)) {
    whenOrphaned(() => {
      toldAtMs ??= performance.now();
      stop.abort();
    });
  }
  return stop.signal;
}

/**
 * By `npx tribune`: npm ends the shell between us and itself, which tells us nothing. Not by a script, which may well have put us into
 * the background and ended.
 */
export const isRunByNpx = (environment: NodeJS.ProcessEnv): boolean => environment.npm_lifecycle_event === 'npx';

/** Read when the program starts, not when it first asks: the parent may be gone by then. */
const parent = process.ppid;

/** Calls once the process that started us has ended: another one takes us over then. */
function whenOrphaned(stop: () => void): void {
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, PARENT_CHECKED_MS);
  timer.unref();
}

export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((done) => signal.addEventListener('abort', () => done(), { once: true }));
}
