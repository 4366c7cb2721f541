export { freeBytes } from './disk-space.js';
export { FileIdSpill } from './id-spill.js';
export { FileKeyring } from './keyring.js';
export { lockFolder } from './lock.js';
export { PinnedCheckpoints } from './pinned-checkpoints.js';
export { isAlive } from './process-identity.js';
export { readKeyFile } from './secret-file.js';
export { nodeSigning, openSigner } from './signing-keys.js';
export { UpgradeSteps } from './upgrade-steps.js';
