import { migration as lineage } from './0001-lineage.js';

export const lineageMigrations = [lineage];
