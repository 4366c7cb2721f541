import type { FastifyRequest } from 'fastify';
import { plainPage, wordsIn } from '../../../domain/person-pages/index.js';
import type { Route } from '../http/route.js';
import { languageOf } from './person-call.js';

/**
 * Answers errors of a person's pages with a page, as nobody who opens one reads JSON: what was refused before the page was reached, such as a form
 * that is too large or one that another site sent, and failures of the service.
 */
export const asPage: NonNullable<Route<unknown>['onSend']> = async (request: FastifyRequest, reply, payload) => {
  if (reply.statusCode < 400 || !String(reply.getHeader('content-type') ?? '').startsWith('application/json'))
    return payload;
  const frame = { words: wordsIn(languageOf(request)), isChosen: false, contact: null, may: null };
  reply.removeHeader('content-length');
  reply.header('cache-control', 'no-store').type('text/html; charset=utf-8');
  return plainPage(frame, { title: 'failTitle', text: reply.statusCode === 413 ? 'tooLarge' : 'failText' });
};
