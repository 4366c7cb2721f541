import { TribuneError } from '../../../core/base/errors.js';
import { nearName } from '../../../core/base/suggest.js';
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

/** Columns of a policy: what people are compared by, and what only exists once somebody has decided. */
export interface PolicyColumns {
  readonly attributes: readonly string[];
  readonly outcomes: readonly string[];
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
  const { target, weights, features, policy = { attributes: [], outcomes: [] } } = request;
  const taken = new Set([target, ...(weights === undefined ? [] : [weights])]);
  const isAttribute = (name: string): boolean => policy.attributes.includes(name);
  if (features !== undefined) {
    checkNamed(features, columns, taken);
    return {
      features,
      notes: features.flatMap((column) => named(column, isAttribute(column), policy.outcomes.includes(column))),
    };
  }
  const chosen: string[] = [];
  const notes: ColumnNote[] = [];
  for (const column of columns) {
    if (taken.has(column)) continue;
    if (isAttribute(column)) notes.push({ column, note: 'not learned from: compared by the policy' });
    else if (policy.outcomes.includes(column))
      notes.push({ column, note: 'not learned from: an outcome of the policy' });
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

function named(column: string, isAttribute: boolean, isOutcome: boolean): ColumnNote[] {
  if (isAttribute)
    return [{ column, note: 'learned from because --features names it, though the policy compares people by it' }];
  return isOutcome
    ? [{ column, note: 'learned from because --features names it, though the policy binds it as an outcome' }]
    : [];
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
