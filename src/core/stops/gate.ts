import { isDigest } from '../base/digest.js';
import { coversPlace, type GateMode } from '../gates/index.js';
import type { StopQuestion } from './types.js';

/** A stretch of time in which a gate is open for a version, with the cutoff and the policy that its deployment has then. */
export interface OpenStretch {
  readonly version: string;
  /** RFC 3339 in UTC with milliseconds, so that texts are ordered as times; from then on, and before `until`. */
  readonly from: string;
  readonly until: string;
  /** Whether the deployment serves the version then, so that it is meant where a question names none. */
  readonly isServing: boolean;
}

/** The gate of a deployment, as programs that decide are told of it. */
export interface GateInForce {
  readonly deployment: string;
  readonly mode: GateMode;
  /** Places for which it stands, such as `EU`; null for every place. */
  readonly places: readonly string[] | null;
  /** When it is open; it is closed at all other times. */
  readonly open: readonly OpenStretch[];
}

/** What the gate of a deployment says of a decision. */
export interface GateAnswer {
  readonly mode: GateMode;
  /** `closed`: not open for this version now. `place`: it does not stand for the place of the decision, or the question names none. */
  readonly state: 'open' | 'closed' | 'place';
  /** When it closes by itself; null where it is not open. */
  readonly until: string | null;
}

/** Whether a gate keeps a model from deciding; one that only observes keeps none. */
export const keepsOut = (answer: GateAnswer | null): boolean =>
  answer !== null && answer.mode === 'enforce' && answer.state !== 'open';

const indexes = new WeakMap<readonly GateInForce[], ReadonlyMap<string, GateInForce>>();

/** Every decision asks, so that gates are looked up by their deployment and not gone through. */
function indexOf(gates: readonly GateInForce[]): ReadonlyMap<string, GateInForce> {
  const known = indexes.get(gates);
  if (known !== undefined) return known;
  const made = new Map(gates.map((gate) => [gate.deployment, gate]));
  indexes.set(gates, made);
  return made;
}

/**
 * What the gate of a deployment says of a decision that a version is to make now; null where it has none. It is held to what records of the
 * decision are held to: the place has to be said where the gate stands for some, and a version that is named otherwise than by its digest is none for
 * which a gate is open. Whoever does not say which deployment decides is held by any gate.
 *
 * @param now RFC 3339 in UTC with milliseconds
 * @example
 * gateFor(state.gates, { deployment: 'credit/prod', context: { jurisdiction: 'EU' } }, '2026-12-01T10:00:00.000Z'); // { mode: 'enforce', state: 'closed', until: null }
 */
export function gateFor(
  gates: readonly GateInForce[],
  { deployment, version, context }: StopQuestion,
  now: string,
): GateAnswer | null {
  if (gates.length === 0) return null;
  // Callers of the client need not be typed.
  if (typeof deployment !== 'string' || deployment.trim() === '')
    return gates.some(({ mode }) => mode === 'enforce') ? { mode: 'enforce', state: 'closed', until: null } : null;
  const gate = indexOf(gates).get(deployment);
  if (gate === undefined) return null;
  const { mode, places, open } = gate;
  const isMeant = meant(version);
  const stretch = open.find((one) => isMeant(one) && one.from <= now && now < one.until);
  if (stretch === undefined) return { mode, state: 'closed', until: null };
  const place = context !== null && typeof context === 'object' ? context.jurisdiction : null;
  const isCovered = coversPlace(places, typeof place === 'string' ? place : null);
  return isCovered ? { mode, state: 'open', until: stretch.until } : { mode, state: 'place', until: null };
}

function meant(version: unknown): (stretch: OpenStretch) => boolean {
  if (version === undefined || version === null) return ({ isServing }) => isServing;
  if (typeof version !== 'string' || !isDigest(version)) return () => false;
  return (stretch) => stretch.version === version;
}
