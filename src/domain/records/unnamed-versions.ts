import { counted } from '../../core/base/counted.js';
import type { DecisionFields } from './decision-record.js';

/** Records that are kept and are not as they were meant: without a version where nobody can tell afterwards which one decided, or with another decision than that of the rule. */
export interface IngestWarning {
  readonly code: 'VERSION_UNNAMED' | 'RULE_OTHERWISE';
  readonly deployment: string;
  /** How many records of the body, and the line of the first. */
  readonly records: number;
  readonly line: number;
  readonly message: string;
}

/**
 * Counts the records of a body that name no version and are about a deployment on which one is tried out. They are kept as they are; their sender
 * is told, because nobody else can still say which version decided.
 */
export class UnnamedVersions {
  readonly #triedOut: ReadonlyMap<string, number>;
  readonly #found = new Map<string, { records: number; readonly line: number }>();

  /** @param triedOut deployments on which a version is tried out, each with the time since when, ms */
  constructor(triedOut: ReadonlyMap<string, number>) {
    this.#triedOut = triedOut;
  }

  note(
    { deployment, version, decidedAtMs }: Pick<DecisionFields, 'deployment' | 'version' | 'decidedAtMs'>,
    line: number,
  ): void {
    if (version !== null || decidedAtMs < (this.#triedOut.get(deployment) ?? Number.POSITIVE_INFINITY)) return;
    const known = this.#found.get(deployment);
    if (known === undefined) this.#found.set(deployment, { records: 1, line });
    else known.records++;
  }

  get warnings(): IngestWarning[] {
    return [...this.#found].map(([deployment, { records, line }]) => ({
      ...{ code: 'VERSION_UNNAMED', deployment, records, line },
      message: `a version is tried out on ${deployment}, and ${counted(records, 'record')} of it ${records === 1 ? 'names' : 'name'} no version, the first in line ${line}: audits and the monitor count ${records === 1 ? 'it' : 'them'} as of the version beside it, whichever decided; send "version" with each`,
    }));
  }
}
