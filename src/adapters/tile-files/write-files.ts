import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export interface NewFile {
  /** Absolute. */
  readonly target: string;
  readonly bytes: Uint8Array;
}

/**
 * Writes files one after the other, each aside and renamed: a reader sees the whole file or none, also after a kill. Makes folders
 * that are missing. Throws what the system says of the first file that fails; no half-written one stays.
 */
export function writeFiles(files: readonly NewFile[]): void {
  for (const { target, bytes } of files) {
    const draft = `${target}.new`;
    try {
      writeDraft(draft, bytes);
      renameSync(draft, target);
    } catch (cause) {
      rmSync(draft, { force: true });
      throw cause;
    }
  }
}

/** Folders are missing for one file of thousands: no look before each. */
function writeDraft(draft: string, bytes: Uint8Array): void {
  try {
    writeFileSync(draft, bytes);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    mkdirSync(dirname(draft), { recursive: true, mode: 0o755 });
    writeFileSync(draft, bytes);
  }
}
