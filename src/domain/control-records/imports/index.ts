export { type ImportedBody, importedBody, type WantedImport } from './imported-body.js';
