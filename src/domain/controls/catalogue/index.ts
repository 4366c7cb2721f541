export { DATED_PACKS } from './dated-packs.js';
export {
  type Check,
  type Control,
  type ControlPack,
  RECORD_KINDS,
  type RecordKind,
} from './types.js';
