import { TribuneError } from '../../../core/base/errors.js';
import {
  MAX_POLICY_BYTES,
  parseTrustPolicy,
  parseVerifierKey,
  printVerifierKey,
  type TrustPolicy,
  type VerifierKey,
} from '../../../core/ledger/index.js';
import { list, type OptionSpec, type ParsedArguments, text } from '../frame/spec.js';
import { readNamedFile } from './files.js';

/** Options of every command that must know which keys to trust. */
export const TRUST_OPTIONS = {
  key: {
    type: 'string',
    value: 'VKEY',
    multiple: true,
    help: 'verifier key of the log, or a file that holds it; twice while the log changes its key',
  },
  trust: {
    type: 'string',
    value: 'FILE',
    help: 'trust policy: keys of logs, witnesses and their quorum (C2SP tlog-policy)',
  },
  policy: { type: 'string', value: 'FILE', help: 'the same as --trust, its older name' },
  witness: {
    type: 'string',
    value: 'VKEY',
    multiple: true,
    help: 'verifier key of a witness, or a file that holds it: it must have signed, and each further one too',
  },
} as const satisfies Record<string, OptionSpec>;

/** Options of every command that reads a log. */
export const LOG_OPTIONS = {
  log: { type: 'string', value: 'URL_OR_DIR', help: 'address of the log, or a folder with a copy of it' },
  'api-key-file': {
    type: 'string',
    value: 'FILE',
    help: 'API key with the scope ledger:read, for a log that is not public',
  },
} as const satisfies Record<string, OptionSpec>;

/** Pattern of a verifier key, whose key id stands between plus signs; no reasonable file name is like that. */
const VERIFIER_KEY = /\+[0-9a-f]{8}\+/;

/** Largest file that can hold one verifier key, in bytes. */
const MAX_KEY_FILE = 4096;

/** The keys that the user trusts: those given, and those of the policy file with its witnesses. Throws `USAGE` when there are none. */
export async function readTrust(args: ParsedArguments, command: string): Promise<TrustPolicy> {
  const keys = await Promise.all(list(args, 'key').map(readVerifierKey));
  if (text(args, 'trust') !== undefined && text(args, 'policy') !== undefined) {
    throw new TribuneError('USAGE', '--trust and --policy are two names of one option', {
      remedy: 'Give --trust only.',
    });
  }
  const file = text(args, 'trust') ?? text(args, 'policy');
  if (file === undefined && keys.length === 0) {
    throw new TribuneError('USAGE', `${command} needs --key VKEY or --trust FILE`, {
      remedy: 'Take the key from a source other than the log itself: the letter, the regulator, a newspaper.',
    });
  }
  const witnesses = await Promise.all(list(args, 'witness').map(readVerifierKey));
  if (file !== undefined && witnesses.length > 0) {
    throw new TribuneError('USAGE', 'give --trust or --witness, not both', {
      remedy: 'A trust policy names its witnesses itself: add the line `witness NAME VKEY`.',
    });
  }
  const policy =
    file === undefined
      ? allOf(witnesses)
      : parseTrustPolicy(await readNamedFile(file, 'trust policy', MAX_POLICY_BYTES));
  const known = new Set(policy.logs.map(({ key }) => printVerifierKey(key)));
  const more = keys.filter((key) => !known.has(printVerifierKey(key))).map((key) => ({ key }));
  return { ...policy, logs: [...policy.logs, ...more] };
}

const GROUP = 'witnesses';

/** A policy under which all these witnesses must have signed. Throws `LEDGER_INVALID` for the key of a log. */
function allOf(witnesses: readonly VerifierKey[]): TrustPolicy {
  if (witnesses.length === 0) return { logs: [], witnesses: [], groups: [], quorum: 'none' };
  const names = witnesses.map(({ name }) => name);
  const isPlain = new Set(names).size === names.length && !names.includes(GROUP);
  const called = isPlain ? names : witnesses.map(printVerifierKey);
  const lines = witnesses.map((key, i) => `witness ${called[i]} ${printVerifierKey(key)}\n`);
  const quorum = `group ${GROUP} all ${called.join(' ')}\nquorum ${GROUP}\n`;
  return parseTrustPolicy(`${lines.join('')}${quorum}`);
}

/** A verifier key, or the one in a file of that name. */
export async function readVerifierKey(given: string): Promise<VerifierKey> {
  if (VERIFIER_KEY.test(given)) return parseVerifierKey(given.trim());
  const bytes = await readNamedFile(given, 'key file', MAX_KEY_FILE);
  return parseVerifierKey(new TextDecoder().decode(bytes).trim());
}

/** Access to the log, with the API key of a file if one is named. */
export async function logAccess(args: ParsedArguments): Promise<{ apiKey?: string }> {
  const file = text(args, 'api-key-file');
  if (file === undefined) return {};
  const apiKey = new TextDecoder().decode(await readNamedFile(file, 'API key file', MAX_KEY_FILE)).trim();
  if (/^[\x21-\x7e]+$/.test(apiKey)) return { apiKey };
  throw new TribuneError('USAGE', `${file} does not hold one API key`, { remedy: 'It has one line without spaces.' });
}
