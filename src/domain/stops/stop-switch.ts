import { TribuneError } from '../../core/base/errors.js';
import { readUuid, UUID_BYTES } from '../../core/base/uuid.js';
import { type Acts, type Person, TwoPersonActs } from '../acts/index.js';
import type { Proposal, ProposalStore } from '../acts/ports.js';
import type { samePersonBy } from '../identity/index.js';
import {
  demandResumable,
  endOne,
  type OfferedAudits,
  offeredAudits,
  type Propagation,
  type ResumingStores,
  type Resumption,
  resumeStop,
  throwOne,
  unknownStop,
  type WantedTrial,
} from './acts/index.js';
import type { StopBoard } from './board/index.js';
import type { Canaries } from './canaries/index.js';
import {
  type DecidedCount,
  type DecidedQuery,
  type DecidedStore,
  type DecidedUnder,
  type DecidedWhileStopped,
  decidedUnder,
  type MadeDecision,
} from './decided/index.js';
import type { Stop, WantedStop } from './model/index.js';
import type { StopQuery } from './model/ports.js';

interface SwitchStores extends ResumingStores {
  readonly proposals: ProposalStore;
  readonly decidedWhileStopped: DecidedStore;
}

export interface SwitchDeps {
  readonly acts: Acts<SwitchStores>;
  readonly stores: SwitchStores;
  readonly board: StopBoard;
  readonly canaries: Canaries;
  readonly nowMs: () => number;
  /** Whether two accounts, by their ids, are of one person. */
  readonly samePerson: ReturnType<typeof samePersonBy>;
}

/** What a person proposes: the id of what is left of the stop during a trial is made here. */
interface ProposedResumption extends Omit<Resumption, 'trial'> {
  readonly trial?: Omit<WantedTrial, 'stop'> | null | undefined;
}

/** How much of what was decided under stops is asked for. */
export interface DecidedPage {
  /** Most counts. */
  readonly counts: number;
  /** Place of the last decision of the page before. */
  readonly before: number | null;
  readonly limit: number;
}

export interface DecidedAnswer {
  readonly counts: readonly DecidedCount[];
  readonly moreCounts: boolean;
  readonly decisions: readonly DecidedWhileStopped[];
  /** What of it is set aside, each with its reason: rows that somebody changed in the database, or took away. */
  readonly foreign: readonly string[];
  readonly next: number | null;
}

/** A resumption that one person proposed and another one has to confirm. */
export interface WaitingResumption extends Resumption {
  readonly proposal: string;
  readonly proposedBy: string;
  readonly proposedAtMs: number;
  readonly expiresAtMs: number;
}

/**
 * The stop switch. Whoever has the right throws a stop alone and at once; it ends only when two other persons resume on fresh audits. Each is
 * an act with its entry, and what follows from it is told to every client by the board.
 */
export class StopSwitch {
  readonly board: StopBoard;
  /** Versions that are tried out beside what is served. */
  readonly canaries: Canaries;
  readonly #deps: SwitchDeps;
  readonly #twoPersons: TwoPersonActs<SwitchStores>;

