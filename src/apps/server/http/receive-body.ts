import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { defined } from '../../../core/base/defined.js';
import { TribuneError } from '../../../core/base/errors.js';
import {
  BODY_MS,
  BODY_SILENCE_MS,
  LEAST_BODY_RATE,
  MAX_BODY_MS,
  MAX_RECORDS_BODY,
  MAX_STRANGER_BODY,
  STRANGER_BODY_MS,
} from '../base/limits.js';
import type { HttpMetrics } from './metrics.js';

export interface BodyTimes {
  /** Time without further bytes after which a body is given up, ms. */
  readonly silenceMs?: number;
  /** Time within which the whole body of a stranger must come, ms. */
  readonly strangerMs?: number;
  /** Time for a body of a sender with a key whatever its rate, ms. */
  readonly bodyMs?: number;
}

/**
 * Bodies stay bytes: what is committed to are the bytes as received. They are counted as they arrive and given up when they do not
 * come, so that a sender who announces much and sends little holds no more than it sent.
 */
export function receiveBodies(app: FastifyInstance, metrics: HttpMetrics, times: BodyTimes = {}): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', async (request: FastifyRequest, payload: Readable) =>
    request.routeOptions.config.route?.body?.isStreamed === true
      ? inPieces(request, payload, metrics, times)
      : receive(request, payload, metrics, times),
  );
}

/**
 * Gives a body in pieces as they come, within the same bounds of size and time. Time for which the reader of the pieces makes the sender wait
 * does not count.
 */
async function* inPieces(
  request: FastifyRequest,
  payload: Readable,
  metrics: HttpMetrics,
  { silenceMs = BODY_SILENCE_MS, bodyMs }: BodyTimes,
): AsyncGenerator<Uint8Array> {
  const limit = bodyLimitOf(request);
  const announced = Number(request.headers['content-length'] ?? Number.NaN);
  if (announced > limit)
    throw tooLarge(limit, 'Nothing of it was kept. Send something smaller, such as a smaller model.');
  const pieces = payload.iterator({ destroyOnReturn: false })[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  let length = 0;
  let waitedMs = 0;
  try {
    for (;;) {
      const began = performance.now();
      const next = await withinTime(pieces.next(), silenceMs);
      waitedMs += performance.now() - began;
      if (next.done === true) break;
      length += next.value.length;
      demandPace(waitedMs, length, bodyMs);
      if (length > limit)
        throw tooLarge(limit, 'Nothing of it was kept. Send something smaller, such as a smaller model.');
      metrics.bodyBytes += next.value.length;
      yield next.value;
    }
    if (!Number.isNaN(announced) && announced !== length) throw notWhole();
  } finally {
    // Bytes that still arrive are ignored, so that the sender gets the answer.
    payload.on('error', () => undefined);
    payload.resume();
  }
}

async function withinTime<T>(coming: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(tooLate(limitMs)), limitMs);
  });
  const came = coming.catch((cause: Error) => {
    throw notWhole(cause);
  });
  try {
    return await Promise.race([came, late]);
  } finally {
    clearTimeout(timer);
    came.catch(() => undefined);
  }
}

function receive(request: FastifyRequest, payload: Readable, metrics: HttpMetrics, times: BodyTimes): Promise<Buffer> {
  const { silenceMs = BODY_SILENCE_MS, strangerMs = STRANGER_BODY_MS } = times;
  const isStranger = request.caller.kind === 'anonymous';
  const limit = bodyLimitOf(request);
  const announced = Number(request.headers['content-length'] ?? Number.NaN);
  if (announced > limit) return Promise.reject(tooLarge(limit));
  const limitMs = isStranger ? strangerMs : silenceMs;
  return new Promise((done, fail) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    const end = (cause: Error | null): void => {
      clearTimeout(timer);
      request.giveUpBody = null;
      payload.off('data', onData).off('end', onEnd).off('error', onError);
      // Bytes that still arrive are ignored; the connection is closed with the answer.
      payload.on('error', () => undefined);
      if (cause === null) done(Buffer.concat(chunks, length));
      else fail(cause);
    };
    const timer = setTimeout(() => end(tooLate(limitMs)), limitMs);
    const began = performance.now();
    const onData = (chunk: Uint8Array): void => {
      if (!isStranger) timer.refresh();
      try {
        if (!isStranger) demandPace(performance.now() - began, length + chunk.length, times.bodyMs);
        if (length + chunk.length > limit) throw tooLarge(limit);
        request.hold(chunk.length);
      } catch (cause) {
        end(cause as Error);
        return;
      }
      length += chunk.length;
      metrics.bodyBytes += chunk.length;
      chunks.push(chunk);
    };
    const onEnd = (): void => end(Number.isNaN(announced) || announced === length ? null : notWhole());
    const onError = (cause: Error): void => end(notWhole(cause));
    request.giveUpBody = end;
    payload.on('data', onData).on('end', onEnd).on('error', onError);
    payload.resume();
  });
}

/** The greatest body of a request; from a stranger no route takes more than a sign-in needs. */
export const bodyLimitOf = ({ caller, routeOptions }: FastifyRequest): number =>
  caller.kind === 'anonymous' ? Math.min(routeOptions.bodyLimit, MAX_STRANGER_BODY) : routeOptions.bodyLimit;

/** Records come in batches that can be smaller; what a person writes cannot be divided. */
const remedyOf = (limit: number): string =>
  limit < MAX_RECORDS_BODY ? 'Nothing of it was kept. Send less.' : 'Send smaller batches, or compress them.';

const tooLarge = (limit: number, remedy = remedyOf(limit)): TribuneError =>
  new TribuneError(
    'DATA_TOO_LARGE',
    `the body has more than ${limit} bytes, which is the most that this address takes`,
    {
      remedy,
    },
  );

const tooLate = (limitMs: number): TribuneError =>
  new TribuneError('BODY_LATE', `the body did not come within ${limitMs / 1000} s`, {
    remedy: 'Send it again without a pause; nothing of it was taken.',
  });

/** Throws `BODY_LATE` for a sender that sends single bytes slowly; a slow line is waited for. */
function demandPace(tookMs: number, length: number, bodyMs = BODY_MS): void {
  const mayTakeMs = Math.min(Math.max(bodyMs, (length / LEAST_BODY_RATE) * 1000), MAX_BODY_MS);
  if (tookMs <= mayTakeMs) return;
  throw new TribuneError(
    'BODY_LATE',
    `after ${Math.round(tookMs / 1000)} s the body is not whole: ${length} bytes came`,
    {
      remedy: 'Send smaller batches, or compress them; nothing of it was taken.',
    },
  );
}

const notWhole = (cause?: Error): TribuneError =>
  new TribuneError('BODY_INVALID', 'the body is shorter or longer than its content-length says', {
    remedy: 'Send it again; nothing of it was taken.',
    ...defined({ cause }),
  });
