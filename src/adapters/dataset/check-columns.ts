import { TribuneError } from '../../core/base/errors.js';
import { neededColumns, type ReadPlan } from '../../core/policy/bind/index.js';
import { columnRemedy } from './suggest.js';

/** Checks that every column of the plan exists, and returns the names of these columns. */
export function checkColumns(plan: ReadPlan, columns: readonly string[], where: string, hint = ''): string[] {
  const there = new Set(columns);
  const needed = neededColumns(plan);
  for (const [column, role] of needed) {
    if (there.has(column)) continue;
    throw new TribuneError(
      'DATA_COLUMN_MISSING',
      `no column "${column}" in ${where} (named by ${role} in the policy)`,
      {
        remedy: `${hint}${columnRemedy(column, columns)}`,
        place: { name: column },
      },
    );
  }
  return [...needed.keys()];
}
