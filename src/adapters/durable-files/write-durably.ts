import { constants } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import process from 'node:process';

/** Only the user of the service reads and writes the file. */
const OWNER_ONLY = 0o600;

/** As `w`, but never through a link that somebody left under the name of the draft; Windows has no such flag. */
const WRITE_OVER: number =
  constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | ((constants.O_NOFOLLOW as number | undefined) ?? 0);

export interface DurableOptions {
  /** Permissions of a new file; by default for its owner alone. */
  readonly mode?: number;
  /** Name of the file while it is written, in the same folder; by default the name with `.new`. One that a crash left behind is written over. */
  readonly draft?: string;
}

/**
 * Writes a file as a whole or not at all: under another name first, forced to the disk, then renamed, and the folder forced after it. When it
 * resolves, a power cut no longer takes the file away. A draft that failed is removed.
 *
 * @example await writeDurably('/data/keys/main.checkpoint', note);
 */
export async function writeDurably(
  path: string,
  content: string | Uint8Array,
  { mode = OWNER_ONLY, draft = `${path}.new` }: DurableOptions = {},
): Promise<void> {
  try {
    const file = await open(draft, WRITE_OVER, mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw cause;
  }
  await syncFolder(dirname(path));
}

/** Forces the names in a folder to the disk. Windows has no such call for folders, and needs none. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
