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
    const { command, rest } = findCommand(COMMANDS, words);
    const beforeRest = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest;
    if (beforeRest.includes('--help') || beforeRest.includes('-h')) {
      context.out(helpCommand(command));
      return EXIT.pass;
    }
    return await command.run(parseCommand(command, rest), context);
  } catch (error) {
    return reportError(error, context, debug);
  }
}

function help(words: readonly string[], context: CliContext, nothingAsked: boolean): number {
  context.out(
    words.length > 0 ? helpCommand(findCommand(COMMANDS, words).command) : helpAll(COMMANDS, context.version),
  );
  return nothingAsked ? EXIT.wrong : EXIT.pass;
}
