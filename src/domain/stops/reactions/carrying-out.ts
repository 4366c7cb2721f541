import { TribuneError } from '../../../core/base/errors.js';
import type { Tx } from '../../acts/index.js';
import { askForAudit } from '../../due-audits/index.js';
import type { StateChange } from '../../monitor/index.js';
import { standingEqual, throwWithin } from '../acts/index.js';
import { holdWithin } from '../canaries/index.js';
import { reactionDone } from '../events/index.js';
import type { WantedStop } from '../model/index.js';
import { reactToAlert } from './acts.js';
import { isMode } from './again.js';
import type { DoneReaction, KnownAlert, LastReactions, OpenAlert } from './ports.js';
import type { ReactingStores, ReactorDeps } from './reactor-deps.js';
import { requestedRows, rowsOfEntry } from './requested-rows.js';
import type { Round } from './rounds.js';
import type { Reaction } from './tables.js';

/** A reaction that is due now. */
interface DueReaction extends Round {
  readonly alert: KnownAlert;
  /** Why it cannot be done, where that is known before. */
  readonly problem: string | null;
  /** Whether the problem is that people cannot take it for now. */
  readonly isUnstaffed: boolean;
  /** Names of the attributes that the policy reads. */
  readonly groups: readonly string[];
  /** The decisions that the evidence is of, where the series says. */
  readonly window: StateChange['window'] | null;
}

interface WithAlert {
  /** Id of the alert, where an incident is to be linked to it. */
  readonly alertId: number | null;
}

/**
 * Carries out reactions that are due. Each is one transaction with its entry and with the stop that it throws, and is done once: it is known by
 * the change that fired, its place in the table, and its round.
 */
export class CarryingOut {
  readonly #deps: Pick<ReactorDeps, 'acts' | 'alertId' | 'openIncident' | 'nowMs'>;

  constructor(deps: Pick<ReactorDeps, 'acts' | 'alertId' | 'openIncident' | 'nowMs'>) {
    this.#deps = deps;
  }

  /** Carries one out, or has the log say why it cannot be; gives why it could not be done for now, so that it is tried again. */
  async run(due: DueReaction): Promise<Error | null> {
    const { alert, reaction, problem } = due;
    const alertId = reaction.do === 'open-incident' && problem === null ? await this.#deps.alertId(alert) : null;
    try {
      await this.#deps.acts.run(reactToAlert, (tx) => this.#within(tx, { ...due, alertId }, problem));
    } catch (cause) {
      const isOwn = cause instanceof TribuneError && ['INVALID', 'NOT_FOUND', 'CONFLICT'].includes(cause.code);
      if (!isOwn) throw cause;
      // The switch is full, which it will not be for ever: others are carried out, and this one is tried again.
      if (cause.code === 'CONFLICT') return cause;
      // What the policy asks for cannot be done, and will not be by trying again: the log says so.
      await this.#deps.acts.run(reactToAlert, (tx) => this.#within(tx, { ...due, alertId }, cause.message));
    }
    return null;
  }

  async #within(
    tx: Tx<ReactingStores>,
    { alert, alertId, position, round, again, endedMs, reaction, window, isUnstaffed, groups }: DueReaction & WithAlert,
    problem: string | null,
  ): Promise<void> {
    const id = this.#deps.acts.newId();
    const stops = problem === null ? wantedStop(alert, reaction) : null;
    const canary = problem === null && reaction.do === 'hold-canary' ? await canaryOf(tx, alert.deployment) : null;
    const by = `policy:${alert.policy}`;
    const standing = stops === null ? null : await standingEqual(tx, stops, by);
    const { change, deployment, requirement, component, group, reference, policy } = alert;
    const opens = problem === null && reaction.do === 'open-incident';
    const at = new Date(alert.firedAtMs).toISOString();
    const { gathered: _gathered, sinceEnded: _sinceEnded, blockEndMs: _blockEnd, ...about } = alert;
    const doneAtMs = this.#deps.nowMs();
    const span = window ?? { from: at, to: at };
    const done: DoneReaction = {
      ...{ ...about, id, position, round, again, does: reaction.do, problem, canary },
      ...(isUnstaffed ? { refused: 'staffing', endedMs } : {}),
      stop: stops === null ? null : (standing?.id ?? id),
      ...{ doneAtMs, from: span.from, to: span.to },
      rows:
        problem === null ? requestedRows(reaction, span, { groups, doneAtMs, seed: this.#deps.acts.newId() }) : null,
    };
    let incident: string | null = null;
    if (opens) {
      // Another process may carry out the same: whoever has the lock first opens, and the other one sees it.
      await tx.incidents.lock();
      if (doneOf(alert, await tx.reactions.lastOf([change])).some((one) => one.position === position)) return;
      incident = await this.#deps.openIncident(tx, { deployment, requirement, change, alert: alertId, policy, by });
    }
    if (!(await tx.reactions.add({ ...done, incident }))) return;
    if (stops !== null && standing === null) await throwWithin(tx, { ...stops, id }, by);
    if (canary !== null) await holdWithin(tx, canary, { by, reason: whyOf(alert) });
    const { does, stop, from, to } = done;
    if (asksForAudit(done)) await askForAudit(tx.dueAudits, { cause: id, ...{ deployment, policy, from, to } });
    tx.enter(
      reactionDone({
        ...{ deployment, policy, requirement, component, change, position, round, does, stop, canary, problem },
        ...{ from, to, again, rows: rowsOfEntry(done) },
        incident,
        ...{ group: group === null ? null : { ...group }, reference: reference === null ? null : { ...reference } },
      }),
    );
  }
}

/** What was done last of an alert; throws where a row of it is not ours. */
export function doneOf({ change }: OpenAlert, { done, foreign }: LastReactions): DoneReaction[] {
  const problem = foreign.get(change);
  if (problem !== undefined) throw problem;
  return done.filter((one) => one.change === change);
}

/** The stop that a reaction throws; null for what stops nothing. */
function wantedStop(alert: KnownAlert, { do: mode, share, fallback, version }: Reaction): WantedStop | null {
  const { deployment } = alert;
  if (!isMode(mode)) return null;
  return {
    ...{ scope: { kind: 'deployment', deployment }, mode, share },
    ...(fallback === undefined ? {} : { fallback: { kind: fallback, version } }),
    reason: whyOf(alert),
  };
}

const asksForAudit = ({ does, problem }: DoneReaction): boolean => does === 'audit' && problem === null;

const whyOf = ({ requirement, change }: KnownAlert): string =>
  `the policy has ${requirement} set this off; change ${change} of the monitor fired`;

/** The version that is tried out on a deployment; refused where there is none, which the log says. */
async function canaryOf({ canaries }: ReactingStores, deployment: string): Promise<string> {
  const found = (await canaries.inForce()).find((one) => one.deployment === deployment);
  if (found !== undefined) return found.id;
  throw new TribuneError('NOT_FOUND', `no version is tried out on ${deployment}, so none is held`, {
    remedy: 'Nothing is to be done: only what is served decides.',
  });
}
