import { clopperPearson } from '../../../stats/proportion/index.js';
import { studentCritical } from '../../../stats/special/index.js';
import { attributePlace, cellsByGroup, type MeasuredLimits } from '../base/index.js';
import { labelTable, sum } from './groups.js';
import type { MeasuredLimited } from './measured.js';
import type { OrderedCell, OrderedTally } from './types.js';

/** Effective number of institutions below which their variance is a guess. Ours, from the simulations. */
const LEAST_INSTITUTIONS = 10;

/** Lower limits below this are 0: of so few institutions they are powers of a chance, far below one person of any population. */
const NOBODY = 1e-12;

/** What one institution adds: people of a group with a label, and those of them whose label is above the best level that anybody there was given. */
export interface InstitutionCaps {
  readonly people: number;
  readonly capped: number;
}

/**
 * Of each institution the members of a group who were capped there: due a better level than the best one that anybody of the institution was given, member of the group
 * or not, with a label or without. Institutions without a member who has a label are left out, and people of unknown institution.
 *
 * @param members cells of the group
 * @throws TribuneError `INVALID_ARGUMENT` for an attribute that the tally does not have
 */
export function cappedByInstitution(
  tally: OrderedTally,
  members: readonly OrderedCell[],
  institution: string,
): InstitutionCaps[] {
  const place = attributePlace(tally.attributes, institution);
  const own = new Set(members);
  const isKnown = ({ values }: OrderedCell): boolean => (values[place] ?? null) !== null;
  return cellsByGroup(tally.attributes, tally.cells.filter(isKnown), [institution]).flatMap(({ cells }) => {
    const ours = cells.filter((cell) => own.has(cell));
    const made = capsOf(tally, cells, ours);
    return made.people === 0 ? [] : [made];
  });
}

function capsOf(tally: OrderedTally, cells: readonly OrderedCell[], own: readonly OrderedCell[]): InstitutionCaps {
  const levels = tally.levels.length;
  const rankOf = (level: number): number => (tally.favourable === 'higher' ? level : levels - 1 - level);
  const best = cells.reduce((highest, { level }) => Math.max(highest, rankOf(level)), -1);
  const table = labelTable(own, levels, tally.favourable);
  return { people: sum(table.map(sum)), capped: sum(table.slice(best + 1).map(sum)) };
}

/**
 * The share of a group that was capped, as it is judged. `n` counts institutions, because people of one share its fate: the variance is that of a ratio of two totals over
 * institutions, and the limits are Clopper and Pearson's for as many independent people as have it, fewer by the square of how much wider Student's distribution of so many
 * institutions is (Korn and Graubard 1998, Survey Methodology 24, 193-201). They are counted by how evenly those who are capped lie in them, or those who are not, whichever is less even
 * (Kish's effective number): a few that cap many make the share, and where too few of them were drawn the variance is too small as well. Where that number is low, the variance is a
 * guess: then people count as many as there would be if each institution capped all of its members or none, which no dependence can undercut.
 *
 * @example measuredCapped([{ people: 30, capped: 12 }, ...]).value // 0.13
 */
export function measuredCapped(institutions: readonly InstitutionCaps[]): MeasuredLimited {
  const people = institutions.reduce((total, one) => total + one.people, 0);
  const capped = institutions.reduce((total, one) => total + one.capped, 0);
  const frame = {
    kind: 'limits',
    n: institutions.length,
    method: 'clopper-pearson of independent people (institutions as clusters)',
  } as const;
  if (people === 0)
    return { ...frame, value: null, at: () => null, hindrance: 'nobody of the group has a label and an institution' };
  const value = capped / people;
  if (institutions.length < 2)
    return {
      ...frame,
      value,
      at: () => null,
      hindrance: 'one institution says nothing of how much institutions differ',
    };
  const size = sizeOf(institutions, people, value);
  return { ...frame, value, at: (level) => limitsOf(value, size, level) };
}

/** Kish's effective number: as many equal ones would vary as much. */
function effective(counts: readonly number[]): number {
  const squares = sum(counts.map((count) => count ** 2));
  return squares > 0 ? sum(counts) ** 2 / squares : 0;
}

interface Size {
  /** Independent people whose share varies as this one does. */
  readonly size: number;
  readonly people: number;
  /** Institutions that say how they vary. */
  readonly institutions: number;
}

function sizeOf(institutions: readonly InstitutionCaps[], people: number, value: number): Size {
  const clusters = institutions.length;
  const least = effective(institutions.map((one) => one.people));
  const even = Math.min(
    effective(institutions.map(({ capped }) => capped)),
    effective(institutions.map((one) => one.people - one.capped)),
  );
  if (even < LEAST_INSTITUTIONS) return { size: least, people, institutions: clusters };
  const apart = sum(institutions.map((one) => (one.capped - value * one.people) ** 2));
  const variance = ((clusters / (clusters - 1)) * apart) / people ** 2;
  const size = variance > 0 ? Math.min(people, Math.max(least, (value * (1 - value)) / variance)) : people;
  return { size, people, institutions: even };
}

function limitsOf(estimate: number, { size, people, institutions }: Size, level: number): MeasuredLimits | null {
  const wider =
    people > 1 ? studentCritical(level, people - 1) / studentCritical(level, Math.max(1, institutions - 1)) : 1;
  const n = size * wider ** 2;
  const interval = clopperPearson({ successes: estimate * n, n }, level);
  return interval && { estimate, lower: interval.lower < NOBODY ? 0 : interval.lower, upper: interval.upper };
}
