import { spawn } from 'node:child_process';
import process from 'node:process';
import { TribuneError } from '../../core/base/errors.js';
import { whenEnding } from '../runtime/index.js';

/** Characters of what a command says in the end that an error repeats. */
const LAST_WORDS = 300;
const MILLI = 1000;
/** How long the last words of a command that has ended may take, where something it left holds its output open. */
const LAST_WORDS_MS = 500;

/** What a trainer is told of its surroundings: the search for programs and the language, and no secret of whoever searches. */
const PASSED = ['PATH', 'LANG', 'LC_ALL', 'SYSTEMROOT', 'PYTHONPATH', 'VIRTUAL_ENV', 'LD_LIBRARY_PATH'];

/**
 * Runs a command in a folder, which is its home and its place for temporary files, and in a process group of its own, all of which ends with the
 * command, with the time, and with this process when that is told to end. It is no cage: a command may read and write whatever its user may.
 *
 * @throws TribuneError DATA_VALUE_INVALID where it cannot be started, ends with a code or by a signal, or takes too long
 */
export function runCommand(
  [program, ...words]: readonly string[],
  { folder, seconds }: { readonly folder: string; readonly seconds: number },
): Promise<void> {
  const env = Object.fromEntries(
    PASSED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
  const child = spawn(program!, words, {
    cwd: folder,
    env: { ...env, HOME: folder, TMPDIR: folder },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const hear = (chunk: Buffer): void => {
    said = (said + chunk.toString('utf8')).slice(-LAST_WORDS);
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  let isLate = false;
  const endAll = (): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // Its group has ended by itself.
    }
  };
  const limit = setTimeout(() => {
    isLate = true;
    endAll();
  }, seconds * MILLI);
  // In a group of its own it would not hear of Ctrl-C.
  const forget = whenEnding(endAll);
  return new Promise((done, fail) => {
    const failed = (what: string): void => {
      const words = said.trim();
      fail(
        new TribuneError('DATA_VALUE_INVALID', `the trainer ${what}${words === '' ? '' : `: ${words}`}`, {
          remedy: 'Run the command by hand in the folder of the candidate, which is kept.',
        }),
      );
    };
    child.once('error', (cause) => {
      clearTimeout(limit);
      forget();
      failed(`cannot be started: ${cause.message}`);
    });
    let ending: NodeJS.Timeout | undefined;
    child.once('exit', () => {
      clearTimeout(limit);
      // What it left running would go on in the folder, and hold its output open.
      endAll();
      ending = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, LAST_WORDS_MS);
    });
    child.once('close', (code, signal) => {
      clearTimeout(ending);
      forget();
      if (isLate) failed(`took longer than ${seconds} s`);
      else if (code !== 0) failed(code === null ? `ended by ${signal}` : `ended with code ${code}`);
      else done();
    });
  });
}
