import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TribuneError } from '../../core/base/errors.js';
import type { ReadTile } from '../../core/ledger/index.js';
import { mostBytes } from './limits.js';
import { LogUnreadable } from './unreadable.js';

const REMEDY =
  'Name the folder that holds the file `checkpoint` and the folder `tile`, and check that you may read it.';

/** Reads a log from a copy in a folder. Throws `LogUnreadable` when the folder does not exist. */
export async function openFolder(folder: string): Promise<ReadTile> {
  const found = await stat(folder).catch((cause) => unreadable(folder, cause));
  if (!found.isDirectory()) unreadable(folder, Object.assign(new Error('it is a file'), { code: 'ENOTDIR' }));
  return (path) => readFileOfLog(join(folder, path), mostBytes(path));
}

async function readFileOfLog(path: string, most: number): Promise<Uint8Array | null> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      // One byte too many is enough for the verifier to refuse the file by its length.
      const bytes = new Uint8Array(Math.min(size, most + 1));
      const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
      return bytes.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    // The copy has no such file or folder; the verifier reports which file is missing.
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    return unreadable(path, cause);
  }
}

function unreadable(path: string, cause: unknown): never {
  const { code, message } = cause as NodeJS.ErrnoException;
  const why = code === 'ENOENT' ? 'there is nothing of this name' : code === 'EACCES' ? 'permission denied' : message;
  throw new LogUnreadable(
    new TribuneError('DATA_NOT_FOUND', `the log ${path} cannot be read: ${why}`, { remedy: REMEDY, cause }),
  );
}
