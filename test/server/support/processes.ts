import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const program = resolve(import.meta.dirname, '../../../dist/bundle/main.js');

/** A built `tribune` in a process of its own, ready when it said so. */
export interface RunningProgram {
  readonly child: ChildProcess;
  /** Everything on standard output so far. */
  readonly out: () => string;
  readonly err: () => string;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts a command and waits until its output matches. */
export async function startProgram(
  words: readonly string[],
  ready: RegExp,
  env: Record<string, string> = {},
): Promise<RunningProgram> {
  const child = spawn(process.execPath, [program, ...words], { env: { ...process.env, ...env } });
  let [out, err] = ['', ''];
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk;
  });
  const exited = once(child, 'exit');
  await new Promise<void>((done, fail) => {
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk;
      if (ready.test(out)) done();
    });
    void exited.then(([code]) => fail(new Error(`tribune ${words[0]} ended with ${code}: ${out}${err}`)));
  });
  return {
    child,
    out: () => out,
    err: () => err,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await exited;
    },
  };
}
