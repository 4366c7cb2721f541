import {
  closeSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { storeError } from '../postgres/engine/index.js';

const GROUP_AND_OTHERS = 0o077;
const WRITABLE_BY_OTHERS = 0o022;
/** In a sticky folder, such as /tmp, nobody replaces the files of others. */
const STICKY = 0o1000;
const ROOT = 0;

/** Content of a secret file, null when absent. Throws `KEY_MISSING` when others may read or replace it. */
export function readKeyFile(path: string): string | null {
  let stats: Stats;
  try {
    stats = statSync(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw unreadable(path, cause);
  }
  if (process.platform !== 'win32') {
    demandPrivate(path, stats);
    demandFolder(dirname(path));
  }
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

const unreadable = (path: string, cause: unknown): Error =>
  storeError('KEY_MISSING', `cannot read ${path}`, 'Check its owner and permissions.', cause);

const shown = (mode: number): string => (mode & 0o7777).toString(8);

function demandPrivate(path: string, { mode, uid }: Stats): void {
  const us = process.getuid!();
  if (uid !== us) {
    const remedy = `Run chown ${us} ${path}; if its owner is not to be trusted, turn the epoch.`;
    throw storeError('KEY_MISSING', `${path} belongs to user ${uid}, not to us (${us}): its owner can read it`, remedy);
  }
  if ((mode & GROUP_AND_OTHERS) === 0) return;
  const remedy = `Run chmod 600 ${path}; if others may have read it, turn the epoch.`;
  throw storeError('KEY_MISSING', `${path} has mode ${shown(mode)}: others can read it`, remedy);
}

/** Whoever can write in the folder can put another key in the place of ours. */
function demandFolder(folder: string): void {
  const { mode, uid } = statSync(folder);
  const isOurs = uid === process.getuid!() || uid === ROOT;
  const isClosed = (mode & WRITABLE_BY_OTHERS) === 0 || (mode & STICKY) !== 0;
  if (isOurs && isClosed) return;
  const what = isOurs ? `has mode ${shown(mode)}` : `belongs to user ${uid}`;
  const remedy = `Run chown ${process.getuid!()} ${folder} and chmod 700 ${folder}, and check that the keys in it are yours.`;
  throw storeError('KEY_MISSING', `the folder ${folder} ${what}: others can replace the keys in it`, remedy);
}

/**
 * Durable replacement. The old content is then overwritten where it stood, as far as the file system writes in place; at
 * every moment the path names a whole keyring.
 */
export function replaceSecretFile(path: string, content: string): void {
  const draft = `${path}.new`;
  try {
    const file = openSync(draft, 'w', 0o600);
    writeThrough(file, content);
    const old = openIfPresent(path);
    renameSync(draft, path);
    syncFolder(dirname(path));
    if (old !== null) writeThrough(old, ' '.repeat(fstatSync(old).size));
  } catch (cause) {
    removeDraft(draft);
    throw storeError('KEY_MISSING', `cannot write ${path}`, 'Check space and permissions of the keys folder.', cause);
  }
}

/** Half a key is of no use to us, and must not lie about. */
function removeDraft(draft: string): void {
  try {
    rmSync(draft, { force: true });
  } catch {
    // The failure before is the one to tell.
  }
}

/** `writeFileSync` goes on after a short write, which a disk that runs full gives before it gives an error. */
function writeThrough(file: number, content: string): void {
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function openIfPresent(path: string): number | null {
  try {
    return openSync(path, 'r+');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw cause;
  }
}

function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
