export {
  Administration,
  type AdministrationDeps,
  type AppliedChange,
  administrationActs,
} from './administration.js';
