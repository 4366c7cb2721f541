import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TribuneError } from '../../../core/base/errors.js';

/** Largest text file in bytes; no policy and no audit is larger. */
const LARGEST_TEXT_FILE = 256 * 1024 * 1024;

/** Reads a text file that the user named; a missing or unreadable one is a clear error with the given code. */
export async function readTextFile(
  path: string,
  what: string,
  code: 'POLICY_UNREADABLE' | 'BASELINE_INVALID' | 'DATA_NOT_FOUND' | 'USAGE',
): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > LARGEST_TEXT_FILE) {
      throw new TribuneError(code, `${what} ${path} has ${size} bytes; at most ${LARGEST_TEXT_FILE} are read`);
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (cause) {
    if (cause instanceof TribuneError) throw cause;
    throw new TribuneError(code, `${what} ${path} cannot be read: ${reason(cause)}`, {
      remedy: 'Check the path and that the file is UTF-8 text you may read.',
      place: { file: path },
      cause,
    });
  }
}

export function sha256Digest(text: string): string {
  return `sha256:${createHash('sha256').update(text, 'utf8').digest('hex')}`;
}

/** Writes each file as a whole or not at all: under a temporary name first, and renamed when all are written. */
export async function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  const written: [string, string][] = [];
  try {
    await makeFolder(folder);
    for (const [name, content] of Object.entries(files)) {
      const target = join(folder, name);
      const temporary = join(dirname(target), `.${name}.${process.pid}.tmp`);
      written.push([temporary, target]);
      await writeFile(temporary, content);
    }
    for (const [temporary, target] of written) await rename(temporary, target);
  } catch (cause) {
    for (const [temporary] of written) await rm(temporary, { force: true });
    throw new TribuneError('OUTPUT_UNWRITABLE', `cannot write to ${folder}: ${reason(cause)}`, {
      remedy: 'Give --out a folder you may write to.',
      cause,
    });
  }
}

/**
 * Makes a folder as `mkdir -p` does, one level at a time, because Node's own recursion never ends where a file system answers ENOENT below
 * an existing folder (/proc).
 */
async function makeFolder(folder: string): Promise<void> {
  const isThere = (path: string) =>
    stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
  if (await isThere(folder)) return;
  if (!(await isThere(dirname(folder))) && dirname(folder) !== folder) await makeFolder(dirname(folder));
  try {
    await mkdir(folder);
  } catch (cause) {
    // Another audit may have made the folder meanwhile.
    if (!(await isThere(folder))) throw cause;
  }
}

const REASONS: Record<string, string> = {
  ENOENT: 'it does not exist',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is a file',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EEXIST: 'a file of that name is in the way',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'the path is too long',
  ERR_INVALID_ARG_VALUE: 'the path holds the character NUL',
};

export function reason(cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException)?.code;
  if (code && REASONS[code]) return REASONS[code];
  return cause instanceof TypeError ? 'it is not UTF-8 text' : cause instanceof Error ? cause.message : String(cause);
}
