import type { FastifyInstance } from 'fastify';
import { TribuneError } from '../../../core/errors.js';
import { MAX_BODIES_HELD, MAX_STRANGER_BODIES_HELD } from '../limits.js';
import type { HttpMetrics } from './metrics.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Counts bytes that this request holds, until it is answered. Throws `SERVICE_BUSY` over the bound. */
    hold: (bytes: number) => void;
  }
}

export interface BodyBudgets {
  /** Bytes that requests with a key or a session may hold together. */
  readonly known?: number;
  /** Bytes that all others may hold together. */
  readonly strangers?: number;
}

/**
 * Bounds what all bodies together hold in memory. What has arrived counts, not what was announced: an announcement costs its sender
 * nothing. Those whom no key or session names have a small budget of their own, so that they take nothing from the others.
 */
export function boundBodies(app: FastifyInstance, metrics: HttpMetrics, most: BodyBudgets = {}): void {
  const known = new Budget(most.known ?? MAX_BODIES_HELD, metrics);
  const strangers = new Budget(most.strangers ?? MAX_STRANGER_BODIES_HELD, metrics);
  app.decorateRequest('hold', () => undefined);
  app.addHook('onRequest', async (request, reply) => {
    if (request.method === 'GET' || request.method === 'HEAD') return;
    const budget = request.caller.kind === 'anonymous' ? strangers : known;
    let held = 0;
    let isOpen = true;
    request.hold = (bytes) => {
      // The sender hung up before its body was looked at: nothing would give these bytes back.
      if (!isOpen) return;
      budget.take(bytes);
      held += bytes;
    };
    // `close` comes after the answer and after an abort alike.
    reply.raw.once('close', () => {
      isOpen = false;
      budget.give(held);
    });
  });
}

class Budget {
  readonly #most: number;
  readonly #metrics: HttpMetrics;
  #held = 0;

  constructor(most: number, metrics: HttpMetrics) {
    this.#most = most;
    this.#metrics = metrics;
  }

  take(bytes: number): void {
    if (this.#held + bytes > this.#most) {
      const remedy = 'Send again after the time in Retry-After; the client of tribune/client does so by itself.';
      throw new TribuneError('SERVICE_BUSY', 'the service holds as many bodies as it may', { remedy });
    }
    this.#held += bytes;
    this.#metrics.bodiesHeld += bytes;
  }

  give(bytes: number): void {
    this.#held -= bytes;
    this.#metrics.bodiesHeld -= bytes;
  }
}
