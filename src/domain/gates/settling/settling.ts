import { TribuneError } from '../../../core/base/errors.js';
import { type GateActs, type GateStores, gateSignals, isAlertFiring, type Settled, settleOne } from '../acts/index.js';
import { changesOf, closedAll, judgeGate } from '../judging/index.js';
import { GATE_LIMITS } from '../model/index.js';
import {
  type GateStatus,
  type Ground,
  knownOpenings,
  readGround,
  readStatus,
  type StatusDeps,
  servingIn,
} from '../status/index.js';
import type { KnownGates } from '../view/index.js';
import { type Grounds, groundsOf, refs } from './grounds.js';
import { subjectNow } from './subject-now.js';

export interface SettlingDeps extends Omit<StatusDeps, 'stores'> {
  readonly acts: GateActs;
  readonly stores: Pick<GateStores, 'gates' | 'identity' | 'alerts'>;
  readonly known: Pick<KnownGates, 'changed'>;
}

/** How often a gate is judged anew that was changed while it was judged. */
const TRIES = 3;
/**
 * Time after which a gate is judged although nothing is known to have changed, ms: a row that somebody changed in the database, and bytes that were
 * lost, are entries of no log.
 */
const UNLOOKED_MS = 15 * 60_000;
/** Rounds in which all gates are looked at that nothing happened to. */
const ROUNDS = 15;
/** Errors that say nothing about a gate: whoever asks again may be answered. */
const PASSING: readonly string[] = ['STORE_UNAVAILABLE', 'SERVICE_BUSY'];

/**
 * Judges gates and writes what became of them. What each was judged by is kept in memory, so that a gate is judged when some of that changes
 * or ends, and the others are not.
 */
export class Settling {
  readonly #deps: SettlingDeps;
  readonly #grounds = new Map<string, Grounds>();
  /** Gates that something happened to since they were judged. */
  readonly #touched = new Set<string>();
  /** Gates that are judged once more in the next round: places of entries, on which controls stand, are followed beside this. */
  readonly #again = new Set<string>();
  /** Gates that are being judged, each with when it will have been: what changes meanwhile may have come too late for it. */
  readonly #judging = new Map<string, Promise<void>>();
  /** How often something changed, so that what was read before the last time is not taken for what is. */
  #touches = 0;
  #running: Promise<void> | null = null;
  #isClosed = false;

  constructor(deps: SettlingDeps) {
    this.#deps = deps;
  }

