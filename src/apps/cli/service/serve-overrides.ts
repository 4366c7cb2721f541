import { resolve } from 'node:path';
import process from 'node:process';
import { holdsPassword, type Override } from '../../configuration/index.js';
import type { CliContext } from '../frame/context.js';
import { list, type ParsedArguments, text } from '../frame/spec.js';
import { databaseSource, readDatabaseUrl } from './database-url.js';
import { openIdOverride } from './openid-file.js';
import { ROOT_KEY_VARIABLE, readRootKey } from './root-key.js';
import { ledgerOverrides } from './witness-options.js';

/** Flags that stand for one key of the file as they are written. */
const PLAIN: Readonly<Record<string, readonly string[]>> = {
  host: ['http', 'host'],
  'public-url': ['http', 'publicUrl'],
  'trust-proxy': ['http', 'trustProxy'],
  origin: ['ledger', 'origin'],
  'log-level': ['log', 'level'],
};

/** What flags and variables of the environment say, in place of the file. A flag goes before a variable. */
export function serveOverrides(args: ParsedArguments, context: Pick<CliContext, 'err'>): Override[] {
  const [data, port, openid] = [text(args, 'data'), text(args, 'port'), text(args, 'openid')];
  const origins = list(args, 'allow-origin');
  return [
    ...(data === undefined ? [] : [{ path: ['data'], value: resolve(data), from: '--data' }]),
    ...(port === undefined ? [] : [{ path: ['http', 'port'], value: numberIn(port), from: '--port' }]),
    ...(origins.length === 0 ? [] : [{ path: ['http', 'allowOrigin'], value: origins, from: '--allow-origin' }]),
    ...Object.entries(PLAIN).flatMap(([name, path]): Override[] => {
      const value = text(args, name);
      return value === undefined ? [] : [{ path, value, from: `--${name}` }];
    }),
    ...databaseOverride(args, context),
    ...rootKeyOverride(text(args, 'root-key-command')),
    ...ledgerOverrides(args),
    ...(openid === undefined ? [] : [openIdOverride(openid)]),
  ];
}

/** A number as YAML would read it; other text is left for the schema to refuse. */
export const numberIn = (value: string): string | number => (/^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value);

function databaseOverride(args: ParsedArguments, context: Pick<CliContext, 'err'>): Override[] {
  const value = readDatabaseUrl(args, context);
  if (value === undefined) return [];
  const from = databaseSource(args);
  const shown = from === '--database' && !holdsPassword(value) ? {} : { shown: `(from ${from})` };
  return [{ path: ['database', 'url'], value, from, ...shown }];
}

function rootKeyOverride(command: string | undefined): Override[] {
  if (command !== undefined) return [{ path: ['rootKey'], value: { command }, from: '--root-key-command' }];
  // Throws for one that is set and is no key: else a first start would leave the keys open.
  if (readRootKey(undefined) === undefined) return [];
  const value = { key: process.env[ROOT_KEY_VARIABLE]! };
  return [{ path: ['rootKey'], value, from: ROOT_KEY_VARIABLE, shown: `(from ${ROOT_KEY_VARIABLE})` }];
}
