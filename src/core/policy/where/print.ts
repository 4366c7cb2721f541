import type { WhereNode, WhereOperand } from '../sections/types.js';

const PLAIN_NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u;
const RESERVED = new Set(['and', 'or', 'not', 'in', 'is', 'missing', 'true', 'false']);

/** How tightly each kind binds; a child that binds less tightly is put in parentheses. */
const STRENGTH = { or: 1, and: 2, not: 3, compare: 4, in: 4, missing: 4 } as const;

const printLiteral = (value: string | number | boolean): string =>
  typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);

const printPart = (part: string): string =>
  PLAIN_NAME.test(part) && !RESERVED.has(part.toLowerCase()) ? part : `\`${part.replaceAll('`', '``')}\``;

const printOperand = (operand: WhereOperand): string =>
  operand.kind === 'name' ? operand.path.map(printPart).join('.') : printLiteral(operand.value);

/**
 * The canonical text of a filter: `parseWhere(printWhere(node))` equals `node`.
 *
 * @example printWhere(parseWhere('a=1 AND (b > 2)')) // 'a = 1 and b > 2'
 */
export function printWhere(node: WhereNode): string {
  switch (node.kind) {
    case 'and':
    case 'or':
      // Chains lean left, so a right child of the same kind keeps its parentheses.
      return `${printChild(node.left, STRENGTH[node.kind])} ${node.kind} ${printChild(node.right, STRENGTH[node.kind] + 1)}`;
    case 'not':
      return `not ${printChild(node.operand, STRENGTH.not)}`;
    case 'compare':
      return `${printOperand(node.left)} ${node.operator} ${printOperand(node.right)}`;
    case 'in':
      return `${printOperand(node.operand)} in (${node.values.map(printLiteral).join(', ')})`;
    case 'missing':
      return `${printOperand(node.operand)} is missing`;
  }
}

function printChild(node: WhereNode, atLeast: number): string {
  return STRENGTH[node.kind] >= atLeast ? printWhere(node) : `(${printWhere(node)})`;
}
