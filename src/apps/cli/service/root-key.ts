import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { TribuneError } from '../../../core/errors.js';

const KEY_BYTES = 32;
const VARIABLE = 'TRIBUNE_ROOT_KEY';

/**
 * The key outside the data folder that wraps the keyring, from a command's output or the environment; undefined when neither is
 * given. 64 hexadecimal digits or base64 of 32 bytes. No message shows any of it.
 */
export function readRootKey(command: string | undefined): Uint8Array | undefined {
  const text = command === undefined ? process.env[VARIABLE] : outputOf(command);
  if (text === undefined || text.trim() === '') return undefined;
  const trimmed = text.trim();
  const bytes = /^[0-9a-f]{64}$/i.test(trimmed) ? Buffer.from(trimmed, 'hex') : Buffer.from(trimmed, 'base64');
  if (bytes.length === KEY_BYTES) return new Uint8Array(bytes);
  const where = command === undefined ? `the variable ${VARIABLE}` : 'the output of --root-key-command';
  throw new TribuneError('KEY_MISSING', `${where} is not a key`, {
    remedy: `Give ${2 * KEY_BYTES} hexadecimal digits or base64 of ${KEY_BYTES} bytes: openssl rand -hex 32.`,
  });
}

function outputOf(command: string): string {
  try {
    return execFileSync('/bin/sh', ['-c', command], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  } catch (cause) {
    throw new TribuneError('KEY_MISSING', 'the command of --root-key-command failed', {
      remedy: 'Run it by hand; it must print the key and exit 0.',
      cause,
    });
  }
}
