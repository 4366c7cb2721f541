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
/** Sticky bit: in a sticky folder, such as /tmp, nobody can replace the files of others. */
const STICKY = 0o1000;
const ROOT = 0;

/** Content of a secret file; null when it is absent. Throws `KEY_MISSING` when others may read or replace it. */
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

/** Refuses a folder in which others can write, because they could replace our key by another. */
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
 * Replaces a file durably, and then overwrites the old content in its place, as far as the file system writes in place. The path names a
 * whole keyring at every moment.
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

/** Removes a draft, because half a key is useless and must not stay on the disk. */
function removeDraft(draft: string): void {
  try {
    rmSync(draft, { force: true });
  } catch {
    // The error to report is the one before.
  }
}

/** Writes a file. `writeFileSync` goes on after a short write, which a disk that fills up gives before it gives an error. */
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
