import { TribuneError } from '../../../core/base/errors.js';

/** Amounts are read row by row; recorded decisions, stored tallies and arrays have none. */
export const noRows = (column: string): TribuneError =>
  new TribuneError(
    'POLICY_INVALID',
    `utility.amount asks for the column ${column}, and this source has no rows to read it from`,
    {
      remedy: 'Audit files or a query, or say what a decision is worth without an amount.',
    },
  );
