import type { RegistrySnapshot } from './ports.js';
import type { Activation, Deployment, ModelVersion, System } from './types.js';

/** The registry in memory, for look-ups on every record. */
export class RegistryView {
  readonly #deployments: ReadonlyMap<string, Deployment>;
  readonly #systems: ReadonlyMap<string, System>;
  readonly #versions: ReadonlyMap<string, ModelVersion>;
  /** Whether some deployment decides more than 0 or 1. */
  readonly isTyped: boolean;

  constructor({ systems, models, deployments, versions }: RegistrySnapshot) {
    this.#deployments = new Map(deployments.map((deployment) => [deployment.id, deployment]));
    const byId = new Map(systems.map((system) => [system.id, system]));
    this.#systems = new Map(
      models.flatMap(({ id, system }) => (byId.has(system) ? [[id, byId.get(system)!] as const] : [])),
    );
    this.isTyped = deployments.some(({ outcome }) => outcome !== undefined);
    this.#versions = new Map(versions.map((version) => [versionKey(version.model, version.digest), version]));
  }

  deployment(id: string): Deployment | undefined {
    return this.#deployments.get(id);
  }

  /** The system of a model. */
  systemOf(model: string): System | undefined {
    return this.#systems.get(model);
  }

  hasVersion(model: string, digest: string): boolean {
    return this.#versions.has(versionKey(model, digest));
  }

  version(model: string, digest: string): ModelVersion | undefined {
    return this.#versions.get(versionKey(model, digest));
  }
}

const versionKey = (model: string, digest: string): string => `${model}\n${digest}`;

/** The activation of a deployment at a moment; undefined before its first activation. */
export function activeAt({ activations }: Deployment, timeMs: number): Activation | undefined {
  // This runs for every decision, so it is a plain loop without a function call per activation.
  for (let i = activations.length - 1; i >= 0; i--) if (activations[i]!.fromMs <= timeMs) return activations[i];
  return undefined;
}
