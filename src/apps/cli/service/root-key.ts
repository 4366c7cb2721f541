import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { TribuneError } from '../../../core/base/errors.js';

const KEY_BYTES = 32;
export const ROOT_KEY_VARIABLE = 'TRIBUNE_ROOT_KEY';

/**
 * Time limit of the command. A key service answers within moments, and a command that waits for a password or a network must not delay the
 * start without end.
 */
const COMMAND_LIMIT_MS = 30_000;

/**
 * The key outside the data folder that wraps the keyring, from a command's output or the environment, as 64 hexadecimal digits or base64 of
 * 32 bytes; undefined when neither is given. No message shows any of it. Throws `KEY_MISSING`, also for a key that is given but empty,
 * because a first start would otherwise leave the keys unsealed.
 */
export function readRootKey(command: string | undefined): Uint8Array | undefined {
  if (command !== undefined) return rootKeyFromCommand(command, '--root-key-command');
  const text = process.env[ROOT_KEY_VARIABLE];
  return text === undefined ? undefined : decodeRootKey(text, `the variable ${ROOT_KEY_VARIABLE}`);
}

/**
 * The key that a command prints. Throws `KEY_MISSING`.
 *
 * @param from the flag or key of the configuration that gave the command
 */
export function rootKeyFromCommand(command: string, from: string, limitMs: number = COMMAND_LIMIT_MS): Uint8Array {
  return decodeRootKey(outputOf(command, from, limitMs), `the output of ${from}`);
}

/** The key in a text that came from `where`. Throws `KEY_MISSING`. */
export function decodeRootKey(text: string, where: string): Uint8Array {
  const bytes = decode(text.trim());
  if (bytes?.length === KEY_BYTES) return new Uint8Array(bytes);
  const what = text.trim() === '' ? 'is empty' : 'is not a key';
  throw new TribuneError('KEY_MISSING', `${where} ${what}`, {
    remedy: `Give ${2 * KEY_BYTES} hexadecimal digits or base64 of ${KEY_BYTES} bytes: openssl rand -hex 32.`,
  });
}

function decode(text: string): Buffer | null {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  return /^[A-Za-z0-9+/_-]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : null;
}

function outputOf(command: string, from: string, limitMs: number): string {
  try {
    return execFileSync('/bin/sh', ['-c', command], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: limitMs,
      killSignal: 'SIGKILL',
    });
  } catch (cause) {
    const { code, status } = cause as { code?: string; status?: number | null };
    const what = code === 'ETIMEDOUT' ? `did not end within ${limitMs / 1000} s` : `failed (${status ?? code})`;
    throw new TribuneError('KEY_MISSING', `the command of ${from} ${what}`, {
      remedy: 'Run it by hand; it must print the key and exit 0, without asking anything.',
    });
  }
}
