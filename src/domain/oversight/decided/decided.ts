import { printExact } from '../../../core/base/exact-json.js';
import { readTime } from '../../../core/base/time.js';
import { gradeOf, type OutcomeScale, type OutcomeValue } from '../../../core/oversight/index.js';
import type { DecisionView } from '../../decisions/api/index.js';
import { activeAt, type Deployment } from '../../registry/index.js';
import type { RegistrySnapshot } from '../../registry/ports.js';
import { nothingDecided, withoutInputs, withoutOrder } from '../model/index.js';

/** A recorded decision as a case needs it. */
export interface Decided {
  readonly id: string;
  readonly deployment: string;
  readonly system: string | null;
  /** Name of whoever answers for the system; null where it is not registered. */
  readonly owner: string | null;
  readonly purpose: string | null;
  /** What is decided of, such as credit; null where that is not registered. */
  readonly domain: string | null;
  /** Where the decision was made, or else where the system is used. */
  readonly places: readonly string[];
  readonly decidedAtMs: number;
  readonly route: string;
  readonly version: string | null;
  readonly cutoff: number | null;
  readonly score: number | null;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly scale: OutcomeScale;
  readonly outcome: OutcomeValue;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads a decision for a case about it.
 *
 * @throws TribuneError INVALID where it was recorded without inputs, decided nothing, or is of a kind that has no better and worse
 */
export function decidedOf({ id, record }: DecisionView, registry: RegistrySnapshot): Decided {
  const {
    deployment: named,
    decidedAt,
    inputs,
    score,
    cutoff,
    route,
    version,
    outcome,
    jurisdiction,
  } = record as Fields;
  const deployment = registry.deployments.find((one) => one.id === named);
  const model = registry.models.find((one) => one.id === deployment?.model);
  const system = registry.systems.find((one) => one.id === model?.system);
  const decidedAtMs = readTime(String(decidedAt)) ?? Number.NaN;
  const active = deployment && activeAt(deployment, decidedAtMs);
  if (typeof inputs !== 'object' || inputs === null)
    throw withoutInputs(`decision ${id} was recorded without its inputs, so nobody could judge it anew`, {
      remedy: 'Send "inputs" with each decision: what was known of the person, by name.',
    });
  const scale = scaleOf(id, deployment, system?.favourableOutcome ?? 1);
  return {
    ...{ id, deployment: String(named), system: system?.id ?? null, owner: system?.owner ?? null },
    purpose: system?.purpose ?? null,
    domain: system?.domain ?? null,
    places: typeof jurisdiction === 'string' ? [jurisdiction] : (system?.jurisdictions ?? []),
    ...{ decidedAtMs, route: String(route), inputs: inputs as Fields },
    version: typeof version === 'string' ? version : (active?.version ?? null),
    cutoff: numberOf(cutoff) ?? active?.cutoff ?? null,
    score: numberOf(score),
    ...{ scale, outcome: outcomeOf(id, scale, outcome) },
  };
}

const numberOf = (value: unknown): number | null =>
  typeof value === 'number' || typeof value === 'bigint' ? Number(value) : null;

/** The order of better and worse. The system says by its favourable outcome whether more is better for the person. */
function scaleOf(id: string, deployment: Deployment | undefined, favourable: 0 | 1): OutcomeScale {
  const declared = deployment?.outcome;
  const isHigherBetter = favourable === 1;
  if (declared === undefined) return { kind: 'binary', favourable };
  switch (declared.type) {
    case 'binary':
      return { kind: 'binary', favourable };
    case 'ordered':
      return { kind: 'ordered', levels: declared.levels, isHigherBetter };
    case 'amount':
      return { kind: 'amount', unit: declared.unit, decimals: declared.decimals, isHigherBetter };
    default:
      throw withoutOrder(`decision ${id} is of the type ${declared.type}, of which no outcome is better than another`, {
        remedy: 'Cases are kept of decisions that are 0 or 1, levels in an order, or amounts.',
      });
  }
}

function outcomeOf(id: string, scale: OutcomeScale, outcome: unknown): OutcomeValue {
  if (outcome === null || outcome === undefined)
    throw nothingDecided(`decision ${id} says that nothing was decided`, {
      remedy: 'Have it decided first; only then is there something to contest.',
    });
  const written = typeof outcome === 'string' ? outcome : printExact(outcome);
  const value = scale.kind === 'binary' ? (written === '1' ? 1 : 0) : written;
  gradeOf(scale, value);
  return value;
}
