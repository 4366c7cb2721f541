import { isDigest } from '../base/digest.js';
import { type GateAnswer, type GateInForce, gateFor, keepsOut } from './gate.js';
import { routeOf } from './route.js';
import { canarySalt, standingOf } from './share.js';
import type { Fallback, StopAnswer, StopInForce, StopQuestion } from './types.js';

/** The two sides of a canary: the version that is tried out, and the one that a deployment serves. */
export const ARMS = ['canary', 'incumbent'] as const;
export type Arm = (typeof ARMS)[number];

/** A version that is tried out on a share of the subjects of a deployment, as far as the rule asks for it. */
export interface CanaryInForce {
  readonly id: string;
  readonly deployment: string;
  /** The version that is tried out, and the one that the deployment serves: `sha256:` and 64 hexadecimal digits. */
  readonly version: string;
  readonly incumbent: string;
  /** Share of the subjects for whom the new version decides, above 0 to 1. */
  readonly share: number;
  /** A canary that is held decides for nobody; whoever was in it is in it again when it goes on. */
  readonly isHeld: boolean;
}

/** Who decides, and by which version. */
export interface Decider<Stop extends StopInForce = StopInForce, Canary extends CanaryInForce = CanaryInForce>
  extends StopAnswer<Stop> {
  /** The version that is to decide, or to propose; null where the question names none and nothing is tried out. */
  readonly version: string | null;
  /** Null where nothing is tried out. */
  readonly arm: Arm | null;
  readonly canary: Canary | null;
  /** What the gate of the deployment says of the version that is to decide; null where it has none. */
  readonly gate: GateAnswer | null;
}

/** What programs that decide know of the switch. */
export interface StateInForce<Stop extends StopInForce, Canary extends CanaryInForce> {
  readonly stops: readonly Stop[];
  readonly canaries: readonly Canary[];
  readonly gates: readonly GateInForce[];
}

/**
 * The arm of a subject, always the same one for the same deployment and version: those whose standing is below the share. So whoever is in a canary
 * stays in it when its share grows, and comes back after it was held. A subject that is not said is not tried out on.
 */
export function armOf(
  { deployment, version, share, isHeld }: Pick<CanaryInForce, 'deployment' | 'version' | 'share' | 'isHeld'>,
  subject: string | null | undefined,
): Arm {
  if (isHeld || typeof subject !== 'string' || subject.trim() === '') return 'incumbent';
  return standingOf(canarySalt(deployment, version), subject) < share ? 'canary' : 'incumbent';
}

/**
 * Says which version decides a case, and whether it may: first the arm, then the stops that hold for the version of that arm, then the gate of the
 * deployment. A stop is over a canary, whatever its scope: nobody is given to a version that is stopped, nor moved to the other one because his own is.
 * Behind a closed gate that is enforced no version decides, neither with a person nor in the shadow of a fallback, nor as a fallback itself: people do.
 *
 * @param now the moment of the decision, RFC 3339 in UTC with milliseconds
 * @example
 * deciderOf(state, { deployment: 'lending/prod', subject: 'case-4711' }, '2026-12-01T10:00:00.000Z'); // { arm: 'canary', version: 'sha256:...', route: 'model', ... }
 */
export function deciderOf<Stop extends StopInForce, Canary extends CanaryInForce>(
  { stops, canaries, gates }: StateInForce<Stop, Canary>,
  question: StopQuestion,
  now: string,
): Decider<Stop, Canary> {
  const canary = canaries.find(({ deployment }) => deployment === question.deployment) ?? null;
  if (canary === null) {
    const { version } = question;
    const said = typeof version === 'string' && isDigest(version) ? version : null;
    return { ...gated(routeOf(stops, question), gates, question, now), version: said, arm: null, canary: null };
  }
  const arm = armOf(canary, question.subject);
  const version = arm === 'canary' ? canary.version : canary.incumbent;
  const asked = { ...question, version };
  return { ...gated(routeOf(stops, asked), gates, asked, now), version, arm, canary };
}

/** The answer of the stops, held to the gate of the deployment. */
function gated<Stop extends StopInForce>(
  answer: StopAnswer<Stop>,
  gates: readonly GateInForce[],
  question: StopQuestion,
  now: string,
): StopAnswer<Stop> & { readonly gate: GateAnswer | null } {
  const gate = gateFor(gates, question, now);
  const isHeld = keepsOut(gate);
  const fallback = isHeld ? (answer.fallback ?? PEOPLE) : answer.fallback;
  const version = fallback?.version;
  const isOut = version !== undefined && keepsOut(gateFor(gates, { ...question, version }, now));
  return { ...answer, route: isHeld ? 'fallback' : answer.route, fallback: isOut ? PEOPLE : fallback, gate };
}

const PEOPLE: Fallback = { kind: 'human-queue' };
