/** Words of the letter by language, and how they are filled in. */
export { fill } from './data-file.js';
export { letterTextsIn } from './letter-texts.js';
