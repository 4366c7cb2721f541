import type { Deployment } from '../registry/index.js';

/** A time during which a deployment served a version. */
export interface Served {
  readonly deployment: string;
  /** Null for the beginning of time, from which a first activation may hold. */
  readonly from: string | null;
  /** Null while it still serves. */
  readonly to: string | null;
}

/** When a version served, by the activations that are registered; decisions of those times are its. */
export function servedBy(version: string, deployments: readonly Deployment[]): Served[] {
  return deployments.flatMap(({ id, activations }) =>
    activations.flatMap((activation, i): Served[] => {
      if (activation.version !== version) return [];
      const next = activations[i + 1];
      return [{ deployment: id, from: timeOf(activation.fromMs), to: next === undefined ? null : timeOf(next.fromMs) }];
    }),
  );
}

/** The beginning of time, and whatever no calendar has, is no date. */
const timeOf = (ms: number): string | null => (ms > 0 && ms < 8.64e15 ? new Date(ms).toISOString() : null);