  constructor(deps: SwitchDeps) {
    const { acts, stores, nowMs, board, canaries } = deps;
    this.#deps = deps;
    this.board = board;
    this.canaries = canaries;
    this.#twoPersons = new TwoPersonActs({
      ...{ acts, proposals: stores.proposals, nowMs, declared: [resumeStop] },
      samePerson: ({ identity }, one, other) => deps.samePerson(identity, one, other),
    });
  }

  /**
   * Throws a stop. It is in force when this resolves, and the board has it.
   *
   * @throws TribuneError INVALID, NOT_FOUND, CONFLICT
   */
  async throw(wanted: WantedStop, by: string): Promise<Stop> {
    return this.#changing(() => throwOne(this.#deps.acts, wanted, by));
  }

  /**
   * Proposes to resume, for the first of two persons. What would refuse the second one is refused now.
   *
   * @throws TribuneError NOT_FOUND, CONFLICT, FORBIDDEN
   */
  async propose({ trial, ...same }: ProposedResumption, person: Person): Promise<WaitingResumption> {
    const { acts, stores, nowMs } = this.#deps;
    const wanted: Resumption = { ...same, trial: trial == null ? null : { ...trial, stop: acts.newId() } };
    await demandResumable(stores, wanted, [`account:${person.account}`], nowMs());
    return waitingOf(await this.#twoPersons.propose(resumeStop, wanted, person));
  }

  /**
   * Confirms a proposal for the second person: the stop ends.
   *
   * @throws TribuneError NOT_FOUND, CONFLICT, FORBIDDEN
   */
  async confirm(stop: string, proposal: string, person: Person): Promise<Stop> {
    await this.#demandOf(stop, proposal);
    return this.#changing(() => this.#twoPersons.confirm(proposal, person) as Promise<Stop>);
  }

  /** Takes a proposal back, or turns it down. */
  async withdraw(stop: string, proposal: string, person: Person): Promise<void> {
    await this.#demandOf(stop, proposal);
    await this.#twoPersons.withdraw(proposal, person);
  }

  /** Ends a drill with what it measured; null where the service was started anew meanwhile, and does not know. */
  async endDrill(id: string, by: string): Promise<{ readonly stop: Stop; readonly measured: Propagation | null }> {
    const { revision } = await this.find(id);
    const measured = this.board.propagations.of(revision);
    return { stop: await this.#changing(() => endOne(this.#deps.acts, id, measured, by)), measured };
  }

  /** @throws TribuneError NOT_FOUND */
  async find(id: string): Promise<Stop> {
    const found = readUuid(id, new Uint8Array(UUID_BYTES)) ? await this.#deps.stores.stops.find(id) : null;
    if (found === null) throw unknownStop(id);
    return found;
  }

  /** What the stops in force when a decision was made said of it; null where that depends on groups that are not seen. */
  async decidedUnder(decision: MadeDecision): Promise<DecidedUnder | null> {
    const { stops, registry } = this.#deps.stores;
    const inForce = await stops.inForceAt(decision.decidedAtMs);
    return decidedUnder(decision, inForce, await registry.load());
  }

  /**
   * What was decided while stops were in force: how much, and which decisions, those recorded last first.
   *
   * @throws TribuneError NOT_FOUND for a stop that there is none of
   */
  async decided(query: DecidedQuery, page: DecidedPage): Promise<DecidedAnswer> {
    const { decidedWhileStopped } = this.#deps.stores;
    if (query.stop !== undefined) await this.find(query.stop);
    const [counts, decisions] = await Promise.all([
      decidedWhileStopped.counts({ ...query, limit: page.counts + 1 }),
      decidedWhileStopped.list({ ...query, before: page.before, limit: page.limit + 1 }),
    ]);
    const shown = decisions.slice(0, page.limit);
    const [told, listed] = [counts.slice(0, page.counts), shown.map(({ decision }) => decision)];
    return {
      counts: told.filter((one): one is DecidedCount => !(one instanceof Error)),
      moreCounts: counts.length > page.counts,
      decisions: listed.filter((one): one is DecidedWhileStopped => !(one instanceof Error)),
      foreign: [...new Set([...told, ...listed].flatMap((one) => (one instanceof Error ? one.message : [])))],
      next: decisions.length > page.limit ? shown.at(-1)!.place : null,
    };
  }

  /**
   * The audits later than a stop on which it may be resumed, by deployment, and what each lacks.
   *
   * @throws TribuneError NOT_FOUND
   */
  async audits(id: string): Promise<{
    readonly stop: string;
    readonly deployments: readonly OfferedAudits[];
    readonly leftOut: number;
  }> {
    const { stores, nowMs } = this.#deps;
    const [stop, registry] = [await this.find(id), await stores.registry.load()];
    return { stop: id, ...(await offeredAudits(stop, stores.audits, { registry, nowMs: nowMs() })) };
  }

  list(query: StopQuery): Promise<Stop[]> {
    return this.#deps.stores.stops.list(query);
  }

  /** Resumptions that wait for a second person, oldest first. */
  async waiting(): Promise<WaitingResumption[]> {
    const all = await this.#twoPersons.waiting();
    return all.filter(({ act }) => act === resumeStop.name).map(waitingOf);
  }

  /** Does an act, and has the board show it whether or not its answer was lost. */
  async #changing<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } finally {
      await this.board.refresh();
    }
  }

  async #demandOf(stop: string, proposal: string): Promise<void> {
    const found = await this.#deps.stores.proposals.proposal(proposal);
    if (found === null || (found.request as Resumption).stop === stop) return;
    throw new TribuneError('NOT_FOUND', `the proposal ${proposal} is about another stop`, {
      remedy: `GET /v1/stops/${stop} names those of this one.`,
    });
  }
}

const waitingOf = ({ id, request, proposedBy, proposedAtMs, expiresAtMs }: Proposal): WaitingResumption => ({
  ...(request as Resumption),
  ...{ proposal: id, proposedBy, proposedAtMs, expiresAtMs },
});
