import { readTime } from '../../../core/base/time.js';
import type { DecisionView } from '../../decisions/api/index.js';
import { activeAt, type Deployment, type RegistryView, type VersionExplain } from '../../registry/index.js';
import type { InForce, RecordedDecision } from '../../replays/index.js';
import { noInputs, notRegistered, noVersion } from './errors.js';

/** A recorded decision as an explanation needs it. */
export interface Decided extends RecordedDecision {
  readonly id: string;
  readonly deployment: string;
  readonly decidedAt: string;
  readonly inputs: object;
  /** The outcome as it was written. */
  readonly written: unknown;
  /** The outcome that is good for the subject. */
  readonly favourable: 0 | 1;
  readonly inForce: InForce;
  readonly explain: VersionExplain;
}

/**
 * Reads what is explained, and by what.
 *
 * @throws TribuneError `explanation.no-inputs`, `explanation.no-version`, `explanation.not-registered`
 */
export function decidedOf({ id, record }: DecisionView, registry: RegistryView): Decided {
  const {
    deployment: named,
    decidedAt,
    inputs,
    score,
    outcome,
    cutoff,
    route,
    version,
  } = record as Readonly<Record<string, unknown>>;
  const deployment = registry.deployment(String(named));
  if (typeof inputs !== 'object' || inputs === null) {
    throw noInputs(`decision ${id} was recorded without its inputs`, {
      remedy: 'Send "inputs" with each decision: what the model read, by name.',
    });
  }
  const active = deployment && activeAt(deployment, readTime(String(decidedAt)) ?? Number.NaN);
  const run = typeof version === 'string' ? version : active?.version;
  if (run === undefined) {
    throw noVersion(`decision ${id} names no version, and its deployment had none then`, {
      remedy: 'Register the version with the time from which it was active: tribune admin apply.',
    });
  }
  return {
    id,
    deployment: String(named),
    decidedAt: String(decidedAt),
    inputs,
    version: run,
    written: outcome ?? null,
    score: numberOf(score),
    cutoff: numberOf(cutoff) ?? active?.cutoff ?? null,
    outcome: outcome === 0 || outcome === 1 ? outcome : null,
    type: deployment?.outcome?.type ?? 'binary',
    route: String(route),
    favourable: (deployment && registry.systemOf(deployment.model)?.favourableOutcome) ?? 1,
    inForce: { version: active?.version ?? null, cutoff: active?.cutoff ?? null },
    explain: explainOf(registry, deployment, run),
  };
}

function explainOf(registry: RegistryView, deployment: Deployment | undefined, version: string): VersionExplain {
  const explain = deployment && registry.version(deployment.model, version)?.explain;
  if (explain !== undefined) return explain;
  throw notRegistered(`nothing is registered with which decisions of version ${version} are explained`, {
    remedy:
      'Store the people to compare with (tribune artifact put approved.csv) and register the version with `explain: { background: sha256:... }`.',
  });
}

const numberOf = (value: unknown): number | null =>
  typeof value === 'number' || typeof value === 'bigint' ? Number(value) : null;

/** Whether the decision went against the subject; null where that is not known. */
export const isAdverse = ({ outcome, favourable }: Pick<Decided, 'outcome' | 'favourable'>): boolean | null =>
  outcome === null ? null : outcome !== favourable;
