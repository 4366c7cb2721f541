import { afterEach, describe, expect, it, vi } from 'vitest';
import { readRootKey, rootKeyFromCommand } from './root-key.js';

const HEX = 'ab'.repeat(32);
const SECRET = 'zq7-not-a-key';
afterEach(() => vi.unstubAllEnvs());

const refusal = (run: () => unknown): { code: string; message: string; cause?: unknown } => {
  try {
    run();
  } catch (cause) {
    return cause as { code: string; message: string };
  }
  throw new Error('it was taken');
};

describe('the root key', () => {
  it('is read as hexadecimal digits or base64, from a command or the environment', () => {
    const bytes = new Uint8Array(32).fill(0xab);
    vi.stubEnv('TRIBUNE_ROOT_KEY', HEX);
    expect(readRootKey(undefined)).toEqual(bytes);
    vi.stubEnv('TRIBUNE_ROOT_KEY', Buffer.from(bytes).toString('base64'));
    expect(readRootKey(undefined)).toEqual(bytes);
    expect(readRootKey(`echo ${HEX}`)).toEqual(bytes);
  });

  it('is absent when nobody speaks of one', () => {
    vi.stubEnv('TRIBUNE_ROOT_KEY', undefined);
    expect(readRootKey(undefined)).toBeUndefined();
  });

  it.each(['', ' ', HEX.slice(2), `${HEX}ab`, SECRET, `${'!'.repeat(43)}=`])(
    'in the environment is refused as %j, and the message does not show it',
    (text) => {
      vi.stubEnv('TRIBUNE_ROOT_KEY', text);
      const { code, message } = refusal(() => readRootKey(undefined));
      expect(code).toBe('KEY_MISSING');
      expect(message).toMatch(/^the variable TRIBUNE_ROOT_KEY is (empty|not a key)$/);
    },
  );

  it.each([
    ['fails', 'exit 3', 'failed (3)'],
    ['is not there', '/no/such/program 2>/dev/null', 'failed (127)'],
    ['prints nothing', 'true', 'is empty'],
    ['prints something else', `echo ${SECRET}`, 'is not a key'],
    ['prints without end', 'exec yes', 'failed'],
  ])('of a command that %s is refused', (_, command, part) => {
    const error = refusal(() => readRootKey(command));
    expect(error).toMatchObject({ code: 'KEY_MISSING', message: expect.stringContaining(part) });
    expect(JSON.stringify([error.message, error.cause ?? ''])).not.toContain(SECRET);
  });

  it('of a command that hangs is not waited for', () => {
    const from = 'rootKey.command (line 3 of the configuration)';
    const { message } = refusal(() => rootKeyFromCommand('exec sleep 60', from, 200));
    expect(message).toBe(`the command of ${from} did not end within 0.2 s`);
  });
});
