import { defined } from '../../core/base/defined.js';
import { IntakeFault } from './fault.js';
import type { Mapping, OutcomeRule, Row, Scalar } from './mapping.js';
import { printSource, type Source } from './source.js';

/** Facts about a decision beside its row. */
export interface Circumstances {
  /** Id of the decision, unless the mapping finds one in the row. */
  readonly id: string;
  /** Time of the decision in RFC 3339. */
  readonly decidedAt: string;
  /** Cutoff of the deployment in the registry at that time. */
  readonly activeCutoff: number | null;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Builds the decision record of the contract from one row. Throws `IntakeFault`. */
export function buildRecord(mapping: Mapping, row: Row, known: Circumstances): Record<string, unknown> {
  const score = mapping.score === undefined ? undefined : numberAt(row, mapping.score, 'score');
  const given = mapping.cutoff;
  const cutoff = given === undefined || typeof given === 'number' ? given : numberAt(row, given, 'cutoff');
  const { outcome, used } = decide(mapping.outcome, row, { score, cutoff: cutoff ?? known.activeCutoff });
  const shownCutoff = cutoff ?? used;
  const size = mapping.listSize;
  const attributes = mapping.attributes === undefined ? undefined : attributesOf(row, mapping.attributes);
  return {
    id: mapping.id === undefined ? known.id : textAt(row, mapping.id, 'id'),
    deployment: mapping.deployment,
    ...defined({ version: mapping.version, cutoff: shownCutoff }),
    subject: textAt(row, mapping.subject, 'subject'),
    decidedAt: known.decidedAt,
    ...inputsOf(mapping, row),
    ...defined({ score }),
    outcome,
    ...defined({
      stage: mapping.stage,
      case: mapping.case === undefined ? undefined : textAt(row, mapping.case, 'case'),
      list: mapping.list === undefined ? undefined : textAt(row, mapping.list, 'list'),
      listSize: size === undefined || typeof size === 'number' ? size : numberAt(row, size, 'listSize'),
    }),
    route: mapping.route,
    ...defined({ attributes, jurisdiction: mapping.jurisdiction }),
    metadata: known.metadata,
  };
}

function numberAt(row: Row, source: Source, field: string): number {
  const value = single(demand(row, source, field));
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  // A double may hold a whole number beyond 2^53 exactly.
  if (typeof value === 'bigint' && BigInt(Number(value)) === value) return Number(value);
  const why = Number.isNaN(value) ? 'too near to zero for a double; send 0 if it is meant' : 'no finite number';
  throw new IntakeFault('RECORD_FIELD_INVALID', `"${field}" from ${printSource(source)} is ${why}`);
}

/** A text, or a whole number as text, because references of people are often numbers. */
function textAt(row: Row, source: Source, field: string): string {
  const value = single(demand(row, source, field));
  if (typeof value === 'string') return value;
  if (isWhole(value)) return String(value);
  const why = textFault(value);
  throw new IntakeFault('RECORD_FIELD_INVALID', `"${field}" from ${printSource(source)} is ${why}`);
}

/** Whether a value is a whole number as it was written; beyond 2^53 only exact ones arrive as such. */
export const isWhole = (value: unknown): value is number | bigint =>
  typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value));

function textFault(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}; name one by its place, such as [0]`;
  return typeof value === 'number' ? 'a number that is not whole; send it as text' : 'neither text nor number';
}

function demand(row: Row, source: Source, field: string): unknown {
  const value = row.value(source);
  if (value !== undefined && value !== null) return value;
  const remedy = 'check names and places in the mapping';
  throw new IntakeFault('RECORD_FIELD_MISSING', `"${field}" has nothing at ${printSource(source)}; ${remedy}`);
}

/** The element of an array of one, which tensors of shape [n, 1] give. */
const single = (value: unknown): unknown => (Array.isArray(value) && value.length === 1 ? value[0] : value);

function decide(
  rule: OutcomeRule,
  row: Row,
  { score, cutoff }: { score: number | undefined; cutoff: number | null },
): { outcome: unknown; used?: number } {
  if ('value' in rule) return { outcome: asItCame(row, rule.value) };
  if ('from' in rule) return { outcome: listed(rule, single(demand(row, rule.from, 'outcome'))) };
  if (score === undefined) throw new IntakeFault('RECORD_FIELD_MISSING', '"outcome" needs a score; map "score"');
  const bound = rule.bound === 'cutoff' ? cutoff : rule.bound;
  if (bound === null) {
    throw new IntakeFault('RECORD_FIELD_MISSING', '"outcome" needs a cutoff; give one in the mapping or the registry');
  }
  const holds = rule.when === 'atLeast' ? score >= bound : score < bound;
  return { outcome: holds ? 1 : 0, ...(rule.bound === 'cutoff' ? { used: bound } : {}) };
}

/** An amount, a level or a class; null says that nothing was decided. What the deployment takes of it is told when the record is read. */
function asItCame(row: Row, source: Source): unknown {
  const value = single(row.value(source));
  if (typeof value === 'string' || value === null) return value;
  if (typeof value === 'number' || typeof value === 'bigint') return numberAt(row, source, 'outcome');
  if (value === undefined) return demand(row, source, 'outcome');
  throw new IntakeFault('RECORD_FIELD_INVALID', `"outcome" from ${printSource(source)} is ${textFault(value)}`);
}

function listed(rule: Extract<OutcomeRule, { from: Source }>, value: unknown): 0 | 1 {
  const { ones = [1, true], zeros = [0, false] } = rule;
  if (ones.includes(value as Scalar)) return 1;
  if (zeros.includes(value as Scalar)) return 0;
  throw new IntakeFault('RECORD_FIELD_INVALID', `"outcome" from ${printSource(rule.from)} is in neither list`);
}

function attributesOf(row: Row, sources: Readonly<Record<string, Source>>): Record<string, unknown> {
  // Missing attributes are null and not left out, because that nothing was known of the person is information, too.
  return Object.fromEntries(
    Object.entries(sources).map(([name, source]) => {
      const value = single(row.value(source) ?? null);
      if (typeof value !== 'object' || value === null) return [name, value];
      const where = `"attributes.${name}" from ${printSource(source)}`;
      throw new IntakeFault('RECORD_FIELD_INVALID', `${where} is ${textFault(value)}`);
    }),
  );
}

function inputsOf(
  { inputs, subject, attributes, case: course, list }: Mapping,
  row: Row,
): { inputs?: Record<string, unknown> } {
  if (inputs === 'none') return {};
  if (inputs !== 'all') {
    return {
      inputs: Object.fromEntries(Object.entries(inputs).map(([name, at]) => [name, single(row.value(at) ?? null)])),
    };
  }
  const kept = new Map(Object.entries(row.inputs()));
  const places = [course, list].filter((place) => place !== undefined);
  const apart = [subject, ...places, ...Object.values(attributes ?? {})];
  for (const source of apart) withhold(kept, source);
  return { inputs: Object.fromEntries(kept) };
}

/**
 * Removes subject, case, list and sensitive attributes from the inputs: they have fields of their own, and among the inputs they would not be sealed
 * apart.
 */
function withhold(inputs: Map<string, unknown>, { kind, name, index }: Source): void {
  if (kind !== 'input' && kind !== 'attribute' && kind !== 'body') return;
  const key = name ?? 'input';
  const value = inputs.get(key);
  if (index === null || !Array.isArray(value)) inputs.delete(key);
  // A row may be shorter than the mapping expects, and then there is nothing to remove.
  else if (index < value.length) inputs.set(key, value.with(index, null));
}
