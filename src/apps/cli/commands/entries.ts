import { commandsOf, ROOMS } from '../../rooms/index.js';
import type { CommandEntry } from '../frame/spec.js';

/**
 * Every command by its name, in the order of the help. A command is imported only when it is asked for: the parts of all of them together
 * (web server, database driver, engines) take several times as long to load as a small audit takes to run.
 */
export const COMMAND_ENTRIES: readonly CommandEntry[] = commandsOf(ROOMS);
