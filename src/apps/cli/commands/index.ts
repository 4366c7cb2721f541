import type { CommandSpec } from '../frame/spec.js';
import { COMMAND_ENTRIES } from './entries.js';

/** Loads all commands, for the list of the help and the reference page. */
export async function loadCommands(): Promise<CommandSpec[]> {
  const commands = await Promise.all(COMMAND_ENTRIES.map((entry) => entry.load()));
  commands.forEach((command, index) => {
    const { name } = COMMAND_ENTRIES[index]!;
    if (command.name !== name) throw new Error(`the entry of command "${name}" loads "${command.name}"`);
  });
  return commands;
}