  /**
   * Judges a gate and writes what became of it, with its entries: that it opened, stands on other evidence, or closed. Decisions are held against
   * what was written and against the clock, so that a gate which nobody judged in time is closed by its own end.
   */
  async settle(deployment: string, read: () => Promise<Ground> = () => readGround(this.#deps)): Promise<void> {
    // One after the other: of two at once the one that began earlier, and knows less, could be the last to write.
    const before = this.#judging.get(deployment) ?? Promise.resolve();
    const judged = before.then(() => this.#settle(deployment, read));
    const over = judged.catch(() => undefined);
    this.#judging.set(deployment, over);
    try {
      await judged;
    } finally {
      if (this.#judging.get(deployment) === over) this.#judging.delete(deployment);
    }
  }

  async #settle(deployment: string, read: () => Promise<Ground>): Promise<void> {
    try {
      const on = await read();
      this.#grounds.set(deployment, groundsOf(await this.#settled(deployment, on), on.registry));
    } catch (cause) {
      // One whose judgement failed is judged again in the next round.
      this.#grounds.delete(deployment);
      throw cause;
    }
  }

  async #settled(deployment: string, on: Ground): Promise<GateStatus> {
    for (let tried = 1; ; tried++) {
      const status = await this.#judged(deployment, on);
      if (await this.#isSettled(status)) return status;
      const settled = await this.#write((tx, atMs) => this.#anew(tx, status, on, atMs));
      if (settled !== null || tried === TRIES) return status;
    }
  }

  /** Settles every gate, or those of some deployments; what went wrong with one keeps no other from being settled, and is thrown in the end. */
  async settleAll(deployments: ReadonlySet<string> | null = null): Promise<void> {
    const gates = (await this.#deps.stores.gates.gates()).map(({ deployment }) => deployment);
    await this.#settleEach(gates.filter((one) => deployments === null || deployments.has(one)));
  }

  /** Settles the gates that may be other than they were: never judged, failed, changed or ended since; and of the others those not looked at for long. */
  async settleDue(): Promise<void> {
    const nowMs = this.#deps.nowMs();
    const gates = (await this.#deps.stores.gates.gates()).map(({ deployment }) => deployment);
    const known = new Set(gates);
    for (const deployment of this.#grounds.keys()) if (!known.has(deployment)) this.#grounds.delete(deployment);
    const isDue = (deployment: string): boolean => {
      const grounds = this.#grounds.get(deployment);
      return (
        grounds === undefined || grounds.nextMs <= nowMs || this.#touched.has(deployment) || this.#again.has(deployment)
      );
    };
    const ageOf = (deployment: string): number => {
      const judgedAtMs = this.#grounds.get(deployment)?.judgedAtMs;
      return judgedAtMs === undefined ? 0 : Math.abs(nowMs - judgedAtMs);
    };
    const unlooked = gates
      .filter((one) => !isDue(one) && ageOf(one) >= UNLOOKED_MS)
      .toSorted((a, b) => ageOf(b) - ageOf(a))
      .slice(0, Math.ceil(gates.length / ROUNDS));
    const due = [...gates.filter(isDue), ...unlooked];
    this.#again.clear();
    const ground = await this.#settleEach(due);
    const [damaged] = ground?.damaged ?? [];
    if (damaged !== undefined)
      throw new TribuneError('STORE_INVALID', `the roles of the account ${damaged} are no list of names`, {
        remedy:
          'Somebody changed the row of the account in the database. What it signed counts for nothing until it is put back.',
      });
  }

  /**
   * Has the gates judged, soon and one after the other, that were judged by something which changed; null for what may concern each. A failure is
   * told, and the gate judged again in the next round.
   */
  touch(changed: ReadonlySet<string> | null, onProblem: (cause: unknown) => void): void {
    this.#touches++;
    for (const deployment of this.#judging.keys()) this.#touched.add(deployment);
    for (const [deployment, { refs: own }] of this.#grounds) {
      if (changed !== null && ![...changed].some((ref) => own.has(ref))) continue;
      this.#touched.add(deployment);
      if (own.has(refs.kind('control'))) this.#again.add(deployment);
    }
    if (this.#running !== null || this.#touched.size === 0 || this.#isClosed) return;
    this.#running = this.#settleTouched().then(
      () => {
        this.#running = null;
        // What was touched after the last look waits for nobody.
        if (this.#touched.size > 0) this.touch(new Set(), onProblem);
      },
      (cause: unknown) => {
        this.#running = null;
        if (!this.#isClosed) onProblem(cause);
      },
    );
  }

  /** Resolves once nothing is judged any more because of a change. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#running;
  }

  async #settleTouched(): Promise<void> {
    while (this.#touched.size > 0 && !this.#isClosed) {
      const deployments = [...this.#touched];
      await this.#settleEach(deployments);
    }
  }

  async #settleEach(deployments: readonly string[]): Promise<Ground | null> {
    if (deployments.length === 0) return null;
    for (const deployment of deployments) this.#touched.delete(deployment);
    let readAt = this.#touches;
    let ground = await readGround(this.#deps).catch((cause: unknown) => {
      // Nobody was judged, so that each is judged in the next round.
      for (const deployment of deployments) this.#grounds.delete(deployment);
      throw cause;
    });
    // What changed while those before were judged is not known to what was read for all, and may be what a gate is to be judged by.
    const current = async (): Promise<Ground> => {
      if (readAt === this.#touches) return ground;
      const touches = this.#touches;
      ground = await readGround(this.#deps);
      readAt = touches;
      return ground;
    };
    let problem: unknown = null;
    for (const deployment of deployments)
      await this.settle(deployment, current).catch((cause: unknown) => {
        problem ??= cause;
      });
    if (problem !== null) throw problem;
    return ground;
  }

  /** Judges a gate once more within the transaction, by what people did until then; null where it was changed meanwhile. */
  async #anew(
    tx: Pick<GateStores, 'gates'>,
    status: GateStatus,
    { accounts }: Ground,
    atMs: number,
  ): Promise<Settled | null> {
    const { deployment, revision } = status.gate;
    const gate = await tx.gates.gate(deployment);
    if (gate === null || gate.revision !== revision) return null;
    const facts = await tx.gates.facts(deployment, GATE_LIMITS.facts);
    const openings = await knownOpenings(tx.gates, deployment, atMs);
    const judged = status.judged.map((one) => ({
      ...one,
      verdict: judgeGate({ ...one, gate, facts, accounts, nowMs: atMs }),
    }));
    return {
      ...{ gate, serving: servingIn(judged) },
      changes: this.#changes({ ...status, gate, judged, openings }, atMs),
    };
  }

  /**
   * Judges a gate. Where what was done about it is not ours, or cannot be judged by, nothing is known of it, and it closes before the fault is told:
   * it stayed open on what had been written before.
   */
  async #judged(deployment: string, on: Ground): Promise<GateStatus> {
    try {
      return await readStatus(this.#deps, deployment, on);
    } catch (cause) {
      if (cause instanceof TribuneError && (PASSING.includes(cause.code) || cause.code === 'NOT_FOUND')) throw cause;
      const because = cause instanceof Error ? cause.message : String(cause);
      await this.#write(async (tx, atMs) => {
        const gate = await tx.gates.gate(deployment);
        if (gate === null) return null;
        const openings = await knownOpenings(tx.gates, deployment, atMs);
        const subject = subjectNow(on.registry, deployment, atMs);
        const serving = subject === null ? null : { subject, closedBecause: because };
        return { gate, serving, changes: closedAll(openings, because, atMs) };
      });
      throw cause;
    }
  }

  /** Writes what becomes of a gate; whatever came of it, the gates are read anew before the next decision. */
  async #write(settling: Parameters<typeof settleOne>[1]): Promise<Settled | null> {
    try {
      return await settleOne(this.#deps.acts, settling);
    } finally {
      this.#deps.known.changed();
    }
  }

  /** Whether nothing is to be written of a gate, nor to be told. */
  async #isSettled(status: GateStatus): Promise<boolean> {
    const { gate, judged, nowMs } = status;
    const changes = this.#changes(status, nowMs);
    const isFiring = await isAlertFiring(this.#deps.stores.alerts, gate);
    const told = { gate, changes, serving: servingIn(judged) };
    return changes.length === 0 && gateSignals(told, { isFiring, atMs: nowMs }).length === 0;
  }

  #changes({ gate, judged, openings }: GateStatus, nowMs: number) {
    const newId = (): string => this.#deps.acts.newId();
    return changesOf({ deployment: gate.deployment, known: openings, judged, nowMs, newId });
  }
}
