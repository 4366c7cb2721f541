import type { Policy } from '../../core/policy/sections/index.js';
import { compileWhere, duckdb, whereFaults } from '../dataset/sql/index.js';
import { isTyped, liveColumn } from './live-table.js';

/** The filter of a policy over recorded decisions as two conditions: that it keeps a row, and that it needs a number where the row has none. */
export function filterOf(policy: Policy): { readonly keeps: string; readonly open: string } {
  const { where, missing } = policy.data;
  if (where === null) return { keeps: 'TRUE', open: 'FALSE' };
  const context = { dialect: duckdb, missing, column: liveColumn(isTyped(policy)) };
  const keeps = compileWhere(where, context);
  const faults = whereFaults(where, context);
  return { keeps, open: faults === null ? 'FALSE' : `${faults.possible} AND NOT coalesce(${keeps}, FALSE)` };
}
