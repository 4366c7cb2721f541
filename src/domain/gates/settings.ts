import { z } from 'zod';
import { defineSetting, someText } from '../settings/index.js';

const MAX_NAME = 256;
const MOST_PERSONS = 1000;
const MOST_ACCOUNTS = 20;

/**
 * Names of accounts of one person, person by person. The service knows names that differ by case or by the tag of an address by itself; that two
 * other names are one person's, somebody has to say. One person never signs twice, and never confirms the own proposal.
 */
export const samePersons = defineSetting(
  'same-persons',
  z.array(z.array(someText(MAX_NAME)).min(2).max(MOST_ACCOUNTS)).max(MOST_PERSONS),
  [],
  { guide: 'docs/guides/gates.md' },
);

/** Settings of gates. */
export const gateSettings = [samePersons] as const;
