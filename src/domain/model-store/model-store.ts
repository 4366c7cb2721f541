import { digestText, isDigest } from '../../core/base/digest.js';
import { TribuneError } from '../../core/base/errors.js';
import type { ModelBytes, ModelStore } from './ports.js';

/** Largest model that is stored, in bytes: as large as the largest model file that is read. */
export const LARGEST_MODEL = 256 * 1024 * 1024;

export interface ModelStoreDeps {
  readonly bytes: ModelBytes;
  readonly sha256: (data: Uint8Array) => Uint8Array;
  /** Most bytes of a model; default `LARGEST_MODEL`. */
  readonly maxBytes?: number;
}

/**
 * A store of models over a place for bytes. Bytes that are read are hashed again, because a model that decides about people must be the one
 * that the registry names, whoever had access to the disk or the bucket meanwhile.
 *
 * @example
 * const models = modelStore({ bytes: folderModelBytes('data/models'), sha256 });
 * const digest = await models.put(bytes);
 */
export function modelStore({ bytes: place, sha256, maxBytes = LARGEST_MODEL }: ModelStoreDeps): ModelStore {
  const digestOf = (bytes: Uint8Array): string => digestText(sha256(bytes));
  return {
    async put(bytes) {
      if (bytes.length === 0) {
        throw new TribuneError('MODEL_INVALID', 'a model without bytes cannot be kept', {
          remedy: 'Give the bytes of the model file.',
        });
      }
      if (bytes.length > maxBytes) throw tooLarge(`a model of ${bytes.length} bytes`, maxBytes);
      const digest = digestOf(bytes);
      // The stored bytes are read and not only looked up, so that a damaged copy is replaced when the model is stored again.
      const kept = (await place.has(digest)) ? await place.read(digest, maxBytes) : null;
      if (!(kept instanceof Uint8Array) || digestOf(kept) !== digest) await place.write(digest, bytes);
      return digest;
    },
    async get(digest) {
      demandDigest(digest);
      const bytes = await place.read(digest, maxBytes);
      if (bytes === null) throw notKept(digest, place);
      if (bytes === 'too large') throw tooLarge(`model ${digest} in ${place.place}`, maxBytes);
      const found = digestOf(bytes);
      if (found !== digest) throw changed(digest, found, place);
      return bytes;
    },
    async has(digest) {
      demandDigest(digest);
      return place.has(digest);
    },
  };
}

function demandDigest(digest: string): void {
  if (isDigest(digest)) return;
  throw new TribuneError('INVALID_ARGUMENT', `"${digest}" is no digest of a model`, {
    remedy: 'Give sha256: and 64 hexadecimal digits, as the registry names a version.',
  });
}

const notKept = (digest: string, { place }: ModelBytes): TribuneError =>
  new TribuneError('NOT_FOUND', `${place} keeps no model ${digest}`, {
    remedy: 'Put the bytes of this version there first.',
    reason: 'model-not-kept',
  });

const changed = (digest: string, found: string, { place }: ModelBytes): TribuneError =>
  new TribuneError('STORE_INVALID', `model ${digest} in ${place} was changed: its bytes are now ${found}`, {
    remedy: 'Put the bytes of the version there again, and find out who wrote to the place.',
    reason: 'model-changed',
  });

const tooLarge = (what: string, maxBytes: number): TribuneError =>
  new TribuneError('DATA_TOO_LARGE', `${what}: more than ${maxBytes} bytes are not kept`, {
    remedy: 'Export a smaller model.',
  });
