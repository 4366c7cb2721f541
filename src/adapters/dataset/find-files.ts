import { access, constants, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { TribuneError } from '../../core/base/errors.js';
import { type Engine, withEngine } from './engine/engine.js';
import { type Sniffed, sniff } from './sniff.js';
import { doubled } from './sql/dialect.js';

export interface DataFile extends Sniffed {
  /** Path of the file as the user wrote it, or as the pattern found it. */
  readonly path: string;
  readonly absolute: string;
  readonly bytes: number;
}

const PATTERN = /[*?[{]/;

/** Whether a name may be one of several files, where no file has exactly that name. */
export const isPattern = (path: string): boolean => PATTERN.test(path);

/** The files that paths and patterns name, each once and in order, with their format found. The engine must not be locked yet. */
export async function findFiles(engine: Engine, paths: readonly string[]): Promise<DataFile[]> {
  if (paths.length === 0)
    throw new TribuneError('USAGE', 'no data file is named', { remedy: 'Name at least one file.' });
  const found = new Map<string, string>();
  for (const path of paths) {
    for (const name of await expand(engine, path)) found.set(resolve(name), name);
  }
  const files: DataFile[] = [];
  for (const [absolute, path] of found) files.push(await openFile(path, absolute));
  const [first] = files;
  const other = files.find((file) => file.format !== first!.format);
  if (other !== undefined) {
    throw new TribuneError(
      'DATA_UNREADABLE',
      `${first!.path} is ${first!.format}, but ${other.path} is ${other.format}`,
      {
        remedy: 'Audit files of one format together.',
      },
    );
  }
  return files;
}

/** Whether a pattern names some file, be it one that cannot be read. No file has NUL in its name, at which the engine would end the pattern. */
export const matchesAny = async (pattern: string): Promise<boolean> =>
  !pattern.includes('\0') && withEngine({}, async (engine) => (await matching(engine, pattern)).length > 0);

/** Files of a pattern. A file of exactly that name takes precedence, so that brackets in names need no escape. */
async function expand(engine: Engine, path: string): Promise<string[]> {
  // The engine would end the pattern at NUL; as a path it is refused below.
  if (path.includes('\0')) return [path];
  if (!isPattern(path) || (await exists(path))) return [path];
  const files = await matching(engine, path);
  if (files.length === 0) {
    throw new TribuneError('DATA_NOT_FOUND', `no file matches ${path}`, {
      remedy: 'Check the pattern and the directory.',
    });
  }
  return files;
}

async function matching(engine: Engine, pattern: string): Promise<string[]> {
  const rows = await engine.query(`SELECT file FROM glob(${doubled(pattern, "'")}) ORDER BY file`);
  return rows.map(([file]) => file!);
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

async function openFile(path: string, absolute: string): Promise<DataFile> {
  try {
    const found = await stat(absolute);
    if (found.isDirectory()) {
      throw new TribuneError('DATA_NOT_FOUND', `${path} is a directory`, {
        remedy: `Name its files, for example "${path}/*.csv".`,
      });
    }
    if (!found.isFile()) {
      throw new TribuneError('DATA_NOT_FOUND', `${path} is not a regular file`, {
        remedy: 'Write the data into a file first: it is read twice.',
      });
    }
    await access(absolute, constants.R_OK);
    return { ...(await sniff(absolute, path)), path, absolute, bytes: found.size };
  } catch (error) {
    throw fileError(error, path);
  }
}

function fileError(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new TribuneError('DATA_NOT_FOUND', `${path} does not exist`, { remedy: 'Check the path.', cause: error });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new TribuneError('DATA_NOT_FOUND', `${path} cannot be read: permission denied`, {
      remedy: 'Give read permission.',
      cause: error,
    });
  }
  const reason = code === undefined ? undefined : UNUSABLE[code];
  if (reason === undefined) return error;
  return new TribuneError('DATA_NOT_FOUND', `${path.slice(0, LONGEST_SHOWN)} cannot be read: ${reason}`, {
    remedy: 'Check the path.',
    cause: error,
  });
}

/** Letters of a path that no system takes, in its message. */
const LONGEST_SHOWN = 200;

const UNUSABLE: Readonly<Record<string, string>> = {
  ENAMETOOLONG: 'the path is too long',
  ELOOP: 'its links lead in a circle',
  ERR_INVALID_ARG_VALUE: 'the path holds the character NUL',
};
