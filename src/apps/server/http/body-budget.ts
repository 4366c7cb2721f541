import type { FastifyInstance } from 'fastify';
import { TribuneError } from '../../../core/base/errors.js';
import {
  ALWAYS_READ_BODY,
  MAX_BODIES_HELD,
  MAX_BODIES_PER_NOTICE,
  MAX_PEOPLE_BODIES_HELD,
  MAX_STRANGER_BODIES_HELD,
  MAX_STRANGER_BODIES_PER_ADDRESS,
} from '../base/limits.js';
import { networkOf } from './address.js';
import type { HttpMetrics } from './metrics.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Counts bytes that this request holds, until it is answered. Throws `SERVICE_BUSY` over the bound. */
    hold: (bytes: number) => void;
    /** Ends the reading of the body with that cause; null while no body is read. */
    giveUpBody: ((cause: Error) => void) | null;
  }
}

export interface BodyBudgets {
  /** Bytes that requests with a key or a session may hold together. */
  readonly known?: number;
  /** Bytes that all others may hold together. */
  readonly strangers?: number;
  /** Bytes of those that the strangers of one address may hold. */
  readonly strangersPerAddress?: number;
  /** Bytes that people who have a notice open may hold together. */
  readonly people?: number;
  /** Bytes of those that one notice may hold. */
  readonly perNotice?: number;
}

/**
 * Bounds what all bodies together hold in memory. Bytes count when they have arrived and not when they are announced, because an
 * announcement costs its sender nothing. Senders without key or session have a small budget of their own, so that they take nothing from
 * the others, and each address has a share of it; people who have a notice open have one alike, with a share for each notice. When such a
 * budget is used up, the oldest body that is still arriving gives way to the new one. Small bodies are always read, so that people can sign
 * in, which takes some hundred bytes, however many unfinished bodies others send.
 */
export function boundBodies(app: FastifyInstance, metrics: HttpMetrics, most: BodyBudgets = {}): void {
  const known = new Budget(most.known ?? MAX_BODIES_HELD);
  const strangers = new SharedBudget(
    most.strangers ?? MAX_STRANGER_BODIES_HELD,
    most.strangersPerAddress ?? MAX_STRANGER_BODIES_PER_ADDRESS,
  );
  const people = new SharedBudget(most.people ?? MAX_PEOPLE_BODIES_HELD, most.perNotice ?? MAX_BODIES_PER_NOTICE);
  app.decorateRequest('hold', () => undefined);
  app.decorateRequest('giveUpBody', null);
  app.addHook('onRequest', async (request, reply) => {
    if (request.method === 'GET' || request.method === 'HEAD') return;
    const { caller } = request;
    const budget = caller.kind === 'anonymous' ? strangers : caller.kind === 'subject' ? people : known;
    const body: HeldBody = {
      from: caller.kind === 'subject' ? caller.id : networkOf(request.ip),
      bytes: 0,
      isOpen: true,
      isComing: () => request.giveUpBody !== null,
      release: () => {
        if (!body.isOpen) return;
        body.isOpen = false;
        budget.give(body);
        metrics.bodiesHeld -= body.bytes;
      },
      giveWay: () => {
        body.release();
        request.giveUpBody?.(busy());
      },
    };
    request.hold = (bytes) => {
      // The sender hung up before its body was looked at, so no later event would release these bytes.
      if (!body.isOpen) return;
      budget.take(body, bytes);
      body.bytes += bytes;
      metrics.bodiesHeld += bytes;
    };
    // The event `close` comes both after the answer and after an abort.
    reply.raw.once('close', body.release);
  });
}

interface HeldBody {
  readonly from: string;
  bytes: number;
  /** Whether the body still counts. */
  isOpen: boolean;
  /** Whether more bytes of the body are awaited; a complete one is being answered. */
  readonly isComing: () => boolean;
  readonly release: () => void;
  readonly giveWay: () => void;
}

class Budget {
  readonly #most: number;
  #held = 0;

  constructor(most: number) {
    this.#most = most;
  }

  take(_: HeldBody, bytes: number): void {
    if (this.#held + bytes > this.#most) throw busy();
    this.#held += bytes;
  }

  give({ bytes }: HeldBody): void {
    this.#held -= bytes;
  }
}

/**
 * A budget in which each sender has a share, of bodies above the size that is always read; the number of connections bounds what the others hold.
 * Senders are addresses of strangers, or notices.
 */
class SharedBudget {
  readonly #most: number;
  readonly #perSender: number;
  #held = 0;
  /** Bodies in the order in which they outgrew that size. */
  readonly #bodies = new Set<HeldBody>();
  readonly #bySender = new Map<string, { held: number; readonly bodies: Set<HeldBody> }>();

  constructor(most: number, perSender: number) {
    this.#most = most;
    this.#perSender = perSender;
  }

  take(body: HeldBody, bytes: number): void {
    if (body.bytes + bytes <= ALWAYS_READ_BODY) return;
    const more = this.#bodies.has(body) ? bytes : body.bytes + bytes;
    for (;;) {
      const same = this.#bySender.get(body.from);
      const isOverShare = (same?.held ?? 0) + more > this.#perSender;
      if (!isOverShare && this.#held + more <= this.#most) break;
      const oldest = oldestComing(isOverShare ? (same?.bodies ?? []) : this.#bodies, body);
      if (oldest === undefined) throw busy();
      oldest.giveWay();
    }
    const same = this.#bySender.get(body.from) ?? { held: 0, bodies: new Set() };
    this.#bySender.set(body.from, same);
    same.bodies.add(body);
    same.held += more;
    this.#bodies.add(body);
    this.#held += more;
  }

  give(body: HeldBody): void {
    if (!this.#bodies.delete(body)) return;
    this.#held -= body.bytes;
    const same = this.#bySender.get(body.from)!;
    same.bodies.delete(body);
    same.held -= body.bytes;
    if (same.bodies.size === 0) this.#bySender.delete(body.from);
  }
}

function oldestComing(bodies: Iterable<HeldBody>, but: HeldBody): HeldBody | undefined {
  for (const body of bodies) if (body !== but && body.isComing()) return body;
  return undefined;
}

const busy = (): TribuneError =>
  new TribuneError('SERVICE_BUSY', 'the service holds as many bodies as it may', {
    remedy: 'Send again after the time in Retry-After; the client of tribune/client does so by itself.',
  });
