import { type Finding, type PathPart, problem } from '../read/mistakes.js';
import { compositeOf } from '../sections/composites.js';
import type { RawRequirement } from '../sections/requirements.js';

/** Finds what does not go together with a composite measure, which says by itself what is compared. */
export function checkComposite(requirement: RawRequirement, path: readonly PathPart[]): Finding[] {
  const composite = compositeOf(requirement.metric);
  if (composite === null) return checkNoErrors(requirement, path);
  return [
    ...checkCompare(requirement, path, composite),
    ...checkReference(requirement, path, composite),
    ...checkEnds(requirement, path, composite),
    ...checkGroups(requirement, path, composite),
    ...(requirement.metric === 'error_share' ? [] : checkNoErrors(requirement, path)),
  ];
}

type Composite = NonNullable<ReturnType<typeof compositeOf>>;

function checkCompare(
  { id, metric, compare, change }: RawRequirement,
  path: readonly PathPart[],
  composite: Composite,
): Finding[] {
  if (change !== undefined)
    return [
      problem(
        [...path, 'change'],
        `${id}: the change of ${metric} is not tested: an accepted audit carries too little of it`,
        'Bound the measure itself, or the change of the rates it is made of.',
      ),
    ];
  if (compare === undefined || compare === 'value' || compare === composite.compare) return [];
  return [
    problem(
      [...path, 'compare'],
      `${id}: ${metric} says by itself what is compared, and that is no ${compare}`,
      'Drop compare.',
    ),
  ];
}

function checkReference(
  { id, metric, reference, oneSided }: RawRequirement,
  path: readonly PathPart[],
  composite: Composite,
): Finding[] {
  const findings: Finding[] = [];
  if (composite.reference === 'declared' && typeof reference === 'string' && reference !== 'declared')
    findings.push(
      problem(
        [...path, 'reference'],
        `${id}: ${metric} is taken against the declared reference, not ${reference}`,
        'Drop reference or name a group; for another one use metric: favourable_rate with compare: ratio.',
      ),
    );
  if (composite.reference === 'declared' && oneSided !== undefined)
    findings.push(problem([...path, 'oneSided'], `${id}: ${metric} has one direction only`, 'Drop oneSided.'));
  return findings;
}

/** A measure that is a size has a largest allowed one; a floor under it would ask for unfairness. */
function checkEnds({ id, metric, min }: RawRequirement, path: readonly PathPart[], composite: Composite): Finding[] {
  if (composite.judged === 'gap' || composite.ends !== 'max' || min === undefined) return [];
  return [
    problem(
      [...path, 'min'],
      `${id} bounds ${metric} from below, where 0 is the fairest`,
      'Write `max`, the largest value allowed.',
    ),
  ];
}

function checkGroups(
  { id, metric, by, smallGroups }: RawRequirement,
  path: readonly PathPart[],
  composite: Composite,
): Finding[] {
  const findings: Finding[] = [];
  if (by.length === 0 && composite.judged !== 'gap' && !composite.everyone)
    findings.push(
      problem(
        [...path, 'by'],
        `${id}: ${metric} compares groups, but by is empty`,
        'Name an attribute, such as [race].',
      ),
    );
  if (smallGroups === 'pool' && !composite.pools)
    findings.push(
      problem(
        [...path, 'smallGroups'],
        `${id} cannot pool small groups: those of ${metric} overlap or are cells of scores`,
        'Write `smallGroups: inconclusive` or `report`.',
      ),
    );
  return findings;
}

function checkNoErrors({ id, metric, of }: RawRequirement, path: readonly PathPart[]): Finding[] {
  if (of === undefined) return [];
  return [
    {
      ...problem([...path, 'of'], `${id}: of has no meaning with ${metric}`, 'Drop it, or use error_share.'),
      at: 'key' as const,
    },
  ];
}
