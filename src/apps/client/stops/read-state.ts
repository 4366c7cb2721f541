import { byStrictness, FALLBACKS, STOP_MODES } from '../../../core/stops/index.js';
import type { ClientCanary, ClientStop } from './types.js';

/** The state as it came. */
export interface ClientState {
  readonly revision: number;
  readonly stops: readonly ClientStop[];
  /** Empty where the service is one from before there were canaries. */
  readonly canaries: readonly ClientCanary[];
}

/**
 * Reads a state. Null for a text that is none, and for one that says something which this version does not know: what is not understood
 * must not be taken for leave to decide.
 */
export function readState(text: string): ClientState | null {
  const value = jsonOf(text) as Partial<Record<keyof ClientState, unknown>> | null;
  if (value === null || typeof value !== 'object') return null;
  const { revision, stops, canaries = [] } = value;
  if (!Number.isSafeInteger(revision) || !Array.isArray(stops) || !stops.every(isStop)) return null;
  if (!Array.isArray(canaries) || !canaries.every(isCanary)) return null;
  return { revision: revision as number, stops: stops.toSorted(byStrictness), canaries };
}

function isCanary(value: unknown): value is ClientCanary {
  const { id, deployment, version, incumbent, share, isHeld } = (value ?? {}) as Partial<ClientCanary>;
  return (
    [id, deployment, version, incumbent].every((one) => typeof one === 'string') &&
    typeof share === 'number' &&
    share > 0 &&
    share <= 1 &&
    typeof isHeld === 'boolean'
  );
}

function isStop(value: unknown): value is ClientStop {
  const { id, mode, share, fallback, reach, since, drill } = (value ?? {}) as Partial<ClientStop>;
  return (
    [id, since].every((one) => typeof one === 'string') &&
    typeof drill === 'boolean' &&
    STOP_MODES.includes(mode as never) &&
    (mode !== 'throttle' || (typeof share === 'number' && share >= 0 && share < 1)) &&
    FALLBACKS.includes(fallback?.kind as never) &&
    isReach(reach)
  );
}

function isReach(reach: Partial<ClientStop['reach']> | undefined): boolean {
  const { deployments, version, where = {} } = reach ?? {};
  return (
    (deployments === 'all' || isTexts(deployments)) &&
    (version === undefined || typeof version === 'string') &&
    typeof where === 'object' &&
    Object.values(where).every(isTexts) &&
    Object.keys(reach ?? {}).every((name) => ['deployments', 'version', 'where'].includes(name))
  );
}

const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every((one) => typeof one === 'string');

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
