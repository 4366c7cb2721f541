import { pauseMs } from '../../core/base/pause.js';
import { failed, outcomesOf } from './answer.js';
import { type Batch, joinLines, linesOf } from './batch.js';
import { pause } from './net/index.js';
import { type Sent, sendOnce } from './send.js';
import type { Settings } from './settings.js';
import type { Outcome } from './types.js';
import type { IngestAnswer } from './wire/index.js';

export interface Delivery {
  readonly settings: Settings;
  readonly url: URL;
  readonly signal: AbortSignal;
  readonly onRetry: () => void;
}

/** Result of delivering a batch. */
export interface Delivered {
  readonly outcomes: readonly Outcome[];
  /** What the service said of records that it kept. */
  readonly warnings?: IngestAnswer['warnings'];
  /** What the spool does with the batch: it is done, it waits for the next start, or it can never be sent. */
  readonly spool: 'remove' | 'keep' | 'set-aside';
}

/** The halves of a batch that is too large. */
export interface TooLarge {
  readonly halves: readonly [Pick<Batch, 'body' | 'ids' | 'waiters'>, Pick<Batch, 'body' | 'ids' | 'waiters'>];
}

/** Statuses that are about the body; others are about the key or the address, which may be right at the next start. */
const ABOUT_THE_BODY: ReadonlySet<number> = new Set([400, 413, 415, 422]);

/** After this many faults of the service in a row a batch is halved: it may fail on one record, and the others are then delivered. */
const FAULTS_BEFORE_HALVING = 8;
/** A single record on which the service fails is given up after this many faults, some two minutes, however patient the client is. */
const FAULTS_BEFORE_GIVING_UP = 16;

/** Sends a batch until it is answered, refused, given up or the client is closed. Never throws. */
export async function deliver(batch: Batch, delivery: Delivery): Promise<Delivered | TooLarge> {
  const { settings, url, signal } = delivery;
  const { idempotencyKey, body, ids } = batch;
  const startedAt = performance.now();
  for (let attempt = 0, faults = 0; ; attempt++) {
    if (signal.aborted) return gaveUp(batch, 'CLOSED', 'the client was closed before the service answered');
    const sent = await sendOnce({ url, idempotencyKey, body, nRecords: ids.length, signal }, settings);
    if (sent.kind !== 'again') return ended(batch, sent);
    if (signal.aborted) continue;
    faults = sent.isFault ? faults + 1 : 0;
    const end = afterFaults(batch, faults);
    if (end !== null) return end;
    const elapsed = performance.now() - startedAt;
    if (elapsed >= settings.giveUpAfterMs) {
      const seconds = Math.round(elapsed / 1000);
      return gaveUp(
        batch,
        'UNREACHABLE',
        `not accepted after ${attempt + 1} attempts in ${seconds} s; last: ${sent.why}`,
      );
    }
    delivery.onRetry();
    const backoff = { baseMs: settings.retryBaseMs, capMs: settings.retryCapMs };
    await pause(pauseMs(attempt, sent.askedMs, backoff, Math.random), signal);
  }
}

function ended(batch: Batch, sent: Exclude<Sent, { kind: 'again' }>): Delivered | TooLarge {
  const { ids, spoolName } = batch;
  if (sent.kind === 'answered') return { ...answered(outcomesOf(sent.answer, ids)), warnings: sent.answer.warnings };
  if (sent.kind === 'refused') return refused(ids, sent, spoolName !== null);
  return ids.length > 1 ? halve(batch) : tooLarge(ids);
}

function afterFaults(batch: Batch, faults: number): Delivered | TooLarge | null {
  const { ids, spoolName } = batch;
  if (ids.length > 1) return faults < FAULTS_BEFORE_HALVING ? null : halve(batch);
  if (faults < FAULTS_BEFORE_GIVING_UP) return null;
  const fault = { status: 500, code: undefined, message: 'it fails on this record again and again; report it' };
  return refused(ids, fault, spoolName !== null);
}

const answered = (outcomes: readonly Outcome[]): Delivered => ({
  outcomes,
  spool: outcomes.some(({ error }) => error !== undefined) ? 'set-aside' : 'remove',
});

const tooLarge = (ids: readonly string[]): Delivered => ({
  outcomes: ids.map((id) => failed(id, 'RECORD_TOO_LARGE', 'the record alone is larger than the service takes')),
  spool: 'set-aside',
});

interface Refusal {
  readonly status: number;
  readonly code: string | undefined;
  readonly message: string;
}

function refused(ids: readonly string[], { status, code, message }: Refusal, spooled: boolean): Delivered {
  const hopeless = ABOUT_THE_BODY.has(status);
  const details = { status, ...(code === undefined ? {} : { serverCode: code }), keptInSpool: spooled && !hopeless };
  return {
    outcomes: ids.map((id) => failed(id, 'REFUSED', `the service refused the request: ${message}`, details)),
    spool: hopeless ? 'set-aside' : 'keep',
  };
}

function gaveUp({ ids, spoolName }: Batch, code: 'CLOSED' | 'UNREACHABLE', message: string): Delivered {
  const kept = spoolName !== null;
  const where = kept ? '; the record is in the spool and goes out at the next start' : '';
  return { outcomes: ids.map((id) => failed(id, code, message + where, { keptInSpool: kept })), spool: 'keep' };
}

function halve({ body, ids, waiters }: Batch): TooLarge {
  const lines = linesOf(body);
  const middle = Math.ceil(lines.length / 2);
  const half = (from: number, to: number): TooLarge['halves'][0] => ({
    body: joinLines(lines.slice(from, to)),
    ids: ids.slice(from, to),
    waiters: waiters.slice(from, to),
  });
  return { halves: [half(0, middle), half(middle, lines.length)] };
}
