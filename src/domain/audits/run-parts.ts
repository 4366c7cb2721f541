import { counted } from '../../core/base/counted.js';
import { groupTally } from '../../core/fairness/index.js';
import {
  frameOf,
  judgePolicy,
  needsLabel,
  needsScore,
  type Policy,
  type Requirement,
  type RequirementResult,
  withWaiver,
} from '../../core/policy/index.js';
import { type AuditPart, LEAST_CELL } from '../disclosure/index.js';
import { describeGroups } from './result/describe.js';
import type { AuditResult } from './result/result.js';
import { secondaryAnalyses } from './result/secondary-analyses.js';

type Described = Pick<AuditResult, 'overall' | 'groups' | 'comparisons' | 'disparities' | 'requirements'> &
  Partial<Pick<AuditResult, 'calibration' | 'impossibility' | 'frontier' | 'unknown' | 'inequality'>>;

/**
 * An audit from the parts that a caller who may see no person gets. A requirement that depends on anything withheld is inconclusive and
 * never passes on the rest. Analyses across all attributes, worst cells and strata, are left out, and so is utility, whose mean would be that of
 * the labels shown.
 *
 * @param parts everybody first, then sets of attributes that do not overlap
 */
export function runParts(
  parts: readonly AuditPart[],
  policy: Policy,
  { today, report }: { readonly today: string; readonly report: (message: string) => void },
): Described {
  const [everybody, ...sets] = parts;
  const all = described(everybody!, policy, report);
  const apart = sets.map((part) => described(part, policy, report));
  const joined = <K extends 'calibration' | 'impossibility' | 'frontier' | 'unknown' | 'inequality'>(name: K) => {
    const found = apart.flatMap((one) => (one[name] ?? []) as unknown[]);
    return found.length === 0 ? {} : { [name]: found };
  };
  return {
    overall: all.overall,
    groups: apart.flatMap(({ groups }) => groups),
    comparisons: apart.flatMap(({ comparisons }) => comparisons),
    disparities: apart.flatMap(({ disparities }) => disparities),
    requirements: policy.requirements.map((one) => judged(one, policy, { part: partOf(one, parts), today })),
    ...joined('calibration'),
    ...joined('impossibility'),
    ...joined('frontier'),
    ...joined('unknown'),
    ...joined('inequality'),
  };
}

export const partOf = <Part extends { readonly attributes: readonly string[] }>(
  { by }: Requirement,
  parts: readonly Part[],
): Part => parts.find(({ attributes }) => by.every((name) => attributes.includes(name))) ?? parts[0]!;

function described(
  part: AuditPart,
  policy: Policy,
  report: (message: string) => void,
): Omit<Described, 'requirements'> {
  const own = policyOf(part, policy);
  const {
    scan: _scan,
    conditional: _conditional,
    utility: _utility,
    ...deep
  } = secondaryAnalyses(part.tally, own, report);
  return { ...describeGroups(part.tally, own), ...deep };
}

/** The part of a policy that concerns the attributes of a part. A reference that is not shown counts as none. */
function policyOf({ attributes, tally }: AuditPart, policy: Policy): Policy {
  const occurs = (name: string, value: string | null): boolean =>
    value !== null && groupTally(tally, [name]).some(({ key }) => key[name] === value);
  return policyOfPart(attributes, policy, occurs);
}

/** The part of a policy that concerns some attributes. A reference for which `occurs` is false counts as none. */
export function policyOfPart(
  attributes: readonly string[],
  policy: Policy,
  occurs: (name: string, value: string | null) => boolean,
): Policy {
  const isHere = (by: readonly string[]): boolean => by.every((name) => attributes.includes(name));
  const specs = policy.data.attributes.filter(({ name }) => attributes.includes(name));
  return {
    ...policy,
    data: {
      ...policy.data,
      attributes: specs.map((spec) => (occurs(spec.name, spec.reference) ? spec : { ...spec, reference: null })),
      intersections: policy.data.intersections.filter(isHere),
      strata: [],
    },
  };
}

function judged(
  requirement: Requirement,
  policy: Policy,
  { part, today }: { readonly part: AuditPart; readonly today: string },
): RequirementResult {
  const hidden = hiddenFrom(requirement, policy, part);
  return hidden === null
    ? judgePolicy({ ...policy, requirements: [requirement] }, part.tally, { today })[0]!
    : withWaiver(undecided(requirement, policy, hidden), requirement, today);
}

/** Groups and labels that a part withholds, in words. */
export const withheldWords = (
  { groups, people, unlabelledGroups, unlabelledPeople }: AuditPart['withheld'],
  needsLabels: boolean,
): string[] => [
  ...(groups === 0 ? [] : [`${counted(people, 'person')} in ${counted(groups, 'group')}`]),
  ...(needsLabels && unlabelledPeople > 0
    ? [`the labels of ${counted(unlabelledPeople, 'person')} in ${counted(unlabelledGroups, 'group')}`]
    : []),
];

/** What a part withholds of the data that a requirement depends on; null where it withholds nothing. */
function hiddenFrom(requirement: Requirement, { data }: Policy, { withheld }: AuditPart): string | null {
  const { metric } = requirement;
  // Strata are in no part: with them every cell would be smaller.
  if ('given' in requirement && requirement.given !== undefined) return 'the strata of the comparison';
  if (data.membership?.some(({ name }) => requirement.by.includes(name)) === true)
    return 'the probabilities, which are often those of one person,';
  const { scores } = withheld;
  const ofScores = needsScore(metric) || (metric === 'calibration_difference' && data.score !== null);
  const what = [
    ...withheldWords(withheld, needsLabel(metric)),
    ...(ofScores && scores === 'none' ? ['the scores'] : []),
    ...(ofScores && typeof scores === 'number' ? [`scores finer than ${counted(scores, 'bin')}`] : []),
  ];
  return what.length === 0 ? null : what.join(', ');
}

export function undecided(requirement: Requirement, policy: Policy, what: string): RequirementResult {
  return {
    ...frameOf(requirement, policy),
    verdict: 'inconclusive',
    reason: 'withheld',
    message: `Not decided for a caller who may see no person: ${what} would stand in cells of fewer than ${LEAST_CELL} people and are not shown.`,
  };
}
