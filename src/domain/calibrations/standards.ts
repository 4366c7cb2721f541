import { utf8 } from '../../core/base/bytes.js';
import { digestText } from '../../core/base/digest.js';
import type { RegistryStore } from '../registry/ports.js';
import { writeStandard } from './acts.js';
import type { CalibrationsDeps } from './deps.js';
import { standardWritten } from './events.js';
import { CALIBRATION_LIMITS, calibrationUnknown, type Standard, standardUnknown } from './model.js';
import type { CalibrationStore, StandardStore } from './ports.js';

interface StandardsDeps extends Pick<CalibrationsDeps, 'acts' | 'crypto' | 'nowMs'> {
  readonly store: StandardStore;
  readonly calibrations: Pick<CalibrationStore, 'find'>;
  readonly registry: Pick<RegistryStore, 'load'>;
}

/** What readers go by at cases of a system: each text is a version, the newest is shown at the case, and none is changed. */
export class Standards {
  readonly #deps: StandardsDeps;

  constructor(deps: StandardsDeps) {
    this.#deps = deps;
  }

  /** Writes a new version. The same text again is no new one. @throws TribuneError NOT_FOUND for an unknown system, or a calibration that is none of it */
  async write(
    { system, text, calibration }: Pick<Standard, 'system' | 'text' | 'calibration'>,
    by: string,
  ): Promise<Standard> {
    const { acts, calibrations, crypto, nowMs } = this.#deps;
    await this.#demandSystem(system);
    if (calibration !== null && (await calibrations.find(calibration))?.system !== system)
      throw calibrationUnknown(`no calibration ${calibration} read cases of the system ${system}`, {
        remedy: 'Name the one that the text came of: GET /v1/calibrations lists them; or none.',
      });
    return acts.run(writeStandard, async (tx) => {
      const last = await tx.standards.newest(system);
      if (last?.text === text) return last;
      const standard: Standard = { system, version: (last?.version ?? 0) + 1, text, atMs: nowMs(), by, calibration };
      await tx.standards.insert(standard);
      const digest = digestText(crypto.sha256(utf8(text)));
      const of = calibration === null ? {} : { calibration };
      tx.enter(standardWritten({ system, version: standard.version, by, digest, ...of }));
      return standard;
    });
  }

  newest(system: string): Promise<Standard | null> {
    return this.#deps.store.newest(system);
  }

  /** All versions of a system, the newest first. @throws TribuneError NOT_FOUND for an unknown system */
  async of(system: string): Promise<Standard[]> {
    await this.#demandSystem(system);
    return this.#deps.store.of(system, CALIBRATION_LIMITS.listed);
  }

  async #demandSystem(system: string): Promise<void> {
    if ((await this.#deps.registry.load()).systems.some(({ id }) => id === system)) return;
    throw standardUnknown(`there is no system ${JSON.stringify(system.slice(0, 80))}`, {
      remedy: 'GET /v1/registry lists the systems.',
    });
  }
}
