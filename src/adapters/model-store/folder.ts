import { randomUUID } from 'node:crypto';
import { mkdir, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TribuneError } from '../../core/base/errors.js';
import type { ModelBytes } from '../../domain/model-store/ports.js';
import { writeDurably } from '../durable-files/index.js';

/**
 * Stores models as files of a folder, named by the digits of their digest. A file is written under another name, forced to the disk and
 * then renamed, so that a name never stands for half a model. Only the user of the service may read the files.
 */
export function folderModelBytes(folder: string): ModelBytes {
  const fileOf = (digest: string): string => join(folder, digest.slice(digest.indexOf(':') + 1));
  return {
    place: folder,
    async write(digest, bytes) {
      const draft = join(folder, `.${randomUUID()}.new`);
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeDurably(fileOf(digest), bytes, { draft });
      } catch (cause) {
        throw failed(`cannot write model ${digest} to ${folder}`, cause);
      }
    },
    read: (digest, maxBytes) => readBounded(fileOf(digest), maxBytes),
    async has(digest) {
      try {
        return (await stat(fileOf(digest))).isFile();
      } catch (cause) {
        if (isAbsent(cause)) return false;
        throw failed(`cannot look for model ${digest} in ${folder}`, cause);
      }
    },
  };
}

/** The size is read from the opened file, so that nobody can exchange the file in between. */
async function readBounded(path: string, maxBytes: number): Promise<Uint8Array | 'too large' | null> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      return size > maxBytes ? 'too large' : await file.readFile();
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (isAbsent(cause)) return null;
    throw failed(`cannot read ${path}`, cause);
  }
}

const isAbsent = (cause: unknown): boolean =>
  ['ENOENT', 'ENOTDIR'].includes((cause as NodeJS.ErrnoException).code ?? '');

const failed = (what: string, cause: unknown): TribuneError =>
  new TribuneError('STORE_UNAVAILABLE', `${what}: ${(cause as Error).message}`, {
    remedy: 'Check space and permissions of the folder of models.',
    cause,
  });
