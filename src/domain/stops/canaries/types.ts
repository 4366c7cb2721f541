/** What the start of a canary says of it. */
export interface WantedCanary {
  /** Id, so that a request that is sent again starts no second one; made where it is absent. */
  readonly id?: string | undefined;
  readonly deployment: string;
  /** The version that is tried out: one of the model of the deployment, and not the one that is served. */
  readonly version: string;
  /** Share of the subjects for whom it decides, above 0 to 1. */
  readonly share: number;
  readonly reason: string;
  /** Whether it decides for nobody until a person who did not start it lets it go on, as one does whose gate has to be signed first. */
  readonly held?: boolean | undefined;
}

/** What a canary was from a moment on. */
export interface CanaryStep {
  readonly atMs: number;
  readonly share: number;
  readonly isHeld: boolean;
  /** An account, a key or a policy. */
  readonly by: string;
  readonly reason: string;
}

export type CanaryEndKind = 'promoted' | 'rolled-back';

interface CanaryEnd {
  readonly atMs: number;
  readonly how: CanaryEndKind;
  readonly by: string;
  readonly reason: string;
}

/** A canary as it is stored. Times are milliseconds since 1970. */
export interface Canary {
  readonly id: string;
  readonly deployment: string;
  readonly version: string;
  /** The version that the deployment served when it was started. */
  readonly incumbent: string;
  /** What it was, the first step at first, the last one now. */
  readonly steps: readonly [CanaryStep, ...CanaryStep[]];
  /** Number of entries of the main log when it was started; absent of canaries from before this was kept. */
  readonly logSize?: number | undefined;
  /** Number of the state of the switch that its last change made. */
  readonly revision: number;
  readonly end: CanaryEnd | null;
}

/** What a canary is now, or was last. */
export const lastStep = ({ steps }: Pick<Canary, 'steps'>): CanaryStep => steps.at(-1)!;

/** What a canary was at a moment within its life. */
export const stepAt = ({ steps }: Pick<Canary, 'steps'>, atMs: number): CanaryStep =>
  steps.findLast((step) => step.atMs <= atMs) ?? steps[0];
