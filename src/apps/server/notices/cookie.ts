import type { FastifyReply } from 'fastify';

/** Name of the cookie of a notice that is open; see SESSION_COOKIE. */
export const NOTICE_COOKIE = '__Host-tribune-notice';

const ATTRIBUTES = { path: '/', secure: true, httpOnly: true, sameSite: 'strict' } as const;

/** It ends with the browser; the service ends it earlier. */
export function setNotice(reply: FastifyReply, token: string): void {
  reply.setCookie(NOTICE_COOKIE, token, ATTRIBUTES);
}

export function clearNotice(reply: FastifyReply): void {
  reply.clearCookie(NOTICE_COOKIE, ATTRIBUTES);
}
