import { TribuneError } from '../../../core/base/errors.js';
import { nearName } from '../../../core/base/suggest.js';
import type { Policy } from '../../../core/policy/index.js';
import { isAttributeName } from '../../policy-proposals/index.js';

/** A column that is not learned from, or is in spite of what it is called, and why. */
export interface ColumnNote {
  readonly column: string;
  readonly note: string;
}

export interface FeatureChoice {
  readonly features: readonly string[];
  readonly notes: readonly ColumnNote[];
}

/** Columns of a policy: what people are compared by, what only exists once somebody has decided, and how many people a row stands for. */
export interface PolicyColumns {
  readonly attributes: readonly string[];
  readonly outcomes: readonly string[];
  readonly weight: string | null;
}

const NO_POLICY: PolicyColumns = { attributes: [], outcomes: [], weight: null };

/** The columns of a policy that are no input of a model unless somebody says so. */
export function policyColumns({ data }: Policy): PolicyColumns {
  const { attributes, label, prediction, score, weight } = data;
  return {
    attributes: attributes.map(({ column }) => column),
    outcomes: [label?.column, prediction?.column, score].filter((name) => name != null),
    weight,
  };
}

/**
 * The columns that are learned from: those named, or all but the target, the weights, and what a policy compares people by or binds as the
 * outcome. Nothing is left out or taken in silence.
 *
 * @throws TribuneError DATA_COLUMN_MISSING, USAGE
 */
export function chooseFeatures(
  columns: readonly string[],
  request: {
    readonly target: string;
    readonly weights?: string | undefined;
    readonly features?: readonly string[] | undefined;
    readonly policy?: PolicyColumns | undefined;
  },
): FeatureChoice {
  const { target, weights, features, policy = NO_POLICY } = request;
  const taken = new Set([target, ...(weights === undefined ? [] : [weights])]);
  const isAttribute = (name: string): boolean => policy.attributes.includes(name);
  if (features !== undefined) {
    checkNamed(features, columns, taken);
    return {
      features,
      notes: features.flatMap((column) => namedNote(column, policy)),
    };
  }
  const chosen: string[] = [];
  const notes: ColumnNote[] = [];
  for (const column of columns) {
    if (taken.has(column)) continue;
    if (isAttribute(column)) notes.push({ column, note: 'not learned from: compared by the policy' });
    else if (policy.outcomes.includes(column))
      notes.push({ column, note: 'not learned from: an outcome of the policy' });
    else if (column === policy.weight) notes.push({ column, note: 'not learned from: the weight of the policy' });
    else {
      chosen.push(column);
      if (isAttributeName(column))
        notes.push({
          column,
          note: 'learned from, though called like a protected attribute (--policy leaves its attributes out, --features names what is learned from)',
        });
    }
  }
  return { features: chosen, notes };
}

function namedNote(column: string, { attributes, outcomes, weight }: PolicyColumns): ColumnNote[] {
  const though = 'learned from because --features names it, though the policy';
  if (attributes.includes(column)) return [{ column, note: `${though} compares people by it` }];
  if (outcomes.includes(column)) return [{ column, note: `${though} binds it as an outcome` }];
  return column === weight ? [{ column, note: `${though} weighs rows by it` }] : [];
}

function checkNamed(features: readonly string[], columns: readonly string[], taken: ReadonlySet<string>): void {
  const missing = features.find((name) => !columns.includes(name));
  if (missing !== undefined)
    throw new TribuneError('DATA_COLUMN_MISSING', `no column "${missing}", which --features names`, {
      remedy: `${nearName(missing, columns)}Columns: ${columns.slice(0, 20).join(', ')}${columns.length > 20 ? ', ...' : ''}.`,
      place: { name: missing },
    });
  const twice = features.find((name, i) => features.indexOf(name) < i);
  const stray = twice ?? features.find((name) => taken.has(name));
  if (stray === undefined) return;
  throw new TribuneError(
    'USAGE',
    twice === undefined
      ? `"${stray}" is both learned from and the target or the weight`
      : `--features names "${stray}" twice`,
    { remedy: 'Name each column once.', place: { name: stray } },
  );
}
