import { plainText } from './plain-text.js';

type Group = Readonly<Record<string, string | null>>;

/** The values of a group: `Female, African-American`; everybody where there is no attribute. */
export const groupText = (group: Group): string =>
  Object.values(group)
    .map((value) => plainText(value ?? 'unknown'))
    .join(', ') || 'everybody';

/** A group where groups of several attributes stand together: `sex: Female, race: unknown`. */
export const namedGroup = (group: Group): string =>
  Object.entries(group)
    .map(([name, value]) => plainText(`${name}: ${value ?? 'unknown'}`))
    .join(', ') || 'everybody';
