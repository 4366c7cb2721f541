import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { storeError } from '../postgres/engine/index.js';
import { processIdentity, sameProcess } from './process-identity.js';

const LOCK_FILE = 'service.lock';
const ATTEMPTS = 10;

/**
 * Locks the data folder for this process, or throws `STORE_LOCKED` with the process that has it. The lock of a dead process is taken over.
 * Returns the function that releases it.
 */
export function lockFolder(dataDir: string): () => void {
  const path = join(dataDir, LOCK_FILE);
  const mine = `${JSON.stringify(processIdentity(process.pid))}\n`;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (tryCreate(path, mine)) return () => release(path, mine);
    const held = readIfPresent(path);
    if (held === null) continue;
    const owner = parseOwner(held);
    if (owner !== null && sameProcess(owner)) throw lockedError(dataDir, owner.pid);
    setAside(path, held);
  }
  throw storeError(
    'STORE_LOCKED',
    `the lock ${path} cannot be taken`,
    'Another process keeps taking it: stop one of them.',
  );
}

const lockedError = (dataDir: string, pid: number): Error =>
  storeError(
    'STORE_LOCKED',
    `the data folder ${dataDir} is in use by process ${pid}`,
    'Stop that process, or give another folder with --data. One folder serves one process.',
  );

/** Creates a file that appears as a whole or not at all: it is written under another name, then linked. */
function tryCreate(path: string, content: string): boolean {
  const draft = `${path}.${process.pid}.${Math.floor(performance.now() * 1000)}`;
  try {
    writeFileSync(draft, content, { mode: 0o600 });
    linkSync(draft, path);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    const why = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    const remedy = 'Check space and permissions of the data folder.';
    throw storeError('STORE_INVALID', `cannot write ${path} (${why})`, remedy, cause);
  } finally {
    rmSync(draft, { force: true });
  }
}

function readIfPresent(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function parseOwner(text: string): ReturnType<typeof processIdentity> | null {
  try {
    const value = JSON.parse(text) as ReturnType<typeof processIdentity>;
    return typeof value.pid === 'number' ? value : null;
  } catch {
    return null;
  }
}

/** Moves a stale lock away, and puts it back when it was in fact the new lock of another process. */
function setAside(path: string, stale: string): void {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (readIfPresent(aside) !== stale) {
    try {
      linkSync(aside, path);
    } catch {
      // A third process has the lock now; the second will find its own missing when it releases it.
    }
  }
  rmSync(aside, { force: true });
}

function release(path: string, mine: string): void {
  if (readIfPresent(path) === mine) rmSync(path, { force: true });
}
