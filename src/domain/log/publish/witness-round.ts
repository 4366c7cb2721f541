import type { Clock } from '../../../core/base/clock.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { LogName, SignedCheckpoint, WitnessAlarm, WitnessStatus } from '../ports/index.js';
import type { CheckpointServing } from './checkpoint-serving.js';
import { type CheckpointToSign, type WitnessLink, type WitnessOutcome, withSignatures } from './witness-link.js';

export interface WitnessRoundDeps {
  readonly log: LogName;
  readonly links: readonly WitnessLink[];
  readonly display: CheckpointServing;
  /** Number of signatures that make a checkpoint witnessed. */
  readonly quorum: number;
  /** Longest wait for witnesses before a checkpoint is shown without them, ms. */
  readonly waitMs: number;
  readonly clock: Clock;
  readonly consistency: (checkpoint: SignedCheckpoint) => CheckpointToSign['consistencyFrom'];
  /** Called once for each problem, and not again until it ended. */
  readonly onProblem: (cause: Error) => void;
  /** Called when a witness says that this log is not the one that it saw. */
  readonly onAlarm: (alarm: { readonly witness: string; readonly kind: WitnessAlarm; readonly detail: string }) => void;
}

/** Asks the witnesses of a log for their signatures on one checkpoint. */
export class WitnessRound {
  readonly #deps: WitnessRoundDeps;
  /** The last problem reported for each witness. */
  readonly #reported = new Map<WitnessLink, string>();
  #controller: AbortController | null = null;

  constructor(deps: WitnessRoundDeps) {
    this.#deps = deps;
  }

  /** Longest wait for witnesses before a checkpoint is shown without them, ms. */
  get waitMs(): number {
    return this.#deps.waitMs;
  }

  get status(): WitnessStatus[] {
    return this.#deps.links.map(({ status }) => status);
  }

  /** Whether a witness that may be asked now has not signed this checkpoint. */
  isWanted(checkpoint: SignedCheckpoint): boolean {
    return this.#askable(checkpoint).length > 0;
  }

  /** Time at which the next witness that has not signed this checkpoint may be asked; null when all have signed. */
  nextDueAtMs(checkpoint: SignedCheckpoint): number | null {
    const missing = this.#deps.links.filter(({ cosignedSize }) => cosignedSize !== checkpoint.size);
    return missing.length === 0 ? null : Math.min(...missing.map(({ dueAtMs }) => dueAtMs));
  }

  /** Asks the witnesses. The checkpoint is shown as soon as enough have signed, again as more sign, and in any case at the end. */
  async run(checkpoint: SignedCheckpoint, waitMs: number = this.#deps.waitMs): Promise<void> {
    const { display, consistency, clock } = this.#deps;
    const { shown, cosigned } = display;
    const before = [cosigned, shown].find((known) => known?.size === checkpoint.size) ?? checkpoint;
    let note = before.note;
    const toSign = { note: checkpoint.note, size: checkpoint.size, consistencyFrom: consistency(checkpoint) };
    const controller = new AbortController();
    this.#controller = controller;
    const timer = clock.after(waitMs, () => controller.abort());
    try {
      const asked = this.#askable(checkpoint).map(async (link) => {
        const outcome = await link.cosign(toSign, controller.signal);
        this.#report(link, outcome);
        if (outcome.status !== 'cosigned') return;
        note = withSignatures(note, [outcome.signature]);
        if (this.#isWitnessed(checkpoint)) await display.showCosigned({ ...checkpoint, note });
      });
      await Promise.all(asked);
    } finally {
      timer.cancel();
      this.#controller = null;
    }
    await display.show({ ...checkpoint, note });
  }

  /** Ends a running round and shows the checkpoint with the signatures so far. */
  giveUp(): void {
    this.#controller?.abort();
  }

  #askable(checkpoint: SignedCheckpoint): WitnessLink[] {
    const nowMs = this.#deps.clock.nowMs();
    return this.#deps.links.filter(({ cosignedSize, dueAtMs }) => cosignedSize !== checkpoint.size && dueAtMs <= nowMs);
  }

  #isWitnessed(checkpoint: SignedCheckpoint): boolean {
    const { links, quorum } = this.#deps;
    return links.filter(({ cosignedSize }) => cosignedSize === checkpoint.size).length >= quorum;
  }

  #report(link: WitnessLink, outcome: WitnessOutcome): void {
    const { log, onProblem, onAlarm } = this.#deps;
    const { key, where } = link.witness;
    if (outcome.status === 'cosigned') {
      this.#reported.delete(link);
      return;
    }
    const { detail } = outcome;
    const kind = outcome.status === 'alarm' ? outcome.alarm : detail;
    if (this.#reported.get(link) === kind) return;
    this.#reported.set(link, kind);
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

/** The smallest number that is more than half of n. */
export const majorityOf = (n: number): number => Math.floor(n / 2) + 1;
