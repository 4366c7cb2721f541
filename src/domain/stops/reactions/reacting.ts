import { TribuneError } from '../../../core/base/errors.js';
import type { WatchedDeployment } from '../../live-monitor/viewing/index.js';
import type { StateChange, Watch } from '../../monitor/index.js';
import { followAlerts } from './acts.js';
import type { EndOf } from './again.js';
import { CarryingOut } from './carrying-out.js';
import { type AllGathered, gatherAll, withGathered } from './gathering.js';
import type { DoneReaction, KnownAlert, OpenAlert } from './ports.js';
import type { ReactorDeps } from './reactor-deps.js';
import { isDueIn, NOTHING, type Round, roundsOf } from './rounds.js';
import { Staffing } from './staffing.js';
import type { Reaction, ReactionTables } from './tables.js';

/** What was seen of an alert: its series, its deployment while it is watched as it was, what it has set off, and when persons ended that. */
export interface Looked {
  readonly line: StateChange | null;
  readonly watched: WatchedDeployment | null;
  readonly done: readonly DoneReaction[];
  readonly endOf: EndOf;
}

const NO_RATES =
  'the requirement is not about rates, so its breaker gathers no evidence: use `beyond` or `after`, or none of them';

/** Finds what of an alert is due by what was seen of it, and has it carried out. */
export class Reacting {
  readonly #deps: ReactorDeps;
  readonly #tables: ReactionTables;
  readonly #staffing: Staffing;
  readonly #carryingOut: CarryingOut;

  constructor(deps: ReactorDeps, tables: ReactionTables) {
    this.#deps = deps;
    this.#tables = tables;
    this.#staffing = new Staffing(deps.view);
    this.#carryingOut = new CarryingOut(deps);
  }

  /** Carries out what is due of an alert; gives why some of it has to be tried again. */
  async run(alert: KnownAlert, { line, watched, done, endOf }: Looked): Promise<Error | null> {
    const { to, groups } = await this.#tables.of(alert.policy);
    const reactions = to[alert.requirement] ?? [];
    const isOne = (watch: { readonly requirement: string; readonly component: string | null }): boolean =>
      watch.requirement === alert.requirement && watch.component === alert.component;
    const watch = watched?.policy.plan.watches.find(isOne) ?? null;
    const rounds = await roundsOf(reactions, { done, endOf });
    const gathered = watched === null ? NOTHING : await this.#gathered(alert, { one: watched, watch, rounds });
    const now = { nowMs: this.#deps.nowMs(), line, watch };
    let postponed: Error | null = null;
    for (const one of rounds) {
      const { reaction, endedMs } = one;
      const cannot = reaction.evidence !== undefined && watch !== null && watch.kind !== 'rates';
      if (!cannot && !isDueIn({ reaction, endedMs }, { ...now, firedAtMs: alert.firedAtMs }, gathered)) continue;
      const unstaffed = cannot ? null : await this.#unstaffed(alert, reaction, watched);
      // That people still cannot take it is known already.
      if (unstaffed !== null && one.again === 'staffed') continue;
      const problem = cannot ? NO_RATES : unstaffed;
      const due = { ...one, alert, groups, window: line?.window ?? null, problem, isUnstaffed: unstaffed !== null };
      const cause = await this.#carryingOut.run(due);
      postponed ??= cause;
      await this.#deps.refresh();
    }
    return postponed;
  }

  /** Has the breakers of an alert take in what was closed since; nothing where there are none, or its alert ended meanwhile. */
  async #gathered(
    alert: KnownAlert,
    {
      one,
      watch,
      rounds,
    }: { readonly one: WatchedDeployment; readonly watch: Watch | null; readonly rounds: readonly Round[] },
  ): Promise<AllGathered> {
    if (watch === null || watch.kind !== 'rates') return NOTHING;
    const isBreaking = rounds.some(({ endedMs, reaction }) => endedMs === null && reaction.evidence !== undefined);
    const endsMs = new Set(rounds.flatMap(({ endedMs }) => (endedMs === null ? [] : [endedMs])));
    const gathered = await gatherAll(this.#deps.view, one, { watch, alert, isBreaking, endsMs });
    const next = withGathered(alert, gathered);
    if (next !== alert) await this.#deps.acts.run(followAlerts, ({ reactions }) => reactions.saveGathered(next));
    return gathered;
  }

  /** Staffing is asked first, of a reaction that sends decisions to people. */
  async #unstaffed(alert: KnownAlert, reaction: Reaction, watched: WatchedDeployment | null): Promise<string | null> {
    if (reaction.staffedFor === undefined) return null;
    return this.#staffing.problemOf(watched ?? (await this.watchedOf(alert)), reaction);
  }

  /** The deployment of an alert, while it is watched as it was when the alert fired. */
  async watchedOf({ deployment, epoch }: OpenAlert): Promise<WatchedDeployment | null> {
    try {
      const one = await this.#deps.view.deployment(deployment);
      return one.epoch.epoch === epoch ? one : null;
    } catch (cause) {
      if (cause instanceof TribuneError && cause.code === 'NOT_FOUND') return null;
      throw cause;
    }
  }
}
