import { type CanaryInForce, type Decider, deciderOf, keepsOut, type StopQuestion } from '../../../core/stops/index.js';
import type { TaggedState, ToldStop } from '../../../domain/stops/index.js';

/**
 * The switch as flags of OpenFeature (OFREP 0.3). Three flags for each deployment: its id, a text that says who decides (`model`, `review`,
 * `shadow`, `fallback`), its id with `:automatic`, true only while the model decides alone, and its id with `:version`, the digest of the version
 * that is to decide, which is that of the canary for whoever is in one. The digest is empty while it is not known.
 */
const AUTOMATIC = ':automatic';
const VERSION = ':version';

export interface Flag {
  readonly key: string;
  readonly value: string | boolean;
  readonly variant: string;
  readonly reason: string;
  readonly metadata: Readonly<Record<string, string | number | boolean>>;
}

/** Names of an evaluation context that are no group or place. */
const OWN_NAMES: readonly string[] = ['targetingKey', 'version'];

/** The question of an evaluation context: `targetingKey` is the subject, `version` the digest, everything else what overlays ask for. */
export function questionOf(deployment: string, context: Readonly<Record<string, unknown>>): StopQuestion {
  const { targetingKey, version } = context;
  const others = Object.entries(context).filter(([name]) => !OWN_NAMES.includes(name));
  return {
    deployment,
    ...(typeof targetingKey === 'string' ? { subject: targetingKey } : {}),
    ...(typeof version === 'string' ? { version } : {}),
    context: Object.fromEntries(others.flatMap(([name, value]) => (isScalar(value) ? [[name, String(value)]] : []))),
  };
}

const isScalar = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);

/** The deployment that a flag is about. */
export function deploymentOf(key: string): string {
  const suffix = [AUTOMATIC, VERSION].find((one) => key.endsWith(one)) ?? '';
  return key.slice(0, key.length - suffix.length);
}

/**
 * The flags of a deployment; `state` is null while it is not sure, and then the answer is the safe one.
 *
 * @param served the version that the deployment serves; undefined where it serves none
 * @param now RFC 3339 in UTC with milliseconds
 */
export function flagsOf(
  state: TaggedState | null,
  question: StopQuestion,
  served: string | undefined,
  now: string,
): readonly Flag[] {
  const answer = state === null ? UNSURE : deciderOf(state, question, now);
  const { deployment } = question;
  const told = {
    reason: state === null ? 'STALE' : reasonOf(answer),
    metadata: { ...metadataOf(answer), ...(state === null ? {} : { revision: state.revision }) },
  };
  const isAutomatic = answer.route === 'model';
  return [
    { key: deployment, value: answer.route, variant: answer.route, ...told },
    { key: `${deployment}${AUTOMATIC}`, value: isAutomatic, variant: isAutomatic ? 'on' : 'off', ...told },
    versionFlag(deployment, { ...answer, version: answer.version ?? (state === null ? null : (served ?? null)) }, told),
  ];
}

type Answer = Decider<ToldStop, CanaryInForce>;

function versionFlag(
  deployment: string,
  { version, arm, canary }: Answer,
  { reason, metadata }: Pick<Flag, 'reason' | 'metadata'>,
): Flag {
  const why = reason === 'STALE' ? reason : canary === null ? 'STATIC' : canary.isHeld ? 'DISABLED' : 'SPLIT';
  return {
    ...{ key: `${deployment}${VERSION}`, value: version ?? '', variant: arm ?? 'incumbent', reason: why },
    metadata: { ...metadata, ...(canary === null ? {} : { canary: canary.id, share: canary.share }) },
  };
}

const UNSURE: Answer = {
  ...{ route: 'fallback', stop: null, fallback: { kind: 'human-queue' } },
  ...{ version: null, arm: null, canary: null, gate: null },
};

/** Reasons of the specification of OpenFeature: a share is SPLIT, a group, place or version TARGETING_MATCH. */
function reasonOf({ stop, gate }: Answer): string {
  if (keepsOut(gate)) return gate?.state === 'place' ? 'TARGETING_MATCH' : 'STATIC';
  if (stop === null) return 'STATIC';
  if (stop.mode === 'throttle') return 'SPLIT';
  return stop.reach.where === undefined && stop.reach.version === undefined ? 'STATIC' : 'TARGETING_MATCH';
}

function metadataOf({ stop, fallback, gate }: Answer): Flag['metadata'] {
  return {
    ...(stop === null ? {} : { stop: stop.id, mode: stop.mode }),
    ...(fallback === null ? {} : { fallback: fallback.kind }),
    ...(fallback?.version === undefined ? {} : { fallbackVersion: fallback.version }),
    ...(gate === null ? {} : { gate: gate.state, gateMode: gate.mode }),
    ...(gate?.until == null ? {} : { gateUntil: gate.until }),
  };
}
