import { calibrationTables } from '../../../adapters/postgres/calibrations/index.js';
import { oversightTables } from '../../../adapters/postgres/oversight/index.js';
import { nodeRuntime } from '../../../adapters/runtime/index.js';
import { digestText } from '../../../core/base/digest.js';
import { Calibrations, type CalibrationsDeps, Standards } from '../../../domain/calibrations/index.js';
import type { Oversight } from '../../../domain/oversight/index.js';
import type { RoomContext } from '../../rooms/define/index.js';
import type { CalibrationRouteDeps } from './calibration-routes.js';

/** Opens calibrations over the cases of reviews. */
export function calibrationPart(
  context: RoomContext,
  { oversight, readers }: { readonly oversight: Oversight; readonly readers: CalibrationsDeps['readers'] },
): Pick<CalibrationRouteDeps, 'calibrations' | 'standards'> {
  const { calibrations: store, standards } = context.storesOf(calibrationTables);
  const shared = {
    // Acts hold the stores of every room; their types name only those that every service has.
    acts: context.acts as unknown as CalibrationsDeps['acts'],
    crypto: nodeRuntime,
    nowMs: () => context.clock.nowMs(),
  };
  return {
    calibrations: new Calibrations({
      ...{ ...shared, store, oversight, readers, cases: context.storesOf(oversightTables).cases },
      digestOf: (sealed) => digestText(nodeRuntime.sha256(sealed)),
    }),
    standards: new Standards({
      ...{ ...shared, store: standards, calibrations: store },
      registry: { load: () => context.registry.snapshot() },
    }),
  };
}
