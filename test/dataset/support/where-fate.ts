import {
  compileWhere,
  keepExpression,
  type WhereContext,
  whereFaults,
} from '../../../src/adapters/dataset/sql/where.js';
import { TribuneError } from '../../../src/core/base/errors.js';
import type { WhereNode } from '../../../src/core/policy/sections/types.js';
import { evaluateWhere, type WhereLookup } from '../../../src/core/policy/where/evaluate.js';
import { numberNames } from '../../../src/core/policy/where/names.js';

/**
 * What a filter does with a row. 1: it stays; 0: it does not; 2, 3, ...: nobody can tell, because the value of the first, second, ... name that
 * stands against a number is none.
 */
export function fateOf(where: WhereNode, lookup: WhereLookup): number {
  try {
    return evaluateWhere(where, lookup) === true ? 1 : 0;
  } catch (error) {
    if (!(error instanceof TribuneError) || error.code !== 'DATA_VALUE_INVALID') throw error;
    const name = error.place!.name!;
    const named = error.message.endsWith(`: ${JSON.stringify(String(lookup(name.split('.'))))}`);
    if (!named) throw error;
    return 2 + numberNames(where).indexOf(name);
  }
}

/** The same as an expression of SQL. */
export const fateSql = (where: WhereNode, context: WhereContext): string =>
  keepExpression(compileWhere(where, context), whereFaults(where, context));
