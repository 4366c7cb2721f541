import { DAY_MS } from '../../../core/base/durations.js';
import {
  type CaseRecord,
  DEFAULT_SHARES,
  type Forecast,
  forecastOf,
  QUEUES,
  type Queue,
  type QueueState,
} from '../../../core/oversight/index.js';
import { answerBy } from '../model/index.js';
import type { CaseStore, ClassLoad, DrawCounts, DrawStore, Frame } from '../ports/index.js';

/** Days back over which is counted how many cases come and are decided. Ours: two working weeks smooth the weekend out. */
const DAYS = 14;
/** Cases whose deadlines are looked at; those that are due later are counted only. */
const MOST_LOOKED_AT = 5000;

/** How a class stands, with what is reserved for it. */
export interface ClassOutlook extends ClassLoad {
  /** Least share of the claims that is kept for it; 0 where nothing is. */
  readonly reserved: number;
  /** Claims so far, and their share of all; null where there was none. */
  readonly claims: number;
  readonly claimsShare: number | null;
}

/** What a reader has and did. */
export interface ReaderLoad {
  readonly reader: string;
  /** Cases that they have. */
  readonly held: number;
}

/** How the queue stands, and whether it will be in time. */
export interface CaseOutlook {
  readonly asOfMs: number;
  readonly days: number;
  /** Cases that were opened in these days. */
  readonly opened: number;
  /** Opening of the oldest case that is not decided, ms; null where none is. */
  readonly oldestMs: number | null;
  readonly classes: readonly ClassOutlook[];
  /** Those who have a case now, by their id in entries. */
  readonly readers: readonly ReaderLoad[];
  /** Accounts that may read cases at all. */
  readonly readersInAll: number;
  readonly forecast: Forecast;
  /** Decisions that policies drew and that are no case yet, and those of which none can be; of the latter at most 1,000 are kept. */
  readonly draws: DrawCounts;
  /** From how many decisions was drawn in these days, by deployment and policy. */
  readonly sampling: readonly Sampling[];
  /** Cases that are not decided and that the forecast leaves out: those that are due last, and those that cannot be read as they are stored. */
  readonly beyond: number;
}

/** How many of the decisions of a deployment were drawn. */
export interface Sampling {
  readonly deployment: string;
  readonly policy: string;
  readonly decisions: number;
  readonly drawn: number;
}

interface OutlookDeps {
  readonly draws: Pick<DrawStore, 'counts' | 'frames'>;
  readonly store: Pick<CaseStore, 'load' | 'undecided' | 'decidedSince' | 'queues'>;
  readonly readers: () => Promise<readonly unknown[]>;
  readonly nowMs: () => number;
}

/** Looks how the queue stands; changed rows are left out of the forecast and counted as such. */
export async function outlookOf(deps: OutlookDeps): Promise<CaseOutlook> {
  const { store } = deps;
  const asOfMs = deps.nowMs();
  const sinceMs = asOfMs - DAYS * DAY_MS;
  const [classes, soonest, recent, queues, all] = [
    await store.load(),
    await store.undecided(MOST_LOOKED_AT),
    await store.decidedSince(sinceMs),
    await store.queues(asOfMs, []),
    await deps.readers(),
  ];
  const records = soonest.cases.map(({ record }) => record);
  const claimsInAll = queues.states.reduce((sum, { taken }) => sum + taken, 0);
  const undecided = classes.reduce((sum, { waiting, read, stuck }) => sum + waiting + read + stuck, 0);
  return {
    ...{ asOfMs, days: DAYS, opened: recent.opened },
    oldestMs: classes.reduce<number | null>((least, { oldestMs }) => earlier(least, oldestMs), null),
    classes: QUEUES.map((queue) => classOf(queue, classes, { states: queues.states, claimsInAll })),
    readers: heldOf(records),
    readersInAll: all.length,
    forecast: forecastOf(
      records.map((record) => ({ dueMs: answerBy(record) })),
      { nowMs: asOfMs, decided: recent.decided, days: DAYS },
    ),
    draws: await deps.draws.counts(),
    sampling: samplingOf(await deps.draws.frames(Math.floor(sinceMs / DAY_MS))),
    beyond: Math.max(0, undecided - records.length),
  };
}

function samplingOf(frames: readonly Frame[]): Sampling[] {
  const found = new Map<string, Sampling>();
  for (const { deployment, policy, decisions, drawn } of frames) {
    const key = `${deployment} ${policy}`;
    const one = found.get(key) ?? { deployment, policy, decisions: 0, drawn: 0 };
    found.set(key, { ...one, decisions: one.decisions + decisions, drawn: one.drawn + drawn });
  }
  return [...found.values()].toSorted((a, b) => (a.deployment < b.deployment ? -1 : 1));
}

const earlier = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);

function classOf(
  queue: Queue,
  classes: readonly ClassLoad[],
  { states, claimsInAll }: { readonly states: readonly QueueState[]; readonly claimsInAll: number },
): ClassOutlook {
  const claims = states.find((one) => one.queue === queue)?.taken ?? 0;
  const load = classes.find((one) => one.queue === queue) ?? { queue, waiting: 0, read: 0, stuck: 0, oldestMs: null };
  return {
    ...load,
    ...{ reserved: DEFAULT_SHARES[queue] ?? 0, claims },
    claimsShare: claimsInAll === 0 ? null : claims / claimsInAll,
  };
}

function heldOf(records: readonly CaseRecord[]): ReaderLoad[] {
  const held = new Map<string, number>();
  for (const { reads } of records) {
    const reader = reads.findLast(({ ended }) => ended === null)?.by;
    if (reader !== undefined) held.set(reader, (held.get(reader) ?? 0) + 1);
  }
  return [...held].map(([reader, count]) => ({ reader, held: count })).toSorted((a, b) => b.held - a.held);
}
