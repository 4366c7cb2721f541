export {
  type AppliedChange,
  Configuration,
  configurationActs,
} from './configuration.js';
