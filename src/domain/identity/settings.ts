import { z } from 'zod';
import { defineSetting, someText } from '../settings/index.js';

/**
 * Whether anyone may read checkpoints and tiles. While the setting cannot be read, the ledger counts as not public, so that health checks
 * and ingestion do not fail for it.
 */
export const ledgerPublic = defineSetting('ledger.public', z.boolean(), false, {
  guide: 'docs/guides/ledger-operations.md',
  whileUnknown: false,
});

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

/** Settings by which an administrator changes who may do what, and who is who. */
export const identitySettings = [ledgerPublic, samePersons] as const;
