import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { TribuneError } from '../../../../core/base/errors.js';

/** Bytes from the end of a partial file in which its last whole line is looked for. A longer row has it fetched anew. */
const MOST_TAIL = 4 * 1024 * 1024;
const LINE_FEED = 10;
const DIGITS = 12;

/**
 * Fetches a file of lines by its digest. What an earlier fetch left of the same file is kept, up to its last whole line, and only the rest is asked for.
 *
 * @param ask gives the bytes after the entry of the last line; null for all
 */
export async function fetchFile(
  path: string,
  digest: string,
  ask: (after: number | null) => Promise<AsyncIterable<Uint8Array>>,
): Promise<void> {
  if ((await digestOf(path)) === digest) return;
  // Only a fetch of the same bytes goes on with what is there.
  const draft = `${path}.${digest.slice('sha256:'.length).slice(0, DIGITS)}.partial`;
  const { size, last } = await wholeLines(draft);
  const file = await open(draft, 'a').catch(unwritable(path));
  try {
    await file.truncate(size);
    for await (const piece of await ask(last)) await file.appendFile(piece);
  } finally {
    await file.close();
  }
  if ((await digestOf(draft)) !== digest) {
    await rm(draft, { force: true });
    throw new TribuneError('DATA_EMPTY', `the rows for ${path} are not those that were counted`, {
      remedy: 'Somebody was erased meanwhile, or a label came: give the command again.',
    });
  }
  await rename(draft, path).catch(unwritable(path));
}

const unwritable =
  (path: string) =>
  (cause: unknown): never => {
    throw new TribuneError('OUTPUT_UNWRITABLE', `cannot write ${path}: ${(cause as Error).message}`, {
      remedy: 'Give --into a folder that you may write to.',
      cause,
    });
  };

async function digestOf(path: string): Promise<string | null> {
  if ((await stat(path).catch(() => null)) === null) return null;
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece as Uint8Array);
  return `sha256:${hash.digest('hex')}`;
}

/** Where the whole lines of a partial file end, and the entry of the last of them. */
async function wholeLines(path: string): Promise<{ readonly size: number; readonly last: number | null }> {
  const none = { size: 0, last: null };
  const file = await open(path, 'r').catch(() => null);
  if (file === null) return none;
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - MOST_TAIL);
    const tail = new Uint8Array(size - from);
    await file.read(tail, 0, tail.length, from);
    const end = tail.lastIndexOf(LINE_FEED);
    const begin = end <= 0 ? -1 : tail.lastIndexOf(LINE_FEED, end - 1);
    if (end < 0 || (begin < 0 && from > 0)) return none;
    const { entry } = JSON.parse(new TextDecoder().decode(tail.subarray(begin + 1, end))) as { entry: number };
    return { size: from + end + 1, last: entry };
  } finally {
    await file.close();
  }
}
