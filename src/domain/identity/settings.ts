import { z } from 'zod';
import { defineSetting } from '../settings/index.js';

/**
 * Whether anyone may read checkpoints and tiles. While the setting cannot be read, the ledger counts as not public, so that health checks
 * and ingestion do not fail for it.
 */
export const ledgerPublic = defineSetting('ledger.public', z.boolean(), false, {
  guide: 'docs/guides/ledger-operations.md',
  whileUnknown: false,
});

/** Settings by which an administrator changes who may do what. */
export const identitySettings = [ledgerPublic] as const;
