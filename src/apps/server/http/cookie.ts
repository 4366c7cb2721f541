import type { FastifyReply, FastifyRequest } from 'fastify';
import { CHALLENGE_MS, SESSION_ABSOLUTE_MS } from '../../../domain/identity/index.js';

/** Name of the session cookie. With this prefix browsers demand Secure, the whole path and this very host (RFC 6265bis). */
export const SESSION_COOKIE = '__Host-tribune';

const ATTRIBUTES = { path: '/', secure: true, httpOnly: true, sameSite: 'strict' } as const;

export function setSession(reply: FastifyReply, token: string): void {
  reply.setCookie(SESSION_COOKIE, token, { ...ATTRIBUTES, maxAge: SESSION_ABSOLUTE_MS / 1000 });
}

export function clearSession(reply: FastifyReply): void {
  reply.clearCookie(SESSION_COOKIE, ATTRIBUTES);
}

/** Name of the cookie that ties a ceremony with a passkey to the browser that began it. */
const CEREMONY_COOKIE = '__Host-tribune-passkey';
const MS_PER_S = 1000;

export function setCeremony(reply: FastifyReply, token: string): void {
  reply.setCookie(CEREMONY_COOKIE, token, { ...ATTRIBUTES, maxAge: CHALLENGE_MS / MS_PER_S });
}

/** Gives the token of the ceremony, which ends with this answer. */
export function takeCeremony(request: FastifyRequest, reply: FastifyReply): string {
  reply.clearCookie(CEREMONY_COOKIE, ATTRIBUTES);
  return request.cookies[CEREMONY_COOKIE] ?? '';
}
