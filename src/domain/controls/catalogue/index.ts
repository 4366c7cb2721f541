export { DATED_PACKS, newestOf } from './dated-packs.js';
export {
  type Check,
  type CheckName,
  type Control,
  type ControlPack,
  type Period,
  RECORD_KINDS,
  type RecordKind,
} from './types.js';
