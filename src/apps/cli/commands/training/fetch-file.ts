import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isDigest } from '../../../../core/base/digest.js';
import { TribuneError } from '../../../../core/base/errors.js';

/** Bytes from the end of a partial file in which its last whole line is looked for. A longer row has it fetched anew. */
const MOST_TAIL = 4 * 1024 * 1024;
const PARTIAL = '.partial';
/** Says of which request the rows beside it are. */
export const REQUEST_FILE = 'request.json';
const LINE_FEED = 10;
const DIGITS = 12;
const DRAFT = /^[0-9a-f]{12}$/;
/** The rows are of persons. */
const OWNER_ONLY = 0o600;

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
  // A part of it becomes the name of a file.
  if (!isDigest(digest))
    throw new TribuneError('SERVER_UNREACHABLE', `the digest of the rows for ${path} is none`, {
      remedy: 'See whether the address is that of the service.',
    });
  // Only a fetch of the same bytes goes on with what is there.
  const draft = `${path}.${digest.slice('sha256:'.length).slice(0, DIGITS)}${PARTIAL}`;
  await dropDrafts(path, draft);
  if ((await digestOf(path)) === digest) return;
  const { size, last } = await wholeLines(draft);
  const file = await open(draft, 'a', OWNER_ONLY).catch(unwritable(path));
  try {
    await file.truncate(size);
    for await (const piece of await ask(last)) await file.appendFile(piece).catch(unwritable(path));
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

/** What fetches of other rows left is dropped: somebody who was erased since may be in it, and no fetch goes on with it. */
async function dropDrafts(path: string, but: string): Promise<void> {
  const [folder, start] = [dirname(path), `${basename(path)}.`];
  for (const name of await readdir(folder).catch(() => [])) {
    const digits = name.slice(start.length, -PARTIAL.length);
    const isDraft = name.startsWith(start) && name.endsWith(PARTIAL) && DRAFT.test(digits);
    if (isDraft && name !== basename(but)) await rm(join(folder, name), { force: true }).catch(unwritable(path));
  }
}

/**
 * Refuses a folder whose rows are those of another request, or of nobody knows what: who is in which file differs by request, so that a folder with
 * files of two would have people in both.
 *
 * @throws TribuneError OUTPUT_UNWRITABLE
 */
export async function keepOthers(into: string, request: string): Promise<void> {
  const told = await readFile(join(into, REQUEST_FILE), 'utf8').catch(() => null);
  const files = await readdir(into).catch(() => []);
  const found = files.find((name) => name === 'training.ndjson' || name === 'validation.ndjson');
  const refused = (what: string): TribuneError =>
    new TribuneError('OUTPUT_UNWRITABLE', what, { remedy: 'Name another folder with --into.', place: { name: into } });
  if (told !== null && requestIn(told) !== request)
    throw refused(`${join(into, REQUEST_FILE)} is not of the request ${request}`);
  if (told === null && found !== undefined)
    throw refused(`${join(into, found)} is there, and no ${REQUEST_FILE} says of which request it is`);
}

function requestIn(text: string): unknown {
  try {
    return (JSON.parse(text) as { readonly request?: unknown } | null)?.request;
  } catch {
    return undefined;
  }
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
    const last = entryOf(new TextDecoder().decode(tail.subarray(begin + 1, end)));
    return last === null ? none : { size: from + end + 1, last };
  } finally {
    await file.close();
  }
}

/** The entry of a row; null for what is none, since a disk may have kept half of what was written. */
function entryOf(line: string): number | null {
  try {
    const { entry } = JSON.parse(line) as { readonly entry?: unknown };
    return typeof entry === 'number' && Number.isSafeInteger(entry) && entry >= 0 ? entry : null;
  } catch {
    return null;
  }
}
