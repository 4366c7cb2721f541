import fc from 'fast-check';
import type { WhereNode, WhereOperand } from '../../../src/core/policy/sections/types.js';

type Literal = string | number | boolean;

/** Filters over columns of these names, a few levels deep; literals are taken from `value`. */
export function filterOver(names: readonly string[], value: fc.Arbitrary<Literal>): fc.Arbitrary<WhereNode> {
  const name = fc.constantFrom(...names).map((path): WhereOperand => ({ kind: 'name', path: [path] }));
  const literal = value.map((v): WhereOperand => ({ kind: 'literal', value: v }));
  const operand = fc.oneof(name, name, literal);
  const { node } = fc.letrec<{ node: WhereNode }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 3 },
      fc.record({
        kind: fc.constant('compare' as const),
        operator: fc.constantFrom('=', '!=', '<', '<=', '>', '>='),
        left: operand,
        right: operand,
      }) as fc.Arbitrary<WhereNode>,
      fc.record({ kind: fc.constant('in' as const), operand: name, values: fc.array(value, { minLength: 1 }) }),
      fc.record({ kind: fc.constant('missing' as const), operand }),
      fc.record({ kind: fc.constant('not' as const), operand: tie('node') }),
      fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), left: tie('node'), right: tie('node') }),
    ),
  }));
  return node;
}
