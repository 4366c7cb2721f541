export { type ReaderCase, readerView } from './case-views.js';
