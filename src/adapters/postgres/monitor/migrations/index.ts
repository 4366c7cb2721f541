import { migration as monitor } from './0001-monitor.js';
import { migration as plansOfEpochs } from './0002-plans-of-epochs.js';
import { migration as orderOfLabels } from './0003-order-of-labels.js';
import { migration as clockSetBack } from './0004-clock-set-back.js';

export const monitorMigrations = [monitor, plansOfEpochs, orderOfLabels, clockSetBack];
