import { migration as monitor } from './0001-monitor.js';

export const monitorMigrations = [monitor];
