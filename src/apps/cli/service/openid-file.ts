import { parse } from 'yaml';
import { readKeyFile } from '../../../adapters/data-folder/index.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { Override } from '../../configuration/index.js';

/** The section `openid` from a YAML file of its own, of mode 0600, because it may hold the client's secret. */
export function openIdOverride(path: string): Override {
  const source = readKeyFile(path);
  if (source === null) throw mistake(path, 'the file does not exist');
  return { path: ['openid'], value: tryParse(source, path) ?? {}, from: `--openid ${path}`, shown: `in ${path}` };
}

function tryParse(source: string, path: string): unknown {
  try {
    // The parser's messages and warnings may quote the secret.
    return parse(source, { logLevel: 'error' });
  } catch {
    throw mistake(path, 'it is not YAML');
  }
}

const mistake = (path: string, what: string): TribuneError =>
  new TribuneError('USAGE', `${path}: ${what}`, {
    remedy: 'Give issuer, clientId, clientSecret, redirectUri; see docs/guides/accounts.md.',
  });
