import { z } from 'zod';
import { defineSetting } from '../settings/index.js';

/** Whether anyone may read checkpoints and tiles. Closed while the database does not say so: health and ingestion do not fail for it. */
export const ledgerPublic = defineSetting('ledger.public', z.boolean(), false, {
  guide: 'docs/guides/ledger-operations.md',
  whileUnknown: false,
});

/** What an administrator may switch of who may do what. */
export const identitySettings = [ledgerPublic] as const;
