import { TribuneError } from '../../core/base/errors.js';
import type { AmountTally } from '../../core/fairness/outcomes/amount/index.js';
import type { Tally } from '../../core/fairness/tally/index.js';
import { type CountedOutcomeTally, wordsOf } from '../../core/policy/bind/index.js';
import {
  type AmountOutcome,
  type DeclaredOutcome,
  OUTCOME_WORDS,
  type Outcome,
  type Policy,
} from '../../core/policy/sections/index.js';
import { whereNames } from '../../core/policy/where/index.js';
import { isBanded } from './bands.js';
import { tooClose } from './edges.js';
import { protectTally } from './protect.js';
import { protectedWordParts } from './protect-words.js';
import { type AuditPart, type FilterUse, LEAST_CELL, type WordPart } from './types.js';

/** Fields that filters and groups may use for a caller who may see no person, because many people share their values. */
const SHARED_FIELDS: ReadonlySet<string> = new Set(['route', 'jurisdiction', 'version']);
const isShared = (column: string): boolean => SHARED_FIELDS.has(column) || column.startsWith('attributes.');

/** Remedy that names how a caller who may see persons gets the recorded numbers. */
export const SEES_PERSONS =
  'A key with audit:read, decisions:read and attributes:read, or an account with the role auditor, gets every cell as recorded.';

/** A policy bound to recorded decisions, and the columns of inputs that it reads. */
interface BoundPolicy {
  readonly policy: Policy;
  readonly inputs: readonly string[];
}

/**
 * Throws `FORBIDDEN` for a policy that could single a person out: inputs, the score, the cutoff, the outcome or the label in filters or as
 * groups; weights, whose sums reveal one person; a label, an outcome or a score that is read from another column or by words of its
 * own, because one value that does not fit would be revealed; an outcome that is taken for missing or for no decision, because the number of those left out
 * would be that of the people who have it; edges and lists of values that could find one person's number (`tooClose`). Throws it too for decisions of which no form is known that shows nobody.
 *
 * @param declared what the deployment decides; absent where it declares nothing
 */
export function demandGroupsOnly({ policy, inputs }: BoundPolicy, declared?: DeclaredOutcome): void {
  const { where, attributes, weight, outcome } = policy.data;
  if (outcome !== undefined) demandBands(outcome, policy, declared);
  const groups = attributes.map(({ column }) => column).filter((column) => !isShared(column));
  const filters = (where === null ? [] : whereNames(where)).filter((column) => !isShared(column));
  const named = [
    ...new Set([...inputs, ...groups, ...filters, ...boundElsewhere(policy), ...(weight === null ? [] : [weight])]),
  ];
  if (named.length === 0) {
    const close = tooClose(policy);
    if (close !== null) throw forbidden(close.what, close.remedy);
    return;
  }
  throw new TribuneError('FORBIDDEN', `this caller sees no person, and ${named.join(', ')} can single one out`, {
    remedy: `Filter and group by attributes, route, jurisdiction and version. ${SEES_PERSONS}`,
  });
}

const forbidden = (what: string, remedy: string): TribuneError =>
  new TribuneError('FORBIDDEN', `this caller sees no person, and ${what}`, { remedy: `${remedy}${SEES_PERSONS}` });

/** Refuses decisions of which no form is known that shows nobody, and words of the policy that would leave out the people who have one outcome. */
function demandBands(outcome: Outcome, policy: Policy, declared: DeclaredOutcome | undefined): void {
  const { data } = policy;
  if (!isBanded(outcome)) throw forbidden(`cells of ${OUTCOME_WORDS[outcome.type]} can hold a single one`, '');
  if (outcome.type === 'amount') {
    demandDeclaredBands(outcome, policy, declared);
    return;
  }
  const words = wordsOf(outcome);
  const left = [...data.missing, ...outcome.none].find((word) => words.includes(word));
  if (left !== undefined)
    throw forbidden(`the policy leaves out who has ${JSON.stringify(left)}`, 'Drop it from data.missing. ');
  if (outcome.none.length > 0)
    throw forbidden(
      'data.outcome.none leaves out people by their outcome',
      'Drop it: recorded decisions say by null that nothing was decided. ',
    );
}

/**
 * Refuses amounts of a deployment without bands, and whatever of a policy would move where they are counted. Bands are the deployment's and never the
 * policy's: a caller who may choose the value above which an amount counts finds it to the cent by halving. More decimals than the unit has make
 * amounts too large from a lower one on, so that the refusal would tell of the largest.
 */
