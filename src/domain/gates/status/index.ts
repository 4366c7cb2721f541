export {
  type GateStatus,
  type Ground,
  isWhole,
  type JudgedVersion,
  knownOpenings,
  readGround,
  readStatus,
  registeredFor,
  type StatusDeps,
} from './read-status.js';
export { servingIn } from './serving.js';
export { demandSet, demandSigner, signersFor, versionIn } from './signing.js';
export { SIGN_OFF_TYPE, signOffStatement } from './statement.js';
