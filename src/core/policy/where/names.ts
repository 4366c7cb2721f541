import type { WhereNode, WhereOperand } from '../sections/types.js';

const unique = (names: readonly string[]): string[] => [...new Set(names)];

/** Names among the operands, their parts joined by dots. */
export const namesOf = (operands: readonly WhereOperand[]): string[] =>
  operands.flatMap((operand) => (operand.kind === 'name' ? [operand.path.join('.')] : []));

export const isNumberLiteral = (operand: WhereOperand): boolean =>
  operand.kind === 'literal' && typeof operand.value === 'number';

/** Names that a filter reads, each once, in the order of the text. */
export function whereNames(node: WhereNode): string[] {
  switch (node.kind) {
    case 'and':
    case 'or':
      return unique([...whereNames(node.left), ...whereNames(node.right)]);
    case 'not':
      return whereNames(node.operand);
    case 'compare':
      return unique(namesOf([node.left, node.right]));
    default:
      return namesOf([node.operand]);
  }
}

/** Names that a filter compares with a number, each once, in the order of the text. */
export function numberNames(node: WhereNode): string[] {
  switch (node.kind) {
    case 'and':
    case 'or':
      return unique([...numberNames(node.left), ...numberNames(node.right)]);
    case 'not':
      return numberNames(node.operand);
    case 'compare':
      return [node.left, node.right].some(isNumberLiteral) ? unique(namesOf([node.left, node.right])) : [];
    case 'in':
      return node.values.some((value) => typeof value === 'number') ? namesOf([node.operand]) : [];
    case 'missing':
      return [];
  }
}
