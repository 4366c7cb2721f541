#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import process from 'node:process';
import type { CliContext } from './context.js';
import { runCli } from './run.js';

const DEFAULT_COLUMNS = 100;

function version(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}

/** NO_COLOR and FORCE_COLOR as everywhere; otherwise colours only on a terminal. */
function colourAllowed(): boolean {
  if (process.env.NO_COLOR) return false;
  if (process.env.FORCE_COLOR && process.env.FORCE_COLOR !== '0') return true;
  return process.stdout.isTTY === true && process.env.TERM !== 'dumb';
}

const context: CliContext = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  errIsTerminal: process.stderr.isTTY === true && !process.env.CI,
  outColour: colourAllowed(),
  columns: process.stdout.columns ?? DEFAULT_COLUMNS,
  today: new Date().toISOString().slice(0, 10),
  version: version(),
};

// A reader that closes the pipe early (`| head`) is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await runCli(process.argv.slice(2), context, Boolean(process.env.TRIBUNE_DEBUG));
