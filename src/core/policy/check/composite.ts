import { type Finding, type PathPart, problem } from '../read/mistakes.js';
import { compositeOf } from '../sections/composites.js';
import type { RawRequirement } from '../sections/requirements.js';

/** Finds what does not go together with a composite measure, which says by itself what is compared. */
export function checkComposite(requirement: RawRequirement, path: readonly PathPart[]): Finding[] {
  const composite = compositeOf(requirement.metric);
  if (composite === null) return [];
  return [...checkCompare(requirement, path, composite), ...checkReference(requirement, path, composite)];
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
