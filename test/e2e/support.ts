import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { COMMAND_ENTRIES } from '../../src/apps/cli/commands/entries.js';
import type { CliContext } from '../../src/apps/cli/frame/context.js';
import { runCli } from '../../src/apps/cli/run.js';

export const root: string = resolve(import.meta.dirname, '../..');
export const example = (path: string): string => resolve(root, 'examples', path);
export const commandNames: readonly string[] = COMMAND_ENTRIES.map((entry) => entry.name);

export interface CliRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in this process, with its own context. */
export async function cli(words: readonly string[], today = '2026-11-22'): Promise<CliRun> {
  let out = '';
  let err = '';
  const context: CliContext = {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    errIsTerminal: false,
    outColour: false,
    columns: 120,
    today,
    version: '0.0.0-test',
  };
  const code = await runCli(words, context);
  return { code, out, err };
}

/** A folder that lives as long as the callback. */
export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'tribune-e2e-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs the built program in its own process. */
export function program(words: readonly string[], cwd: string = root): CliRun {
  const done = spawnSync(process.execPath, [resolve(root, 'dist/bundle/main.js'), ...words], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  return { code: done.status ?? -1, out: done.stdout, err: done.stderr };
}
