export { DEFAULT_LANGUAGE, PERSON_LANGUAGES, type PersonText, Words, wordsIn } from './words.js';
