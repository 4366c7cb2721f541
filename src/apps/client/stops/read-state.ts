import { GATE_MODES } from '../../../core/gates/index.js';
import { byStrictness, FALLBACKS, STOP_MODES } from '../../../core/stops/index.js';
import type { ClientCanary, ClientGate, ClientStop } from './types.js';

/** The state as it came. */
export interface ClientState {
  readonly revision: number;
  readonly stops: readonly ClientStop[];
  /** Empty where the service is one from before there were canaries. */
  readonly canaries: readonly ClientCanary[];
  /** Empty where the service is one from before it told of gates. */
  readonly gates: readonly ClientGate[];
}

/**
 * Reads a state. Null for a text that is none, and for one that says something which this version does not know: what is not understood
 * must not be taken for leave to decide.
 */
export function readState(text: string): ClientState | null {
  const value = jsonOf(text) as Partial<Record<keyof ClientState, unknown>> | null;
  if (value === null || typeof value !== 'object') return null;
  const { revision, stops, canaries = [], gates = [] } = value;
  if (!Number.isSafeInteger(revision) || !Array.isArray(stops) || !stops.every(isStop)) return null;
  if (!Array.isArray(canaries) || !canaries.every(isCanary)) return null;
  if (!Array.isArray(gates) || !gates.every(isGate)) return null;
  return { revision: revision as number, stops: stops.toSorted(byStrictness), canaries, gates };
}

function isGate(value: unknown): value is ClientGate {
  const { deployment, mode, places, open } = (value ?? {}) as Partial<ClientGate>;
  return (
    typeof deployment === 'string' &&
    GATE_MODES.includes(mode as never) &&
    (places === null || isTexts(places)) &&
    Array.isArray(open) &&
    open.every(isStretch)
  );
}

function isStretch(value: unknown): boolean {
  const { version, from, until, isServing } = (value ?? {}) as Partial<ClientGate['open'][number]>;
  return typeof version === 'string' && isTime(from) && isTime(until) && typeof isServing === 'boolean';
}

/** Times are compared as texts, so that only the one form is one. */
const isTime = (value: unknown): boolean =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value);

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
