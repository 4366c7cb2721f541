import { execArgv } from 'node:process';

/**
 * The options of Node that a thread takes over from the program. A program that was given as text (`node --input-type=module --eval`) has
 * options that speak of that text: a thread begins with a file, and Node refuses to start it with them.
 *
 * @returns the options for `new Worker(file, { execArgv })`
 */
export const threadOptions = (given: readonly string[] = execArgv): string[] =>
  given.filter((option) => !option.startsWith('--input-type'));
