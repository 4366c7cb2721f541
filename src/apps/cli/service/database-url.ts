import process from 'node:process';
import { readKeyFile } from '../../../adapters/data-folder/index.js';
import { TribuneError } from '../../../core/base/errors.js';
import { holdsPassword } from '../../configuration/index.js';
import type { CliContext } from '../frame/context.js';
import { type OptionSpec, type ParsedArguments, text } from '../frame/spec.js';

const VARIABLE = 'TRIBUNE_DATABASE_URL';

export const DATABASE_OPTIONS = {
  database: {
    type: 'string',
    value: 'URL',
    help: 'postgres://USER@HOST/NAME instead of the embedded PostgreSQL; password: PGPASSWORD or ~/.pgpass',
  },
  'database-file': {
    type: 'string',
    value: 'FILE',
    help: `file of mode 0600 with that address, password and all; else ${VARIABLE}`,
  },
} as const satisfies Readonly<Record<string, OptionSpec>>;

/**
 * The address of an own PostgreSQL for the service, from the option, a file that only its owner can read, or the environment; undefined for
 * the embedded one. Throws `USAGE`, and `KEY_MISSING` for a file that others can read. No message shows any of it.
 */
export function readDatabaseUrl(args: ParsedArguments, context: Pick<CliContext, 'err'>): string | undefined {
  const option = text(args, 'database');
  const file = text(args, 'database-file');
  if (option !== undefined && file !== undefined) {
    throw new TribuneError('USAGE', '--database and --database-file are given', { remedy: 'Give one of them.' });
  }
  if (option !== undefined) {
    demandAddress(option, '--database');
    if (holdsPassword(option)) {
      context.err(
        `warning: the password in --database stands in the list of processes; use --database-file, ${VARIABLE} or PGPASSWORD\n`,
      );
    }
    return option;
  }
  if (file !== undefined) return demandAddress(contentOf(file), file).href;
  const fromEnvironment = process.env[VARIABLE];
  return fromEnvironment === undefined ? undefined : demandAddress(fromEnvironment, `the variable ${VARIABLE}`).href;
}

/** What `readDatabaseUrl` takes the address from. */
export const databaseSource = (args: ParsedArguments): string =>
  ['database', 'database-file'].map((name) => (text(args, name) === undefined ? '' : `--${name}`)).find(Boolean) ??
  VARIABLE;

function contentOf(file: string): string {
  const content = readKeyFile(file);
  if (content !== null) return content;
  throw new TribuneError('USAGE', `the file ${file} of --database-file does not exist`, {
    remedy: 'Write the address into it, postgres://USER:PASSWORD@HOST/NAME, and run chmod 600 on it.',
  });
}

function demandAddress(value: string, where: string): URL {
  const trimmed = value.trim();
  const url = /^postgres(ql)?:\/\//i.test(trimmed) && URL.canParse(trimmed) ? new URL(trimmed) : null;
  if (url !== null) return url;
  const what = trimmed === '' ? 'is empty' : 'is no address of a PostgreSQL';
  throw new TribuneError('USAGE', `${where} ${what}`, { remedy: 'Give postgres://USER@HOST:PORT/NAME.' });
}
