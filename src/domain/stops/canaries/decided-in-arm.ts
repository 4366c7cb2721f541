import { type Arm, armOf } from '../../../core/stops/index.js';
import { type Canary, stepAt } from './types.js';

/** A decision that was made, as far as a canary asks for it. */
export interface TriedDecision {
  readonly deployment: string;
  /** The version that its record names; null where it names none. */
  readonly version: string | null;
  readonly subject: string | null;
  readonly decidedAtMs: number;
}

/** Which arm a decision was made in, while a version was tried out on its deployment. */
export interface DecidedInArm {
  readonly canary: string;
  /** The arm of the version that decided; null for a version of neither, and where the record does not say which one decided. */
  readonly arm: Arm | null;
  /** The arm that the subject was to be in; null where the subject is not known. */
  readonly drawn: Arm | null;
}

/** The arm of a decision that was made while a canary was on. */
export function decidedInArm(
  canary: Canary,
  { deployment, version, subject, decidedAtMs }: TriedDecision,
): DecidedInArm {
  const { id, version: tried, incumbent } = canary;
  const { share, isHeld } = stepAt(canary, decidedAtMs);
  return {
    canary: id,
    arm: version === tried ? 'canary' : version === incumbent ? 'incumbent' : null,
    drawn: subject === null ? null : armOf({ deployment, version: tried, share, isHeld }, subject),
  };
}
