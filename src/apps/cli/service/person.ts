import process from 'node:process';
import { TribuneError } from '../../../core/base/errors.js';
import { readTextFile } from '../frame/io.js';
import type { OptionSpec } from '../frame/spec.js';
import { type ParsedArguments, text } from '../frame/spec.js';
import { errorOf, jsonOf } from './http-admin.js';

const TIMEOUT_MS = 30_000;

/** Options of commands that a person does: a key is none, as one person may hold many. */
export const PERSON_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  server: { type: 'string', value: 'URL', help: 'the service' },
  account: { type: 'string', value: 'NAME', help: 'the account that you sign in with' },
  'password-file': { type: 'string', value: 'FILE', help: 'file with its password (default: TRIBUNE_PASSWORD)' },
};

/** A service, as a person with a session speaks to it. */
export interface PersonSession {
  get(path: string): Promise<unknown>;
  post(path: string, body?: unknown): Promise<unknown>;
  delete(path: string): Promise<unknown>;
  /** Ends the session. */
  close(): Promise<void>;
}

/**
 * Signs in with a password. A person who has only a passkey, or comes from an identity provider, uses a browser.
 *
 * @throws TribuneError USAGE, UNAUTHENTICATED, SERVER_UNREACHABLE
 */
export async function signIn(args: ParsedArguments): Promise<PersonSession> {
  const [server, name] = [text(args, 'server'), text(args, 'account')];
  if (server === undefined || name === undefined)
    throw new TribuneError('USAGE', 'a person does this: give --server URL and --account NAME', {
      remedy: 'An API key is no person. Sign in with your account, or use the pages of the service.',
    });
  if (!URL.canParse(server))
    throw new TribuneError('USAGE', `--server ${server} is no address`, { remedy: 'Give https://NAME.' });
  const send = (method: string, path: string, init: { body?: unknown; cookie?: string }) =>
    exchange(server, { method, path, ...init });
  const { cookie } = await send('POST', '/v1/session', { body: { name, password: await passwordOf(args) } });
  if (cookie === null)
    throw new TribuneError('SERVER_UNREACHABLE', `${server} began no session`, { remedy: 'Is it a Tribune service?' });
  return {
    get: async (path) => (await send('GET', path, { cookie })).value,
    post: async (path, body) => (await send('POST', path, { body, cookie })).value,
    delete: async (path) => (await send('DELETE', path, { cookie })).value,
    close: async () => void (await send('DELETE', '/v1/session', { cookie })),
  };
}

async function passwordOf(args: ParsedArguments): Promise<string> {
  const file = text(args, 'password-file');
  const found = file === undefined ? process.env.TRIBUNE_PASSWORD : await readTextFile(file, 'password file', 'USAGE');
  const password = found?.replace(/\r?\n$/, '');
  if (password !== undefined && password !== '') return password;
  throw new TribuneError('USAGE', 'no password is given', {
    remedy: 'Set TRIBUNE_PASSWORD or use --password-file FILE.',
  });
}

interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly cookie?: string;
}

async function exchange(server: string, { method, path, body, cookie }: Exchange) {
  const answer = await fetch(new URL(path, server), {
    method,
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: {
      // What a session asks for is asked for by this program for its own user, as by a page of the service.
      'sec-fetch-site': 'same-origin',
      ...(cookie === undefined ? {} : { cookie }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw new TribuneError('SERVER_UNREACHABLE', `${server} does not answer`, {
      remedy: 'Check the address and that the service runs: tribune serve.',
      cause,
    });
  });
  const value = jsonOf(await answer.text());
  if (!answer.ok) throw errorOf(value, answer.status, server);
  const set = answer.headers.getSetCookie()[0]?.split(';')[0] ?? null;
  return { value, cookie: set };
}
