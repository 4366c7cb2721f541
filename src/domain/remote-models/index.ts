/** Models behind a network: versions that are an endpoint, known again by canaries. */
export { remoteModelCheckJob } from './check-job.js';
export { hostNotNamed, remoteModelReasons } from './errors.js';
export { pinnedVersions } from './pinned-versions.js';
export type { CheckedEndpoint } from './ports.js';
export {
  demandNoOther,
  RemoteModels,
  type RemoteModelsDeps,
  remoteModelActs,
} from './remote-models.js';
export { shownAddress } from './shown-address.js';
