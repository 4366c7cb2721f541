import { type Acts, defineAct } from '../acts/index.js';
import type { CaseStore } from '../oversight/index.js';
import { calibrationEvents } from './events.js';
import type { CalibrationStore, StandardStore } from './ports.js';

export const openCalibration = defineAct('calibration.open', { enters: calibrationEvents });
export const seeCalibration = defineAct('calibration.see', { enters: calibrationEvents });
export const viewCalibration = defineAct('calibration.view', { enters: calibrationEvents });
export const closeCalibration = defineAct('calibration.close', { enters: calibrationEvents });
export const noteCalibration = defineAct('calibration.note', { enters: calibrationEvents });
export const writeStandard = defineAct('standard.write', { enters: calibrationEvents });

/** Acts on calibrations and standards. */
export const calibrationActs = [
  openCalibration,
  seeCalibration,
  viewCalibration,
  closeCalibration,
  noteCalibration,
  writeStandard,
] as const;

export interface CalibrationStores {
  readonly calibrations: CalibrationStore;
  readonly standards: StandardStore;
  readonly cases: Pick<CaseStore, 'lockAbout' | 'save'>;
}

export type CalibrationActs = Pick<Acts<CalibrationStores>, 'run' | 'newId'>;
