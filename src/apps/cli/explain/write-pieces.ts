import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { TribuneError } from '../../../core/base/errors.js';

/**
 * Refuses to write over a file that is read: what stood there would be gone, and the result could not be made again. The same path of a
 * file that is still to be made counts, too; a glob is no file, and passes.
 *
 * @throws TribuneError OUTPUT_UNWRITABLE
 */
export async function keepInputs(out: string, inputs: readonly string[]): Promise<void> {
  const known = (path: string) => stat(path, { bigint: true }).catch(() => null);
  const there = await known(out);
  for (const input of inputs) {
    const read = await known(input);
    const isSame = there === null ? resolve(input) === resolve(out) : read?.ino === there.ino && read.dev === there.dev;
    if (!isSame) continue;
    throw new TribuneError('OUTPUT_UNWRITABLE', `${out} is what is read`, {
      remedy: 'Name another file with --out: the data stays as it is.',
      place: { name: out },
    });
  }
}

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
