import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { storeError } from '../engine/fail.js';
import { runTool } from './environment.js';
import type { UserIds } from './system-user.js';

/** Folder in which a system stores what programs can make anew (Filesystem Hierarchy Standard 3.0, section 5.5). */
const CACHE = '/var/cache/tribune';

export interface Programs {
  /** Folder with the subfolders `bin`, `lib` and `share`. */
  readonly native: string;
  readonly version: string;
  readonly cache?: string;
}

/**
 * A folder with PostgreSQL's programs that another user can run: where they are, or, when they were installed under a folder
 * that is closed to others, a copy in /var/cache/tribune, made once for each version. PostgreSQL looks for its
 * libraries by its real path, so that, other than for the data, no way around the closed folder exists. Throws `STORE_INVALID`.
 */
export function runnableBy(user: UserIds, { native, version, cache = CACHE }: Programs): string {
  if (runs(user, native)) return native;
  const copy = join(cache, `postgresql-${version}-${process.arch}`);
  try {
    mkdirSync(cache, { recursive: true, mode: 0o755 });
    demandOurs(cache);
    if (!existsSync(copy)) makeCopy(native, { copy, cache });
    demandOurs(copy);
  } catch (cause) {
    throw notRunnable(native, cause);
  }
  if (runs(user, copy)) return copy;
  throw notRunnable(native);
}

/** What was seen to run, as user and folder: a process that opens many stores tries it once. */
const seenToRun = new Set<string>();

function runs({ uid, gid }: UserIds, native: string): boolean {
  const name = `${uid} ${native}`;
  if (seenToRun.has(name)) return true;
  const { status } = runTool(join(native, 'bin', 'postgres'), ['--version'], { uid, gid, cwd: '/' });
  if (status === 0) seenToRun.add(name);
  return status === 0;
}

/** Demands that others cannot change programs that root starts. */
function demandOurs(path: string): void {
  const { uid, mode } = lstatSync(path);
  if (uid !== process.getuid?.() || (mode & 0o022) !== 0) throw new Error(`${path} can be changed by others`);
}

function makeCopy(native: string, { copy, cache }: { copy: string; cache: string }): void {
  const draft = mkdtempSync(join(cache, 'new-'));
  try {
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
    openForReading(draft);
    renameSync(draft, copy);
  } catch (cause) {
    rmSync(draft, { recursive: true, force: true });
    // When two first starts run at once, the copy of the other one is as good.
    if (!existsSync(copy)) throw cause;
  }
}

/** Lets other users read the folder, as the umask of the installer may have closed it to them. */
function openForReading(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openForReading(path);
    else if (entry.isFile()) chmodSync(path, lstatSync(path).mode & 0o100 ? 0o755 : 0o644);
  }
}

const notRunnable = (native: string, cause?: unknown): Error =>
  storeError(
    'STORE_INVALID',
    `the system user postgres can neither run the programs in ${native} nor a copy of them in ${CACHE}`,
    'Install in a folder that others can enter, start as another user than root, or give a server with --database.',
    cause,
  );
