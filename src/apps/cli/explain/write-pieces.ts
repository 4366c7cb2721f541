import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { TribuneError } from '../../../core/base/errors.js';

/** Writes a text piece by piece, as a whole or not at all: under a temporary name first. Throws OUTPUT_UNWRITABLE. */
export async function writePieces(path: string, pieces: Iterable<string>): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, 'w');
    try {
      // Unlike `write`, which gives the number of bytes that still had room on a full disk, this writes all or throws.
      for (const piece of pieces) await file.writeFile(piece);
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw new TribuneError('OUTPUT_UNWRITABLE', `cannot write ${path}: ${(cause as Error).message}`, {
      remedy: 'Name a file in a folder that you may write to.',
      cause,
    });
  }
}
