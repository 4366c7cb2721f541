import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Makes a private directory for the rows that do not fit into memory, and removes it afterwards, also when the process is interrupted
 * meanwhile, because rows of people must not stay behind.
 *
 * @param parent parent of the directory; default: the system's directory for temporary files
 */
export async function withSpillDirectory<T>(
  parent: string | undefined,
  work: (directory: string) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(join(parent ?? tmpdir(), 'tribune-'));
  const forget = removeOnSignal(directory);
  try {
    return await work(directory);
  } finally {
    forget();
    await rm(directory, { recursive: true, force: true });
  }
}

function removeOnSignal(directory: string): () => void {
  const forget = (): void => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    forget();
    rmSync(directory, { recursive: true, force: true });
    // When nobody else handles the signal, it ends the process, as it would have without this handler.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return forget;
}
