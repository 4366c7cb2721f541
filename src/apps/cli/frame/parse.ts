import { parseArgs } from 'node:util';
import { TribuneError } from '../../../core/base/errors.js';
import { suggest } from '../../../core/base/suggest.js';
import type { CommandSpec, OptionSpec, ParsedArguments } from './spec.js';

/** The longest command name that the words begin with: `policy check x` is `policy check`. */
export function findCommand<Named extends { readonly name: string }>(
  commands: readonly Named[],
  words: readonly string[],
): { command: Named; rest: readonly string[] } {
  const two = commands.find((c) => c.name === words.slice(0, 2).join(' '));
  if (two?.name.includes(' ')) return { command: two, rest: words.slice(2) };
  const one = commands.find((c) => c.name === words[0]);
  if (one) return { command: one, rest: words.slice(1) };
  const under = commands.filter((c) => c.name.startsWith(`${words[0]} `)).map((c) => c.name);
  if (under.length > 0) {
    throw new TribuneError('USAGE', `"${words.slice(0, 2).join(' ')}" is not a command`, {
      remedy: `Use ${under.map((n) => `tribune ${n}`).join(' or ')}.`,
    });
  }
  const guess = suggest(
    words[0] ?? '',
    commands.map((c) => c.name),
  );
  throw new TribuneError('USAGE', `"${words[0]}" is not a command`, {
    remedy: guess ? `Did you mean tribune ${guess}? tribune --help lists all.` : 'tribune --help lists the commands.',
  });
}

/** Parses the words after the command's name. Unknown options, missing values and wrong counts are one clear USAGE error. */
export function parseCommand(command: CommandSpec, words: readonly string[]): ParsedArguments {
  const broken = words.find((word) => word.includes('\0'));
  if (broken !== undefined)
    throw usage(
      command,
      `${JSON.stringify(broken)} holds the character NUL`,
      'No path and no name holds one: take it out.',
    );
  const parsed = parseWords(command, words);
  const { min, max, name } = command.positionals;
  if (parsed.positionals.length < min) {
    throw usage(command, `tribune ${command.name} needs ${name}`);
  }
  if (parsed.positionals.length > max) {
    throw usage(command, `tribune ${command.name} does not take "${parsed.positionals[max]}"`);
  }
  for (const [key, option] of Object.entries(command.options)) checkChoice(command, key, option, parsed.options[key]);
  return parsed;
}

function parseWords(command: CommandSpec, words: readonly string[]): ParsedArguments {
  const options = Object.fromEntries(
    Object.entries(command.options).map(([key, o]) => [
      key,
      { type: o.type, multiple: o.multiple ?? false, ...(o.short ? { short: o.short } : {}) },
    ]),
  );
  try {
    const { values, positionals, tokens } = parseArgs({
      args: joinNegatives(words, command.options),
      options,
      allowPositionals: true,
      strict: true,
      tokens: true,
    });
    refuseRepeated(command, tokens);
    return { positionals, options: values as ParsedArguments['options'] };
  } catch (cause) {
    if (cause instanceof TribuneError) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    const unknown = /Unknown option '(--?[^']+)'/.exec(message)?.[1];
    if (unknown) {
      const guess = suggest(unknown.replace(/^-+/, ''), Object.keys(command.options));
      throw usage(
        command,
        `tribune ${command.name} has no option ${unknown}`,
        guess === null ? undefined : `Did you mean --${guess}?`,
      );
    }
    throw usage(command, message.split('. ')[0] ?? message);
  }
}

/** Refuses a repeated option: the last value would win silently, and another part of the data, time or cutoff than intended be audited. */
function refuseRepeated(
  command: CommandSpec,
  tokens: readonly { readonly kind: string; readonly name?: string; readonly value?: string | undefined }[],
): void {
  const seen = new Set<string>();
  for (const { kind, name, value } of tokens) {
    if (kind !== 'option' || name === undefined) continue;
    const repeats = command.options[name]?.multiple === true;
    const key = repeats ? `${name}=${value}` : name;
    if (seen.has(key)) {
      const remedy = repeats ? 'Give each value once.' : 'It does not repeat: give it once.';
      throw usage(command, repeats ? `--${name} ${value} is given twice` : `--${name} is given twice`, remedy);
    }
    seen.add(key);
  }
}

const NEGATIVE = /^-(\d|\.\d)/;

/** Rewrites `--cutoff -0.5` as `--cutoff=-0.5`, because log-odds are often negative and no option begins with a digit. */
function joinNegatives(words: readonly string[], options: CommandSpec['options']): string[] {
  const joined: string[] = [];
  for (const word of words) {
    const before = joined.at(-1);
    const takesValue = before?.startsWith('--') === true && options[before.slice(2)]?.type === 'string';
    if (takesValue && NEGATIVE.test(word)) joined[joined.length - 1] = `${before}=${word}`;
    else joined.push(word);
  }
  return joined;
}

function checkChoice(command: CommandSpec, key: string, option: OptionSpec, value: unknown): void {
  const { choices } = option;
  if (choices === undefined) return;
  for (const one of Array.isArray(value) ? value : [value]) {
    if (typeof one === 'string' && !choices.includes(one)) {
      const guess = suggest(one, choices);
      const hint = guess === null ? undefined : `Did you mean --${key} ${guess}?`;
      throw usage(command, `--${key} ${one}: not one of ${choices.join(', ')}`, hint);
    }
  }
}

function usage(command: CommandSpec, message: string, hint?: string): TribuneError {
  return new TribuneError('USAGE', message, {
    remedy: hint ?? `Usage: ${command.usage[0]}   (tribune ${command.name} --help)`,
  });
}
