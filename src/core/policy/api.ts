/** Reading a policy and telling an exit code, without the code that judges: commands that judge nothing load no more. */
export { exitCodeOf } from './judge/overall.js';
export { parsePolicy } from './parse.js';
export { lineInPolicy } from './read/index.js';
