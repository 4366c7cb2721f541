export { digestOfContent, type FileKind, kindOfFile, readFileOf } from './read-file-of.js';
