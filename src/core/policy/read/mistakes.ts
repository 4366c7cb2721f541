import { TribuneError } from '../../base/errors.js';

/** A place in the policy file; line and column are one-based. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One mistake (or warning) in a policy: where, what, and how to mend it. */
export interface PolicyMistake extends Position {
  readonly message: string;
  readonly remedy: string;
  readonly severity: 'error' | 'warning';
}

export type PathPart = string | number;

/** A mistake found by its path in the document, before it is located. */
export interface Finding {
  readonly path: readonly PathPart[];
  readonly message: string;
  readonly remedy: string;
  readonly severity: 'error' | 'warning';
  /** Whether to point at the key or at its value. */
  readonly at?: 'key' | 'value';
  /** Characters into the text of the value, zero-based; used for mistakes inside `where`. */
  readonly offset?: number;
}

/** Most mistakes that are listed: nobody mends fifty at once. */
const LISTED_MISTAKES = 50;

export const problem = (path: readonly PathPart[], message: string, remedy: string): Finding => ({
  path,
  message,
  remedy,
  severity: 'error',
});

export const caution = (path: readonly PathPart[], message: string, remedy: string): Finding => ({
  path,
  message,
  remedy,
  severity: 'warning',
});

/** A path as people write it: `requirements[2].basis.kind`. */
export function pathText(path: readonly PathPart[]): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
  return text.startsWith('.') ? text.slice(1) : text;
}

/** One line per mistake, `policy.yaml:12:5 message. Remedy`, in the order of the file. */
export function formatMistakes(mistakes: readonly PolicyMistake[], file: string): string {
  const lines = mistakes
    .slice(0, LISTED_MISTAKES)
    .map((m) => `${file}:${m.line}:${m.column} ${m.severity}: ${m.message}. ${m.remedy}`);
  const more = mistakes.length - lines.length;
  return more > 0 ? [...lines, `... and ${more} more`].join('\n') : lines.join('\n');
}

export function byPosition(a: PolicyMistake, b: PolicyMistake): number {
  return a.line - b.line || a.column - b.column;
}

/** The error that holds all mistakes of a policy. */
export function policyError(
  code: 'POLICY_INVALID' | 'POLICY_UNREADABLE',
  errors: readonly PolicyMistake[],
  file: string,
): TribuneError {
  const first = errors[0];
  const count = errors.length === 1 ? 'one mistake' : `${errors.length} mistakes`;
  const place = first ? { file, line: first.line, column: first.column } : { file };
  return new TribuneError(code, `The policy has ${count}:\n${formatMistakes(errors, file)}`, {
    remedy: 'Mend each line above.',
    reason: 'policy-mistakes',
    place,
  });
}
