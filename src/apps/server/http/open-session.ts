import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Beginning, type Caller, unauthenticated } from '../../../domain/identity/index.js';
import type { Account } from '../../../domain/identity/ports.js';
import type { Identity } from '../base/deps.js';
import { SESSION_COOKIE, setSession } from './cookie.js';

export type AccountCaller = Extract<Caller, { kind: 'account' }>;

/** Gives the account that sends the request; a key has no sessions, passkeys or password. */
export function accountOf({ caller }: { readonly caller: Caller }): AccountCaller {
  if (caller.kind === 'account') return caller;
  throw unauthenticated('this needs a session', 'Sign in: POST /v1/session.');
}

export const sessionToken = (request: FastifyRequest): string => request.cookies[SESSION_COOKIE] ?? '';

/** Begins a session and puts its cookie into the answer; an earlier session of the browser ends. */
export async function openSession(
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  identity: Identity,
  account: string,
  beginning: Omit<Beginning, 'client'>,
): Promise<void> {
  const client = clientName(request.headers['user-agent']);
  setSession(reply, await identity.sessions.stepUp(sessionToken(request), account, { ...beginning, client }));
}

export const printAccount = ({ id, name, roles, disabledAtMs }: Account): Record<string, unknown> => ({
  id,
  name,
  roles,
  disabled: disabledAtMs !== null,
});

/** Patterns of browsers. The first that matches counts, as most browsers also claim to be others. */
const BROWSERS = [
  ['Edg', 'Edge'],
  ['Firefox', 'Firefox'],
  ['Chrome', 'Chrome'],
  ['Safari', 'Safari'],
  ['curl', 'curl'],
] as const;
const SYSTEMS = [
  ['Android', 'Android'],
  ['iPhone', 'iOS'],
  ['iPad', 'iOS'],
  ['Windows', 'Windows'],
  ['Mac OS', 'macOS'],
  ['Linux', 'Linux'],
] as const;

/**
 * Browser and system for people to recognise a session; nothing else of the header is kept.
 *
 * @example
 * clientName('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'); // 'Firefox on Linux'
 */
export function clientName(agent: string | undefined): string {
  const nameIn = (list: readonly (readonly [string, string])[]): string | undefined =>
    list.find(([mark]) => agent?.includes(mark))?.[1];
  const [browser, system] = [nameIn(BROWSERS), nameIn(SYSTEMS)];
  return browser !== undefined && system !== undefined ? `${browser} on ${system}` : (browser ?? system ?? '');
}
