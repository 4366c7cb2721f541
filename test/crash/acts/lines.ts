import type { Place } from './places.js';

/** A scenario for a process: what the process before left of it, and where this one is killed. */
export interface Task extends Place {
  readonly name: string;
  readonly url: string;
  /** 0 looks at what was left, and does nothing more. */
  readonly killAt: number;
  readonly left: Left | null;
}

/** What was there before the act that was cut short. */
export interface Left {
  readonly world: unknown;
  /** Number of entries of events in the main log. */
  readonly entries: number;
}

export interface Seen {
  /** What has come of each thing that the act changes. */
  readonly changed: readonly boolean[];
  /** Types of the entries since. */
  readonly told: readonly string[];
  /** Types of the entries that wait for the log. */
  readonly waiting: readonly string[];
}

/** What came of asking: `why` is the code of a refusal. */
export type Asked = { readonly answered: true } | { readonly answered: false; readonly why: string };

/** What the process says of a scenario. */
export type Line =
  | ({ readonly kind: 'before' } & Left)
  | ({ readonly kind: 'asked' } & Asked)
  /** Once it is up again, and after the same was asked again. */
  | { readonly kind: 'seen'; readonly after: Seen; readonly asked: Asked; readonly again: Seen };
