import { isBounded, needsUnseen } from '../judge/seen-for.js';
import { caution, type Finding, type PathPart, problem } from '../read/mistakes.js';
import { compositeOf } from '../sections/composites.js';
import type { RawData } from '../sections/data.js';
import { isUnfavourableRate, metricWords, needsLabel, needsScore } from '../sections/metric-needs.js';
import { compareOf, type RawRequirement } from '../sections/requirements.js';
import { RESULT_FIELD } from '../sections/result-field.js';
import { checkBounds } from './bounds.js';
import { checkComposite } from './composite.js';
import { setKey, unknownAttribute } from './data.js';
import { checkFrom } from './from.js';
import { checkGiven } from './given.js';
import { checkLikely, likelyBy } from './membership.js';
import { checkMeasure } from './outcome.js';
import { checkNoReference } from './value.js';

/** The reference of a requirement that names none: the declared one where there is one, otherwise one that depends on the comparison. */
export function effectiveReference(
  requirement: RawRequirement,
  data: RawData,
): NonNullable<RawRequirement['reference']> {
  if (requirement.reference !== undefined) return requirement.reference;
  if (compositeOf(requirement.metric)?.reference === 'declared') return 'declared';
  if (hasDeclaredReference(requirement.by, data)) return 'declared';
  return requirement.compare === 'ratio' ? 'highest' : 'all-pairs';
}

const hasDeclaredReference = (by: readonly string[], { attributes, membership = {} }: RawData): boolean =>
  by.every(
    (name) =>
      (Object.hasOwn(attributes, name) && attributes[name]?.reference !== undefined) ||
      (Object.hasOwn(membership, name) && membership[name]?.reference !== undefined),
  );

/** Finds what is wrong in one requirement although its shape is right. `data` is null where that section is unreadable. */
export function checkRequirement(requirement: RawRequirement, index: number, data: RawData | null): Finding[] {
  const path = ['requirements', index];
  if (requirement.from !== undefined || requirement.metric === RESULT_FIELD) return checkFrom(requirement, path);
  return [
    ...checkSmallGroups(requirement, path),
    ...checkComposite(requirement, path),
    ...checkBounds(requirement, path, data === null ? null : effectiveReference(requirement, data)),
    ...(data === null
      ? []
      : [
          ...checkMeasure(requirement, path, data, effectiveReference(requirement, data)),
          ...checkGiven(requirement, path, effectiveReference(requirement, data), data.outcome?.type ?? 'binary'),
          ...checkBy(requirement, path, data),
          ...checkLikely(requirement, path, data),
          ...checkReference(requirement, path, data),
          ...checkNeeds(requirement, path, data),
          ...checkDirection(requirement, path, data),
        ]),
  ];
}

function checkSmallGroups({ id, by, smallGroups, severity }: RawRequirement, path: readonly PathPart[]): Finding[] {
  // Everybody as one group is judged or is not, whatever the choice would be.
  if (smallGroups !== undefined || severity !== 'block' || by.length === 0) return [];
  return [
    problem(
      path,
      `the blocking requirement ${id} does not say what happens to groups that are too small to judge`,
      'Add `smallGroups: inconclusive` (they keep it from passing), `report` (listed, not judged) or `pool` (judged together).',
    ),
  ];
}

function checkBy(requirement: RawRequirement, path: readonly PathPart[], data: RawData): Finding[] {
  const { by, id } = requirement;
  if (by.length === 0) return isOfGaps(requirement) ? [noGroups(id, path)] : [];
  const names = [...Object.keys(data.attributes), ...Object.keys(data.membership ?? {})];
  const findings = by.flatMap((name, i) =>
    names.includes(name) ? [] : [unknownAttribute([...path, 'by', i], name, names)],
  );
  if (new Set(by).size < by.length)
    findings.push(problem([...path, 'by'], `${id} names an attribute twice`, 'Name each once.'));
  if (findings.length > 0 || by.length === 1 || compositeOf(requirement.metric)?.overlapping === true) return findings;
  if (likelyBy(requirement, data) !== null) return findings;
  const declared = (data.intersections ?? []).some((set) => setKey(set) === setKey(by));
  if (declared) return [];
  return [
    problem(
      [...path, 'by'],
      `the intersection [${by.join(', ')}] is not declared`,
      `Add - [${by.join(', ')}] to data.intersections.`,
    ),
  ];
}

/** Whether the requirement compares groups, as one that does not say what it compares is taken to. */
const isOfGaps = (requirement: RawRequirement): boolean => {
  const compare = compareOf(requirement);
  return compare !== 'value' && compare !== 'change';
};

