import type { GateMode, GateRefusal } from '../../core/gates/index.js';

/** What came of a record at a gate. `fallback`: no version decided, so that it passed beside the gate. */
export type GateOutcome = 'passed' | 'fallback' | GateRefusal;

/** Records of one deployment, in one mode, of one outcome. */
export interface GateCount {
  readonly deployment: string;
  readonly mode: GateMode;
  readonly outcome: GateOutcome;
  readonly records: number;
}

/** Numbers of records by what came of them; whoever holds it adds to them. */
export type OutcomeCounts = Record<GateOutcome, number>;

/** Counts what came of records at gates since the start of the process. A record that is sent again is counted again. */
export class GateCounts {
  readonly #counts = new Map<string, Partial<Record<GateMode, OutcomeCounts>>>();

  /** The numbers of a deployment in a mode, to be added to for every record. */
  of(deployment: string, mode: GateMode): OutcomeCounts {
    let modes = this.#counts.get(deployment);
    if (modes === undefined) {
      modes = {};
      this.#counts.set(deployment, modes);
    }
    modes[mode] ??= { passed: 0, fallback: 0, closed: 0, late: 0, place: 0 };
    return modes[mode];
  }

  /** The counts of one deployment, or of all; those of which there is none are left out. */
  read(deployment?: string): GateCount[] {
    const asked = deployment === undefined ? [...this.#counts.keys()] : [deployment];
    return asked.flatMap((id) =>
      Object.entries(this.#counts.get(id) ?? {}).flatMap(([mode, counts]) =>
        Object.entries(counts)
          .filter(([, records]) => records > 0)
          .map(([outcome, records]) => ({
            ...{ deployment: id, mode: mode as GateMode, outcome: outcome as GateOutcome, records },
          })),
      ),
    );
  }
}
