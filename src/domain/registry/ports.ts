import type { Activation, Deployment, Model, ModelVersion, System } from './types.js';

/** Everything that is registered. It is small enough to be read as a whole: thousands of rows at most. */
export interface RegistrySnapshot {
  readonly systems: readonly System[];
  readonly models: readonly Model[];
  readonly versions: readonly ModelVersion[];
  readonly deployments: readonly Deployment[];
}

/** Rows to insert or to replace in one transaction. Activations are only ever added. */
export interface RegistryWrite {
  readonly systems: readonly System[];
  readonly models: readonly Model[];
  readonly versions: readonly ModelVersion[];
  readonly deployments: readonly Omit<Deployment, 'activations'>[];
  readonly activations: readonly (Activation & { readonly deployment: string })[];
}

export interface RegistryStore {
  load(): Promise<RegistrySnapshot>;
  /** Another text once anything that is registered was written, by whoever wrote it; much cheaper than reading everything. */
  revision(): Promise<string>;
  /** All or nothing. */
  write(change: RegistryWrite): Promise<void>;
}
