import { COMMANDS } from './commands/index.js';
import type { CliContext } from './context.js';
import { helpAll, helpCommand } from './help.js';
import { findCommand, parseCommand } from './parse.js';
import { EXIT } from './spec.js';
import { reportError } from './terminal/error.js';

/** Runs one command line; returns the exit code. Every error is reported here, once. */
export async function runCli(words: readonly string[], context: CliContext, debug = false): Promise<number> {
  try {
    const [first] = words;
    if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
      return help(words.slice(1), context, first === undefined);
    }
    if (first === '--version' || first === '-v') {
      context.out(`${context.version}\n`);
      return EXIT.pass;
    }
    if (asksForHelp(words.slice(1, 2)) && COMMANDS.every((c) => c.name !== first)) return helpGroup(first, context);
    const { command, rest } = findCommand(COMMANDS, words);
    const beforeRest = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest;
    if (asksForHelp(beforeRest)) {
      context.out(helpCommand(command));
      return EXIT.pass;
    }
    return await command.run(parseCommand(command, rest), context);
  } catch (error) {
    return reportError(error, context, debug);
  }
}

const asksForHelp = (words: readonly string[]): boolean => words.includes('--help') || words.includes('-h');

/** `tribune policy --help`: the pages of every command that begins so. */
function helpGroup(first: string, context: CliContext): number {
  const group = COMMANDS.filter((c) => c.name.startsWith(`${first} `));
  if (group.length === 0) findCommand(COMMANDS, [first]);
  context.out(group.map(helpCommand).join('\n'));
  return EXIT.pass;
}

function help(words: readonly string[], context: CliContext, nothingAsked: boolean): number {
  context.out(
    words.length > 0 ? helpCommand(findCommand(COMMANDS, words).command) : helpAll(COMMANDS, context.version),
  );
  return nothingAsked ? EXIT.wrong : EXIT.pass;
}
