import { TribuneError } from '../../core/base/errors.js';
import { readTime } from '../../core/base/time.js';
import type { DecisionView } from '../decisions/api/index.js';
import { activeAt, type Deployment } from '../registry/index.js';
import type { RuleInForce, RuleView } from '../rule-door/index.js';
import type { InForce, RecordedDecision } from './compare.js';
import { noInputs, nothingToCompare, notPlayable, noVersion } from './errors.js';

/** What a replay reads of a decision. */
export interface Played extends RecordedDecision {
  readonly deployment: string;
  readonly decidedAtMs: number;
  readonly inputs: object;
  readonly written: unknown;
  readonly subject: string;
}

export const fieldsOf = ({ record }: DecisionView): Readonly<Record<string, unknown>> =>
  record as Readonly<Record<string, unknown>>;

/** What is run, of a decision as it was recorded. Throws `replay.no-inputs`, `replay.no-version`. */
export function playedOf(view: DecisionView, deployment: Deployment | undefined): Played {
  const { decidedAt, inputs, score, outcome, cutoff, route, ...record } = fieldsOf(view);
  const decidedAtMs = readTime(String(decidedAt)) ?? Number.NaN;
  if (typeof inputs !== 'object' || inputs === null) {
    throw noInputs(`decision ${view.id} was recorded without its inputs`, {
      remedy: 'Send "inputs" with each decision: what the model read, by name.',
    });
  }
  const active = deployment && activeAt(deployment, decidedAtMs);
  const version = typeof record.version === 'string' ? record.version : active?.version;
  if (version === undefined) {
    throw noVersion(`decision ${view.id} names no version, and its deployment had none then`, {
      remedy: 'Register the version with the time from which it was active: tribune admin apply.',
    });
  }
  return {
    deployment: String(record.deployment),
    decidedAtMs,
    inputs,
    version,
    written: outcome ?? null,
    subject: String(record.subject),
    score: numberOf(score),
    cutoff: numberOf(cutoff),
    outcome: outcome === 0 || outcome === 1 ? outcome : null,
    type: deployment?.outcome?.type ?? 'binary',
    route: String(route),
  };
}

const numberOf = (value: unknown): number | null =>
  typeof value === 'number' || typeof value === 'bigint' ? Number(value) : null;

/** The rule by which a decision was made; undefined where its deployment had none, or somebody or something else decided. */
export const ruleOf = ({ deployment, decidedAtMs, route }: Played, rules: RuleView): RuleInForce | undefined =>
  route === 'automatic' ? rules.at(deployment, decidedAtMs) : undefined;

/**
 * What the registry says was in force when a decision was made.
 *
 * @param ruled the rule by which it was made, with the attributes that came with the record
 */
export function inForceOf(
  { decidedAtMs, subject }: Played,
  deployment: Deployment | undefined,
  ruled?: { readonly rule: RuleInForce; readonly attributes: unknown },
): InForce {
  const active = deployment && activeAt(deployment, decidedAtMs);
  const then = { version: active?.version ?? null, cutoff: active?.cutoff ?? null };
  if (ruled === undefined) return then;
  const { rule } = ruled;
  const attributes = (ruled.attributes ?? {}) as Readonly<Record<string, unknown>>;
  return {
    ...then,
    rule: { digest: rule.digest, outcomeAt: (score) => rule.decide({ subject, score, attributes }).outcome },
  };
}

/** What is wrong with bytes or inputs of a decision that was taken is no wrong request: the caller cannot mend it by asking otherwise. */
export function refused(cause: unknown): never {
  const isAboutThem =
    cause instanceof TribuneError &&
    ['MODEL_INVALID', 'MODEL_UNSUPPORTED', 'DATA_COLUMN_MISSING', 'DATA_VALUE_INVALID', 'INVALID_ARGUMENT'].includes(
      cause.code,
    );
  if (!isAboutThem) throw cause;
  throw notPlayable(cause.message, { ...(cause.remedy === undefined ? {} : { remedy: cause.remedy }), cause });
}

export const withoutNumber = (id: string, score: number): TribuneError =>
  notPlayable(`the model gives ${score} for the inputs of decision ${id}`, {
    remedy: 'A score is a finite number: look at the inputs, which may be far beyond what the model learned from.',
  });

export const withNothing = (id: string): TribuneError =>
  nothingToCompare(`decision ${id} records neither a score nor an outcome that a cutoff makes`, {
    remedy: 'Send "score" with each decision, or register the cutoff of the deployment.',
  });
