import { routeOf, type StopAnswer, type StopQuestion } from '../../../core/stops/index.js';
import type { TaggedState, ToldStop } from '../../../domain/stops/index.js';

/**
 * The switch as flags of OpenFeature (OFREP 0.3). Two flags for each deployment: its id, a text that says who decides (`model`, `review`,
 * `shadow`, `fallback`), and its id with `:automatic`, true only while the model decides alone.
 */
const AUTOMATIC = ':automatic';

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
export const deploymentOf = (key: string): string => (key.endsWith(AUTOMATIC) ? key.slice(0, -AUTOMATIC.length) : key);

/** Both flags of a deployment; `state` is null while it is not sure, and then the answer is the safe one. */
export function flagsOf(state: TaggedState | null, question: StopQuestion): readonly [route: Flag, automatic: Flag] {
  const answer = state === null ? UNSURE : routeOf(state.stops, question);
  const { deployment } = question;
  const told = {
    reason: state === null ? 'STALE' : reasonOf(answer),
    metadata: { ...metadataOf(answer), ...(state === null ? {} : { revision: state.revision }) },
  };
  const isAutomatic = answer.route === 'model';
  return [
    { key: deployment, value: answer.route, variant: answer.route, ...told },
    { key: `${deployment}${AUTOMATIC}`, value: isAutomatic, variant: isAutomatic ? 'on' : 'off', ...told },
  ];
}

const UNSURE: StopAnswer<ToldStop> = { route: 'fallback', stop: null, fallback: { kind: 'human-queue' } };

/** Reasons of the specification of OpenFeature: a share is SPLIT, a group, place or version TARGETING_MATCH. */
function reasonOf({ stop }: StopAnswer<ToldStop>): string {
  if (stop === null) return 'STATIC';
  if (stop.mode === 'throttle') return 'SPLIT';
  return stop.reach.where === undefined && stop.reach.version === undefined ? 'STATIC' : 'TARGETING_MATCH';
}

function metadataOf({ stop, fallback }: StopAnswer<ToldStop>): Flag['metadata'] {
  return {
    ...(stop === null ? {} : { stop: stop.id, mode: stop.mode }),
    ...(fallback === null ? {} : { fallback: fallback.kind }),
    ...(fallback?.version === undefined ? {} : { fallbackVersion: fallback.version }),
  };
}
