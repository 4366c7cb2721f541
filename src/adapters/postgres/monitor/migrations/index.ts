import { migration as monitor } from './0001-monitor.js';
import { migration as plansOfEpochs } from './0002-plans-of-epochs.js';

export const monitorMigrations = [monitor, plansOfEpochs];
