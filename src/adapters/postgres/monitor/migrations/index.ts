import { migration as monitor } from './0001-monitor.js';
import { migration as plansOfEpochs } from './0002-plans-of-epochs.js';
import { migration as orderOfLabels } from './0003-order-of-labels.js';
import { migration as clockSetBack } from './0004-clock-set-back.js';
import { migration as clocksDiffer } from './0005-clocks-differ.js';

export const monitorMigrations = [monitor, plansOfEpochs, orderOfLabels, clockSetBack, clocksDiffer];
