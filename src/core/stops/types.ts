/**
 * What a stop does to the decisions that it holds for, the strictest first.
 *
 * - `stop`: the model is not asked; the fallback decides.
 * - `shadow`: the model is asked and its answer kept, but the fallback decides.
 * - `review`: the model may propose; a person decides.
 * - `throttle`: the model decides for a share of the subjects, always the same ones; for the others the fallback decides.
 */
export const STOP_MODES = ['stop', 'shadow', 'review', 'throttle'] as const;
export type StopMode = (typeof STOP_MODES)[number];

/**
 * Who decides in the place of the model: people, the last version that was good, a simple model, or a decision in the favour of the subject.
 */
export const FALLBACKS = ['human-queue', 'last-good-version', 'simple-model', 'favourable'] as const;
export type FallbackKind = (typeof FALLBACKS)[number];

export interface Fallback {
  readonly kind: FallbackKind;
  /** The version that decides instead: `sha256:` and 64 hexadecimal digits. */
  readonly version?: string | undefined;
}

/** What the switch knows of a decision that is to be made. What is not known is taken to be concerned. */
export interface StopQuestion {
  readonly deployment: string;
  /** Digest of the version that would decide. */
  readonly version?: string | undefined;
  /** The person decided about, by whom a throttle shares. */
  readonly subject?: string | undefined;
  /** What overlays by group and place ask for: `jurisdiction`, or the name of an attribute. */
  readonly context?: Readonly<Record<string, string | null | undefined>> | undefined;
}

/** The decisions that a stop holds for. */
export interface StopReach {
  readonly deployments: 'all' | readonly string[];
  /** Only decisions of this version. */
  readonly version?: string | undefined;
  /** Only decisions whose context has one of these values, for each name: a group, or a place. */
  readonly where?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** A stop in force, as far as the order of stops and their effect ask for it. */
export interface StopInForce {
  readonly id: string;
  readonly mode: StopMode;
  /** Share of the subjects for whom the model still decides, from 0 to below 1; only of a throttle. */
  readonly share?: number | undefined;
  readonly fallback: Fallback;
  readonly reach: StopReach;
  /** When it was thrown: RFC 3339 in UTC with milliseconds, so that texts are ordered as times. */
  readonly since: string;
  /** True for a drill: it is told like any other stop and changes no decision. */
  readonly drill: boolean;
}

/** Who decides: the model alone, a person on its proposal, the fallback beside a model whose answer is kept, or the fallback alone. */
export type StopRoute = 'model' | 'review' | 'shadow' | 'fallback';

/** What the stops in force say of a decision. */
export interface StopAnswer<Stop extends StopInForce = StopInForce> {
  readonly route: StopRoute;
  /** The stop that says so; null where none holds. */
  readonly stop: Stop | null;
  /** Who decides instead; null where the model decides. */
  readonly fallback: Fallback | null;
}
