import { touches } from '../../controls/index.js';
import type { RuleFile } from '../../group-rules/rules/index.js';
import { gradesFor, LAW } from '../../mitigation/law/index.js';
import type { System } from '../../registry/index.js';

/** The step that law data call what a rule of cutoffs by group does. */
const STEP = 'cutoffs';

/** A place whose law speaks against deciding by the attribute, or is not settled. */
export interface SpokenAgainst {
  readonly place: string;
  readonly name: string;
  readonly grade: 'contested' | 'high';
  readonly says: string;
  readonly source: string;
}

/** The day of the data. */
export const LAW_DATE = LAW.date;

/** Whether people of two groups with one score may be decided about differently. Whoever is of no group of the rule is a group, too. */
function tellsGroups({ groups, others }: Pick<RuleFile, 'groups' | 'others'>): boolean {
  const mixtures = groups.map(({ mixture }) => mixture.map(({ cutoff, probability }) => [cutoff, probability]));
  const ofOthers = others === null ? [] : [[[others, 1]]];
  return new Set([...mixtures, ...ofOthers].map((one) => JSON.stringify(one))).size > 1;
}

/**
 * Places of a system whose law speaks against a rule that decides by group. A system that names no place may be used in all of its field. It is
 * evidence for whoever advises, and no legal advice.
 *
 * @example lawAgainst(rule, { domain: 'credit', jurisdictions: ['US-FL'] })[0]?.place // 'us-credit'
 */
export function lawAgainst(
  rule: Pick<RuleFile, 'groups' | 'others'>,
  { domain, jurisdictions }: Pick<System, 'domain' | 'jurisdictions'>,
): SpokenAgainst[] {
  if (!tellsGroups(rule)) return [];
  return gradesFor([STEP]).flatMap(({ place, grade }) => {
    const isOfField = place.domains === undefined || place.domains.includes(domain.trim().toLowerCase());
    const isThere = jurisdictions.length === 0 || touches(place.jurisdictions, jurisdictions);
    if (!isOfField || !isThere || grade === null || (grade.grade !== 'high' && grade.grade !== 'contested')) return [];
    return [{ place: place.id, name: place.name, grade: grade.grade, says: grade.says, source: grade.source }];
  });
}
