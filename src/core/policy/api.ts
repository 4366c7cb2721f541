/** A policy read and an exit code told, without what judges: for commands that load before there is anything to judge. */
export { exitCodeOf } from './judge/overall.js';
export { parsePolicy } from './parse.js';
