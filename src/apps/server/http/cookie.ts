import type { FastifyReply } from 'fastify';
import { SESSION_ABSOLUTE_MS } from '../../../domain/identity/sessions.js';

/** The prefix makes browsers insist on Secure, on the whole path and on this very host (RFC 6265bis). */
export const SESSION_COOKIE = '__Host-tribune';

const ATTRIBUTES = { path: '/', secure: true, httpOnly: true, sameSite: 'strict' } as const;

export function setSession(reply: FastifyReply, token: string): void {
  reply.setCookie(SESSION_COOKIE, token, { ...ATTRIBUTES, maxAge: SESSION_ABSOLUTE_MS / 1000 });
}

export function clearSession(reply: FastifyReply): void {
  reply.clearCookie(SESSION_COOKIE, ATTRIBUTES);
}
