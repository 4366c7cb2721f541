import type { CalibrationStore, StandardStore } from '../../../domain/calibrations/index.js';
import { defineStoreRoom } from '../tables/index.js';
import { PostgresCalibrationStore } from './calibration-store.js';
import { calibrationMigrations } from './migrations/index.js';
import { PostgresStandardStore } from './standard-store.js';

/** Calibrations of readers, and what they go by at cases. */
export const calibrationTables = defineStoreRoom({
  room: 'calibrations',
  migrations: calibrationMigrations,
  open: ({
    sql,
    keyring,
    runtime,
  }): { readonly calibrations: CalibrationStore; readonly standards: StandardStore } => ({
    calibrations: new PostgresCalibrationStore(sql, { keyring, runtime }),
    standards: new PostgresStandardStore(sql, { keyring, runtime }),
  }),
});
