import type { RegistrySnapshot } from './ports.js';
import type { Activation, Deployment } from './types.js';

/** The registry in memory, for look-ups on every record. */
export class RegistryView {
  readonly #deployments: ReadonlyMap<string, Deployment>;
  readonly #versions: ReadonlySet<string>;
  /** Whether some deployment decides more than 0 or 1. */
  readonly isTyped: boolean;

  constructor({ deployments, versions }: RegistrySnapshot) {
    this.#deployments = new Map(deployments.map((deployment) => [deployment.id, deployment]));
    this.isTyped = deployments.some(({ outcome }) => outcome !== undefined);
    this.#versions = new Set(versions.map(({ model, digest }) => versionKey(model, digest)));
  }

  deployment(id: string): Deployment | undefined {
    return this.#deployments.get(id);
  }

  hasVersion(model: string, digest: string): boolean {
    return this.#versions.has(versionKey(model, digest));
  }
}

const versionKey = (model: string, digest: string): string => `${model}\n${digest}`;

/** The activation of a deployment at a moment; undefined before its first activation. */
export function activeAt({ activations }: Deployment, timeMs: number): Activation | undefined {
  // This runs for every decision, so it is a plain loop without a function call per activation.
  for (let i = activations.length - 1; i >= 0; i--) if (activations[i]!.fromMs <= timeMs) return activations[i];
  return undefined;
}
