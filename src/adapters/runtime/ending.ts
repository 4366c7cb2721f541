import process from 'node:process';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What is still to be done when the process is told to end. */
const works = new Set<() => void>();

/**
 * Does a last work at once when the process is told to end, which then goes on as it would have. One listener serves all of them.
 *
 * @returns what takes it back
 * @example const forget = whenEnding(() => rmSync(directory, { recursive: true }));
 */
export function whenEnding(work: () => void): () => void {
  if (works.size === 0) for (const signal of SIGNALS) process.on(signal, endBy);
  works.add(work);
  return () => {
    if (works.delete(work) && works.size === 0) unhear();
  };
}

function unhear(): void {
  for (const signal of SIGNALS) process.off(signal, endBy);
}

function endBy(signal: NodeJS.Signals): void {
  unhear();
  const last = [...works];
  works.clear();
  for (const work of last) work();
  // When nobody else handles the signal, it ends the process, as it would have without this handler.
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}
