import { durationMs, MINUTE_MS } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { Acts } from '../../acts/index.js';
import type { Epoch } from '../../live-monitor/ports.js';
import type { MonitorView } from '../../live-monitor/viewing/index.js';
import { reactionScheduled } from '../events/index.js';
import { reactToAlert } from './acts.js';
import { duePeriods } from './periods.js';
import type { ReactionStore, ScheduledReaction } from './ports.js';
import type { ReactionTables } from './tables.js';

/** How often the calendar is looked at. */
const LOOK_MS = MINUTE_MS;
/** Most periods that are asked for at once after a long absence, and epochs that are looked back on. */
const MOST_PERIODS = 60;
const MOST_EPOCHS = 20;

interface CalendarDeps {
  readonly acts: Pick<Acts<{ readonly reactions: ReactionStore }>, 'run' | 'newId'>;
  readonly stores: () => { readonly reactions: Pick<ReactionStore, 'asked'> };
  readonly view: Pick<MonitorView, 'watched' | 'epochs'>;
}

/**
 * Asks people for what the calendar of a policy says, of each deployment that is watched by it: once for each period, each time as one transaction with its entry. What counts is the
 * policy that was in force when it was due, so that neither a service that was down then nor a policy that was changed since leaves one out.
 */
export class Calendar {
  readonly #deps: CalendarDeps;
  readonly #tables: ReactionTables;
  #lookedAtMs: number | null = null;
  /** The epoch of each deployment up to which those that ended were looked at. */
  readonly #epochs = new Map<string, number>();
  /** End of the last period that was asked for, by deployment and what is asked. */
  readonly #askedTo = new Map<string, number>();

  constructor(deps: CalendarDeps, tables: ReactionTables) {
    this.#deps = deps;
    this.#tables = tables;
  }

  /** Asks for what is due; gives why something of one deployment could not be, which is tried again and keeps none of the others from it. */
  async run(nowMs: number): Promise<Error | null> {
    const sinceMs = this.#lookedAtMs === null ? null : nowMs - this.#lookedAtMs;
    // A clock that was set back is looked at anew.
    if (sinceMs !== null && sinceMs >= 0 && sinceMs < LOOK_MS) return null;
    let problem: Error | null = null;
    for (const { epoch } of await this.#deps.view.watched()) {
      for (const one of await this.#epochsSince(epoch)) {
        const cause = await this.#ask(one, nowMs).then(() => null, asOwn);
        problem ??= cause;
      }
      this.#epochs.set(epoch.deployment, epoch.epoch);
    }
    this.#lookedAtMs = nowMs;
    return problem;
  }

  /** The epoch that lasts, after those that ended since the last look. */
  async #epochsSince(lasting: Epoch): Promise<readonly Epoch[]> {
    const { deployment, epoch } = lasting;
    if (this.#epochs.get(deployment) === epoch) return [lasting];
    const ended = await this.#deps.view.epochs(deployment, MOST_EPOCHS);
    return [...ended.filter((one) => one.epoch < epoch).toReversed(), lasting];
  }

  async #ask({ deployment, policyDigest: policy, beganAtMs, endedAtMs }: Epoch, nowMs: number): Promise<void> {
    const { calendar } = await this.#tables.of(policy);
    for (const [position, { do: does, every, after }] of calendar.entries()) {
      const key = JSON.stringify([deployment, does, every]);
      const askedTo = this.#askedTo.get(key) ?? Number.NEGATIVE_INFINITY;
      const periods = duePeriods(every, {
        ...{ afterMs: after === undefined ? 0 : durationMs(after), most: MOST_PERIODS },
        ...{ sinceMs: beganAtMs, untilMs: Math.min(nowMs, endedAtMs ?? nowMs) },
      }).filter(({ toMs }) => toMs > askedTo);
      if (periods.length === 0) continue;
      const wanted = periods.map(({ fromMs, toMs }) => ({
        ...{ deployment, policy, position, does, every },
        ...{ from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() },
      }));
      const asked = await this.#deps.stores().reactions.asked(wanted);
      for (const one of wanted.filter((_, i) => !asked[i])) await this.#enter(one, nowMs);
      this.#askedTo.set(key, periods.at(-1)!.toMs);
    }
  }

  async #enter(wanted: Omit<ScheduledReaction, 'id' | 'doneAtMs'>, doneAtMs: number): Promise<void> {
    const { acts } = this.#deps;
    const { deployment, policy, position, does, every, from, to } = wanted;
    await acts.run(reactToAlert, async (tx) => {
      // Another process may have asked meanwhile.
      if (!(await tx.reactions.addScheduled({ ...wanted, id: acts.newId(), doneAtMs }))) return;
      tx.enter(reactionScheduled({ deployment, policy, position, does, every, from, to }));
    });
  }
}

/** While the store is away nothing is asked; all else is about one deployment. */
function asOwn(cause: unknown): Error {
  if (cause instanceof TribuneError && cause.code === 'STORE_UNAVAILABLE') throw cause;
  return cause instanceof Error ? cause : new Error(String(cause));
}
