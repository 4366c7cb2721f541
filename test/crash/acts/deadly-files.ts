// Loaded before a program (`node --import`), and imported first by each of its threads: every change of a file asks first whether it may be done.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import { mayWrite, placeOfPath } from './places.js';

type Work = (...args: never[]) => unknown;
type Functions = Record<string, Work>;

/** Functions whose first argument is the path, or the descriptor, of what they change. */
const CHANGES = ['writeFile', 'appendFile', 'rename', 'rm', 'unlink', 'link', 'copyFile', 'truncate'];
const CHANGES_OF_OPEN_FILES = ['writeSync', 'ftruncateSync'];
const CHANGES_OF_HANDLES = ['writeFile', 'appendFile', 'write', 'writev', 'truncate'];
const WRITES = fs.constants.O_WRONLY | fs.constants.O_RDWR | fs.constants.O_CREAT | fs.constants.O_TRUNC;

/** Places of open files by descriptor. */
const opened = new Map<number, number>();
/** How deep calls stand in one another: Node's own functions use one another, and are one write. */
let depth = 0;

const isForWriting = (flags: unknown): boolean =>
  typeof flags === 'number' ? (flags & WRITES) !== 0 : /[wa+]/.test(String(flags ?? 'r'));
const placeOf = (file: unknown): number | null =>
  typeof file === 'number' ? (opened.get(file) ?? null) : placeOfPath(String(file));

/** A call that waits for its answer stands still for ever. A thread can wait as well; the main thread cannot while others are under way. */
function demand(at: number | null): void {
  if (depth > 0 || mayWrite(at)) return;
  if (isMainThread) throw new Error('a scenario that writes files at once must be the last of its lane');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

function replace(functions: Functions, name: string, make: (old: Work) => Work): void {
  const old = functions[name]!;
  functions[name] = make(old.bind(functions) as Work);
}

const atOnce = (work: Work, place: (args: readonly unknown[]) => number | null): Work =>
  function changing(...args) {
    demand(place(args));
    depth++;
    try {
      return work(...args);
    } finally {
      depth--;
    }
  };

const never = new Promise<never>(() => undefined);
const later =
  (work: Work, place: (args: readonly unknown[]) => number | null): Work =>
  (...args) =>
    mayWrite(place(args)) ? work(...args) : never;

const sync = fs as unknown as Functions;
const promises = fs.promises as unknown as Functions;
for (const name of CHANGES) {
  replace(sync, `${name}Sync`, (old) => atOnce(old, ([file]) => placeOf(file)));
  replace(promises, name, (old) => later(old, ([file]) => placeOf(file)));
}
for (const name of CHANGES_OF_OPEN_FILES) replace(sync, name, (old) => atOnce(old, ([file]) => placeOf(file)));
replace(sync, 'openSync', (old) => (...args: unknown[]) => {
  const [path, flags] = args;
  const at = isForWriting(flags) ? placeOf(path) : null;
  demand(at);
  const file = (old as (...of: unknown[]) => number)(...args);
  if (at !== null) opened.set(file, at);
  return file;
});
replace(sync, 'closeSync', (old) => (file: number) => {
  opened.delete(file);
  return (old as (of: number) => void)(file);
});
replace(promises, 'open', (old) => async (...args: unknown[]) => {
  const [path, flags] = args;
  const at = isForWriting(flags) ? placeOf(path) : null;
  if (!mayWrite(at)) return never;
  const handle = (await (old as (...of: unknown[]) => Promise<unknown>)(...args)) as Functions;
  if (at !== null) for (const name of CHANGES_OF_HANDLES) replace(handle, name, (change) => later(change, () => at));
  return handle;
});
syncBuiltinESMExports();
