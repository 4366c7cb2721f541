import { open } from 'node:fs/promises';
import { TribuneError } from '../../../core/base/errors.js';

/** Bytes of a file that the user named, at most one more than `most`, so that a verifier refuses one that is too long. */
export async function readNamedFile(path: string, what: string, most: number): Promise<Uint8Array> {
  try {
    const file = await open(path, 'r');
    try {
      const bytes = new Uint8Array(Math.min((await file.stat()).size, most + 1));
      const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
      return bytes.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'it does not exist' : code === 'EISDIR' ? 'it is a folder' : message;
    throw new TribuneError('DATA_NOT_FOUND', `${what} ${path} cannot be read: ${why}`, {
      remedy: 'Check the path and that you may read the file.',
      place: { file: path },
      cause,
    });
  }
}
