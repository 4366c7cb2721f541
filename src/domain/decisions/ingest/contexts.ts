import type { EndView } from '../../end-door/index.js';
import type { GateDoor } from '../../gate-door/index.js';
import type { DecisionFields } from '../../records/index.js';
import { RecordFault } from '../../records/index.js';
import { type Activation, activeAt, type RegistryView } from '../../registry/index.js';

type ContextFields = Pick<
  DecisionFields,
  'deployment' | 'version' | 'cutoff' | 'decidedAtMs' | 'route' | 'jurisdiction'
>;
type SameFields = Pick<ContextFields, 'deployment' | 'version' | 'cutoff'>;

/**
 * Makes the members of an entry that the server knows: the deployment, and version, cutoff and policy with a word on whether the record or
 * the deployment gave them. Consecutive records mostly share this text, so it is made once.
 */
export class Contexts {
  readonly #registry: RegistryView;
  /** Null where no deployment has a gate, so that nothing is looked up for any record. */
  readonly #door: GateDoor | null;
  /** Null where no system has an end. */
  readonly #ends: EndView | null;
  /** The moment from which nothing of the system of the last deployment is taken, ms. */
  #endMs = Number.POSITIVE_INFINITY;
  #last: SameFields | null = null;
  #lastActive: Activation | undefined;
  #lastText = '';

  constructor(registry: RegistryView, door: GateDoor | null = null, ends: EndView | null = null) {
    this.#registry = registry;
    this.#door = door;
    this.#ends = ends;
  }

  /**
   * Gives the text for a record. Throws `RecordFault` when the deployment or version is unknown, the deployment was not active at that time,
   * its system had ended, or its gate refuses the record.
   */
  textFor(fields: ContextFields): string {
    const { deployment: id, decidedAtMs } = fields;
    const deployment = this.#registry.deployment(id);
    if (deployment === undefined) throw unknownDeployment(id);
    const active = activeAt(deployment, decidedAtMs);
    if (active === undefined) {
      throw new RecordFault('DEPLOYMENT_INACTIVE', `deployment ${id} served no version at the time of "decidedAt"`);
    }
    if (active === this.#lastActive && isLike(fields, this.#last)) {
      if (decidedAtMs >= this.#endMs) throw ended(id);
      this.#door?.pass(fields);
      return this.#lastText;
    }
    const endMs = this.#ends?.get(this.#registry.systemOf(deployment.model)?.id ?? '') ?? Number.POSITIVE_INFINITY;
    if (decidedAtMs >= endMs) throw ended(id);
    const version = fields.version ?? active.version;
    if (fields.version !== null && !this.#registry.hasVersion(deployment.model, version)) {
      const message = `"version" is not registered for model ${deployment.model}; register it with tribune admin apply`;
      throw new RecordFault('VERSION_UNKNOWN', message);
    }
    const cutoff = fields.cutoff ?? active.cutoff;
    const text = JSON.stringify({
      deployment: id,
      version: { digest: version, from: fields.version === null ? 'deployment' : 'record' },
      cutoff: { value: cutoff, from: fields.cutoff === null ? 'deployment' : 'record' },
      policy: active.policyDigest,
    });
    // The fields are copied, as they may belong to a reader that changes them with the next record.
    this.#last = { deployment: id, version: fields.version, cutoff: fields.cutoff };
    this.#lastActive = active;
    this.#endMs = endMs;
    this.#lastText = text.slice(1, -1);
    this.#door?.next(id, { version, cutoff, policyDigest: active.policyDigest });
    this.#door?.pass(fields);
    return this.#lastText;
  }
}

const ended = (id: string): RecordFault =>
  new RecordFault(
    'SYSTEM_ENDED',
    `the system of deployment ${id} takes no decision of that time any more: it has ended`,
  );

export const unknownDeployment = (id: string): RecordFault =>
  new RecordFault(
    'DEPLOYMENT_UNKNOWN',
    `no deployment is called ${JSON.stringify(id)}; register it with tribune admin apply`,
  );

const isLike = (a: ContextFields, b: SameFields | null): boolean =>
  b !== null && a.deployment === b.deployment && a.version === b.version && a.cutoff === b.cutoff;
