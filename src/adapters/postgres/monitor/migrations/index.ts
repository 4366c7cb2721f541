import { migration as monitor } from './0001-monitor.js';
import { migration as plansOfEpochs } from './0002-plans-of-epochs.js';
import { migration as orderOfLabels } from './0003-order-of-labels.js';

export const monitorMigrations = [monitor, plansOfEpochs, orderOfLabels];
