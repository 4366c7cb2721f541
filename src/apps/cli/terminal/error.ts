import { ERROR_CODES, TribuneError } from '../../../core/base/errors.js';
import type { CliContext } from '../frame/context.js';
import { EXIT } from '../frame/spec.js';
import { inFlags } from './flags.js';

/**
 * Replaces control and bidirectional-override characters, because those of a hostile file or value must not reach the terminal. The mark that
 * keeps a number beside a name written from the right stays: it turns nothing round.
 */
export function printable(text: string): string {
  return text.replace(/(?![\t\n\u200e])[\p{Cc}\p{Bidi_Control}]/gu, (c) => `\\u{${c.codePointAt(0)?.toString(16)}}`);
}

/** As `printable`, on one line: names in the data may hold line breaks. */
export const onOneLine = (text: string): string => printable(text).replace(/[\t\n]+/g, ' ');

/** Prints one clear message on standard error and returns the exit code. A fault of our own is called so, with how to report it. */
export function reportError(error: unknown, context: CliContext, debug: boolean): number {
  if (error instanceof TribuneError && error.code !== 'INTERNAL') {
    const { code, message, remedy } = inFlags(error);
    context.err(`error ${code}: ${printable(message)}\n`);
    if (remedy !== '') context.err(`  ${printable(remedy).replaceAll('\n', '\n  ')}\n`);
    return ERROR_CODES[error.code].exitCode;
  }
  const message = error instanceof Error ? error.message : String(error);
  context.err(`error INTERNAL: a fault of ours: ${printable(message)}\n`);
  context.err('  Please report it with the command and this message; TRIBUNE_DEBUG=1 adds where it happened.\n');
  if (debug && error instanceof Error) context.err(`${error.stack}\n`);
  return EXIT.fault;
}
