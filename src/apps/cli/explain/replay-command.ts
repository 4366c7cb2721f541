import { list, type ParsedArguments, text } from '../frame/spec.js';

/** The command that computes the same numbers again, as JSON; words are quoted for a POSIX shell. */
export function replayCommand(command: string, args: ParsedArguments, options: readonly string[]): string {
  const words = ['tribune', ...command.split(' '), ...args.positionals];
  for (const name of options) {
    if (args.options[name] === true) words.push(`--${name}`);
    const value = text(args, name);
    for (const each of value === undefined ? list(args, name) : [value]) words.push(`--${name}`, each);
  }
  return [...words, '--json']
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}