function demandDeclaredBands(
  { unit, decimals }: AmountOutcome,
  { data, requirements }: Policy,
  declared: DeclaredOutcome | undefined,
): void {
  const bands = declared?.type === 'amount' ? declared.bands : undefined;
  if (declared?.type !== 'amount' || bands === undefined)
    throw forbidden(
      'cells of amounts can hold a single one',
      'A deployment that declares `bands` of its amounts shows how many people are in each. ',
    );
  if (decimals !== declared.decimals)
    throw forbidden(
      `data.outcome.decimals is ${decimals}, which tells the largest amounts from others`,
      `Write \`decimals: ${declared.decimals}\`, as the deployment does. `,
    );
  const asked = requirements.find(({ metric, value }) => metric === 'share_at_least' && !bands.includes(value!));
  if (asked !== undefined)
    throw forbidden(
      `${asked.id} asks about ${asked.value} ${unit}, where no band of the deployment begins`,
      `Ask about ${bands.join(', ')}. `,
    );
  const number = data.missing.find((text) => text.trim() !== '' && Number.isFinite(Number(text)));
  if (number !== undefined) throw forbidden(`data.missing leaves out amounts of ${number}`, 'Drop it. ');
}

/** Columns used for label, outcome or score that are not those fields as recorded. */
function boundElsewhere({ data: { label, prediction, score, outcome } }: Policy): string[] {
  const words = (field: string, bound: typeof label): string[] =>
    bound === null || (bound.column === field && bound.positive === null && bound.negative === null)
      ? []
      : [bound.column];
  const scores = score === null || score === 'score' ? [] : [score];
  const truths = outcome?.label == null || outcome.label === 'label' ? [] : [outcome.label];
  return [...words('label', label), ...words('outcome', prediction), ...scores, ...truths];
}

/**
 * Whether the filter of a policy is applied for a caller who may see no person. A filter that keeps 0 to 10 people is refused, one that
 * leaves out 0 to 10 is not applied. The answer is the same whether there is nobody or somebody, so that no filter can ask about one
 * person.
 *
 * @param counts number of people of the audit, and of those whom the filter keeps
 * @throws TribuneError `DATA_TOO_FEW`
 */
export function filterUse(
  { where }: Policy['data'],
  counts: { readonly rows: number; readonly kept: number },
): FilterUse {
  const { rows, kept } = counts;
  if (kept < LEAST_CELL) throw tooFew(`fewer than ${LEAST_CELL} decisions, or none, are left to audit`);
  if (where === null) return 'none';
  return rows - kept < LEAST_CELL ? 'not applied' : 'applied';
}

/**
 * The parts in which an audit is shown to a caller who may see no person: everybody, then each set of attributes that the policy uses
 * together, separately. Attributes that are used together are in one part, so that no two parts can be subtracted from each other.
 *
 * @throws TribuneError `DATA_TOO_FEW` where there are too few people to show at all
 */
export function protectedParts(tally: Tally, policy: Policy): AuditPart[] {
  // Nobody on one side gets the same answer as a few people, because otherwise it would be revealed that there is nobody.
  if (new Set(tally.cells.map(({ prediction }) => prediction)).size < 2) throw oneSided();
  return [[], ...looksAt(policy)].map((attributes) => {
    const part = protectTally(tally, attributes, policy.data.scoreBins);
    if (part !== null) return part;
    throw oneSided();
  });
}

/**
 * As `protectedParts`, of levels, classes or amounts.
 *
 * @param bands where the declared bands of amounts begin
 * @throws TribuneError `DATA_TOO_FEW` where fewer than two bands have enough people
 */
export function wordParts(
  tally: AmountTally | CountedOutcomeTally,
  policy: Policy,
  bands: readonly number[] = [],
): WordPart[] {
  const { outcome } = policy.data;
  if (outcome === undefined || !isBanded(outcome) || tally.outcome === 'stages' || tally.outcome === 'ranking')
    throw new Error(`tallies of ${tally.outcome} have no parts`);
  const parts = protectedWordParts(tally, outcome, { sets: [[], ...looksAt(policy)], edges: [0, ...bands] });
  if (parts !== null) return parts;
  throw tooFew(`fewer than ${LEAST_CELL} of the decisions, or none, differ in their outcome as far as it is shown`);
}

const tooFew = (what: string): TribuneError =>
  new TribuneError('DATA_TOO_FEW', `${what}, so that nothing can be shown to a caller who may see no person`, {
    remedy: `Check deployment, times and data.where against what is recorded, or take a longer time or a wider filter. ${SEES_PERSONS}`,
  });

const oneSided = (): TribuneError =>
  tooFew(`fewer than ${LEAST_CELL} of the decisions, or none, have one of the outcomes`);

/**
 * Attributes that some intersection or requirement uses together, each in one set. Attributes of one column are in one set too: by different bins of it two
 * parts would show, one less the other, the people between two edges.
 */
function looksAt({ data, requirements }: Policy): string[][] {
  const sets: string[][] = data.attributes.map(({ name }) => [name]);
  const ofOneColumn = data.attributes.map(({ column }) =>
    data.attributes.filter((other) => other.column === column).map(({ name }) => name),
  );
  for (const by of [...ofOneColumn, ...data.intersections, ...requirements.map((one) => one.by)]) {
    const joined = sets.filter((set) => set.some((name) => by.includes(name)));
    if (joined.length < 2) continue;
    const apart = sets.filter((set) => !joined.includes(set));
    sets.splice(0, sets.length, ...apart, joined.flat());
  }
  const order = data.attributes.map(({ name }) => name);
  return sets.map((set) => set.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)));
}