const noGroups = (id: string, path: readonly PathPart[]): Finding =>
  problem(
    [...path, 'by'],
    `${id} compares groups, but by is empty`,
    'Name an attribute, such as [race], or bound the overall value: compare: value.',
  );

function checkReference(requirement: RawRequirement, path: readonly PathPart[], data: RawData): Finding[] {
  const { reference, by, id } = requirement;
  if (!isOfGaps(requirement)) return checkNoReference(requirement, path);
  const wanted =
    compositeOf(requirement.metric)?.reference === 'declared' ? effectiveReference(requirement, data) : reference;
  if (wanted === 'declared' && !hasDeclaredReference(by, data))
    return [
      problem(
        [...path, 'reference'],
        `${id} compares with the declared reference, but ${by.join(', ')} declares none`,
        'Write it under data.attributes, such as `race: { reference: Caucasian }`.',
      ),
    ];
  if (typeof reference !== 'object') return [];
  if (setKey(Object.keys(reference)) === setKey(by)) return [];
  return [
    problem(
      [...path, 'reference'],
      `the reference of ${id} must name one value for each of: ${by.join(', ')}`,
      `Write { ${by.map((name) => `${name}: ...`).join(', ')} }.`,
    ),
  ];
}

function checkNeeds({ metric, id }: RawRequirement, path: readonly PathPart[], data: RawData): Finding[] {
  const findings: Finding[] = [];
  if (needsLabel(metric) && data.label === undefined)
    findings.push(
      caution(
        [...path, 'metric'],
        `${id} is not applicable: ${metricWords(metric)} needs data.label`,
        'Add `label: COLUMN`, or drop the requirement.',
      ),
    );
  findings.push(...checkSeen({ metric, id }, path, data));
  if (needsScore(metric) && data.score === undefined)
    findings.push(
      caution(
        [...path, 'metric'],
        `${id} is not applicable: ${metricWords(metric)} needs data.score`,
        'Add `score: COLUMN`, or drop the requirement.',
      ),
    );
  return findings;
}

/** Warns of a requirement about people whose labels are never seen. */
function checkSeen(
  { metric, id }: Pick<RawRequirement, 'metric' | 'id'>,
  path: readonly PathPart[],
  data: RawData,
): Finding[] {
  const seenFor = typeof data.label === 'object' ? data.label.seenFor : undefined;
  const { favourable } = data;
  if (seenFor === undefined || favourable === undefined) return [];
  const seen = (seenFor === 'favourable') === (favourable === 1) ? 1 : 0;
  if (!needsUnseen({ metric }, { seenFor: seen, favourable })) return [];
  const bounded = isBounded({ metric }, { seenFor: seen, favourable });
  if (bounded && typeof data.label === 'object' && data.label.explored !== undefined) return [];
  return [
    caution(
      [...path, 'metric'],
      `${id} is about labels that only people with the ${seenFor} prediction have: ${metricWords(metric)} is ${bounded ? 'known within bounds' : 'not known from them'}`,
      `Bound ${seen === 1 ? 'positive_predictive_value' : 'negative_predictive_value'} or favourable_rate beside it, which these labels determine.`,
    ),
  ];
}

/** Warns of bounds that are allowed but seldom mean what their author thinks. */
function checkDirection(requirement: RawRequirement, path: readonly PathPart[], data: RawData): Finding[] {
  const { metric, id, compare, min, oneSided } = requirement;
  const { favourable } = data;
  if (favourable === undefined) return [];
  const findings: Finding[] = [];
  if (compare === 'ratio' && min !== undefined && isUnfavourableRate(metric, favourable))
    findings.push(
      caution(
        [...path, 'metric'],
        `${id} puts a four-fifths bound on an unfavourable rate: ${metricWords(metric)} counts people who got prediction ${1 - favourable}`,
        metric === 'selection_rate'
          ? 'Use favourable_rate.'
          : 'Use favourable_rate or opportunity_rate, or bound the difference.',
      ),
    );
  if (oneSided !== true || !isOfGaps(requirement)) return findings;
  const reference = effectiveReference(requirement, data);
  if (reference !== 'declared' && typeof reference === 'string')
    findings.push(
      caution(
        [...path, 'oneSided'],
        `oneSided has no effect with reference ${reference}`,
        'Drop it, or name the reference.',
      ),
    );
  else if (compare === 'difference' && !isUnfavourableRate(metric, favourable))
    findings.push(
      caution(
        [...path, 'oneSided'],
        `${id} limits only how far a group lies above the reference; how far below is free`,
        'Drop oneSided, or bound a ratio with min.',
      ),
    );
  return findings;
}
