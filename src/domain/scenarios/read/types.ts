/** Where something stands in a scenario file. */
export interface Line {
  /** From 1. */
  readonly line: number;
  /** As it is written, without the space around it. */
  readonly text: string;
}

/** Refuses the file for what stands in a line. */
export type Fail = (line: number, message: string, remedy: string) => never;

/** Decisions that come again and again in a step: so many in each interval. */
export interface Batch extends Line {
  readonly n: number;
  /** Values of attributes by their names. */
  readonly group: Readonly<Record<string, string>>;
  /** Shares of 1. */
  readonly shares:
    | { readonly kind: 'unlabelled'; readonly favourable: number }
    | {
        readonly kind: 'labelled';
        readonly labelled: number;
        /** Share decided favourably of those with the favourable label, and of the others. */
        readonly ofThese: number;
        readonly ofOthers: number;
        /** How long after its decision a label comes, in ms; null where files would not say. */
        readonly afterMs: number | null;
      };
}

/** Time that passes. */
export type Step = Line &
  (
    | {
        readonly kind: 'decisions';
        readonly lastsMs: number;
        readonly everyMs: number;
        readonly batches: readonly Batch[];
      }
    | { readonly kind: 'wait'; readonly lastsMs: number }
    | { readonly kind: 'load'; readonly file: string; readonly time: string; readonly labelTime: string | null }
  );

export const CONDITIONS = ['watching', 'pending', 'firing', 'resolved', 'no-data', 'not-judged'] as const;

/** What is expected of the step before, or of the state after it. */
export type Expectation = Line &
  (
    | { readonly kind: 'nothing fires' }
    | {
        readonly kind: 'fires' | 'resolves' | 'does not fire';
        readonly requirement: string;
        readonly group: Readonly<Record<string, string>>;
        /** From the beginning of the step, in ms. */
        readonly withinMs: number | null;
      }
    | {
        readonly kind: 'is';
        readonly condition: (typeof CONDITIONS)[number];
        readonly requirement: string;
        readonly group: Readonly<Record<string, string>>;
      }
  );

/** A step and what is expected of it. */
export interface Act {
  readonly step: Step;
  readonly expectations: readonly Expectation[];
}

/** A scenario as it stands in its file. */
export interface Scenario {
  readonly name: string;
  /** Path of the policy, as it is written. */
  readonly policy: Line;
  /** Moment at which it begins, in ms since 1970. */
  readonly startsMs: number;
  /** Seed with which decisions are drawn; null where shares are met as exactly as whole numbers allow. */
  readonly seed: number | null;
  readonly acts: readonly Act[];
}
