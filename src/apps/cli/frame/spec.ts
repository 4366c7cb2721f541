import type { CliContext } from './context.js';

export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly multiple?: boolean;
  /** Name of the value in the help: `--policy FILE`. */
  readonly value?: string;
  readonly help: string;
  /** The only allowed values. */
  readonly choices?: readonly string[];
}

/** Result of the parser; `options` holds only names of the command's spec. */
export interface ParsedArguments {
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
}

/** A command as data, from which help, reference page and parser are derived. */
export interface CommandSpec {
  /** Name of one or two words: `audit`, `policy check`. */
  readonly name: string;
  readonly summary: string;
  readonly usage: readonly string[];
  /** Names of positionals for the help, and how many are allowed. */
  readonly positionals: { readonly name: string; readonly min: number; readonly max: number };
  readonly options: Readonly<Record<string, OptionSpec>>;
  readonly examples: readonly string[];
  readonly notes?: readonly string[];
  readonly run: (args: ParsedArguments, context: CliContext) => Promise<number>;
}

/** A command before it is loaded. */
export interface CommandEntry {
  readonly name: string;
  readonly load: () => Promise<CommandSpec>;
}

export const EXIT = { pass: 0, fail: 1, wrong: 2, inconclusive: 3, fault: 70 } as const;

export function text(args: ParsedArguments, name: string): string | undefined {
  const value = args.options[name];
  return typeof value === 'string' ? value : undefined;
}

export function flag(args: ParsedArguments, name: string): boolean {
  return args.options[name] === true;
}

export function list(args: ParsedArguments, name: string): readonly string[] {
  const value = args.options[name];
  return Array.isArray(value) ? value : [];
}
