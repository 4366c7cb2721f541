import { Channel } from './channel.js';
import { settingsOf } from './settings.js';
import type { ClientOptions, ClientStats, DecisionClient, DecisionRecord, LabelRecord } from './types.js';
import { uuidV7 } from './uuid.js';
import type * as wire from './wire/index.js';

/** Default time that `close` waits for queued records, in ms. */
const CLOSE_TIMEOUT_MS = 30_000;

/**
 * A client that logs decisions in batches, retries temporary failures, and reports the outcome of each record. Nothing is dropped silently:
 * a promise of `log` resolves when the record is durable at the service, otherwise it rejects with the reason.
 *
 * @throws DecisionLogError, RangeError for options that cannot be used.
 * @example
 * const client = createDecisionClient({ url: 'https://tribune.example', key: process.env.TRIBUNE_API_KEY, spool: './spool' });
 * await client.log({ deployment: 'lending/prod', subject: 'case-4711', score: 0.7, outcome: 1 });
 * await client.close();
 */
export function createDecisionClient(options: ClientOptions): DecisionClient {
  const settings = settingsOf(options);
  const decisions = new Channel('v1/decisions', settings);
  const labels = new Channel('v1/labels', settings);
  const both = [decisions, labels];
  return {
    log: (record) => decisions.take(() => prepared(record)),
    label: (record) => labels.take(() => labelled(record)),
    ready: async () => void (await Promise.all(both.map((channel) => channel.ready()))),
    flush: async () => void (await Promise.all(both.map((channel) => channel.flush()))),
    close: async ({ timeoutMs = CLOSE_TIMEOUT_MS } = {}) =>
      void (await Promise.all(both.map((channel) => channel.close(timeoutMs)))),
    stats: () => both.map((channel) => channel.stats()).reduce(addStats),
  };
}

const now = (): string => new Date().toISOString();

/**
 * The record with the fields that the service needs and the caller may leave out. The id is made here, so that a second sending is the same
 * record.
 */
function prepared(record: DecisionRecord): [id: string, record: wire.DecisionRecord] {
  const id = record.id ?? uuidV7(Date.now());
  const { decidedAt = now(), route = 'automatic' } = record;
  return [id, { ...record, id, decidedAt, route }];
}

function labelled(record: LabelRecord): [decision: string, record: wire.LabelRecord] {
  return [record.decision, { ...record, knownAt: record.knownAt ?? now() }];
}

const addStats = (a: ClientStats, b: ClientStats): ClientStats => ({
  stored: a.stored + b.stored,
  failed: a.failed + b.failed,
  queued: a.queued + b.queued,
  retries: a.retries + b.retries,
});
