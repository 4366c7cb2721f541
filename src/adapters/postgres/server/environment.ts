import { type SpawnSyncOptions, type SpawnSyncReturns, spawnSync } from 'node:child_process';

/**
 * What a server and its tools need of our environment: where programs, libraries and temporary files are, and the time zone.
 * Everything else stays with us. PostgreSQL runs as another system user, and whoever has the database password can read the files of
 * that user, its environment among them; there the root key must not lie, nor may `PGOPTIONS` of an operator's shell change the server.
 */
const PASSED_ON = [
  ...['PATH', 'TZ', 'TMPDIR', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH'],
  ...['SystemRoot', 'SystemDrive', 'windir', 'ComSpec', 'PATHEXT', 'TEMP', 'TMP'],
] as const;

export function serverEnvironment(): Record<string, string> {
  const { env: from } = process;
  const passed = PASSED_ON.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]] as const]));
  return { ...Object.fromEntries(passed), LC_ALL: 'C' };
}

/** Runs a tool to its end, with the same few variables of the environment as the server. */
export const runTool = (
  program: string,
  words: readonly string[],
  options: Pick<SpawnSyncOptions, 'uid' | 'gid' | 'cwd'> = {},
): SpawnSyncReturns<string> => spawnSync(program, words, { ...options, env: serverEnvironment(), encoding: 'utf8' });
