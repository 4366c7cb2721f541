import { statementRules } from '../../../../data/statement-rules/index.js';

/** When a statement is not complete without a field. */
type Needed =
  | { readonly when: 'always' }
  | { readonly when: 'value'; readonly field: string; readonly value: string }
  | { readonly when: 'none-of'; readonly fields: readonly string[] };

/** A field of a statement, as the authority that collects it has it. */
export interface StatementRule {
  readonly id: string;
  readonly label: string;
  readonly form: 'choice' | 'choices' | 'text' | 'date' | 'id';
  readonly needed: Needed | null;
  readonly most?: number;
  readonly values?: readonly string[];
}

interface RuleFile {
  readonly id: string;
  readonly date: string;
  readonly title: string;
  readonly source: string;
  readonly origin: string;
  readonly fields: readonly StatementRule[];
}

/** The newest rules of the Digital Services Act. */
export const DSA: RuleFile = (statementRules as readonly RuleFile[])
  .filter(({ id }) => id === 'dsa')
  .toSorted((a, b) => a.date.localeCompare(b.date))
  .at(-1)!;

/** Values of a statement by field. */
export type Values = Readonly<Record<string, unknown>>;

const ID = /^[A-Za-z0-9_-]+$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** What is wrong with a value; null where nothing is. */
export function mistakeIn({ form, most, values }: StatementRule, value: unknown): string | null {
  if (form === 'choices') {
    const isList =
      Array.isArray(value) &&
      value.length > 0 &&
      value.every((one) => typeof one === 'string' && values!.includes(one));
    return isList ? null : `is a list of ${values!.join(', ')}`;
  }
  if (typeof value !== 'string' || value.trim() === '') return 'is a text';
  if (form === 'choice') return values!.includes(value) ? null : `is one of ${values!.join(', ')}`;
  if (form === 'date') return isDay(value) ? null : 'is a day, as 2026-11-30';
  if (form === 'id' && !ID.test(value)) return 'has letters, digits, - and _ only';
  return most !== undefined && value.length > most ? `has at most ${most} characters` : null;
}

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return DAY.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** Whether a statement with these values is not complete without a field. */
export function isNeeded({ needed }: StatementRule, values: Values): boolean {
  if (needed === null) return false;
  if (needed.when === 'always') return true;
  if (needed.when === 'none-of') return needed.fields.every((field) => values[field] === undefined);
  return [values[needed.field]].flat().includes(needed.value);
}

/** Fields that belong to a value of another are left out with any other: the database drops them too, and without a word. */
export const isDropped = ({ needed }: StatementRule, values: Values): boolean =>
  needed?.when === 'value' && ![values[needed.field]].flat().includes(needed.value);
