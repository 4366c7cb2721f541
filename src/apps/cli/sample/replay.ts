import { setTimeout as pause } from 'node:timers/promises';
import type { DecisionClient } from '../../client/index.js';
import { decisionOf, labelOf, type Person } from './people.js';

/** Interval at which the stream checks what is due, ms. */
const TICK_MS = 50;
/** Number of decisions after which the label of a decision follows: 10 s at the usual rate, told as ten hours. In the data it took two years. */
export const LABEL_DELAY = 500;
/** Days over which the decisions are told to have been made: enough hours for evidence to be drawn from, few enough people in each to see it grow. */
export const DAYS = 5;

export interface Progress {
  readonly decisions: number;
  readonly labels: number;
}

export interface ReplayOptions {
  readonly people: readonly Person[];
  /** When the person at a place of the stream is told to have been decided about. */
  readonly decidedAt: (place: number) => Date;
  /** The version that is to decide about a person; undefined where the deployment says. */
  readonly versionFor: (person: Person) => string | undefined;
  /** Number of decisions and labels that are already on record. */
  readonly from: Progress;
  readonly perSecond: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/**
 * Sends the people as a live stream at a steady rate, each decision once and its label later, until all are on record or the signal is
 * aborted; records passed to the client by then are settled, too. Resolves to the progress on record.
 */
export async function replay(client: DecisionClient, options: ReplayOptions): Promise<Progress> {
  const { people, decidedAt, versionFor, from, perSecond, signal, onProgress } = options;
  const startedAt = performance.now();
  const sent = { ...from };
  const stored = { ...from };
  let answered = from.decisions;
  while (stored.labels < people.length && !signal.aborted) {
    const due = from.decisions + Math.floor(((performance.now() - startedAt) * perSecond) / 1000);
    while (sent.decisions < Math.min(due, people.length)) {
      await client.ready();
      const place = sent.decisions++;
      const person = people[place]!;
      const decision = decisionOf(person, decidedAt(place), versionFor(person));
      const logged = client.log(decision).then(() => stored.decisions++, ignore);
      void logged.then(() => answered++);
    }
    const known = Math.min(due - LABEL_DELAY, answered);
    while (sent.labels < known) {
      await client.ready();
      const place = sent.labels++;
      // By the clock of the stream, as the decision is: what is known days later would come too late for the monitor. Nothing is known in the future.
      const knownAt = new Date(Math.min(decidedAt(place + LABEL_DELAY).getTime(), Date.now()));
      client.label(labelOf(people[place]!, knownAt)).then(() => stored.labels++, ignore);
    }
    onProgress({ ...stored });
    await pause(TICK_MS, undefined, { signal }).catch(() => undefined);
    // The client's `onOutcome` reports refused records, so the stream does not wait for them.
    if (sent.labels === people.length && client.stats().queued === 0) break;
  }
  await client.close();
  return { ...stored };
}

const ignore = (): void => undefined;
