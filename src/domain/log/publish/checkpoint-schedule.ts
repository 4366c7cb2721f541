import type { Clock, Timer } from '../../../core/base/clock.js';
import type { SignedCheckpoint } from '../ports/index.js';
import type { CheckpointServing } from './checkpoint-serving.js';
import type { WitnessRound } from './witness-round.js';

/** Pause after a checkpoint could not be written. */
const RETRY_MS = 1000;

export interface CheckpointScheduleDeps {
  readonly display: CheckpointServing;
  /** The round of witnesses; null where none is configured. */
  readonly round: WitnessRound | null;
  /** Signs everything committed so far. */
  readonly publish: () => Promise<void>;
  readonly clock: Clock;
  /** Shortest time between two requests to witnesses, ms. */
  readonly witnessIntervalMs: number;
  /** Time between two checkpoints of a public log, whatever comes in, ms. */
  readonly publicIntervalMs: number;
  readonly onProblem: (cause: Error) => void;
}

/**
 * Decides when a checkpoint is shown. Without witnesses it is shown at once; with witnesses when they have signed it or were given up on.
 * They are asked at most once an interval, and in between the checkpoint before stays. A public log shows checkpoints only at fixed times,
 * because checkpoints that follow the traffic would tell outsiders when decisions are made.
 */
export class CheckpointSchedule {
  readonly #deps: CheckpointScheduleDeps;
  #newest: SignedCheckpoint | null = null;
  #isPublic = false;
  #timer: Timer | null = null;
  #tick: Timer | null = null;
  #round: Promise<void> | null = null;
  #nextRoundAtMs = 0;
  #isOpen = false;

  constructor(deps: CheckpointScheduleDeps) {
    this.#deps = deps;
  }

  /** How long a signed checkpoint may have to wait until it is shown, ms; 0 when each is shown at once. */
  get showsWithinMs(): number {
    const { round, witnessIntervalMs, publicIntervalMs } = this.#deps;
    const forWitnesses = round === null ? 0 : witnessIntervalMs + round.waitMs;
    return forWitnesses + (this.#isPublic ? publicIntervalMs : 0);
  }

  /** Called when a checkpoint was signed. */
  signed(checkpoint: SignedCheckpoint): void {
    this.#newest = checkpoint;
    if (!this.#isPublic) this.#advance();
  }

  /** Shows the newest checkpoint and begins to ask witnesses. */
  async open(newest: SignedCheckpoint | null, isPublic: boolean): Promise<void> {
    this.#isOpen = true;
    this.#newest = newest;
    this.#isPublic = isPublic;
    if (isPublic) this.#armTick();
    this.#advance();
  }

  setPublic(isPublic: boolean): void {
    if (isPublic === this.#isPublic) return;
    this.#isPublic = isPublic;
    this.#disarm();
    if (isPublic) this.#armTick();
    else this.#advance();
  }

  /** Resolves when the newest checkpoint is shown, unless it waits for witnesses or for its time. */
  settled(): Promise<void> {
    return this.#deps.display.settled();
  }

  /** Shows the newest checkpoint, after a last request to witnesses of bounded length. */
  async close(waitMs: number): Promise<void> {
    await this.abandon();
    const checkpoint = this.#newest;
    if (checkpoint === null) return;
    const { round, display } = this.#deps;
    if (round?.isWanted(checkpoint)) await round.run(checkpoint, waitMs);
    await display.show(checkpoint);
  }

  /** Ends without showing more, after a failed opening. */
  async abandon(): Promise<void> {
    this.#isOpen = false;
    this.#disarm();
    this.#deps.round?.giveUp();
    await this.#round;
  }

  #advance(): void {
    if (!this.#isOpen) return;
    this.#step().catch((cause: unknown) => {
      this.#deps.onProblem(cause as Error);
      this.#arm(RETRY_MS);
    });
  }

  async #step(): Promise<void> {
    const { display, round, clock, witnessIntervalMs } = this.#deps;
    const checkpoint = this.#newest;
    if (checkpoint === null || this.#round !== null) return;
    if (round?.isWanted(checkpoint)) {
      const waitMs = this.#nextRoundAtMs - clock.nowMs();
      if (waitMs > 0) return this.#arm(waitMs);
      this.#nextRoundAtMs = clock.nowMs() + witnessIntervalMs;
      this.#round = this.#runRound(round, checkpoint);
      return;
    }
    if (checkpoint.size !== display.shown?.size) await display.show(checkpoint);
    // Witnesses that failed are asked again for the checkpoint that is already shown.
    const dueAtMs = round?.nextDueAtMs(checkpoint) ?? null;
    if (dueAtMs !== null) this.#arm(dueAtMs - clock.nowMs());
  }

  async #runRound(round: WitnessRound, checkpoint: SignedCheckpoint): Promise<void> {
    try {
      await round.run(checkpoint);
    } catch (cause) {
      this.#deps.onProblem(cause as Error);
    } finally {
      this.#round = null;
      if (!this.#isPublic) this.#advance();
    }
  }

  /** Starts the timer of the next step: on a private log when it is due, on a public one at the next tick. */
  #arm(waitMs: number): void {
    if (this.#isPublic || !this.#isOpen || this.#timer !== null) return;
    this.#timer = this.#deps.clock.after(waitMs, () => {
      this.#timer = null;
      this.#advance();
    });
  }

  /** Starts the timer of the next tick; ticks are at multiples of the interval since 1970. */
  #armTick(): void {
    if (!this.#isOpen) return;
    const { publicIntervalMs, clock, publish, onProblem } = this.#deps;
    this.#tick = clock.after(publicIntervalMs - (clock.nowMs() % publicIntervalMs), () => {
      const next = publish().then(
        () => this.#advance(),
        (cause: unknown) => onProblem(cause as Error),
      );
      return next.finally(() => {
        if (this.#isPublic) this.#armTick();
      });
    });
  }

  #disarm(): void {
    for (const timer of [this.#timer, this.#tick]) timer?.cancel();
    this.#timer = null;
    this.#tick = null;
  }
}
