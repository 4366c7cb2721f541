import { DAY_MS } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { Alert, AlertStore } from '../../alerts/ports.js';
import type { DecisionReading } from '../../decisions/api/index.js';
import { defineJob, type Job } from '../../jobs/index.js';
import { isDamage, isUnasked } from '../errors.js';
import type { Replay, Replays } from '../replays.js';
import { REPLAY_KIND, type Sampled, sampleSignals } from './sample-signals.js';

/**
 * What came of a decision of the sample. `gone`: it was erased since; `not run`: recorded without inputs, or its bytes are not held, or its endpoint
 * could not be asked, or nothing could be compared; `damaged`: bytes or record are not what was stored.
 */
export type SampleOutcome = 'same' | 'other' | 'gone' | 'not run' | 'damaged';

export interface ReplaySampleDeps {
  readonly reading: Pick<DecisionReading, 'drawn'>;
  readonly replays: Pick<Replays, 'replay'>;
  readonly alerts: () => Pick<AlertStore, 'list' | 'raise'>;
  readonly nowMs: () => number;
  /** Most decisions of one day. */
  readonly count: number;
  /** Greatest difference of scores that counts as none. */
  readonly tolerance: number;
  /** Is told what came of each decision. */
  readonly onOutcome: (outcome: SampleOutcome) => void;
  readonly onProblem: (cause: Error) => void;
}

/** Who reads in the entries, and what for. */
const READER = { actor: 'replay-sample', purpose: 'a sample of the decisions of each day is run again' };
/** Alerts that are read at once. */
const PAGE = 500;
/** Errors that say of one decision that it cannot be run. */
const NOT_RUN: ReadonlySet<string> = new Set(['INVALID', 'NOT_FOUND']);

/**
 * Runs a sample of the decisions of the day before (UTC) again, each with its entry, and raises an alert on each version by which one came out
 * otherwise. It holds nothing in memory: a run that broke off is made again over the same decisions.
 */
export const replaySampleJob = (deps: ReplaySampleDeps): Job =>
  defineJob({ name: 'replay-sample', everyMs: DAY_MS, run: () => runSample(deps) });

async function runSample(deps: ReplaySampleDeps): Promise<void> {
  const { reading, nowMs, count, onOutcome } = deps;
  const toMs = Math.floor(nowMs() / DAY_MS) * DAY_MS;
  const { of, ids } = await reading.drawn({ fromMs: toMs - DAY_MS, toMs, count });
  const played: Replay[] = [];
  for (const id of ids) {
    const replay = await playedOrNot(id, deps);
    if (typeof replay !== 'string') played.push(replay);
    onOutcome(typeof replay === 'string' ? replay : replay.equal ? 'same' : 'other');
  }
  const alerts = deps.alerts();
  const sampled: Sampled = { day: new Date(toMs - DAY_MS).toISOString().slice(0, 10), of, played };
  await alerts.raise(sampleSignals(sampled, await firingOf(alerts), nowMs()));
}

async function playedOrNot(
  id: string,
  { replays, tolerance, onProblem }: ReplaySampleDeps,
): Promise<Replay | Exclude<SampleOutcome, 'same' | 'other'>> {
  try {
    const replay = await replays.replay({ id, tolerance, output: null }, READER);
    return replay === 'unknown' || replay === 'erased' ? 'gone' : replay;
  } catch (cause) {
    if (!(cause instanceof TribuneError)) throw cause;
    if (NOT_RUN.has(cause.code) || isUnasked(cause)) return 'not run';
    if (!isDamage(cause)) throw cause;
    onProblem(cause);
    return 'damaged';
  }
}

async function firingOf(alerts: Pick<AlertStore, 'list'>): Promise<Alert[]> {
  const all: Alert[] = [];
  for (let before: number | undefined; ; before = all.at(-1)!.id) {
    const page = await alerts.list({ state: 'firing', labels: { kind: REPLAY_KIND }, before, limit: PAGE });
    all.push(...page);
    if (page.length < PAGE) return all;
  }
}
