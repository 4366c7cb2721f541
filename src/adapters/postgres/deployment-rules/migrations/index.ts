import { migration as rules } from './0001-rules.js';

export const deploymentRuleMigrations = [rules];
