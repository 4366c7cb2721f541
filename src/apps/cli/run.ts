import { COMMAND_ENTRIES } from './commands/entries.js';
import { loadCommands } from './commands/index.js';
import type { CliContext } from './frame/context.js';
import { helpAll, helpCommand } from './frame/help.js';
import { findCommand, parseCommand } from './frame/parse.js';
import { EXIT } from './frame/spec.js';
import { reportError } from './terminal/error.js';

/** Runs one command line and returns the exit code. Every error is reported here, once. */
export async function runCli(words: readonly string[], context: CliContext, debug = false): Promise<number> {
  try {
    const [first] = words;
    if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
      return await help(words.slice(1), context, first === undefined);
    }
    if (first === '--version' || first === '-v') {
      context.out(`${context.version}\n`);
      return EXIT.pass;
    }
    if (asksForHelp(words.slice(1, 2)) && COMMAND_ENTRIES.every((entry) => entry.name !== first)) {
      return await helpGroup(first, context);
    }
    const { command: entry, rest } = findCommand(COMMAND_ENTRIES, words);
    const command = await entry.load();
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

/** Help of `tribune policy --help`: the pages of all commands that begin so. */
async function helpGroup(first: string, context: CliContext): Promise<number> {
  const group = COMMAND_ENTRIES.filter((entry) => entry.name.startsWith(`${first} `));
  if (group.length === 0) findCommand(COMMAND_ENTRIES, [first]);
  const commands = await Promise.all(group.map((entry) => entry.load()));
  context.out(commands.map(helpCommand).join('\n'));
  return EXIT.pass;
}

async function help(words: readonly string[], context: CliContext, nothingAsked: boolean): Promise<number> {
  if (words.length > 0) context.out(helpCommand(await findCommand(COMMAND_ENTRIES, words).command.load()));
  else context.out(helpAll(await loadCommands(), context.version));
  return nothingAsked ? EXIT.wrong : EXIT.pass;
}
