import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { defined } from '../../../core/base/defined.js';
import { TribuneError } from '../../../core/base/errors.js';
import { type Model, type ReadModelOptions, readModel } from '../../../core/models/index.js';
import { isVersionReference } from '../../../domain/registry/index.js';

/** Largest model file that is read, in bytes; `readModel` has the same limit. */
const LARGEST_MODEL_FILE = 256 * 1024 * 1024;

export interface LoadedFile {
  readonly model: Model;
  readonly digest: string;
  /** Number of bytes, unpacked. */
  readonly size: number;
}

export const digestOfBytes = (bytes: Uint8Array | string): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** Reads the bytes of a model file. Throws DATA_NOT_FOUND, and MODEL_INVALID when it is larger than any model that is read. */
export async function readModelBytes(path: string): Promise<Uint8Array> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw isFolder(path);
    if (!found.isFile()) throw notFound(path, 'is not a file');
    if (found.size > LARGEST_MODEL_FILE) {
      throw new TribuneError(
        'MODEL_INVALID',
        `model ${path} has ${found.size} bytes, more than ${LARGEST_MODEL_FILE}`,
        {
          remedy: 'Export a smaller model, or serve it and name its address.',
          place: { file: path },
        },
      );
    }
    return unpacked(await readFile(path), path);
  } catch (cause) {
    if (cause instanceof TribuneError) throw cause;
    const code = (cause as NodeJS.ErrnoException).code;
    throw notFound(path, code === 'ENOENT' || code === 'ENOTDIR' ? 'does not exist' : 'cannot be read', cause);
  }
}

/** Unpacks a packed model; its content has the same limit of size as any model file. */
function unpacked(bytes: Uint8Array, path: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: LARGEST_MODEL_FILE });
  } catch (cause) {
    const tooLarge = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    const what = tooLarge ? `unpacks to more than ${LARGEST_MODEL_FILE} bytes` : 'cannot be unpacked';
    throw new TribuneError('MODEL_INVALID', `model ${path} ${what}`, {
      remedy: tooLarge ? 'Export a smaller model, or serve it and name its address.' : 'Pack or export it again.',
      place: { file: path },
      cause,
    });
  }
}

const isFolder = (path: string): TribuneError =>
  new TribuneError(
    'MODEL_INVALID',
    `model ${path} is a folder (as a SavedModel of TensorFlow or a model of MLflow is)`,
    {
      remedy: 'Serve it and name its address (tfserving+http://, mlflow+http://), or name the model file inside.',
      place: { file: path },
    },
  );

export function parseModelFile(bytes: Uint8Array, path: string, rounds?: ReadModelOptions['rounds']): LoadedFile {
  const options = { name: path, ...defined({ rounds }) };
  return { model: readModel(bytes, options), digest: digestOfBytes(bytes), size: bytes.length };
}

const notFound = (path: string, what: string, cause?: unknown): TribuneError =>
  new TribuneError('DATA_NOT_FOUND', `model ${path} ${what}`, {
    remedy: isVersionReference(path)
      ? 'A version is read from the service that holds it: --server URL or --data DIR.'
      : 'Name a model file, or the address of a model server such as oip+http://127.0.0.1:8080/v2/models/credit.',
    place: { file: path },
    cause,
  });
