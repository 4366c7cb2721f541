import type { ControlPlane } from '../../../src/apps/server/control-plane.js';

export type Plane = ControlPlane;

/** An act that is cut short. What it needs of its world goes from process to process as JSON. */
export interface Scenario<World = unknown> {
  /** The acts that it does, by the names of their declarations. */
  readonly acts: readonly string[];
  /** Types of the entries that it leaves, in order. */
  readonly leaves: readonly string[];
  /** What comes of the same request when the act stands already: the code of a refusal, or the types of the entries that it leaves then. */
  readonly again: string | readonly string[];
  /** The same, where the process died before it was through with the act, and the next start finished it; by default as above. */
  readonly resumed?: readonly string[];
  /** The act writes files in the main thread, which cannot wait for the acts beside it: it begins when they stand still. */
  readonly isLast?: true;
  /** The act writes more the more is there: each attempt begins with a service that is new. */
  readonly isFresh?: true;
  /** What is there before. `n` counts the attempts: each has state of its own. */
  readonly before: (plane: Plane, n: number) => Promise<World>;
  readonly act: (plane: Plane, world: World) => Promise<unknown>;
  /** What has come of each thing that the act changes: all or none. */
  readonly changed: (plane: Plane, world: World) => Promise<readonly boolean[]>;
}

export const scenario = <World>(one: Scenario<World>): Scenario => one as unknown as Scenario;
