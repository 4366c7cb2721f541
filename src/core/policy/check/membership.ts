import { didYouMean } from '../../base/suggest.js';
import { INTEGER_METRICS } from '../../fairness/tally/index.js';
import { type Finding, type PathPart, problem } from '../read/mistakes.js';
import type { RawData } from '../sections/data.js';
import { metricWords } from '../sections/metric-needs.js';
import { compareOf, type RawRequirement } from '../sections/requirements.js';

/** Most groups of one attribute that is known as probabilities: each of them is a number for every person. */
const MOST_GROUPS = 20;

/** Finds what is wrong in `data.membership` although its shape is right. */
export function checkMembership(data: RawData): Finding[] {
  const { membership = {}, outcome } = data;
  const names = Object.keys(membership);
  const path = ['data', 'membership'];
  if (names.length === 0) return [];
  if (outcome !== undefined && outcome.type !== 'binary')
    return [
      problem(
        path,
        `data.membership stands beside an outcome of type ${outcome.type}: only rates of yes and no are estimated from probabilities`,
        'Audit a prediction of 0 and 1, such as whether the amount reaches a mark, in a policy of its own.',
      ),
    ];
  return names.flatMap((name) => checkOne(name, membership[name]!, data));
}

type Membership = NonNullable<RawData['membership']>[string];

function checkOne(name: string, { probabilities, reference }: Membership, data: RawData): Finding[] {
  const path = ['data', 'membership', name];
  const groups = Object.keys(probabilities);
  const columns = Object.values(probabilities);
  const findings: Finding[] = [];
  if (Object.hasOwn(data.attributes, name))
    findings.push(
      problem(
        path,
        `${name} is among data.attributes too`,
        'Give one of the two another name: one is recorded, one is likely.',
      ),
    );
  if (groups.length < 2 || groups.length > MOST_GROUPS)
    findings.push(
      problem(
        [...path, 'probabilities'],
        `${name} has ${groups.length} ${groups.length === 1 ? 'group' : 'groups'}, and needs 2 to ${MOST_GROUPS}`,
        'Name a column of probabilities for each group, and one for everybody else: they add up to 1 in each row.',
      ),
    );
  const twice = groups.find((group, i) => columns.indexOf(probabilities[group]!) < i);
  if (twice !== undefined)
    findings.push(
      problem(
        [...path, 'probabilities', twice],
        `the column "${probabilities[twice]}" holds the probabilities of two groups of ${name}`,
        'Name a column of its own for each group.',
      ),
    );
  if (reference !== undefined && !groups.includes(reference))
    findings.push(
      problem(
        [...path, 'reference'],
        `the reference "${reference}" is no group of ${name}`,
        didYouMean(reference, groups),
      ),
    );
  return findings;
}

/** The attribute of a requirement that is known as probabilities; null where it has none. */
export const likelyBy = ({ by }: Pick<RawRequirement, 'by'>, { membership = {} }: RawData): string | null =>
  by.find((name) => Object.hasOwn(membership, name)) ?? null;

/** Finds what cannot be asked of groups that are known as probabilities. */
export function checkLikely(requirement: RawRequirement, path: readonly PathPart[], data: RawData): Finding[] {
  const name = likelyBy(requirement, data);
  if (name === null) return [];
  const { id, by, metric, given, smallGroups, reference } = requirement;
  const findings: Finding[] = [];
  const refuse = (at: readonly PathPart[], message: string, remedy: string): void => {
    findings.push(problem([...path, ...at], `${id}: ${message}`, remedy));
  };
  if (by.length > 1)
    refuse(
      ['by'],
      `${name} is known as probabilities, which say nothing of its combination with other attributes`,
      `Write by: [${name}], or filter with data.where.`,
    );
  if (!(INTEGER_METRICS as readonly string[]).includes(metric))
    refuse(
      ['metric'],
      `${metricWords(metric)} is no rate, and only rates are estimated for ${name}, which is known as probabilities`,
      `Use one of ${INTEGER_METRICS.join(', ')}.`,
    );
  if (compareOf(requirement) === 'change')
    refuse(
      ['change'],
      `a change is not tested for ${name}, which is known as probabilities: an accepted audit does not carry them`,
      'Bound the rates or their gap instead.',
    );
  if (given !== undefined)
    refuse(
      ['given'],
      `groups of ${name} are known as probabilities, and are not compared within strata`,
      'Drop given, or filter with data.where.',
    );
  if (smallGroups === 'pool')
    refuse(
      ['smallGroups'],
      `groups of ${name} are known as probabilities, and are not pooled`,
      'Add the probabilities of small groups up in a column, or use `inconclusive` or `report`.',
    );
  if (typeof reference === 'object') {
    const wanted = reference[name];
    const groups = Object.keys(data.membership![name]!.probabilities);
    if (wanted !== undefined && !groups.includes(String(wanted)))
      refuse(['reference', name], `"${String(wanted)}" is no group of ${name}`, didYouMean(String(wanted), groups));
  }
  return findings;
}
