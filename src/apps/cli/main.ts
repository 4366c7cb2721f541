#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { TribuneError } from '../../core/base/errors.js';
import type { CliContext } from './frame/context.js';
import { EXIT } from './frame/spec.js';
import { runCli } from './run.js';
import { lineWidth } from './terminal/columns.js';
import { reportError } from './terminal/error.js';

function version(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}

/** Whether colours are allowed: by NO_COLOR and FORCE_COLOR, as everywhere, otherwise only on a terminal. */
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
  columns: lineWidth(process.stdout.columns),
  today: new Date().toISOString().slice(0, 10),
  version: version(),
};

/** Whether the result could not be delivered. */
let undelivered = false;

// A reader that closes the pipe early (`| head`) is no error, and changes no verdict: the exit code stays that of the command.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE' || undelivered) return;
  undelivered = true;
  const message = `cannot write to standard output: ${error.message}`;
  const fault = new TribuneError('OUTPUT_UNWRITABLE', message, {
    remedy: 'Send it where there is room.',
    cause: error,
  });
  const code = reportError(fault, context, false);
  if (!process.exitCode) process.exitCode = code;
});
// Nobody reads the progress, so the command goes on.
process.stderr.on('error', () => {});

const exitCode = await runCli(process.argv.slice(2), context, Boolean(process.env.TRIBUNE_DEBUG));
process.exitCode = undelivered && exitCode !== EXIT.fail ? EXIT.wrong : exitCode;
