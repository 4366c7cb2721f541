import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { storeError } from '../postgres/engine/index.js';
import { processIdentity, sameProcess } from './process-identity.js';

const LOCK_FILE = 'service.lock';
/** A process that takes over needs a few file operations; after all attempts together (2 s) something else is wrong. */
const ATTEMPTS = 200;
const PAUSE_MS = 10;
/** A level is needed only where a process was killed while it took over the level before. */
const LEVELS = 4;

/**
 * Locks the data folder for this process, or throws `STORE_LOCKED` with the process that has it. The lock of a dead process is taken over.
 * Returns the function that releases it.
 */
export function lockFolder(dataDir: string): () => void {
  const path = join(dataDir, LOCK_FILE);
  const mine = `${JSON.stringify(processIdentity(process.pid))}\n`;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const owner = tryLock(path, mine, LEVELS);
    if (owner === 'mine') return () => release(path, mine);
    if (owner !== 'in motion') throw lockedError(dataDir, owner.pid);
    pause(PAUSE_MS);
  }
  throw storeError(
    'STORE_LOCKED',
    `the lock ${path} cannot be taken`,
    'Other processes keep taking it: stop them. If none runs, remove the files that begin with this name.',
  );
}

type Outcome = 'mine' | 'in motion' | ReturnType<typeof processIdentity>;

/**
 * Takes the lock at `path` if it is free or its owner is dead. A dead lock is replaced only by the holder of a second lock beside it, and
 * only while it still has the content that was found dead: between a look and a replacement by name alone another process could have taken
 * it. The second lock is of the same kind, so that whoever is killed while holding it blocks nobody.
 */
function tryLock(path: string, mine: string, levels: number): Outcome {
  if (tryCreate(path, mine)) return 'mine';
  const held = readIfPresent(path);
  if (held === null) return 'in motion';
  const owner = parseOwner(held);
  if (owner !== null && sameProcess(owner)) return owner;
  if (levels === 0) return 'in motion';
  const beside = `${path}.takeover`;
  if (tryLock(beside, mine, levels - 1) !== 'mine') return 'in motion';
  try {
    if (readIfPresent(path) !== held) return 'in motion';
    replace(path, mine);
    return 'mine';
  } finally {
    release(beside, mine);
  }
}

const lockedError = (dataDir: string, pid: number): Error =>
  storeError(
    'STORE_LOCKED',
    `the data folder ${dataDir} is in use by process ${pid}`,
    'Stop that process, or give another folder with --data. One folder serves one process.',
  );

/** Creates a file that appears as a whole or not at all: it is written under another name, then linked. */
function tryCreate(path: string, content: string): boolean {
  return fromDraft(path, content, (draft) => {
    try {
      linkSync(draft, path);
      return true;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw cause;
    }
  });
}

const replace = (path: string, content: string): void => fromDraft(path, content, (draft) => renameSync(draft, path));

function fromDraft<T>(path: string, content: string, put: (draft: string) => T): T {
  const draft = `${path}.${process.pid}.${Math.floor(performance.now() * 1000)}`;
  try {
    writeFileSync(draft, content, { mode: 0o600 });
    return put(draft);
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    const remedy = 'Check space and permissions of the data folder.';
    throw storeError('STORE_INVALID', `cannot write ${path} (${why})`, remedy, cause);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Waits without giving the thread away: the lock is taken before anything else is begun. */
const pause = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

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

function release(path: string, mine: string): void {
  if (readIfPresent(path) === mine) rmSync(path, { force: true });
}
