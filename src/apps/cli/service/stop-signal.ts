import process from 'node:process';
import { EXIT } from '../frame/spec.js';

/** Time within which a second signal is the same keystroke: npm passes on a Ctrl-C that the terminal has already sent to its child, ms. */
const SAME_KEYSTROKE_MS = 1000;

/**
 * Signals that stop the service. SIGHUP means that the terminal was closed, or the connection to it was lost; Node does not respect
 * `nohup`.
 */
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

const PARENT_CHECKED_MS = 250;

/**
 * A signal that is aborted at the first SIGTERM, SIGINT or SIGHUP, or when the npx that runs this process ended; a second, deliberate
 * signal ends the process at once.
 */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  let signalledAtMs: number | null = null;
  const onSignal = (): void => {
    if (signalledAtMs !== null && performance.now() - signalledAtMs > SAME_KEYSTROKE_MS) process.exit(EXIT.fault);
    signalledAtMs ??= performance.now();
    stop.abort();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  if (isRunByNpx(process.env)) {
    whenOrphaned(() => {
      signalledAtMs ??= performance.now();
      stop.abort();
    });
  }
  return stop.signal;
}

/**
 * Whether `npx tribune` runs this process: npm ends the shell between them, which sends no signal here. A script does not count, because it
 * may have put this process into the background and ended.
 */
export const isRunByNpx = (environment: NodeJS.ProcessEnv): boolean => environment.npm_lifecycle_event === 'npx';

/** The parent is read when the program starts, because it may be gone when it is needed. */
const parent = process.ppid;

/** Calls `stop` once the process that started this one has ended, when another becomes the parent. */
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
