import type { Clock } from '../../../core/base/clock.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { LogName, SignedCheckpoint, WitnessAlarm, WitnessStatus } from '../ports/index.js';
import type { CheckpointServing } from './checkpoint-serving.js';
import { type CheckpointToSign, type WitnessLink, type WitnessOutcome, withSignatures } from './witness-link.js';

export interface WitnessRoundDeps {
  readonly log: LogName;
  readonly links: readonly WitnessLink[];
  readonly display: CheckpointServing;
  /** Signatures that make a head witnessed. */
  readonly quorum: number;
  /** How long a head waits for witnesses before it is shown without, ms. */
  readonly waitMs: number;
  readonly clock: Clock;
  readonly consistency: (head: SignedCheckpoint) => CheckpointToSign['consistencyFrom'];
  /** Told once of each trouble, not again until it ended. */
  readonly onProblem: (cause: Error) => void;
  /** A witness says that this log is not the one it saw. */
  readonly onAlarm: (alarm: { readonly witness: string; readonly kind: WitnessAlarm; readonly detail: string }) => void;
}

/** Asks the witnesses of a log for their signatures on one head. */
export class WitnessRound {
  readonly #deps: WitnessRoundDeps;
  /** What was told of a witness last. */
  readonly #told = new Map<WitnessLink, string>();
  #controller: AbortController | null = null;

  constructor(deps: WitnessRoundDeps) {
    this.#deps = deps;
  }

  get status(): WitnessStatus[] {
    return this.#deps.links.map(({ status }) => status);
  }

  /** Whether a witness that may be asked now has not signed this head. */
  isWanted(head: SignedCheckpoint): boolean {
    return this.#askable(head).length > 0;
  }

  /** When the next witness that has not signed this head may be asked; null when all have. */
  nextDueAtMs(head: SignedCheckpoint): number | null {
    const missing = this.#deps.links.filter(({ cosignedSize }) => cosignedSize !== head.size);
    return missing.length === 0 ? null : Math.min(...missing.map(({ dueAtMs }) => dueAtMs));
  }

  /** The head is shown as soon as enough have signed, with more signatures as they come, and at the end in any case. */
  async run(head: SignedCheckpoint, waitMs: number = this.#deps.waitMs): Promise<void> {
    const { display, consistency, clock } = this.#deps;
    const { shown, cosigned } = display;
    const before = [cosigned, shown].find((known) => known?.size === head.size) ?? head;
    let note = before.note;
    const toSign = { note: head.note, size: head.size, consistencyFrom: consistency(head) };
    const controller = new AbortController();
    this.#controller = controller;
    const timer = clock.after(waitMs, () => controller.abort());
    try {
      const asked = this.#askable(head).map(async (link) => {
        const outcome = await link.cosign(toSign, controller.signal);
        this.#report(link, outcome);
        if (outcome.status !== 'cosigned') return;
        note = withSignatures(note, [outcome.signature]);
        if (this.#isWitnessed(head)) await display.showCosigned({ ...head, note });
      });
      await Promise.all(asked);
    } finally {
      timer.cancel();
      this.#controller = null;
    }
    await display.show({ ...head, note });
  }

  /** Ends a running round: what came so far is shown. */
  giveUp(): void {
    this.#controller?.abort();
  }

  #askable(head: SignedCheckpoint): WitnessLink[] {
    const nowMs = this.#deps.clock.nowMs();
    return this.#deps.links.filter(({ cosignedSize, dueAtMs }) => cosignedSize !== head.size && dueAtMs <= nowMs);
  }

  #isWitnessed(head: SignedCheckpoint): boolean {
    const { links, quorum } = this.#deps;
    return links.filter(({ cosignedSize }) => cosignedSize === head.size).length >= quorum;
  }

  #report(link: WitnessLink, outcome: WitnessOutcome): void {
    const { log, onProblem, onAlarm } = this.#deps;
    const { key, where } = link.witness;
    if (outcome.status === 'cosigned') {
      this.#told.delete(link);
      return;
    }
    const { detail } = outcome;
    const kind = outcome.status === 'alarm' ? outcome.alarm : detail;
    if (this.#told.get(link) === kind) return;
    this.#told.set(link, kind);
    const message = `witness ${key.name} (${where}) did not sign log ${log}: ${detail}`;
    if (outcome.status === 'failed') {
      const remedy = 'Checkpoints are shown without it until it answers; it is asked again by itself.';
      onProblem(new TribuneError('SERVER_UNREACHABLE', message, { remedy }));
      return;
    }
    const remedy = 'Keep database and tiles as evidence, and find out which of the two logs is the true one.';
    onProblem(new TribuneError('LEDGER_INVALID', `ALARM: ${message}`, { remedy }));
    onAlarm({ witness: key.name, kind: outcome.alarm, detail });
  }
}

/** More than half. */
export const majorityOf = (n: number): number => Math.floor(n / 2) + 1;
