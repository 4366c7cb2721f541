import { existsSync, readFileSync, type Stats, statSync } from 'node:fs';
import { resolve } from 'node:path';
import process from 'node:process';
import { TribuneError } from '../../../core/base/errors.js';
import type { ConfigurationFile } from '../../configuration/index.js';

/** In the working directory a file of this name is read without being asked for; that it is, is said. */
const NAME = 'tribune.yaml';
const WRITABLE_BY_OTHERS = 0o002;
const MOST_BYTES = 1_048_576;

/** The file of `--config`, else `tribune.yaml` of the working directory where there is one. Throws `USAGE`. */
export function readConfigurationFile(given: string | undefined): ConfigurationFile | null {
  if (given === undefined && !existsSync(NAME)) return null;
  const path = resolve(given ?? NAME);
  let stats: Stats;
  try {
    stats = statSync(path);
  } catch (cause) {
    const isAbsent = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw refused(path, isAbsent ? 'it does not exist' : 'it cannot be read', 'Check the path and its permissions.');
  }
  if (!stats.isFile()) throw refused(path, 'it is no file', 'Give the path of a YAML file.');
  if (stats.size > MOST_BYTES) throw refused(path, `it has ${stats.size} bytes`, `Give at most ${MOST_BYTES}.`);
  if (process.platform !== 'win32' && (stats.mode & WRITABLE_BY_OTHERS) !== 0) {
    throw refused(path, 'everybody may write it, and it may name a command to run', `Run chmod o-w ${path}.`);
  }
  try {
    return { path, text: readFileSync(path, 'utf8') };
  } catch {
    throw refused(path, 'it cannot be read', 'Check its permissions.');
  }
}

const refused = (path: string, why: string, remedy: string): TribuneError =>
  new TribuneError('USAGE', `the configuration ${path}: ${why}`, { remedy });
