import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TribuneError } from '../../core/base/errors.js';
import type { ModelBytes } from '../../domain/model-store/ports.js';
import { draftFile, isAbsent, openPieces, removeFile, removeOldDrafts } from './draft-file.js';

export interface FolderOptions {
  /** The time, by which drafts of killed processes are known. */
  readonly nowMs: () => number;
}

/**
 * Stores models as files of a folder, named by the digits of their digest. A file is written under another name, forced to the disk and
 * then renamed, so that a name never stands for half a model. Only the user of the service may read the files.
 */
export function folderModelBytes(folder: string, { nowMs }: FolderOptions): ModelBytes {
  const fileOf = (digest: string): string => join(folder, digest.slice(digest.indexOf(':') + 1));
  const whenFailing = async <T>(what: string, work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (cause) {
      throw failed(`cannot ${what}`, cause);
    }
  };
  return {
    place: folder,
    async draft() {
      const draft = await whenFailing(`write to ${folder}`, draftFile(folder));
      return {
        write: (piece) => whenFailing(`write to ${folder}`, draft.write(piece)),
        keep: (digest) => whenFailing(`write model ${digest} to ${folder}`, draft.moveTo(fileOf(digest))),
        discard: () => whenFailing(`remove a draft from ${folder}`, draft.remove()),
      };
    },
    async open(digest) {
      const pieces = await whenFailing(`read model ${digest} in ${folder}`, openPieces(fileOf(digest)));
      return pieces === null ? null : readOn(pieces, `cannot read model ${digest} in ${folder}`);
    },
    async has(digest) {
      try {
        return (await stat(fileOf(digest))).isFile();
      } catch (cause) {
        if (isAbsent(cause)) return false;
        throw failed(`cannot look for model ${digest} in ${folder}`, cause);
      }
    },
    remove: (digest) => whenFailing(`remove model ${digest} from ${folder}`, removeFile(fileOf(digest))),
    sweep: () => whenFailing(`look for old drafts in ${folder}`, removeOldDrafts(folder, nowMs())),
  };
}

/** Gives the pieces; an error of the disk on the way is named. */
async function* readOn(pieces: AsyncIterable<Uint8Array>, what: string): AsyncGenerator<Uint8Array> {
  const iterator = pieces[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await iterator.next().catch((cause: unknown) => {
        throw failed(what, cause);
      });
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}

const failed = (what: string, cause: unknown): TribuneError =>
  new TribuneError('STORE_UNAVAILABLE', `${what}: ${(cause as Error).message}`, {
    remedy: 'Check space and permissions of the folder of models.',
    cause,
  });
