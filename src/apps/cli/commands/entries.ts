import { commandsOf, ROOMS } from '../../rooms/index.js';
import type { CommandEntry } from '../frame/spec.js';

/**
 * All commands by name, in the order of the help. A command is imported only when it is called, because the parts of all commands together
 * (web server, database driver, engines) take several times as long to load as a small audit takes to run.
 */
export const COMMAND_ENTRIES: readonly CommandEntry[] = commandsOf(ROOMS);
