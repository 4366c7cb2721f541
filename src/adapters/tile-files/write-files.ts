import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export interface NewFile {
  /** Absolute path of the file. */
  readonly target: string;
  readonly bytes: Uint8Array;
}

/**
 * Writes files one after the other, each under another name and then renamed, so that a reader sees the whole file or none, also after a
 * kill. Missing folders are made. It throws the system's error for the first file that fails, and leaves no half-written file.
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

/** Writes a draft. Its folder is missing for one file of thousands, so it is made only when writing fails. */
function writeDraft(draft: string, bytes: Uint8Array): void {
  try {
    writeFileSync(draft, bytes);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    mkdirSync(dirname(draft), { recursive: true, mode: 0o755 });
    writeFileSync(draft, bytes);
  }
}
