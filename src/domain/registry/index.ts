export { applyRegistry } from './apply.js';
export { KnownRegistry } from './known.js';
export { registryRelations, relationsToDocument } from './relations.js';
export type {
  Activation,
  Deployment,
  FieldChange,
  Model,
  ModelVersion,
  RegistryChange,
  RegistryDocument,
  System,
} from './types.js';
export { activeAt, RegistryView } from './view.js';
