export { applyRegistry } from './apply.js';
export { FOUND_KINDS, foundNames } from './find.js';
export { KnownRegistry } from './known.js';
export { partOf, type RegistryPart } from './part.js';
export {
  registryRelations,
  relationsToDeployment,
  relationsToDeployments,
  relationsToDigest,
  relationsToDocument,
  relationsToModel,
} from './relations.js';
export { type DeploymentRow, deploymentRows, labelsOf, systemRows } from './rows.js';
export { SeenRegistry } from './seen.js';
export type {
  Activation,
  AdverseExplain,
  Deployment,
  FieldChange,
  Model,
  ModelVersion,
  RegistryChange,
  RegistryDocument,
  System,
  VersionExplain,
} from './types.js';
export { digestOfVersion, isVersionReference } from './version-reference.js';
export { activeAt, RegistryView } from './view.js';
