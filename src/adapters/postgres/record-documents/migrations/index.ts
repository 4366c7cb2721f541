import { migration as statements } from './0001-statements.js';
import { migration as issued } from './0002-issued.js';

export const recordDocumentMigrations = [statements, issued];
