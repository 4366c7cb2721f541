export { digestOfContent, type FileKind, readFileOf } from './read-file-of.js';
