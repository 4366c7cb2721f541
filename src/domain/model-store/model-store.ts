import { digestText, isDigest } from '../../core/base/digest.js';
import { TribuneError } from '../../core/base/errors.js';
import { changed, noBytes, noDigest, notHeld, otherDigest, tooLarge } from './errors.js';
import type { ModelBytes, ModelDraft, ModelStore, ReceivedModel, RunningSha256 } from './ports.js';

/** Largest model that is stored, in bytes: as large as the largest model file that is read. */
export const LARGEST_MODEL = 256 * 1024 * 1024;

export interface ModelStoreDeps {
  readonly bytes: ModelBytes;
  readonly newSha256: () => RunningSha256;
  /** Most bytes of a model; default `LARGEST_MODEL`. */
  readonly maxBytes?: number;
}

/**
 * A store of models over a place for bytes. Bytes that are read are hashed again, because a model that decides about people must be the one
 * that the registry names, whoever had access to the disk or the bucket meanwhile.
 *
 * @example
 * const models = modelStore({ bytes: folderModelBytes('data/artifacts'), newSha256: () => createHash('sha256') });
 * const digest = await models.put(bytes);
 */
export function modelStore({ bytes: place, newSha256, maxBytes = LARGEST_MODEL }: ModelStoreDeps): ModelStore {
  /** Gives the stored pieces as they come. Throws where there are none, and beyond the bound. */
  async function* read(digest: string): AsyncGenerator<Uint8Array> {
    const pieces = await place.open(digest);
    if (pieces === null) throw notHeld(digest, place);
    yield* bounded(pieces, maxBytes, `model ${digest} in ${place.place}`);
  }
  /** Gives the stored pieces, the last one only once the hash of all is that of the digest. */
  async function* checked(digest: string): AsyncGenerator<Uint8Array> {
    const hash = newSha256();
    let before: Uint8Array | null = null;
    for await (const piece of read(digest)) {
      if (before !== null) yield before;
      hash.update(piece);
      before = piece;
    }
    const found = digestText(hash.digest());
    if (found !== digest) throw changed(digest, found, place);
    if (before !== null) yield before;
  }
  async function check(digest: string): Promise<number> {
    demandDigest(digest);
    let size = 0;
    for await (const piece of checked(digest)) size += piece.length;
    return size;
  }
  async function receive(digest: string, pieces: AsyncIterable<Uint8Array>): Promise<ReceivedModel> {
    demandDigest(digest);
    const draft = await place.draft();
    try {
      const { size, found } = await fill(draft, bounded(pieces, maxBytes, 'the model'), newSha256());
      if (size === 0) throw noBytes();
      if (found !== digest) throw otherDigest(digest, found);
      // The stored bytes are read and not only looked up, so that a damaged copy is replaced when the model is stored again.
      const isNew = !(await isWhole(digest));
      if (isNew) await draft.keep(digest);
      return { size, isNew };
    } finally {
      await draft.discard();
    }
  }
  const isWhole = async (digest: string): Promise<boolean> => {
    if (!(await place.has(digest))) return false;
    return check(digest).then(() => true, unlessAway);
  };
  return {
    async put(bytes) {
      if (bytes.length === 0) throw noBytes();
      if (bytes.length > maxBytes) throw tooLarge(`a model of ${bytes.length} bytes`, maxBytes);
      const hash = newSha256();
      hash.update(bytes);
      const digest = digestText(hash.digest());
      await receive(digest, onePiece(bytes));
      return digest;
    },
    receive,
    async get(digest) {
      demandDigest(digest);
      return joined(checked(digest));
    },
    async head(digest, most) {
      demandDigest(digest);
      return joined(firstOf(read(digest), most));
    },
    open: async (digest) => ({ size: await check(digest), pieces: checked(digest) }),
    check,
    async remove(digest) {
      demandDigest(digest);
      await place.remove(digest);
    },
    async has(digest) {
      demandDigest(digest);
      return place.has(digest);
    },
  };
}

function demandDigest(digest: string): void {
  if (!isDigest(digest)) throw noDigest(digest);
}

/** Writes the pieces into the draft; gives their number of bytes and their digest. */
async function fill(
  draft: ModelDraft,
  pieces: AsyncIterable<Uint8Array>,
  hash: RunningSha256,
): Promise<{ size: number; found: string }> {
  let size = 0;
  for await (const piece of pieces) {
    size += piece.length;
    hash.update(piece);
    await draft.write(piece);
  }
  return { size, found: digestText(hash.digest()) };
}

async function* bounded(pieces: AsyncIterable<Uint8Array>, maxBytes: number, what: string): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const piece of pieces) {
    size += piece.length;
    if (size > maxBytes) throw tooLarge(what, maxBytes);
    yield piece;
  }
}

/** Gives the first bytes, and ends the pieces after them. */
async function* firstOf(pieces: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<Uint8Array> {
  let left = most;
  for await (const piece of pieces) {
    yield piece.subarray(0, left);
    left -= piece.length;
    if (left <= 0) return;
  }
}

async function joined(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  let size = 0;
  for await (const piece of pieces) {
    all.push(piece);
    size += piece.length;
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of all) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

async function* onePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** A damaged copy is replaced; a place that does not answer is an error. */
function unlessAway(cause: unknown): false {
  if (cause instanceof TribuneError && (cause.code === 'STORE_INVALID' || cause.code === 'DATA_TOO_LARGE'))
    return false;
  throw cause;
}
